//! Links that take the change of an e-mail address back, as rows; of each only the digest is kept.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{Email, Instant, Phone, PoolId, UserId};

/// A change that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailUndo {
    /// SHA-256 of what the link has.
    pub digest: Vec<u8>,
    /// The pool.
    pub pool_id: PoolId,
    /// Whose address was changed.
    pub user_id: UserId,
    /// The address before.
    pub address: Email,
    /// The number that was proved before [`EmailUndo::since`], if there was one.
    pub number: Option<Phone>,
    /// From when on the account is not trusted: when the session began in which it was changed.
    pub since: Instant,
    /// When it was changed.
    pub created_at: Instant,
    /// When the link stops being good.
    pub expires_at: Instant,
}

#[derive(FromRow)]
struct Row {
    user_id: String,
    address: String,
    phone_number: Option<String>,
    since: i64,
    created_at: i64,
    expires_at: i64,
}

/// Keeps a link.
pub async fn insert(tx: &mut Tx, undo: &EmailUndo) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO email_undos
                 (digest, pool_id, user_id, address, phone_number, since, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&undo.digest)
        .bind(undo.pool_id.as_str())
        .bind(undo.user_id.as_str())
        .bind(undo.address.as_str())
        .bind(undo.number.as_ref().map(Phone::as_str))
        .bind(undo.since.millis())
        .bind(undo.created_at.millis())
        .bind(undo.expires_at.millis())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// What the link with that digest takes back, while it is good.
pub async fn good(
    tx: &mut Tx,
    pool: &PoolId,
    digest: &[u8],
    now: Instant,
) -> Result<Option<EmailUndo>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT user_id, address, phone_number, since, created_at, expires_at FROM email_undos
         WHERE pool_id = $1 AND digest = $2 AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(digest)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    let undo = |row: Row| -> Result<EmailUndo> {
        let number = row.phone_number.as_deref();
        Ok(EmailUndo {
            digest: digest.to_vec(),
            pool_id: pool.clone(),
            user_id: parse("email_undos.user_id", &row.user_id)?,
            address: parse("email_undos.address", &row.address)?,
            number: number.map(|text| parse("email_undos.phone_number", text)).transpose()?,
            since: Instant::from_millis(row.since),
            created_at: Instant::from_millis(row.created_at),
            expires_at: Instant::from_millis(row.expires_at),
        })
    };
    row.map(undo).transpose()
}

/// Uses a link up; `false` when somebody was faster.
pub async fn spend(tx: &mut Tx, undo: &EmailUndo) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query("DELETE FROM email_undos WHERE pool_id = $1 AND digest = $2")
            .bind(undo.pool_id.as_str())
            .bind(&undo.digest)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}

/// Removes the links to what a user's address was changed to since `from`.
pub async fn delete_since(tx: &mut Tx, pool: &PoolId, user: &UserId, from: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM email_undos WHERE pool_id = $1 AND user_id = $2 AND created_at >= $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(from.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes links that ended before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM email_undos WHERE digest IN
             (SELECT digest FROM email_undos WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
