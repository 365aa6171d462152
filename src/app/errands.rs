//! Errands: what strangers make this node fetch, one at a time for each subject. What was in vain is
//! not tried again for a moment, and of a host where much is in vain for a pool, that pool asks nothing
//! new for that long.

use std::sync::Arc;
use std::time::Duration;

use moka::ops::compute::Op;
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::model::{ClientId, Instant, PoolId};

/// How long what was in vain is not tried again.
const MOMENT: Duration = Duration::from_secs(10);

/// How many errands of one pool to one host may be in vain within a moment.
const MOST_IN_VAIN: u32 = 10;

/// How many subjects and hosts are remembered.
const SUBJECTS: u64 = 10_000;

/// The errands of one node.
#[derive(Debug)]
pub struct Errands {
    turns: Cache<ClientId, Arc<Mutex<()>>>,
    in_vain: Cache<ClientId, (Instant, Arc<str>)>,
    hosts: Cache<(PoolId, String), (Instant, u32)>,
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

    /// Whether a pool is to leave a host alone.
    pub fn rests(&self, pool: &PoolId, host: &str, now: Instant) -> bool {
        let begun = self.hosts.get(&(pool.clone(), host.to_owned()));
        let begun = begun.filter(|(begin, _)| now.since(*begin) < MOMENT);
        begun.is_some_and(|(_, count)| count >= MOST_IN_VAIN)
    }

    /// Notes that an errand was in vain.
    pub fn note(&self, subject: ClientId, now: Instant, why: &str) {
        self.in_vain.insert(subject, (now, why.into()));
    }

    /// Counts an errand of a pool to a host that was in vain.
    pub fn count(&self, pool: &PoolId, host: &str, now: Instant) {
        self.hosts.entry((pool.clone(), host.to_owned())).and_compute_with(|before| {
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

    fn pool(id: &str) -> PoolId {
        id.parse().expect("an id")
    }

    fn subject(name: &str) -> ClientId {
        let pool = pool("eu-central-1_Ab3dE6gH9");
        ClientId::at(&pool, &format!("https://app.example/{name}")).expect("an id")
    }

    #[test]
    fn what_was_in_vain_is_remembered_for_a_moment() {
        let errands = Errands::new();
        assert_eq!(errands.was_in_vain(&subject("a"), START), None);
        errands.note(subject("a"), START, "why");
        assert_eq!(errands.was_in_vain(&subject("a"), START).as_deref(), Some("why"));
        assert_eq!(errands.was_in_vain(&subject("b"), START), None);
        assert_eq!(errands.was_in_vain(&subject("a"), START + MOMENT), None);
    }

    #[test]
    fn a_host_where_much_is_in_vain_rests_for_that_pool() {
        let errands = Errands::new();
        let (pool, other) = (pool("eu-central-1_Ab3dE6gH9"), pool("eu-central-1_Ab3dE6gH0"));
        for number in 0..MOST_IN_VAIN {
            assert!(!errands.rests(&pool, "app.example", START), "{number}");
            errands.count(&pool, "app.example", START);
        }
        assert!(errands.rests(&pool, "app.example", START));
        assert!(!errands.rests(&pool, "b.example", START));
        assert!(!errands.rests(&other, "app.example", START));
        assert!(!errands.rests(&pool, "app.example", START + MOMENT));
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
