//! What a workload's traffic is made for: a server, so many connections, so much time.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::flow;
use crate::generator::{self, Answer, Load};
use crate::server::Server;

/// The longest time that the preparation of one run takes.
const PREPARATION: Duration = Duration::from_secs(50);

/// How many requests of a preparation are on their way at once.
const AT_ONCE: usize = 16;

/// The circumstances of one run.
pub struct Setting<'s> {
    pub server: &'s Server,
    pub runtime: &'s Runtime,
    pub connections: usize,
    /// How long the run takes, warming up included.
    pub time: Duration,
}

impl Setting<'_> {
    /// How many requests to prepare for a path that takes so many a second at the most. When they are
    /// used up the run ends early.
    pub fn requests(&self, per_second: u32) -> usize {
        let whole = self.time.as_millis() * u128::from(per_second) / 1000;
        usize::try_from(whole).expect("not that many")
    }

    /// Sends requests once each, many at once; what was taken from the answers.
    pub fn gather(
        &self,
        requests: Vec<Vec<u8>>,
        expected: u16,
        take: fn(&Answer) -> String,
    ) -> Vec<String> {
        self.send(requests, expected, AT_ONCE, take)
    }

    /// Sends requests once each, one after the other.
    pub fn send_in_turn(&self, requests: Vec<Vec<u8>>, expected: u16) {
        self.send(requests, expected, 1, |_| String::new());
    }

    fn send(
        &self,
        requests: Vec<Vec<u8>>,
        expected: u16,
        at_once: usize,
        take: fn(&Answer) -> String,
    ) -> Vec<String> {
        let most = requests.len();
        let (mut traffic, found) = flow::gathering(requests, expected, at_once, take);
        let load = Load {
            address: self.server.address,
            warm_up: Duration::ZERO,
            time: PREPARATION,
            most: u64::try_from(most).expect("not that many"),
            expected,
        };
        let measured = self.runtime.block_on(generator::run(&load, &mut traffic));
        assert!(measured.bad.is_empty(), "in preparation: {}", measured.bad);
        let found = found.take();
        assert!(found.len() == most, "{} of {most} were prepared", found.len());
        found
    }
}
