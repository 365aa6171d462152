//! Token families as rows: which refresh token is good now, and whether the family still lives.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::grant::Family;
use crate::model::{ClientId, FamilyId, Instant, PoolId, UserId};

/// A family as a row.
#[derive(FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    pool_id: String,
    client_id: String,
    user_id: String,
    scopes: String,
    authentication: String,
    digest: Option<String>,
    previous_digest: Option<String>,
    rotated_at: i64,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl Row {
    pub(super) fn into_family(self) -> Result<Family> {
        Ok(Family {
            id: parse("families.id", &self.id)?,
            pool_id: parse("families.pool_id", &self.pool_id)?,
            client_id: parse("families.client_id", &self.client_id)?,
            user_id: parse("families.user_id", &self.user_id)?,
            scopes: parse("families.scopes", &self.scopes)?,
            authentication: from_json("families.authentication", &self.authentication)?,
            digest: self.digest,
            previous_digest: self.previous_digest,
            rotated_at: Instant::from_millis(self.rotated_at),
            created_at: Instant::from_millis(self.created_at),
            expires_at: Instant::from_millis(self.expires_at),
            revoked_at: self.revoked_at.map(Instant::from_millis),
        })
    }
}

/// A family's present refresh token gives way to a new one.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The pool.
    pub pool: PoolId,
    /// The family.
    pub family: FamilyId,
    /// The digest of the token that must be the present one.
    pub present: String,
    /// The digest of the token that then counts as the one before.
    pub previous: String,
    /// The digest of the new token.
    pub new: String,
    /// When.
    pub now: Instant,
}

/// Keeps a new family.
pub async fn insert(tx: &mut Tx, family: &Family) -> Result<()> {
    let authentication = to_json(&family.authentication)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO families (id, pool_id, client_id, user_id, scopes, authentication, digest, previous_digest,
                               rotated_at, created_at, expires_at, provider_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    .bind(family.id.as_str())
    .bind(family.pool_id.as_str())
    .bind(family.client_id.key())
    .bind(family.user_id.as_str())
    .bind(family.scopes.to_string())
    .bind(authentication)
    .bind(&family.digest)
    .bind(&family.previous_digest)
    .bind(family.rotated_at.millis())
    .bind(family.created_at.millis())
    .bind(family.expires_at.millis())
    .bind(&family.authentication.provider)
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The family of that id in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &FamilyId) -> Result<Option<Family>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, client_id, user_id, scopes, authentication, digest, previous_digest, rotated_at,
                created_at, expires_at, revoked_at
         FROM families WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::into_family).transpose()
}

/// The families of a user that are good at `now`.
pub async fn live_of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<Vec<Family>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, client_id, user_id, scopes, authentication, digest, previous_digest, rotated_at,
                created_at, expires_at, revoked_at
         FROM families WHERE pool_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::into_family).collect()
}

/// Replaces a family's refresh token; `false` when `present` is not the present one any more. Of
/// several that replace the same token one succeeds, on one node or on many.
pub async fn replace(tx: &mut Tx, replacement: &Replacement) -> Result<bool> {
    let replaced = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE families SET digest = $5, previous_digest = $4, rotated_at = $6
             WHERE pool_id = $1 AND id = $2 AND digest = $3 AND revoked_at IS NULL",
        )
        .bind(replacement.pool.as_str())
        .bind(replacement.family.as_str())
        .bind(&replacement.present)
        .bind(&replacement.previous)
        .bind(&replacement.new)
        .bind(replacement.now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(replaced == 1)
}

/// Ends a family; `false` when it was ended before.
pub async fn revoke(tx: &mut Tx, pool: &PoolId, id: &FamilyId, now: Instant) -> Result<bool> {
    let revoked = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE families SET revoked_at = $3 WHERE pool_id = $1 AND id = $2 AND revoked_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(revoked == 1)
}

/// Ends all families of a user; how many.
pub async fn revoke_of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<u64> {
    Ok(on_db!(tx, |c| {
        sqlx::query(
        "UPDATE families SET revoked_at = $3 WHERE pool_id = $1 AND user_id = $2 AND revoked_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?)
}

/// Ends all families of a user at a client; how many.
pub async fn revoke_of_user_at(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    client: &ClientId,
    now: Instant,
) -> Result<u64> {
    Ok(on_db!(tx, |c| {
        sqlx::query(
            "UPDATE families SET revoked_at = $4
             WHERE pool_id = $1 AND user_id = $2 AND client_id = $3 AND revoked_at IS NULL",
        )
        .bind(pool.as_str())
        .bind(user.as_str())
        .bind(client.key())
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?)
}

/// Ends all families that a provider has opened; how many.
pub async fn revoke_of_provider(
    tx: &mut Tx,
    pool: &PoolId,
    provider_id: &str,
    now: Instant,
) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "UPDATE families SET revoked_at = $3
         WHERE pool_id = $1 AND provider_id = $2 AND revoked_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// Ends all families that a provider has opened to a user; how many.
pub async fn revoke_of_user_by(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    provider_id: &str,
    now: Instant,
) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "UPDATE families SET revoked_at = $4
         WHERE pool_id = $1 AND user_id = $2 AND provider_id = $3 AND revoked_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// Ends all families of a client; how many.
pub async fn revoke_of_client(
    tx: &mut Tx,
    pool: &PoolId,
    client: &ClientId,
    now: Instant,
) -> Result<u64> {
    Ok(on_db!(tx, |c| {
        sqlx::query(
        "UPDATE families SET revoked_at = $3 WHERE pool_id = $1 AND client_id = $2 AND revoked_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(client.key())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?)
}

/// Removes families that ended before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM families WHERE id IN
             (SELECT id FROM families
              WHERE expires_at < $1 OR (revoked_at IS NOT NULL AND revoked_at < $1) LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
