//! What people have allowed clients, as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::consent::Consent;
use crate::model::{ClientId, Instant, PoolId, UserId};

#[derive(FromRow)]
struct Row {
    client_id: String,
    scopes: String,
    claims: String,
    resources: String,
    granted_at: i64,
}

impl Row {
    fn into_consent(self, pool: &PoolId, user: &UserId) -> Result<Consent> {
        Ok(Consent {
            pool_id: pool.clone(),
            user_id: user.clone(),
            client_id: parse("consents.client_id", &self.client_id)?,
            scopes: parse("consents.scopes", &self.scopes)?,
            claims: from_json("consents.claims", &self.claims)?,
            resources: from_json("consents.resources", &self.resources)?,
            granted_at: Instant::from_millis(self.granted_at),
        })
    }
}

/// Keeps what a person allows a client, in place of what it was before.
pub async fn put(tx: &mut Tx, consent: &Consent) -> Result<()> {
    let (claims, resources) = (to_json(&consent.claims)?, to_json(&consent.resources)?);
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO consents
                 (pool_id, user_id, client_id, scopes, claims, resources, granted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (user_id, client_id)
             DO UPDATE SET scopes = excluded.scopes, claims = excluded.claims,
                           resources = excluded.resources, granted_at = excluded.granted_at",
        )
        .bind(consent.pool_id.as_str())
        .bind(consent.user_id.as_str())
        .bind(consent.client_id.key())
        .bind(consent.scopes.to_string())
        .bind(claims)
        .bind(resources)
        .bind(consent.granted_at.millis())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// What a person has allowed a client.
pub async fn find(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    client: &ClientId,
) -> Result<Option<Consent>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT client_id, scopes, claims, resources, granted_at FROM consents
             WHERE pool_id = $1 AND user_id = $2 AND client_id = $3",
        )
        .bind(pool.as_str())
        .bind(user.as_str())
        .bind(client.key())
        .fetch_optional(c)
        .await
    })?;
    row.map(|row| row.into_consent(pool, user)).transpose()
}

/// Everything that a person has allowed.
pub async fn of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<Consent>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT client_id, scopes, claims, resources, granted_at FROM consents
             WHERE pool_id = $1 AND user_id = $2 ORDER BY granted_at, client_id",
        )
        .bind(pool.as_str())
        .bind(user.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|row| row.into_consent(pool, user)).collect()
}

/// Takes back what a person has allowed a client; `false` when there was nothing.
pub async fn delete(tx: &mut Tx, pool: &PoolId, user: &UserId, client: &ClientId) -> Result<bool> {
    let deleted = on_db!(tx, |c| {
        sqlx::query("DELETE FROM consents WHERE pool_id = $1 AND user_id = $2 AND client_id = $3")
            .bind(pool.as_str())
            .bind(user.as_str())
            .bind(client.key())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(deleted == 1)
}
