//! Turns: how many requests about one subject are worked on at once on this node.
//!
//! Tries at a password are counted before they are looked at. Many right ones at once would then
//! look like many guesses; so they wait for each other, fewer at a time than failures are forgiven.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many requests about one subject are worked on at once: fewer than the five failures that
/// block it, and enough to keep each core busy.
const AT_ONCE: usize = 4;

/// How long a request waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How many subjects are remembered; one that is forgotten early has more at once, no more tries.
const SUBJECTS: u64 = 10_000;

/// The turns of one node.
#[derive(Debug)]
pub struct Turns {
    subjects: Cache<String, Arc<Semaphore>>,
}

/// The right to work on a subject, until it is dropped.
#[derive(Debug)]
#[must_use = "the turn ends when it is dropped"]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    /// No turn is taken yet.
    pub fn new() -> Self {
        let idle = LONGEST_WAIT * 4;
        Self { subjects: Cache::builder().max_capacity(SUBJECTS).time_to_idle(idle).build() }
    }

    /// Waits for a turn at `subject`; nothing when the wait is too long.
    pub async fn take(&self, subject: &str) -> Option<Turn> {
        let semaphore =
            self.subjects.get_with_by_ref(subject, || Arc::new(Semaphore::new(AT_ONCE)));
        let permit = tokio::time::timeout(LONGEST_WAIT, semaphore.acquire_owned()).await;
        Some(Turn { _permit: permit.ok()?.ok()? })
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_fifth_waits_for_one_of_four() {
        let turns = Turns::new();
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.push(turns.take("jane").await.expect("a turn"));
        }
        assert!(turns.take("john").now_or_never().is_some(), "another subject does not wait");
        assert!(turns.take("jane").now_or_never().is_none(), "nobody is done");
        taken.pop();
        assert!(turns.take("jane").now_or_never().is_some());
    }
}
