//! Access tokens revoked one by one (RFC 7009), kept until they would have expired.

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// Revokes the token of that `jti`; `false` when it was revoked before.
pub async fn insert(tx: &mut Tx, pool: &PoolId, jti: &str, expires_at: Instant) -> Result<bool> {
    let inserted = on_db!(tx, |c| sqlx::query(
        "INSERT INTO revoked_tokens (pool_id, jti, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (pool_id, jti) DO NOTHING"
    )
    .bind(pool.as_str())
    .bind(jti)
    .bind(expires_at.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

/// Whether the token of that `jti` was revoked.
pub async fn contains(tx: &mut Tx, pool: &PoolId, jti: &str) -> Result<bool> {
    let found: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT expires_at FROM revoked_tokens WHERE pool_id = $1 AND jti = $2"
    )
    .bind(pool.as_str())
    .bind(jti)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Removes entries of tokens that have expired; how many.
pub async fn delete_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query("DELETE FROM revoked_tokens WHERE expires_at < $1")
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}
