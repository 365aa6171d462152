//! Recovery codes as rows: their digests, and which of them are used.

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, UserId};

/// Keeps a code of a user.
pub async fn insert(tx: &mut Tx, user: &UserId, digest: &str, now: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO recovery_codes (user_id, digest, created_at) VALUES ($1, $2, $3)"
    )
    .bind(user.as_str())
    .bind(digest)
    .bind(now.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes all codes of a user.
pub async fn delete_of_user(tx: &mut Tx, user: &UserId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1")
        .bind(user.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a user has this code, unused.
pub async fn is_unused(tx: &mut Tx, user: &UserId, digest: &str) -> Result<bool> {
    let found: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT created_at FROM recovery_codes
         WHERE user_id = $1 AND digest = $2 AND used_at IS NULL"
    )
    .bind(user.as_str())
    .bind(digest)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Uses a code; `false` when somebody was faster, or there is none.
pub async fn spend(tx: &mut Tx, user: &UserId, digest: &str, now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| sqlx::query(
        "UPDATE recovery_codes SET used_at = $3
         WHERE user_id = $1 AND digest = $2 AND used_at IS NULL"
    )
    .bind(user.as_str())
    .bind(digest)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(spent == 1)
}

/// How many unused codes a user has.
pub async fn left(tx: &mut Tx, user: &UserId) -> Result<u32> {
    let count: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL"
    )
    .bind(user.as_str())
    .fetch_one(c)
    .await)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
