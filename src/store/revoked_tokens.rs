//! Access tokens revoked one by one (RFC 7009), kept until they would have expired.

use std::collections::HashSet;
use std::sync::LazyLock;

use sqlx::AssertSqlSafe;

use super::batch::{Batch, SIZES, filled, rows, size_for};
use super::db::{Db, on_db};
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// Tells which tokens were revoked: whoever shows one asks, so many are asked about at once.
#[derive(Debug)]
pub struct Revocations {
    asked: Batch<(PoolId, String), bool>,
}

impl Revocations {
    /// Starts the task that asks `db`.
    pub fn over(db: &Db) -> Self {
        let readers = db.clone();
        Self {
            asked: Batch::start(move |tokens| {
                let db = readers.clone();
                async move { contains_all(&mut db.read().await?, &tokens).await }
            }),
        }
    }

    /// Whether the token of that `jti` was revoked.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn contains(&self, pool: &PoolId, jti: &str) -> Result<bool> {
        self.asked.ask((pool.clone(), jti.to_owned())).await
    }
}

/// Revokes the token of that `jti`; `false` when it was revoked before.
pub async fn insert(tx: &mut Tx, pool: &PoolId, jti: &str, expires_at: Instant) -> Result<bool> {
    let inserted = on_db!(tx, |c| sqlx::query(
        "INSERT INTO revoked_tokens (pool_id, jti, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (pool_id, jti) DO NOTHING"
    )
    .bind(pool.as_str())
    .bind(jti)
    .bind(expires_at.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

static FIND: LazyLock<Vec<String>> = LazyLock::new(|| {
    let statement = |size| {
        format!(
            "SELECT r.pool_id, r.jti FROM (VALUES {}) AS wanted
             JOIN revoked_tokens r ON r.pool_id = wanted.column1 AND r.jti = wanted.column2",
            rows(size, 2, 1)
        )
    };
    SIZES.map(statement).to_vec()
});

async fn contains_all(tx: &mut Tx, tokens: &[(PoolId, String)]) -> Result<Vec<bool>> {
    let size = size_for(tokens.len());
    let found: Vec<(String, String)> = on_db!(tx, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(FIND[size].as_str()));
        for (pool, jti) in filled(tokens, SIZES[size]) {
            query = query.bind(pool.as_str()).bind(jti.as_str());
        }
        query.fetch_all(c).await
    })?;
    let found: HashSet<(&str, &str)> =
        found.iter().map(|(pool, jti)| (pool.as_str(), jti.as_str())).collect();
    Ok(tokens.iter().map(|(pool, jti)| found.contains(&(pool.as_str(), jti.as_str()))).collect())
}

/// Removes entries of tokens that have expired, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, now: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM revoked_tokens WHERE (pool_id, jti) IN
             (SELECT pool_id, jti FROM revoked_tokens WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
