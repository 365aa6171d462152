//! Clients that registered themselves, as rows: when each was used last, and the digest of the token
//! that manages it (RFC 7591, RFC 7592).

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{ClientId, Instant, PoolId};

/// A client that registered itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The client.
    pub client_id: ClientId,
    /// Its pool.
    pub pool_id: PoolId,
    /// SHA-256 of its registration access token.
    pub digest: Vec<u8>,
    /// When it registered.
    pub created_at: Instant,
    /// The day on which it got a token last, or else when it registered; later than `created_at` as
    /// soon as somebody is known to want it.
    pub used_at: Instant,
}

impl Registration {
    /// Whether nobody is known to want it: it is a stranger's, and has never got a token.
    pub fn is_unwanted(&self) -> bool {
        self.used_at <= self.created_at
    }
}

#[derive(FromRow)]
struct Row {
    client_id: String,
    pool_id: String,
    digest: Vec<u8>,
    created_at: i64,
    used_at: i64,
}

/// Makes registrations at a pool wait for one another until this write has ended, so that each
/// counts those before it.
pub async fn queue(tx: &mut Tx, pool: &PoolId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE pools SET enabled = enabled WHERE id = $1")
        .bind(pool.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that a client registered itself.
pub async fn insert(tx: &mut Tx, registration: &Registration) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO registrations (client_id, pool_id, digest, created_at, used_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(registration.client_id.key())
    .bind(registration.pool_id.as_str())
    .bind(&registration.digest)
    .bind(registration.created_at.millis())
    .bind(registration.used_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// The registration of a client in that pool; none where an operator made the client.
pub async fn by_client(tx: &mut Tx, pool: &PoolId, id: &ClientId) -> Result<Option<Registration>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT client_id, pool_id, digest, created_at, used_at FROM registrations
         WHERE pool_id = $1 AND client_id = $2"
    )
    .bind(pool.as_str())
    .bind(id.key())
    .fetch_optional(c)
    .await)?;
    row.map(|row| {
        Ok(Registration {
            client_id: parse("registrations.client_id", &row.client_id)?,
            pool_id: parse("registrations.pool_id", &row.pool_id)?,
            digest: row.digest,
            created_at: Instant::from_millis(row.created_at),
            used_at: Instant::from_millis(row.used_at),
        })
    })
    .transpose()
}

/// How many clients of a pool registered themselves.
pub async fn count(tx: &mut Tx, pool: &PoolId) -> Result<u64> {
    let count: i64 = on_db!(tx, |c| {
        sqlx::query_scalar("SELECT COUNT(*) FROM registrations WHERE pool_id = $1")
            .bind(pool.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Notes that a client was used, which is after it registered, whatever the clocks of two nodes say.
pub async fn note_use(tx: &mut Tx, pool: &PoolId, id: &ClientId, now: Instant) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
        "UPDATE registrations SET used_at = CASE WHEN created_at < $3 THEN $3 ELSE created_at + 1 END
         WHERE pool_id = $1 AND client_id = $2 AND (used_at < $3 OR used_at <= created_at)"
    )
    .bind(pool.as_str())
    .bind(id.key())
    .bind(now.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The pools with clients that were used last before a time, in the order of their ids, `limit` at
/// most, after the pool `after`.
pub async fn pools_with_idle(
    tx: &mut Tx,
    before: Instant,
    after: Option<&PoolId>,
    limit: u32,
) -> Result<Vec<PoolId>> {
    let ids: Vec<String> = on_db!(tx, |c| {
        sqlx::query_scalar(
            "SELECT DISTINCT pool_id FROM registrations WHERE used_at < $1 AND pool_id > $3
         ORDER BY pool_id LIMIT $2",
        )
        .bind(before.millis())
        .bind(i64::from(limit))
        .bind(after.map_or("", PoolId::as_str))
        .fetch_all(c)
        .await
    })?;
    ids.iter().map(|id| parse("registrations.pool_id", id)).collect()
}

/// How long clients must have been of no use to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// Those that were used last before this time.
    pub used_before: Instant,
    /// Those that nobody is known to want and that registered before this one.
    pub made_before: Instant,
}

impl Ages {
    /// Whether a client is that old.
    pub fn are_of(&self, known: &Registration) -> bool {
        known.used_at < self.used_before
            || known.is_unwanted() && known.created_at < self.made_before
    }
}

/// The clients of a pool that are so old, the longest idle first, `limit` at most.
pub async fn idle(tx: &mut Tx, pool: &PoolId, ages: Ages, limit: u32) -> Result<Vec<ClientId>> {
    let ids: Vec<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT client_id FROM registrations
         WHERE pool_id = $1 AND (used_at < $2 OR (used_at < $3 AND used_at <= created_at))
         ORDER BY used_at, client_id LIMIT $4"
    )
    .bind(pool.as_str())
    .bind(ages.used_before.millis())
    .bind(ages.made_before.millis())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    ids.iter().map(|id| parse("registrations.client_id", id)).collect()
}
