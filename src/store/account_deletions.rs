//! Accounts that their owners want removed, as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::{Instant, PoolId, UserId};

/// An account that is to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// The pool.
    pub pool_id: PoolId,
    /// Whose account it is.
    pub user_id: UserId,
    /// When the person has asked for it.
    pub asked_at: Instant,
    /// When it is removed.
    pub due_at: Instant,
}

#[derive(FromRow)]
struct Row {
    pool_id: String,
    user_id: String,
    asked_at: i64,
    due_at: i64,
}

impl Row {
    fn into_deletion(self) -> Result<Deletion> {
        Ok(Deletion {
            pool_id: parse("account_deletions.pool_id", &self.pool_id)?,
            user_id: parse("account_deletions.user_id", &self.user_id)?,
            asked_at: Instant::from_millis(self.asked_at),
            due_at: Instant::from_millis(self.due_at),
        })
    }
}

/// Keeps a deletion; `false` when there is one already, which stays.
pub async fn insert(tx: &mut Tx, deletion: &Deletion) -> Result<bool> {
    let kept = on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO account_deletions (user_id, pool_id, asked_at, due_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO NOTHING",
        )
        .bind(deletion.user_id.as_str())
        .bind(deletion.pool_id.as_str())
        .bind(deletion.asked_at.millis())
        .bind(deletion.due_at.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(kept == 1)
}

/// The deletion of a user's account, if it is planned.
pub async fn of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Option<Deletion>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT pool_id, user_id, asked_at, due_at FROM account_deletions
         WHERE pool_id = $1 AND user_id = $2"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .fetch_optional(c)
    .await)?;
    row.map(Row::into_deletion).transpose()
}

/// Gives a deletion up; `false` when there was none.
pub async fn delete(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<bool> {
    let gone = on_db!(tx, |c| {
        sqlx::query("DELETE FROM account_deletions WHERE pool_id = $1 AND user_id = $2")
            .bind(pool.as_str())
            .bind(user.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(gone == 1)
}

/// The deletions that are due at `now`, the oldest first, `most` of them.
pub async fn due(tx: &mut Tx, now: Instant, most: u32) -> Result<Vec<Deletion>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT pool_id, user_id, asked_at, due_at FROM account_deletions
         WHERE due_at <= $1 ORDER BY due_at LIMIT $2"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_deletion).collect()
}
