//! The hashes of passwords that people had before, as rows.

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, UserId};

/// Keeps the hash of a password that is being replaced.
pub async fn insert(tx: &mut Tx, user: &UserId, hash: &str, now: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO former_passwords (user_id, replaced_at, hash) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, replaced_at) DO NOTHING"
    )
    .bind(user.as_str())
    .bind(now.millis())
    .bind(hash)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// The hashes of a user, the latest first, `limit` at most.
pub async fn of_user(tx: &mut Tx, user: &UserId, limit: u32) -> Result<Vec<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT hash FROM former_passwords WHERE user_id = $1 ORDER BY replaced_at DESC LIMIT $2"
    )
    .bind(user.as_str())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?)
}

/// Forgets all hashes of a user but the latest `most`.
pub async fn forget_older(tx: &mut Tx, user: &UserId, most: u32) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM former_passwords WHERE user_id = $1 AND replaced_at NOT IN
         (SELECT replaced_at FROM former_passwords WHERE user_id = $1
          ORDER BY replaced_at DESC LIMIT $2)"
    )
    .bind(user.as_str())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}
