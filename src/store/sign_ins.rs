//! Sign-ins that are under way, as rows: each step is taken once.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::sign_in::SignIn;
use crate::model::{Instant, PoolId, UserId};

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    user_id: Option<String>,
    name: String,
    progress: String,
    version: i64,
    created_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_sign_in(self) -> Result<SignIn> {
        Ok(SignIn {
            id: self.id,
            pool_id: parse("sign_ins.pool_id", &self.pool_id)?,
            user_id: self.user_id.map(|id| parse("sign_ins.user_id", &id)).transpose()?,
            name: self.name,
            progress: from_json("sign_ins.progress", &self.progress)?,
            version: self.version,
            created_at: Instant::from_millis(self.created_at),
            expires_at: Instant::from_millis(self.expires_at),
        })
    }
}

/// Keeps a sign-in that has begun.
pub async fn insert(tx: &mut Tx, sign_in: &SignIn) -> Result<()> {
    let progress = to_json(&sign_in.progress)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO sign_ins (id, pool_id, user_id, name, progress, version, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(&sign_in.id)
    .bind(sign_in.pool_id.as_str())
    .bind(sign_in.user_id.as_ref().map(UserId::as_str))
    .bind(&sign_in.name)
    .bind(progress)
    .bind(sign_in.version)
    .bind(sign_in.created_at.millis())
    .bind(sign_in.expires_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The sign-in of that id, while it is not too late.
pub async fn live(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<Option<SignIn>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, user_id, name, progress, version, created_at, expires_at
         FROM sign_ins WHERE pool_id = $1 AND id = $2 AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(id)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    row.map(Row::into_sign_in).transpose()
}

/// Takes a step: keeps the progress of `sign_in`, whose version is still the one before; `false`
/// when somebody was faster.
pub async fn advance(tx: &mut Tx, sign_in: &SignIn) -> Result<bool> {
    let progress = to_json(&sign_in.progress)?;
    let advanced = on_db!(tx, |c| sqlx::query(
        "UPDATE sign_ins SET progress = $4, version = version + 1
         WHERE pool_id = $1 AND id = $2 AND version = $3"
    )
    .bind(sign_in.pool_id.as_str())
    .bind(&sign_in.id)
    .bind(sign_in.version)
    .bind(progress)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(advanced == 1)
}

/// Ends a sign-in with its last step; `false` when somebody was faster.
pub async fn end(tx: &mut Tx, sign_in: &SignIn) -> Result<bool> {
    let ended = on_db!(tx, |c| sqlx::query(
        "DELETE FROM sign_ins WHERE pool_id = $1 AND id = $2 AND version = $3"
    )
    .bind(sign_in.pool_id.as_str())
    .bind(&sign_in.id)
    .bind(sign_in.version)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(ended == 1)
}

/// Removes at most `most` that became too late before `before`; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
