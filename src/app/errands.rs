//! Errands: what strangers make this node fetch, one at a time for each subject. What was in vain is
//! not tried again for a moment, and a host where much is in vain is left alone for that long.

use std::sync::Arc;
use std::time::Duration;

use moka::ops::compute::Op;
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::model::{ClientId, Instant};

/// How long what was in vain is not tried again.
const MOMENT: Duration = Duration::from_secs(10);

/// How many errands to one host may be in vain within a moment.
const MOST_IN_VAIN: u32 = 10;

/// How many subjects and hosts are remembered.
const SUBJECTS: u64 = 10_000;

/// The errands of one node.
#[derive(Debug)]
pub struct Errands {
    turns: Cache<ClientId, Arc<Mutex<()>>>,
    in_vain: Cache<ClientId, (Instant, Arc<str>)>,
    hosts: Cache<String, (Instant, u32)>,
}

impl Errands {
    /// Nothing was tried yet.
    pub fn new() -> Self {
        let idle = MOMENT * 6;
        Self {
            turns: Cache::builder().max_capacity(SUBJECTS).time_to_idle(idle).build(),
            in_vain: Cache::builder().max_capacity(SUBJECTS).time_to_live(idle).build(),
            hosts: Cache::builder().max_capacity(SUBJECTS).time_to_live(idle).build(),
        }
    }

    /// Waits until nobody else is on an errand for `subject`.
    pub async fn turn(&self, subject: &ClientId) -> OwnedMutexGuard<()> {
        self.turns.get_with_by_ref(subject, Arc::default).lock_owned().await
    }

    /// Why an errand for `subject` was in vain a moment ago, if it was.
    pub fn was_in_vain(&self, subject: &ClientId, now: Instant) -> Option<Arc<str>> {
        let (at, why) = self.in_vain.get(subject)?;
        (now.since(at) < MOMENT).then_some(why)
    }

    /// Whether a host is to be left alone.
    pub fn rests(&self, host: &str, now: Instant) -> bool {
        let begun = self.hosts.get(host).filter(|(begin, _)| now.since(*begin) < MOMENT);
        begun.is_some_and(|(_, count)| count >= MOST_IN_VAIN)
    }

    /// Notes that an errand was in vain.
    pub fn note(&self, subject: ClientId, host: &str, now: Instant, why: &str) {
        self.in_vain.insert(subject, (now, why.into()));
        self.hosts.entry_by_ref(host).and_compute_with(|before| {
            let before = before.map(|entry| entry.into_value());
            Op::Put(match before.filter(|(begin, _)| now.since(*begin) < MOMENT) {
                Some((begin, count)) => (begin, count.saturating_add(1)),
                None => (now, 1),
            })
        });
    }
}

impl Default for Errands {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const START: Instant = Instant::from_seconds(1_800_000_000);

    fn subject(name: &str) -> ClientId {
        let pool = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        ClientId::at(&pool, &format!("https://app.example/{name}")).expect("an id")
    }

    #[test]
    fn what_was_in_vain_is_remembered_for_a_moment() {
        let errands = Errands::new();
        assert_eq!(errands.was_in_vain(&subject("a"), START), None);
        errands.note(subject("a"), "app.example", START, "why");
        assert_eq!(errands.was_in_vain(&subject("a"), START).as_deref(), Some("why"));
        assert_eq!(errands.was_in_vain(&subject("b"), START), None);
        assert_eq!(errands.was_in_vain(&subject("a"), START + MOMENT), None);
    }

    #[test]
    fn a_host_where_much_is_in_vain_rests() {
        let errands = Errands::new();
        for number in 0..MOST_IN_VAIN {
            assert!(!errands.rests("app.example", START), "{number}");
            errands.note(subject(&number.to_string()), "app.example", START, "why");
        }
        assert!(errands.rests("app.example", START) && !errands.rests("b.example", START));
        assert!(!errands.rests("app.example", START + MOMENT));
    }

    #[tokio::test]
    async fn one_at_a_time_goes_for_a_subject() {
        let errands = Errands::new();
        let turn = errands.turn(&subject("a")).await;
        assert!(errands.turn(&subject("b")).now_or_never().is_some());
        assert!(errands.turn(&subject("a")).now_or_never().is_none());
        drop(turn);
        assert!(errands.turn(&subject("a")).now_or_never().is_some());
    }
}
