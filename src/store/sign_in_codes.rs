//! The codes that are sent for sign-ins under way, as digests: one live code a sign-in and factor.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Factor, Instant, PoolId};

/// Which code is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeKey {
    /// The pool.
    pub pool: PoolId,
    /// The sign-in that it is for.
    pub sign_in: String,
    /// The factor that it shows.
    pub factor: Factor,
}

/// A code as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCode {
    /// A digest of the code, the sign-in and the user.
    pub digest: Vec<u8>,
    /// Where it went.
    pub destination: String,
    /// The query with which the browser goes on that opens the link beside the code.
    pub request: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// When it stops being good.
    pub expires_at: Instant,
}

#[derive(FromRow)]
struct Row {
    digest: Vec<u8>,
    destination: String,
    request: String,
    sent_at: i64,
    expires_at: i64,
}

/// Keeps a code, in place of the one before if that was sent by `before`; `false` when it was sent
/// later.
pub async fn put(tx: &mut Tx, key: &CodeKey, code: &SentCode, before: Instant) -> Result<bool> {
    let kept = on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO sign_in_codes (sign_in_id, factor, pool_id, digest, destination, request, tries, sent_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)
         ON CONFLICT (sign_in_id, factor) DO UPDATE SET digest = excluded.digest,
            destination = excluded.destination, request = excluded.request, tries = 0,
            sent_at = excluded.sent_at, expires_at = excluded.expires_at
         WHERE sign_in_codes.sent_at <= $9"
    )
    .bind(&key.sign_in)
    .bind(key.factor.as_str())
    .bind(key.pool.as_str())
    .bind(&code.digest)
    .bind(&code.destination)
    .bind(&code.request)
    .bind(code.sent_at.millis())
    .bind(code.expires_at.millis())
    .bind(before.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(kept == 1)
}

/// The code of a sign-in, if one was sent and not used yet.
pub async fn of(tx: &mut Tx, key: &CodeKey) -> Result<Option<SentCode>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT digest, destination, request, sent_at, expires_at FROM sign_in_codes
         WHERE pool_id = $1 AND sign_in_id = $2 AND factor = $3"
    )
    .bind(key.pool.as_str())
    .bind(&key.sign_in)
    .bind(key.factor.as_str())
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|row| SentCode {
        digest: row.digest,
        destination: row.destination,
        request: row.request,
        sent_at: Instant::from_millis(row.sent_at),
        expires_at: Instant::from_millis(row.expires_at),
    }))
}

/// Counts a try at a code before it is looked at; `false` when it has had `most` of them.
pub async fn count_try(tx: &mut Tx, key: &CodeKey, most: i64) -> Result<bool> {
    let counted = on_db!(tx, |c| sqlx::query(
        "UPDATE sign_in_codes SET tries = tries + 1
         WHERE pool_id = $1 AND sign_in_id = $2 AND factor = $3 AND tries < $4"
    )
    .bind(key.pool.as_str())
    .bind(&key.sign_in)
    .bind(key.factor.as_str())
    .bind(most)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(counted == 1)
}

/// Uses a code up; `false` when somebody was faster or it is no longer the latest.
pub async fn spend(tx: &mut Tx, key: &CodeKey, digest: &[u8], now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query(
        "DELETE FROM sign_in_codes
         WHERE pool_id = $1 AND sign_in_id = $2 AND factor = $3 AND digest = $4 AND expires_at > $5"
    )
    .bind(key.pool.as_str())
    .bind(&key.sign_in)
    .bind(key.factor.as_str())
    .bind(digest)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}
