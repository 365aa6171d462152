//! Resource servers as rows.

use super::db::on_db;
use super::{Result, Tx, from_json, to_json};
use crate::model::PoolId;
use crate::model::resource_server::ResourceServer;

/// Adds a resource server, or replaces the one of that identifier.
pub async fn put(tx: &mut Tx, server: &ResourceServer) -> Result<()> {
    let scopes = to_json(&server.scopes)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO resource_servers (pool_id, identifier, name, scopes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id, identifier) DO UPDATE SET name = excluded.name, scopes = excluded.scopes"
    )
    .bind(server.pool_id.as_str())
    .bind(&server.identifier)
    .bind(&server.name)
    .bind(scopes)
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The resource servers of a pool, at most 300.
pub async fn list(tx: &mut Tx, pool: &PoolId) -> Result<Vec<ResourceServer>> {
    let rows: Vec<(String, String, String)> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT identifier, name, scopes FROM resource_servers WHERE pool_id = $1 ORDER BY identifier LIMIT 300"
    )
    .bind(pool.as_str())
    .fetch_all(c)
    .await
    })?;
    rows.into_iter()
        .map(|(identifier, name, scopes)| {
            let scopes = from_json("resource_servers.scopes", &scopes)?;
            Ok(ResourceServer { pool_id: pool.clone(), identifier, name, scopes })
        })
        .collect()
}

/// Removes a resource server.
pub async fn delete(tx: &mut Tx, pool: &PoolId, identifier: &str) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query(
        "DELETE FROM resource_servers WHERE pool_id = $1 AND identifier = $2"
    )
    .bind(pool.as_str())
    .bind(identifier)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
