//! `[jobs]`: the work done behind requests, such as sending mail.

use std::time::Duration;

use serde::Deserialize;

use super::{
    check::Check,
    duration,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "jobs",
    about: "The work done behind requests, such as sending mail.",
    keys: &[
        Key::defaulted("poll", r#""1s""#, "How often to look for work that another node left."),
        Key::defaulted("concurrency", "4", "Jobs done at once."),
        Key::defaulted("max_attempts", "12", "Attempts, ever further apart, before giving up."),
    ],
};

/// The work done behind requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// How often to look for work.
    #[serde(deserialize_with = "duration::deserialize")]
    pub poll: Duration,
    /// Jobs done at once.
    pub concurrency: usize,
    /// Attempts before giving up.
    pub max_attempts: u32,
}

impl Jobs {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        let range = Duration::from_millis(50)..=Duration::from_secs(3600);
        check.lasts("jobs.poll", self.poll, range);
        check.between("jobs.concurrency", self.concurrency, 1..=64);
        check.between("jobs.max_attempts", self.max_attempts, 1..=100);
    }
}
