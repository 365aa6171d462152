//! Identity providers as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::provider::{Provider, ProviderName};
use crate::model::{Instant, PoolId};

/// The most providers that a pool has (Cognito: 300).
pub const MOST: i64 = 300;

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    name: String,
    kind: String,
    details: String,
    sealed: Option<Vec<u8>>,
    settings: String,
    enabled: bool,
    created_at: i64,
}

impl Row {
    fn into_provider(self) -> Result<Provider> {
        Ok(Provider {
            id: self.id,
            pool_id: parse("providers.pool_id", &self.pool_id)?,
            name: parse("providers.name", &self.name)?,
            kind: parse("providers.kind", &self.kind)?,
            details: from_json("providers.details", &self.details)?,
            sealed: self.sealed,
            rules: from_json("providers.settings", &self.settings)?,
            enabled: self.enabled,
            created_at: Instant::from_millis(self.created_at),
        })
    }
}

/// Adds a provider; one of that name must not be there.
pub async fn insert(tx: &mut Tx, provider: &Provider) -> Result<()> {
    let (details, rules) = (to_json(&provider.details)?, to_json(&provider.rules)?);
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO providers (id, pool_id, name, kind, details, sealed, settings, enabled, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(&provider.id)
    .bind(provider.pool_id.as_str())
    .bind(provider.name.as_str())
    .bind(provider.kind.as_str())
    .bind(details)
    .bind(provider.sealed.as_deref())
    .bind(rules)
    .bind(provider.enabled)
    .bind(provider.created_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// Writes what may change of a provider.
pub async fn update(tx: &mut Tx, provider: &Provider) -> Result<bool> {
    let (details, rules) = (to_json(&provider.details)?, to_json(&provider.rules)?);
    let changed = on_db!(tx, |c| sqlx::query(
        "UPDATE providers SET details = $3, sealed = $4, settings = $5, enabled = $6
         WHERE pool_id = $1 AND id = $2"
    )
    .bind(provider.pool_id.as_str())
    .bind(&provider.id)
    .bind(details)
    .bind(provider.sealed.as_deref())
    .bind(rules)
    .bind(provider.enabled)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// The providers of a pool in the order of their names.
pub async fn list(tx: &mut Tx, pool: &PoolId) -> Result<Vec<Provider>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, name, kind, details, sealed, settings, enabled, created_at
         FROM providers WHERE pool_id = $1 ORDER BY name LIMIT $2"
    )
    .bind(pool.as_str())
    .bind(MOST)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_provider).collect()
}

/// The provider of that name.
pub async fn by_name(tx: &mut Tx, pool: &PoolId, name: &ProviderName) -> Result<Option<Provider>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, name, kind, details, sealed, settings, enabled, created_at
         FROM providers WHERE pool_id = $1 AND name = $2"
    )
    .bind(pool.as_str())
    .bind(name.as_str())
    .fetch_optional(c)
    .await)?;
    row.map(Row::into_provider).transpose()
}

/// Whether the provider is there and people may come from it.
pub async fn is_enabled(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<bool> {
    let enabled: Option<bool> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT enabled FROM providers WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(enabled == Some(true))
}

/// Removes a provider with the identities of its people.
pub async fn delete(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query("DELETE FROM providers WHERE pool_id = $1 AND id = $2")
        .bind(pool.as_str())
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
