//! Authorization codes as rows: found by a time-ordered id, good once (RFC 6749 section 4.1.2).

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::grant::AuthorizationCode;
use crate::model::{FamilyId, Instant, PoolId};

/// A code as it stands: fresh, or used already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The code.
    pub code: AuthorizationCode,
    /// When it was redeemed.
    pub used_at: Option<Instant>,
    /// The family that it gave.
    pub family_id: Option<FamilyId>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    client_id: String,
    user_id: String,
    digest: Vec<u8>,
    redirect_uri: String,
    scopes: String,
    pkce: Option<String>,
    authentication: String,
    expires_at: i64,
    used_at: Option<i64>,
    family_id: Option<String>,
}

impl Row {
    fn into_kept(self) -> Result<Kept> {
        Ok(Kept {
            code: AuthorizationCode {
                id: self.id,
                digest: self.digest,
                pool_id: parse("authorization_codes.pool_id", &self.pool_id)?,
                client_id: parse("authorization_codes.client_id", &self.client_id)?,
                user_id: parse("authorization_codes.user_id", &self.user_id)?,
                redirect_uri: self.redirect_uri,
                scopes: parse("authorization_codes.scopes", &self.scopes)?,
                pkce: self.pkce,
                authentication: from_json(
                    "authorization_codes.authentication",
                    &self.authentication,
                )?,
                expires_at: Instant::from_millis(self.expires_at),
            },
            used_at: self.used_at.map(Instant::from_millis),
            family_id: self
                .family_id
                .map(|id| parse("authorization_codes.family_id", &id))
                .transpose()?,
        })
    }
}

/// Keeps a code.
pub async fn insert(tx: &mut Tx, code: &AuthorizationCode) -> Result<()> {
    let authentication = to_json(&code.authentication)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO authorization_codes (id, pool_id, client_id, user_id, digest, redirect_uri, scopes, pkce,
                                          authentication, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(&code.id)
    .bind(code.pool_id.as_str())
    .bind(code.client_id.key())
    .bind(code.user_id.as_str())
    .bind(&code.digest)
    .bind(&code.redirect_uri)
    .bind(code.scopes.to_string())
    .bind(&code.pkce)
    .bind(authentication)
    .bind(code.expires_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The code of that id in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<Option<Kept>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, client_id, user_id, digest, redirect_uri, scopes, pkce, authentication,
                expires_at, used_at, family_id
         FROM authorization_codes WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::into_kept).transpose()
}

/// Redeems a code for a family; `false` when somebody was faster.
pub async fn spend(tx: &mut Tx, id: &str, family: &FamilyId, now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE authorization_codes SET used_at = $3, family_id = $2 WHERE id = $1 AND used_at IS NULL"
    )
    .bind(id)
    .bind(family.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}

/// Removes codes that ended before `before`, `most` at a time; how many. Used codes stay as long as a
/// replay of one should still end its family.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM authorization_codes WHERE id IN
             (SELECT id FROM authorization_codes WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
