//! Pushed authorization requests as rows (RFC 9126).

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{ClientId, Instant, PoolId};

/// A request that a client has pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedRequest {
    /// The time-ordered id by which it is found.
    pub id: String,
    /// The pool.
    pub pool_id: PoolId,
    /// The client that pushed it.
    pub client_id: ClientId,
    /// SHA-256 of its reference.
    pub digest: Vec<u8>,
    /// Its parameters in the form of a query.
    pub parameters: String,
    /// The thumbprint of the key that proved itself as it was pushed (RFC 9449 section 10.1).
    pub binding: Option<String>,
    /// When it stops being good.
    pub expires_at: Instant,
    /// When it was answered.
    pub used_at: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    client_id: String,
    digest: Vec<u8>,
    parameters: String,
    binding: Option<String>,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Keeps a request.
pub async fn insert(tx: &mut Tx, request: &PushedRequest) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO pushed_requests (id, pool_id, client_id, digest, parameters, binding, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&request.id)
        .bind(request.pool_id.as_str())
        .bind(request.client_id.key())
        .bind(&request.digest)
        .bind(&request.parameters)
        .bind(&request.binding)
        .bind(request.expires_at.millis())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// How many requests of a client wait for an answer at `now`; it is counted as far as `most`.
pub async fn waiting(tx: &mut Tx, client: &ClientId, now: Instant, most: u32) -> Result<u32> {
    let count: i64 = on_db!(tx, |c| {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM (SELECT 1 FROM pushed_requests
                                   WHERE client_id = $1 AND used_at IS NULL AND expires_at > $2
                                   LIMIT $3) AS waiting",
        )
        .bind(client.key())
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// The request of that id in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<Option<PushedRequest>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT id, pool_id, client_id, digest, parameters, binding, expires_at, used_at
             FROM pushed_requests WHERE pool_id = $1 AND id = $2",
        )
        .bind(pool.as_str())
        .bind(id)
        .fetch_optional(c)
        .await
    })?;
    row.map(|row| {
        Ok(PushedRequest {
            pool_id: parse("pushed_requests.pool_id", &row.pool_id)?,
            client_id: parse("pushed_requests.client_id", &row.client_id)?,
            id: row.id,
            digest: row.digest,
            parameters: row.parameters,
            binding: row.binding,
            expires_at: Instant::from_millis(row.expires_at),
            used_at: row.used_at.map(Instant::from_millis),
        })
    })
    .transpose()
}

/// Uses a request up; `false` when it was used before.
pub async fn spend(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE pushed_requests SET used_at = $3
             WHERE pool_id = $1 AND id = $2 AND used_at IS NULL",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}

/// Removes those that expired before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM pushed_requests WHERE id IN
             (SELECT id FROM pushed_requests WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
