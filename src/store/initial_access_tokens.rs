//! Initial access tokens as rows: who has one may register clients (RFC 7591 section 3).

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{Instant, PoolId};

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialAccessToken {
    /// Names it for operators; time-ordered.
    pub id: String,
    /// The pool at which it is good.
    pub pool_id: PoolId,
    /// SHA-256 of the token.
    pub digest: Vec<u8>,
    /// How many clients it still registers.
    pub uses_left: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it stops being good.
    pub expires_at: Instant,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    digest: Vec<u8>,
    uses_left: i64,
    created_at: i64,
    expires_at: i64,
}

/// Keeps a token.
pub async fn insert(tx: &mut Tx, token: &InitialAccessToken) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO initial_access_tokens (id, pool_id, digest, uses_left, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&token.id)
        .bind(token.pool_id.as_str())
        .bind(&token.digest)
        .bind(i64::from(token.uses_left))
        .bind(token.created_at.millis())
        .bind(token.expires_at.millis())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// Whether the token with that digest is good for one more client.
pub async fn is_good(tx: &mut Tx, pool: &PoolId, digest: &[u8], now: Instant) -> Result<bool> {
    let found: Option<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM initial_access_tokens
         WHERE pool_id = $1 AND digest = $2 AND uses_left > 0 AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(digest)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Uses a token once; `false` when it is used up, has expired or does not exist. Of several who
/// show the last use at once one is served, on one node or on many.
pub async fn spend(tx: &mut Tx, pool: &PoolId, digest: &[u8], now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| sqlx::query(
        "UPDATE initial_access_tokens SET uses_left = uses_left - 1
         WHERE pool_id = $1 AND digest = $2 AND uses_left > 0 AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(digest)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(spent == 1)
}

/// The tokens of a pool, the newest first, `limit` at most.
pub async fn list(tx: &mut Tx, pool: &PoolId, limit: u32) -> Result<Vec<InitialAccessToken>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, digest, uses_left, created_at, expires_at FROM initial_access_tokens
         WHERE pool_id = $1 ORDER BY id DESC LIMIT $2"
    )
    .bind(pool.as_str())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    let token = |row: Row| {
        Ok(InitialAccessToken {
            pool_id: parse("initial_access_tokens.pool_id", &row.pool_id)?,
            id: row.id,
            digest: row.digest,
            uses_left: u32::try_from(row.uses_left).unwrap_or(0),
            created_at: Instant::from_millis(row.created_at),
            expires_at: Instant::from_millis(row.expires_at),
        })
    };
    rows.into_iter().map(token).collect()
}

/// Removes a token; `false` when there is none of that id in the pool.
pub async fn delete(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<bool> {
    let deleted = on_db!(tx, |c| sqlx::query(
        "DELETE FROM initial_access_tokens WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(deleted == 1)
}

/// Removes those that expired before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM initial_access_tokens WHERE id IN
             (SELECT id FROM initial_access_tokens WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
