//! The ids of JWTs that may be used once, until they would have expired (RFC 7523 section 3, RFC 9449
//! section 11.1).

use std::collections::HashSet;
use std::sync::LazyLock;

use sqlx::AssertSqlSafe;

use super::batch::{Batch, SIZES, filled, rows, size_for};
use super::db::{Db, on_db};
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// A token that may be used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The pool that it was shown to.
    pub pool: PoolId,
    /// A digest of its id and whoever made it.
    pub digest: String,
    /// When it would have expired anyway.
    pub expires_at: Instant,
}

/// Uses tokens up, durably: those that are shown at the same time in one statement.
#[derive(Debug)]
pub struct SeenTokens {
    shown: Batch<Seen, bool>,
}

impl SeenTokens {
    /// Starts the task that writes to `db`.
    pub fn over(db: &Db) -> Self {
        let writer = db.clone();
        Self {
            shown: Batch::start(move |shown| {
                let db = writer.clone();
                async move { db.write_statement(shown, |tx, all| Box::pin(note_all(tx, all))).await }
            }),
        }
    }

    /// Uses a token up; `false` when that was done before. Of several that show it at once one is
    /// the first, on one node or on many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note(&self, seen: Seen) -> Result<bool> {
        self.shown.ask(seen).await
    }
}

static NOTE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let statement = |size| {
        format!(
            "INSERT INTO seen_tokens (pool_id, digest, expires_at) VALUES {}
             ON CONFLICT (pool_id, digest) DO NOTHING RETURNING pool_id, digest",
            rows(size, 3, 1)
        )
    };
    SIZES.map(statement).to_vec()
});

/// In the order of their keys, so that two nodes never wait for each other.
async fn note_all(tx: &mut Tx, shown: &[Seen]) -> Result<Vec<bool>> {
    let mut ordered: Vec<&Seen> = shown.iter().collect();
    ordered.sort_by_key(|seen| (&seen.pool, &seen.digest));
    let size = size_for(shown.len());
    let noted: Vec<(String, String)> = on_db!(tx, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(NOTE[size].as_str()));
        for seen in filled(&ordered, SIZES[size]) {
            query = query.bind(seen.pool.as_str()).bind(seen.digest.as_str());
            query = query.bind(seen.expires_at.millis());
        }
        query.fetch_all(c).await
    })?;
    let mut new: HashSet<(&str, &str)> =
        noted.iter().map(|(pool, digest)| (pool.as_str(), digest.as_str())).collect();
    // The first of equal ones takes the row that they share.
    Ok(shown.iter().map(|seen| new.remove(&(seen.pool.as_str(), seen.digest.as_str()))).collect())
}

/// Notes that the token with that digest was seen; `false` when it was seen before. Of several that
/// show it at once one is the first, on one node or on many.
pub async fn note(tx: &mut Tx, pool: &PoolId, digest: &str, expires_at: Instant) -> Result<bool> {
    let noted = on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO seen_tokens (pool_id, digest, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (pool_id, digest) DO NOTHING",
        )
        .bind(pool.as_str())
        .bind(digest)
        .bind(expires_at.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(noted == 1)
}

/// Forgets those that have expired, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM seen_tokens WHERE (pool_id, digest) IN
             (SELECT pool_id, digest FROM seen_tokens WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
