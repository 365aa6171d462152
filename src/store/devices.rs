//! Remembered browsers as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::device::Device;
use crate::model::{Instant, PoolId, UserId};

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    user_id: String,
    name: String,
    created_at: i64,
    used_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_device(self) -> Result<Device> {
        Ok(Device {
            id: self.id,
            pool_id: parse("devices.pool_id", &self.pool_id)?,
            user_id: parse("devices.user_id", &self.user_id)?,
            name: self.name,
            created_at: Instant::from_millis(self.created_at),
            used_at: Instant::from_millis(self.used_at),
            expires_at: Instant::from_millis(self.expires_at),
        })
    }
}

/// Keeps a browser under the digest of its token.
pub async fn insert(tx: &mut Tx, device: &Device, digest: &[u8]) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO devices (id, pool_id, user_id, digest, name, created_at, used_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&device.id)
        .bind(device.pool_id.as_str())
        .bind(device.user_id.as_str())
        .bind(digest)
        .bind(&device.name)
        .bind(device.created_at.millis())
        .bind(device.used_at.millis())
        .bind(device.expires_at.millis())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// The browser of a user with the token of that digest, while it is remembered.
pub async fn known(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    digest: &[u8],
    now: Instant,
) -> Result<Option<Device>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, user_id, name, created_at, used_at, expires_at FROM devices
         WHERE pool_id = $1 AND user_id = $2 AND digest = $3 AND expires_at > $4"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(digest)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    row.map(Row::into_device).transpose()
}

/// Gives a browser that is used another token; `false` when it has another one already, or is
/// forgotten.
pub async fn rotate(tx: &mut Tx, device: &Device, old: &[u8], new: &[u8]) -> Result<bool> {
    let rotated = on_db!(tx, |c| sqlx::query(
        "UPDATE devices SET digest = $5, name = $6, used_at = $7
         WHERE pool_id = $1 AND user_id = $2 AND id = $3 AND digest = $4"
    )
    .bind(device.pool_id.as_str())
    .bind(device.user_id.as_str())
    .bind(&device.id)
    .bind(old)
    .bind(new)
    .bind(&device.name)
    .bind(device.used_at.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rotated == 1)
}

/// The browsers that are remembered for a user, the last used first.
pub async fn of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<Vec<Device>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, user_id, name, created_at, used_at, expires_at FROM devices
         WHERE pool_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY used_at DESC, id DESC"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_device).collect()
}

/// Forgets a browser of a user; `false` when there was none.
pub async fn delete(tx: &mut Tx, pool: &PoolId, user: &UserId, id: &str) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query(
        "DELETE FROM devices WHERE pool_id = $1 AND user_id = $2 AND id = $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(id)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Forgets all browsers of a user.
pub async fn delete_of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM devices WHERE pool_id = $1 AND user_id = $2")
        .bind(pool.as_str())
        .bind(user.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets the browsers of a user but for the `most` that were used last.
pub async fn delete_beyond(tx: &mut Tx, pool: &PoolId, user: &UserId, most: u32) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM devices WHERE pool_id = $1 AND user_id = $2 AND id NOT IN
             (SELECT id FROM devices WHERE pool_id = $1 AND user_id = $2
              ORDER BY used_at DESC, id DESC LIMIT $3)"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes at most `most` that were forgotten before `before`; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM devices WHERE id IN (SELECT id FROM devices WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
