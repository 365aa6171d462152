//! The pictures of pools as rows, named by what is in them.

use super::db::on_db;
use super::{Result, Tx};
use crate::model::branding::PictureId;
use crate::model::{Instant, PoolId};

/// Keeps a picture; one that is there already is as good as new.
pub async fn put(
    tx: &mut Tx,
    pool: &PoolId,
    id: &PictureId,
    content: &[u8],
    now: Instant,
) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO pictures (pool_id, id, created_at, content) VALUES ($1, $2, $3, $4)
             ON CONFLICT (pool_id, id) DO UPDATE SET created_at = excluded.created_at",
        )
        .bind(pool.as_str())
        .bind(id.to_string())
        .bind(now.millis())
        .bind(content)
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// What is in a picture.
pub async fn find(tx: &mut Tx, pool: &PoolId, id: &PictureId) -> Result<Option<Vec<u8>>> {
    Ok(on_db!(tx, |c| {
        sqlx::query_scalar("SELECT content FROM pictures WHERE pool_id = $1 AND id = $2")
            .bind(pool.as_str())
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// Whether a pool has a picture.
pub async fn is_there(tx: &mut Tx, pool: &PoolId, id: &PictureId) -> Result<bool> {
    let count: i64 = on_db!(tx, |c| {
        sqlx::query_scalar("SELECT COUNT(*) FROM pictures WHERE pool_id = $1 AND id = $2")
            .bind(pool.as_str())
            .bind(id.to_string())
            .fetch_one(c)
            .await
    })?;
    Ok(count > 0)
}

/// Makes a picture as good as new, and says how many bytes it has; nothing when there is none.
pub async fn renew(
    tx: &mut Tx,
    pool: &PoolId,
    id: &PictureId,
    now: Instant,
) -> Result<Option<i64>> {
    Ok(on_db!(tx, |c| {
        sqlx::query_scalar(
            "UPDATE pictures SET created_at = $3 WHERE pool_id = $1 AND id = $2
             RETURNING CAST(LENGTH(content) AS BIGINT)",
        )
        .bind(pool.as_str())
        .bind(id.to_string())
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// Removes pictures that are from before a time and that no pool and no client names. The time is
/// looked at once more when the row is locked: one that is being taken into use stays.
pub async fn delete_unnamed(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM pictures WHERE created_at < $1 AND (pool_id, id) IN
             (SELECT old.pool_id, old.id FROM pictures old WHERE old.created_at < $1
                  AND NOT EXISTS (SELECT 1 FROM pools WHERE pools.id = old.pool_id
                      AND pools.settings LIKE '%' || old.id || '%')
                  AND NOT EXISTS (SELECT 1 FROM clients WHERE clients.pool_id = old.pool_id
                      AND clients.settings LIKE '%' || old.id || '%')
              LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
