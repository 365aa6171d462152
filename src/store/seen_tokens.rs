//! The ids of JWTs that may be used once, until they would have expired (RFC 7523 section 3, RFC 9449
//! section 11.1).

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// Notes that the token with that digest was seen; `false` when it was seen before. Of several that
/// show it at once one is the first, on one node or on many.
pub async fn note(tx: &mut Tx, pool: &PoolId, digest: &str, expires_at: Instant) -> Result<bool> {
    let noted = on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO seen_tokens (pool_id, digest, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (pool_id, digest) DO NOTHING",
        )
        .bind(pool.as_str())
        .bind(digest)
        .bind(expires_at.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(noted == 1)
}

/// Forgets those that have expired, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM seen_tokens WHERE (pool_id, digest) IN
             (SELECT pool_id, digest FROM seen_tokens WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
