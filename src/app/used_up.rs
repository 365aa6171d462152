//! Limits that are used up, as this node remembers them: whoever comes again meanwhile costs no
//! write.

use std::time::Duration;

use moka::sync::Cache;

use crate::model::Instant;

/// How many limits are remembered; of one that is forgotten early the database knows.
const CAPACITY: u64 = 10_000;

/// As long as the longest window of a limit.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The used-up limits that one node knows of.
#[derive(Debug)]
pub struct UsedUp {
    until: Cache<String, Instant>,
}

impl UsedUp {
    /// None is used up yet.
    pub fn new() -> Self {
        Self { until: Cache::builder().max_capacity(CAPACITY).time_to_live(LONGEST).build() }
    }

    /// Remembers until when a limit is used up.
    pub fn note(&self, limit: String, until: Instant) {
        self.until.insert(limit, until);
    }

    /// Until when a limit is used up, if it is at `now`.
    pub fn until(&self, limit: &str, now: Instant) -> Option<Instant> {
        self.until.get(limit).filter(|until| now < *until)
    }
}

impl Default for UsedUp {
    fn default() -> Self {
        Self::new()
    }
}
