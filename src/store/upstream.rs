//! Browsers that were sent to an identity provider, and answers that wait for their browser, as rows.

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// A browser that was sent to a provider and is awaited back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamRequest {
    /// SHA-256 of the `state` that goes with it.
    pub state: Vec<u8>,
    /// The pool.
    pub pool_id: PoolId,
    /// The provider.
    pub provider_id: String,
    /// What is to be known when it comes back, under the master key.
    pub sealed: Vec<u8>,
    /// When it is awaited no more.
    pub expires_at: Instant,
}

/// Keeps a request.
pub async fn insert_request(tx: &mut Tx, request: &UpstreamRequest) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO upstream_requests (state, pool_id, provider_id, sealed, expires_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(request.state.as_slice())
    .bind(request.pool_id.as_str())
    .bind(&request.provider_id)
    .bind(request.sealed.as_slice())
    .bind(request.expires_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes a request out, once: its provider, and what was sealed.
pub async fn take_request(
    tx: &mut Tx,
    pool: &PoolId,
    state: &[u8],
    now: Instant,
) -> Result<Option<(String, Vec<u8>)>> {
    Ok(on_db!(tx, |c| sqlx::query_as(
        "DELETE FROM upstream_requests WHERE pool_id = $1 AND state = $2 AND expires_at > $3
         RETURNING provider_id, sealed"
    )
    .bind(pool.as_str())
    .bind(state)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?)
}

/// Whether a request is awaited.
pub async fn is_awaited(tx: &mut Tx, pool: &PoolId, state: &[u8], now: Instant) -> Result<bool> {
    let awaited: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM upstream_requests
         WHERE pool_id = $1 AND state = $2 AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(state)
    .bind(now.millis())
    .fetch_one(c)
    .await)?;
    Ok(awaited > 0)
}

/// How many requests of a pool are awaited; it is counted as far as `most`.
pub async fn count_requests(tx: &mut Tx, pool: &PoolId, now: Instant, most: i64) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT 1 FROM upstream_requests
                               WHERE pool_id = $1 AND expires_at > $2 LIMIT $3) AS awaited"
    )
    .bind(pool.as_str())
    .bind(now.millis())
    .bind(most)
    .fetch_one(c)
    .await)?)
}

/// Keeps an answer that came without its browser's cookies.
pub async fn insert_answer(
    tx: &mut Tx,
    pool: &PoolId,
    handle: &[u8],
    sealed: &[u8],
    expires_at: Instant,
) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO upstream_answers (handle, pool_id, sealed, expires_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(handle)
    .bind(pool.as_str())
    .bind(sealed)
    .bind(expires_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes an answer out, once.
pub async fn take_answer(
    tx: &mut Tx,
    pool: &PoolId,
    handle: &[u8],
    now: Instant,
) -> Result<Option<Vec<u8>>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "DELETE FROM upstream_answers WHERE pool_id = $1 AND handle = $2 AND expires_at > $3
         RETURNING sealed"
    )
    .bind(pool.as_str())
    .bind(handle)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?)
}

/// Removes up to `most` requests and answers that are awaited no more.
pub async fn delete_expired(tx: &mut Tx, now: Instant, most: u32) -> Result<u64> {
    let requests = on_db!(tx, |c| sqlx::query(
        "DELETE FROM upstream_requests WHERE state IN
         (SELECT state FROM upstream_requests WHERE expires_at <= $1 LIMIT $2)"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    let answers = on_db!(tx, |c| sqlx::query(
        "DELETE FROM upstream_answers WHERE handle IN
         (SELECT handle FROM upstream_answers WHERE expires_at <= $1 LIMIT $2)"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(requests + answers)
}
