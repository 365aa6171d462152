//! Signing keys as rows: the private half sealed, the public half for the key set.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{Algorithm, Instant, KeyId, PoolId};

/// A signing key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id (`kid`).
    pub id: KeyId,
    /// The pool that signs with it.
    pub pool_id: PoolId,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The private key, sealed with the master key.
    pub sealed: Vec<u8>,
    /// The public key in its algorithm's own form.
    pub public_key: Vec<u8>,
    /// When it was made.
    pub created_at: Instant,
    /// When it begins to sign.
    pub active_from: Instant,
    /// When it leaves the key set; nothing while it is the latest.
    pub expires_at: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    algorithm: String,
    sealed: Vec<u8>,
    public_key: Vec<u8>,
    created_at: i64,
    active_from: i64,
    expires_at: Option<i64>,
}

impl Row {
    fn into_record(self) -> Result<KeyRecord> {
        Ok(KeyRecord {
            id: parse("signing_keys.id", &self.id)?,
            pool_id: parse("signing_keys.pool_id", &self.pool_id)?,
            algorithm: parse("signing_keys.algorithm", &self.algorithm)?,
            sealed: self.sealed,
            public_key: self.public_key,
            created_at: Instant::from_millis(self.created_at),
            active_from: Instant::from_millis(self.active_from),
            expires_at: self.expires_at.map(Instant::from_millis),
        })
    }
}

/// Adds a key.
pub async fn insert(tx: &mut Tx, key: &KeyRecord) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO signing_keys (id, pool_id, algorithm, sealed, public_key, created_at, active_from, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(key.id.as_str())
    .bind(key.pool_id.as_str())
    .bind(key.algorithm.as_str())
    .bind(&key.sealed)
    .bind(&key.public_key)
    .bind(key.created_at.millis())
    .bind(key.active_from.millis())
    .bind(key.expires_at.map(Instant::millis))
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The keys of a pool, the first to sign first.
pub async fn list(tx: &mut Tx, pool: &PoolId) -> Result<Vec<KeyRecord>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, algorithm, sealed, public_key, created_at, active_from, expires_at
         FROM signing_keys WHERE pool_id = $1 ORDER BY active_from, created_at, id"
    )
    .bind(pool.as_str())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_record).collect()
}

/// Sets when the keys of a pool for one algorithm leave the key set, before a new one is added: those
/// that have no end yet, and the one that signs at `now`, whose end an earlier rotation may have set
/// too early.
pub async fn expire_present(
    tx: &mut Tx,
    pool: &PoolId,
    algorithm: Algorithm,
    now: Instant,
    at: Instant,
) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE signing_keys SET expires_at = $3
         WHERE pool_id = $1 AND algorithm = $4 AND (expires_at IS NULL OR id = (
             SELECT present.id FROM signing_keys present
             WHERE present.pool_id = $1 AND present.algorithm = $4 AND present.active_from <= $2
             ORDER BY present.active_from DESC, present.created_at DESC, present.id DESC LIMIT 1))"
    )
    .bind(pool.as_str())
    .bind(now.millis())
    .bind(at.millis())
    .bind(algorithm.as_str())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes the keys of a pool for one algorithm that have not begun to sign at `now`.
pub async fn delete_pending(
    tx: &mut Tx,
    pool: &PoolId,
    algorithm: Algorithm,
    now: Instant,
) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM signing_keys WHERE pool_id = $1 AND active_from > $2 AND algorithm = $3"
    )
    .bind(pool.as_str())
    .bind(now.millis())
    .bind(algorithm.as_str())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes keys that left the key set before `now`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, now: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| {
        sqlx::query(
        "DELETE FROM signing_keys WHERE id IN
             (SELECT id FROM signing_keys WHERE expires_at IS NOT NULL AND expires_at < $1 LIMIT $2)"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?)
}
