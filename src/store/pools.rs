//! Pools as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::{Instant, Pool, PoolId};

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    domain: Option<String>,
    issuer: Option<String>,
    algorithm: String,
    settings: String,
    enabled: bool,
    created_at: i64,
}

impl Row {
    fn into_pool(self) -> Result<Pool> {
        Ok(Pool {
            id: parse("pools.id", &self.id)?,
            name: self.name,
            domain: self.domain,
            issuer: self.issuer,
            algorithm: parse("pools.algorithm", &self.algorithm)?,
            settings: from_json("pools.settings", &self.settings)?,
            enabled: self.enabled,
            created_at: Instant::from_millis(self.created_at),
        })
    }
}

/// Adds a pool. Violates `pools_domain_key` when another pool has its domain.
pub async fn insert(tx: &mut Tx, pool: &Pool) -> Result<()> {
    let settings = to_json(&pool.settings)?;
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO pools (id, name, domain, issuer, algorithm, settings, enabled, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(pool.id.as_str())
    .bind(&pool.name)
    .bind(&pool.domain)
    .bind(&pool.issuer)
    .bind(pool.algorithm.as_str())
    .bind(settings)
    .bind(pool.enabled)
    .bind(pool.created_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Writes all of a pool but its id and birthday.
pub async fn update(tx: &mut Tx, pool: &Pool) -> Result<bool> {
    let settings = to_json(&pool.settings)?;
    let changed = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE pools SET name = $2, domain = $3, issuer = $4, algorithm = $5, settings = $6, enabled = $7
         WHERE id = $1"
    )
    .bind(pool.id.as_str())
    .bind(&pool.name)
    .bind(&pool.domain)
    .bind(&pool.issuer)
    .bind(pool.algorithm.as_str())
    .bind(settings)
    .bind(pool.enabled)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// The pool of that id.
pub async fn by_id(tx: &mut Tx, id: &PoolId) -> Result<Option<Pool>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, name, domain, issuer, algorithm, settings, enabled, created_at FROM pools WHERE id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::into_pool).transpose()
}

/// Every pool, oldest first, `limit` at most, after the pool `after`.
pub async fn list(tx: &mut Tx, after: Option<&PoolId>, limit: u32) -> Result<Vec<Pool>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, name, domain, issuer, algorithm, settings, enabled, created_at FROM pools
         WHERE id > $1 ORDER BY id LIMIT $2"
    )
    .bind(after.map_or("", PoolId::as_str))
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_pool).collect()
}

/// The domains of all pools, with their pools' ids.
pub async fn domains(tx: &mut Tx) -> Result<Vec<(String, PoolId)>> {
    let rows: Vec<(String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT domain, id FROM pools WHERE domain IS NOT NULL ORDER BY id"
    )
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(|(domain, id)| Ok((domain, parse("pools.id", &id)?))).collect()
}

/// The issuers that are not the default, with their pools' ids.
pub async fn issuers(tx: &mut Tx) -> Result<Vec<(String, PoolId)>> {
    let rows: Vec<(String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT issuer, id FROM pools WHERE issuer IS NOT NULL ORDER BY id"
    )
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(|(issuer, id)| Ok((issuer, parse("pools.id", &id)?))).collect()
}

/// Removes a pool and all that belongs to it.
pub async fn delete(tx: &mut Tx, id: &PoolId) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query("DELETE FROM pools WHERE id = $1")
        .bind(id.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
