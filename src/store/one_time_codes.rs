//! One-time codes sent to people, kept as digests; one live code a user and purpose.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId, UserId};

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To prove the address of a new account.
    SignUp,
    /// To set a new password.
    Recovery,
    /// To prove the address that is to take the place of the one before.
    ChangeEmail,
    /// To prove the phone number that is to take the place of the one before.
    ChangeNumber,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Recovery => "recovery",
            Self::ChangeEmail => "change_email",
            Self::ChangeNumber => "change_number",
        }
    }
}

/// A code as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRecord {
    /// A digest of the code, the user and the purpose.
    pub digest: Vec<u8>,
    /// The address that it went to.
    pub destination: String,
    /// When it was sent.
    pub created_at: Instant,
    /// When it stops being good.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

#[derive(FromRow)]
struct Row {
    digest: Vec<u8>,
    destination: String,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Keeps a new code in place of the one before.
pub async fn put(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    purpose: Purpose,
    code: &CodeRecord,
) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO one_time_codes (pool_id, user_id, purpose, digest, destination, created_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)
         ON CONFLICT (user_id, purpose) DO UPDATE SET digest = excluded.digest,
            destination = excluded.destination, created_at = excluded.created_at,
            expires_at = excluded.expires_at, used_at = NULL"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(purpose.as_str())
    .bind(&code.digest)
    .bind(&code.destination)
    .bind(code.created_at.millis())
    .bind(code.expires_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The latest code of a user for a purpose.
pub async fn latest(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    purpose: Purpose,
) -> Result<Option<CodeRecord>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT digest, destination, created_at, expires_at, used_at FROM one_time_codes
         WHERE pool_id = $1 AND user_id = $2 AND purpose = $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(purpose.as_str())
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|row| CodeRecord {
        digest: row.digest,
        destination: row.destination,
        created_at: Instant::from_millis(row.created_at),
        expires_at: Instant::from_millis(row.expires_at),
        used_at: row.used_at.map(Instant::from_millis),
    }))
}

/// Uses a code; `false` when somebody was faster or it is no longer the latest.
pub async fn spend(
    tx: &mut Tx,
    user: &UserId,
    purpose: Purpose,
    digest: &[u8],
    now: Instant,
) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE one_time_codes SET used_at = $4
         WHERE user_id = $1 AND purpose = $2 AND digest = $3 AND used_at IS NULL AND expires_at > $4"
    )
    .bind(user.as_str())
    .bind(purpose.as_str())
    .bind(digest)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}

/// Removes codes that ended before `before`, `most` at a time; how many. The time is asked for twice
/// because a new code may have taken the row at the same moment, which then stays.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM one_time_codes WHERE expires_at < $1 AND (user_id, purpose) IN
             (SELECT user_id, purpose FROM one_time_codes WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
