//! A pool's signing keys: which one signs now, which ones verify, and how the next takes over.

use std::sync::Arc;
use std::time::Duration;

use super::audit::{self, Event};
use super::error::{Error, Refusal, Result};
use crate::context::Context;
use crate::crypto::jose::VerifyingKey;
use crate::crypto::keys::{PrivateKey, PublicKey};
use crate::crypto::random;
use crate::crypto::seal::Vault;
use crate::model::{Algorithm, Instant, KeyId, Pool, PoolId};
use crate::store::audit::AuditEvent;
pub use crate::store::keys::KeyRecord;
use crate::store::{self, Tx};

/// How long a key verifies after it signed its last token: the longest life of a token.
const OVERLAP: Duration = Duration::from_secs(24 * 3600 + 300);

/// A key of a pool, parsed.
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// The private half.
    pub private: PrivateKey,
    /// The public half.
    pub public: PublicKey,
    /// The public half, parsed for its algorithm.
    pub verifying: VerifyingKey,
    /// When it begins to sign.
    pub active_from: Instant,
    /// When it leaves the key set.
    pub expires_at: Option<Instant>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("active_from", &self.active_from)
            .finish_non_exhaustive()
    }
}

/// A pool's keys, the first to sign first.
#[derive(Debug)]
pub struct KeyRing(Vec<Arc<Key>>);

impl KeyRing {
    /// Unseals and parses the keys of a pool.
    ///
    /// # Errors
    /// When one was sealed with another master key.
    pub fn load(vault: &Vault, records: Vec<KeyRecord>) -> Result<Self> {
        records
            .into_iter()
            .map(|record| parse(vault, record).map(Arc::new))
            .collect::<Result<_>>()
            .map(Self)
    }

    /// The key that signs by `algorithm` at `now`: the last to become active.
    ///
    /// # Errors
    /// When there is none.
    pub fn signing(&self, algorithm: Algorithm, now: Instant) -> Result<&Arc<Key>> {
        self.0
            .iter()
            .rfind(|key| key.private.algorithm() == algorithm && key.active_from <= now)
            .ok_or_else(|| Error::internal("the pool has no key for that algorithm"))
    }

    /// The keys that verify at `now`; one that is to sign soon is among them.
    pub fn published(&self, now: Instant) -> impl Iterator<Item = &Arc<Key>> {
        self.0.iter().filter(move |key| key.expires_at.is_none_or(|end| now < end))
    }

    /// The key of that id, while it verifies.
    pub fn verifying(&self, id: &KeyId, now: Instant) -> Option<&Arc<Key>> {
        self.published(now).find(|key| key.id == *id)
    }
}

fn context(pool: &PoolId, key: &KeyId) -> String {
    format!("signing key {pool} {key}")
}

fn parse(vault: &Vault, record: KeyRecord) -> Result<Key> {
    let der = vault.open(&context(&record.pool_id, &record.id), &record.sealed)?;
    let private = PrivateKey::from_pkcs8(record.algorithm, &der)?;
    let public = PublicKey::from_bytes(record.algorithm, &record.public_key)?;
    Ok(Key {
        verifying: VerifyingKey::new(&public, record.algorithm)?,
        id: record.id,
        private,
        public,
        active_from: record.active_from,
        expires_at: record.expires_at,
    })
}

/// A new key, sealed; RSA takes its time, so it is made on a thread that may block.
///
/// # Errors
/// When the library refuses.
pub async fn make(
    cx: &Context,
    pool: &PoolId,
    algorithm: Algorithm,
    active_from: Instant,
) -> Result<KeyRecord> {
    let private = tokio::task::spawn_blocking(move || PrivateKey::generate(algorithm))
        .await
        .map_err(Error::internal)??;
    let id = random::key_id()?;
    Ok(KeyRecord {
        sealed: cx.app.vault.seal(&context(pool, &id), &private.to_pkcs8()?)?,
        public_key: private.public().to_bytes(),
        id,
        pool_id: pool.clone(),
        algorithm,
        created_at: cx.now(),
        active_from,
        expires_at: None,
    })
}

/// When a rotated key begins to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takeover {
    /// After it has been published long enough for every verifier to have seen it.
    Announced,
    /// At once: the present key is no longer trusted to sign.
    Immediate,
}

struct Rotation {
    key: KeyRecord,
    others_expire: Instant,
    event: AuditEvent,
}

/// Makes the next key of a pool for its own algorithm; see [`rotate_for`].
///
/// # Errors
/// When the pool does not exist, or its keys were sealed with another master key.
pub async fn rotate(
    cx: &Context,
    pool: &Pool,
    takeover: Takeover,
    actor: &str,
) -> Result<KeyRecord> {
    rotate_for(cx, pool, pool.algorithm, takeover, actor).await
}

/// Makes the next key of a pool for an algorithm. The present keys go on verifying until the last token that they
/// may have signed has expired; one that was announced and has not signed yet makes room.
///
/// # Errors
/// When the pool does not exist, or its keys were sealed with another master key.
pub async fn rotate_for(
    cx: &Context,
    pool: &Pool,
    algorithm: Algorithm,
    takeover: Takeover,
    actor: &str,
) -> Result<KeyRecord> {
    // A key sealed with a wrong master key beside the right ones would take the pool out of service.
    KeyRing::load(&cx.app.vault, list(cx, &pool.id).await?)?;
    let active_from = match takeover {
        Takeover::Announced => cx.now() + cx.app.config.keys.publish_ahead,
        Takeover::Immediate => cx.now(),
    };
    let key = make(cx, &pool.id, algorithm, active_from).await?;
    let rotation = Rotation {
        event: audit::event(cx, &pool.id, Event::KeyCreated, actor, key.id.as_str())?,
        others_expire: active_from + OVERLAP,
        key: key.clone(),
    };
    cx.write(rotation, |tx, rotation| Box::pin(write_rotation(tx, rotation))).await?;
    if let Err(error) = super::configuration::learn_epoch(&cx.app).await {
        // The key is there; the caches trust nothing until the epoch is known again.
        tracing::warn!(%error, "the epoch could not be learned");
    }
    Ok(key)
}

async fn write_rotation(tx: &mut Tx, rotation: &Rotation) -> Result<()> {
    let key = &rotation.key;
    // First: of two rotations at once, on one node or on two, one waits for the other.
    store::epochs::advance(tx).await?;
    if store::pools::by_id(tx, &key.pool_id).await?.is_none() {
        return Err(Refusal::NotFound.into());
    }
    let (pool, now) = (&key.pool_id, key.created_at);
    store::keys::delete_pending(tx, pool, key.algorithm, now).await?;
    store::keys::expire_present(tx, pool, key.algorithm, now, rotation.others_expire).await?;
    store::keys::insert(tx, key).await?;
    store::audit::insert(tx, &rotation.event).await?;
    Ok(())
}

/// Keys for those of the pool's algorithms that have none among `present`, to sign at once.
///
/// # Errors
/// When the library refuses.
pub async fn make_missing(
    cx: &Context,
    pool: &Pool,
    present: &[KeyRecord],
) -> Result<Vec<KeyRecord>> {
    let mut made = Vec::new();
    for algorithm in pool.algorithms() {
        if !present.iter().any(|key| key.algorithm == algorithm) {
            made.push(make(cx, &pool.id, algorithm, cx.now()).await?);
        }
    }
    Ok(made)
}

/// The keys of a pool as they are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, pool: &PoolId) -> Result<Vec<KeyRecord>> {
    Ok(store::keys::list(&mut cx.read().await?, pool).await?)
}

/// Whether the master key opens the signing keys that the database holds; `true` when it holds none.
///
/// # Errors
/// When the database does not answer.
pub async fn master_key_fits(cx: &Context) -> Result<bool> {
    let pools = store::pools::list(&mut cx.read().await?, None, 1).await?;
    let Some(pool) = pools.first() else { return Ok(true) };
    Ok(KeyRing::load(&cx.app.vault, list(cx, &pool.id).await?).is_ok())
}

/// Rotates the keys of each pool whose newest key is older than the configured age; how many.
///
/// # Errors
/// When the database does not answer.
pub async fn rotate_old(cx: &Context) -> Result<usize> {
    let every = cx.app.config.keys.rotate_every;
    if every.is_zero() {
        return Ok(0);
    }
    let mut rotated = 0;
    let mut after: Option<PoolId> = None;
    loop {
        let pools = store::pools::list(&mut cx.read().await?, after.as_ref(), 100).await?;
        let Some(last) = pools.last() else { return Ok(rotated) };
        after = Some(last.id.clone());
        for pool in &pools {
            let keys = list(cx, &pool.id).await?;
            for algorithm in pool.algorithms() {
                let own = keys.iter().filter(|key| key.algorithm == algorithm);
                let newest = own.map(|key| key.created_at).max();
                if newest.is_none_or(|made| made + every <= cx.now()) {
                    rotate_for(cx, pool, algorithm, Takeover::Announced, "system").await?;
                    rotated += 1;
                }
            }
        }
    }
}
