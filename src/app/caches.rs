//! What was read of pools, clients and keys, each entry marked with the epoch in which it was read.
//!
//! A change of any of them advances the epoch in the same transaction. An entry counts only while
//! its mark is not behind the epoch that this node knows of; a node that cannot ask for the epoch
//! trusts no entry. So a change holds at once on the node that made it, and within the time
//! between two looks at the epoch on the others.
//!
//! Pictures have no mark: what is in one never changes.

use std::any::Any;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use moka::sync::Cache;

use crate::model::branding::PictureId;
use crate::model::{ClientId, PoolId};

/// How many entries each cache holds.
const CAPACITY: u64 = 10_000;

/// How many bytes of pictures are kept.
const PICTURES: u64 = 32 * 1024 * 1024;

/// How long an entry is kept at the most: key sets change with the time, too.
const LONGEST: Duration = Duration::from_secs(60);

/// The epoch of a node that does not know: later than any entry.
const UNKNOWN: i64 = i64::MAX;

/// A value with the epoch in which it was read.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// The epoch.
    pub epoch: i64,
    /// The value; its type is known to whoever put it there.
    pub value: Arc<dyn Any + Send + Sync>,
}

/// What is in a picture: one buffer for all who are reading it.
pub type Picture = Arc<[u8]>;

/// The caches of one node.
pub struct Caches {
    known: AtomicI64,
    pools: Cache<PoolId, Tagged>,
    clients: Cache<(PoolId, ClientId), Tagged>,
    domains: Cache<(), Tagged>,
    pictures: Cache<(PoolId, PictureId), Picture>,
}

impl Caches {
    /// Empty caches of a node that does not know the epoch yet.
    pub fn new() -> Self {
        fn cache<K: Hash + Eq + Send + Sync + 'static>() -> Cache<K, Tagged> {
            Cache::builder().max_capacity(CAPACITY).time_to_live(LONGEST).build()
        }
        Self {
            known: AtomicI64::new(UNKNOWN),
            pools: cache(),
            clients: cache(),
            domains: cache(),
            pictures: Cache::builder()
                .max_capacity(PICTURES)
                .weigher(|_, picture: &Picture| u32::try_from(picture.len()).unwrap_or(u32::MAX))
                .build(),
        }
    }

    /// Learns the epoch; nothing when it could not be asked for.
    pub fn learn(&self, epoch: Option<i64>) {
        let newer = |known: i64| match epoch {
            // An answer that was on its way while a later one came tells nothing new.
            Some(epoch) if known != UNKNOWN => Some(known.max(epoch)),
            Some(epoch) => Some(epoch),
            None => Some(UNKNOWN),
        };
        // The function always gives a value, so the update always happens.
        let _: Result<i64, i64> =
            self.known.fetch_update(Ordering::SeqCst, Ordering::SeqCst, newer);
    }

    /// What is known of a pool.
    pub fn pool<V: Send + Sync + 'static>(&self, id: &PoolId) -> Option<Arc<V>> {
        self.current(self.pools.get(id)?)
    }

    /// Keeps what was read of a pool.
    pub fn keep_pool(&self, id: PoolId, entry: Tagged) {
        self.pools.insert(id, entry);
    }

    /// What is known of a client.
    pub fn client<V: Send + Sync + 'static>(&self, key: &(PoolId, ClientId)) -> Option<Arc<V>> {
        self.current(self.clients.get(key)?)
    }

    /// Keeps what was read of a client.
    pub fn keep_client(&self, key: (PoolId, ClientId), entry: Tagged) {
        self.clients.insert(key, entry);
    }

    /// What is known of the domains.
    pub fn domains<V: Send + Sync + 'static>(&self) -> Option<Arc<V>> {
        self.current(self.domains.get(&())?)
    }

    /// Keeps what was read of the domains.
    pub fn keep_domains(&self, entry: Tagged) {
        self.domains.insert((), entry);
    }

    /// What is in a picture. Its name says so, whatever the epoch; not whether the pool still has it.
    pub fn picture(&self, key: &(PoolId, PictureId)) -> Option<Picture> {
        self.pictures.get(key)
    }

    /// Keeps what was read of a picture; the buffer of whoever came first is everybody's.
    pub fn keep_picture(&self, key: (PoolId, PictureId), content: Picture) -> Picture {
        self.pictures.entry(key).or_insert(content).into_value()
    }

    fn current<V: Send + Sync + 'static>(&self, entry: Tagged) -> Option<Arc<V>> {
        if entry.epoch < self.known.load(Ordering::SeqCst) {
            return None;
        }
        entry.value.downcast().ok()
    }
}

impl Default for Caches {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_an_earlier_epoch_does_not_count() {
        let caches = Caches::new();
        let id: PoolId = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        caches.keep_pool(id.clone(), Tagged { epoch: 4, value: Arc::new(7_i32) });
        assert_eq!(caches.pool::<i32>(&id), None, "the epoch is not known yet");
        caches.learn(Some(4));
        assert_eq!(caches.pool::<i32>(&id).as_deref(), Some(&7));
        caches.learn(Some(5));
        assert_eq!(caches.pool::<i32>(&id), None);
        caches.keep_pool(id.clone(), Tagged { epoch: 5, value: Arc::new(8_i32) });
        assert_eq!(caches.pool::<i32>(&id).as_deref(), Some(&8));
        caches.learn(None);
        assert_eq!(caches.pool::<i32>(&id), None, "the database does not answer");
    }
}
