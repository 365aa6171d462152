//! What may be chosen on the command line, within bounds.

use std::net::SocketAddr;
use std::time::Duration;

use crate::generator::Load;
use crate::workloads::WORKLOADS;

/// No run sends more requests than this.
const MOST_REQUESTS: u64 = 2_000_000;

/// How long, how often and what.
pub struct Options {
    pub seconds: f64,
    pub rounds: usize,
    only: Option<String>,
}

impl Options {
    /// Nothing unless cargo says that this is a benchmark run: `cargo test --benches` does not.
    pub fn from_arguments(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let arguments: Vec<String> = arguments.collect();
        let has = |name: &str| arguments.iter().any(|argument| argument == name);
        if has("--test") || !has("--bench") {
            return None;
        }
        let value = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name)?;
            Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{name} needs a value")).clone())
        };
        let number = |name: &str, default: f64| {
            value(name).map_or(default, |text| {
                text.parse().unwrap_or_else(|_| panic!("{name} takes a number"))
            })
        };
        let rounds = number("--rounds", 3.0).clamp(1.0, 9.0);
        Some(Self {
            seconds: number("--seconds", 3.0).clamp(0.2, 30.0),
            rounds: (1..=9)
                .rfind(|&whole| f64::from(whole) <= rounds)
                .map_or(1, |whole: u8| usize::from(whole)),
            only: value("--only"),
        })
    }

    /// Whether a workload of this name is to be measured.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| name.contains(only))
    }

    /// Whether it is measured: it is wanted, or one that is wanted is compared to it.
    pub fn measures(&self, name: &str) -> bool {
        let compared = |plain: Option<&str>| plain == Some(name);
        self.wants(name)
            || WORKLOADS.iter().any(|other| compared(other.plain) && self.wants(other.name))
    }

    /// How long a run takes with its warming up.
    pub fn whole_time(&self) -> Duration {
        self.warm_up() + Duration::from_secs_f64(self.seconds)
    }

    fn warm_up(&self) -> Duration {
        Duration::from_secs_f64(self.seconds / 6.0)
    }

    /// How long a limit is measured before each run.
    pub fn limit_time(&self) -> Duration {
        Duration::from_secs_f64(self.seconds / 2.0)
    }

    /// The bounds of one run against a server.
    pub fn load(&self, address: SocketAddr, expected: u16) -> Load {
        Load {
            address,
            warm_up: self.warm_up(),
            time: Duration::from_secs_f64(self.seconds),
            most: MOST_REQUESTS,
            expected,
        }
    }
}
