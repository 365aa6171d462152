//! The factors that people have set up, as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Error, Result, Tx, parse};
use crate::model::factor::Enrolled;
use crate::model::{Factor, Instant, PoolId, User, UserId};

/// The key that a passkey violates when the pool knows its credential already.
pub const CREDENTIAL_KEY: &str = "factors_pool_id_credential_id_key";

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    user_id: String,
    kind: String,
    name: String,
    sealed: Option<Vec<u8>>,
    credential_id: Option<String>,
    credential: Option<String>,
    last_step: Option<i64>,
    created_at: i64,
    used_at: Option<i64>,
}

impl Row {
    fn into_enrolled(self) -> Result<Enrolled> {
        let factor = Factor::named(&self.kind);
        Ok(Enrolled {
            id: self.id,
            pool_id: parse("factors.pool_id", &self.pool_id)?,
            user_id: parse("factors.user_id", &self.user_id)?,
            factor: factor.ok_or_else(|| Error::corrupt("factors.kind", "unknown"))?,
            name: self.name,
            sealed: self.sealed,
            credential_id: self.credential_id,
            credential: self.credential,
            last_step: self.last_step,
            created_at: Instant::from_millis(self.created_at),
            used_at: self.used_at.map(Instant::from_millis),
        })
    }
}

/// Keeps a factor that somebody has set up. Violates [`CREDENTIAL_KEY`] when the passkey is there.
pub async fn insert(tx: &mut Tx, factor: &Enrolled) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO factors (id, pool_id, user_id, kind, name, sealed, credential_id, credential,
                                  last_step, created_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&factor.id)
        .bind(factor.pool_id.as_str())
        .bind(factor.user_id.as_str())
        .bind(factor.factor.as_str())
        .bind(&factor.name)
        .bind(&factor.sealed)
        .bind(&factor.credential_id)
        .bind(&factor.credential)
        .bind(factor.last_step)
        .bind(factor.created_at.millis())
        .bind(factor.used_at.map(Instant::millis))
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// What a user has set up, oldest first.
pub async fn of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<Enrolled>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT id, pool_id, user_id, kind, name, sealed, credential_id, credential, last_step,
                    created_at, used_at
             FROM factors WHERE user_id = $2 AND pool_id = $1 ORDER BY created_at, id",
        )
        .bind(pool.as_str())
        .bind(user.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(Row::into_enrolled).collect()
}

/// Removes a factor of a user; `false` when there was none.
pub async fn delete(tx: &mut Tx, pool: &PoolId, user: &UserId, id: &str) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query(
        "DELETE FROM factors WHERE pool_id = $1 AND user_id = $2 AND id = $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(id)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Removes what a user has set up since `from`.
pub async fn delete_since(tx: &mut Tx, pool: &PoolId, user: &UserId, from: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM factors WHERE pool_id = $1 AND user_id = $2 AND created_at >= $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(from.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Gives a factor of a user another name; `false` when there was none.
pub async fn rename(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    id: &str,
    name: &str,
) -> Result<bool> {
    let renamed = on_db!(tx, |c| sqlx::query(
        "UPDATE factors SET name = $4 WHERE pool_id = $1 AND user_id = $2 AND id = $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(id)
    .bind(name)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(renamed == 1)
}

/// Keeps a passkey as it is after a use; `false` when it is no more what it was before.
pub async fn use_passkey(
    tx: &mut Tx,
    id: &str,
    (before, after): (&str, &str),
    now: Instant,
) -> Result<bool> {
    let used = on_db!(tx, |c| sqlx::query(
        "UPDATE factors SET credential = $3, used_at = $4 WHERE id = $1 AND credential = $2"
    )
    .bind(id)
    .bind(before)
    .bind(after)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(used == 1)
}

/// Notes a use of the factors of one kind that a user has.
pub async fn note_use(tx: &mut Tx, user: &User, factor: Factor, now: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE factors SET used_at = $4 WHERE pool_id = $1 AND user_id = $2 AND kind = $3"
    )
    .bind(user.pool_id.as_str())
    .bind(user.id.as_str())
    .bind(factor.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Uses a time step of an authenticator application; `false` when it, or a later one, was used
/// before (RFC 6238 section 5.2).
pub async fn use_step(tx: &mut Tx, id: &str, step: i64, now: Instant) -> Result<bool> {
    let used = on_db!(tx, |c| sqlx::query(
        "UPDATE factors SET last_step = $2, used_at = $3
         WHERE id = $1 AND (last_step IS NULL OR last_step < $2)"
    )
    .bind(id)
    .bind(step)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(used == 1)
}
