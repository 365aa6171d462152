//! App clients and the digests of their secrets as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::client::SecretDigest;
use crate::model::{Client, ClientId, Instant, PoolId};

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    name: String,
    settings: String,
    enabled: bool,
    created_at: i64,
}

#[derive(FromRow)]
struct SecretRow {
    id: String,
    digest: Vec<u8>,
    sealed: Option<Vec<u8>>,
    created_at: i64,
}

impl Row {
    fn into_client(self, secrets: Vec<SecretRow>) -> Result<Client> {
        Ok(Client {
            id: parse("clients.id", &self.id)?,
            pool_id: parse("clients.pool_id", &self.pool_id)?,
            name: self.name,
            secrets: secrets.into_iter().map(SecretRow::into_secret).collect(),
            settings: from_json("clients.settings", &self.settings)?,
            enabled: self.enabled,
            created_at: Instant::from_millis(self.created_at),
        })
    }
}

impl SecretRow {
    fn into_secret(self) -> SecretDigest {
        SecretDigest {
            id: self.id,
            digest: self.digest,
            sealed: self.sealed,
            created_at: Instant::from_millis(self.created_at),
        }
    }
}

/// Adds a client with its secrets.
pub async fn insert(tx: &mut Tx, client: &Client) -> Result<()> {
    let settings = to_json(&client.settings)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO clients (id, pool_id, name, settings, enabled, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(client.id.key())
    .bind(client.pool_id.as_str())
    .bind(&client.name)
    .bind(settings)
    .bind(client.enabled)
    .bind(client.created_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    for secret in &client.secrets {
        insert_secret(tx, &client.id, secret).await?;
    }
    Ok(())
}

/// Adds a secret.
pub async fn insert_secret(tx: &mut Tx, client: &ClientId, secret: &SecretDigest) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO client_secrets (id, client_id, digest, sealed, created_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(&secret.id)
    .bind(client.key())
    .bind(&secret.digest)
    .bind(&secret.sealed)
    .bind(secret.created_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes a secret.
pub async fn delete_secret(tx: &mut Tx, client: &ClientId, id: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM client_secrets WHERE client_id = $1 AND id = $2")
        .bind(client.key())
        .bind(id)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes all of a client but its id, secrets and birthday.
pub async fn update(tx: &mut Tx, client: &Client) -> Result<bool> {
    let settings = to_json(&client.settings)?;
    let changed = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE clients SET name = $3, settings = $4, enabled = $5 WHERE pool_id = $1 AND id = $2"
    )
    .bind(client.pool_id.as_str())
    .bind(client.id.key())
    .bind(&client.name)
    .bind(settings)
    .bind(client.enabled)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// The client of that id in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &ClientId) -> Result<Option<Client>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, name, settings, enabled, created_at FROM clients WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id.key())
    .fetch_optional(c)
    .await
    })?;
    let Some(row) = row else { return Ok(None) };
    let secrets = secrets(tx, id).await?;
    row.into_client(secrets).map(Some)
}

async fn secrets(tx: &mut Tx, client: &ClientId) -> Result<Vec<SecretRow>> {
    Ok(on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT id, digest, sealed, created_at FROM client_secrets WHERE client_id = $1
         ORDER BY created_at, id",
        )
        .bind(client.key())
        .fetch_all(c)
        .await
    })?)
}

/// The clients of a pool in the order of their ids, `limit` at most, after the client `after`.
pub async fn list(
    tx: &mut Tx,
    pool: &PoolId,
    after: Option<&ClientId>,
    limit: u32,
) -> Result<Vec<Client>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, name, settings, enabled, created_at FROM clients
         WHERE pool_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    )
    .bind(pool.as_str())
    .bind(after.map_or("", ClientId::key))
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    let mut clients = Vec::with_capacity(rows.len());
    for row in rows {
        let id = parse("clients.id", &row.id)?;
        let secrets = secrets(tx, &id).await?;
        clients.push(row.into_client(secrets)?);
    }
    Ok(clients)
}

/// Removes a client and all that was given to it.
pub async fn delete(tx: &mut Tx, pool: &PoolId, id: &ClientId) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query("DELETE FROM clients WHERE pool_id = $1 AND id = $2")
        .bind(pool.as_str())
        .bind(id.key())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
