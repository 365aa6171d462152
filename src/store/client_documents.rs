//! Clients that are documents, as rows: until when what was read of each counts, and when each was
//! used last (OAuth Client ID Metadata Document).

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{ClientId, Instant, PoolId};

/// A client that is a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientDocument {
    /// The client.
    pub client_id: ClientId,
    /// Its pool.
    pub pool_id: PoolId,
    /// When it was read last.
    pub fetched_at: Instant,
    /// Until when that counts as fresh.
    pub expires_at: Instant,
    /// The day on which it got a token last; none when it never did.
    pub used_at: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    client_id: String,
    pool_id: String,
    fetched_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Notes that a document was read, for the first time or again.
pub async fn put(tx: &mut Tx, document: &ClientDocument) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO client_documents (client_id, pool_id, fetched_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (client_id)
         DO UPDATE SET fetched_at = excluded.fetched_at, expires_at = excluded.expires_at"
    )
    .bind(document.client_id.key())
    .bind(document.pool_id.as_str())
    .bind(document.fetched_at.millis())
    .bind(document.expires_at.millis())
    .bind(document.used_at.map(Instant::millis))
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// What is known of a document in that pool.
pub async fn by_client(
    tx: &mut Tx,
    pool: &PoolId,
    id: &ClientId,
) -> Result<Option<ClientDocument>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT client_id, pool_id, fetched_at, expires_at, used_at FROM client_documents
         WHERE pool_id = $1 AND client_id = $2"
    )
    .bind(pool.as_str())
    .bind(id.key())
    .fetch_optional(c)
    .await)?;
    row.map(|row| {
        Ok(ClientDocument {
            client_id: parse("client_documents.client_id", &row.client_id)?,
            pool_id: parse("client_documents.pool_id", &row.pool_id)?,
            fetched_at: Instant::from_millis(row.fetched_at),
            expires_at: Instant::from_millis(row.expires_at),
            used_at: row.used_at.map(Instant::from_millis),
        })
    })
    .transpose()
}

/// How many clients of a pool are documents.
pub async fn count(tx: &mut Tx, pool: &PoolId) -> Result<u64> {
    let count: i64 = on_db!(tx, |c| {
        sqlx::query_scalar("SELECT COUNT(*) FROM client_documents WHERE pool_id = $1")
            .bind(pool.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Notes that a client was used.
pub async fn note_use(tx: &mut Tx, pool: &PoolId, id: &ClientId, now: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE client_documents SET used_at = $3
         WHERE pool_id = $1 AND client_id = $2 AND (used_at IS NULL OR used_at < $3)"
    )
    .bind(pool.as_str())
    .bind(id.key())
    .bind(now.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// The pools with such clients in the order of their ids, `limit` at most, after the pool `after`.
pub async fn pools(tx: &mut Tx, after: Option<&PoolId>, limit: u32) -> Result<Vec<PoolId>> {
    let ids: Vec<String> = on_db!(tx, |c| {
        sqlx::query_scalar(
            "SELECT DISTINCT pool_id FROM client_documents WHERE pool_id > $1
             ORDER BY pool_id LIMIT $2",
        )
        .bind(after.map_or("", PoolId::as_str))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await
    })?;
    ids.iter().map(|id| parse("client_documents.pool_id", id)).collect()
}

/// The enabled clients of a pool that were used last before `used`, or never and read last before
/// `read`; those that were read longest ago first, `limit` at most.
pub async fn idle(
    tx: &mut Tx,
    pool: &PoolId,
    (used, read): (Instant, Instant),
    limit: u32,
) -> Result<Vec<ClientId>> {
    let ids: Vec<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT d.client_id FROM client_documents d JOIN clients c ON c.id = d.client_id
         WHERE d.pool_id = $1 AND (d.used_at < $2 OR (d.used_at IS NULL AND d.fetched_at < $3))
           AND c.enabled
         ORDER BY d.fetched_at, d.client_id LIMIT $4"
    )
    .bind(pool.as_str())
    .bind(used.millis())
    .bind(read.millis())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    ids.iter().map(|id| parse("client_documents.client_id", id)).collect()
}
