//! Who people are at identity providers, as rows: each identity opens one account.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, parse};
use crate::model::provider::LinkedIdentity;
use crate::model::{Instant, PoolId, UserId};

#[derive(FromRow)]
struct Row {
    provider_id: String,
    subject: String,
    pool_id: String,
    user_id: String,
    email: Option<String>,
    tokens: Option<Vec<u8>>,
    linked_at: i64,
    used_at: i64,
    is_founding: bool,
}

impl Row {
    fn into_identity(self) -> Result<LinkedIdentity> {
        Ok(LinkedIdentity {
            provider_id: self.provider_id,
            subject: self.subject,
            pool_id: parse("identities.pool_id", &self.pool_id)?,
            user_id: parse("identities.user_id", &self.user_id)?,
            email: self.email,
            tokens: self.tokens,
            linked_at: Instant::from_millis(self.linked_at),
            used_at: Instant::from_millis(self.used_at),
            is_founding: self.is_founding,
        })
    }
}

/// Links an identity to an account, unless it opens one already; whether it was linked.
pub async fn insert(tx: &mut Tx, identity: &LinkedIdentity) -> Result<bool> {
    let added = on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO identities
             (provider_id, subject, pool_id, user_id, email, tokens, linked_at, used_at, is_founding)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (provider_id, subject) DO NOTHING"
    )
    .bind(&identity.provider_id)
    .bind(&identity.subject)
    .bind(identity.pool_id.as_str())
    .bind(identity.user_id.as_str())
    .bind(identity.email.as_deref())
    .bind(identity.tokens.as_deref())
    .bind(identity.linked_at.millis())
    .bind(identity.used_at.millis())
    .bind(identity.is_founding)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(added > 0)
}

/// The identity of that subject at that provider.
pub async fn find(
    tx: &mut Tx,
    pool: &PoolId,
    provider_id: &str,
    subject: &str,
) -> Result<Option<LinkedIdentity>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT provider_id, subject, pool_id, user_id, email, tokens, linked_at, used_at,
             is_founding
         FROM identities WHERE pool_id = $1 AND provider_id = $2 AND subject = $3"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .bind(subject)
    .fetch_optional(c)
    .await)?;
    row.map(Row::into_identity).transpose()
}

/// The identities of a user, the oldest first.
pub async fn of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<LinkedIdentity>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT provider_id, subject, pool_id, user_id, email, tokens, linked_at, used_at,
             is_founding
         FROM identities WHERE pool_id = $1 AND user_id = $2 ORDER BY linked_at, subject LIMIT 100"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_identity).collect()
}

/// An identity as tokens tell of it.
#[derive(Debug, FromRow)]
pub struct Told {
    /// The name of the provider.
    pub provider: String,
    /// What the provider speaks.
    pub kind: String,
    /// What it calls the person for good.
    pub subject: String,
    /// Whether the account began with it.
    pub is_founding: bool,
    linked_at: i64,
}

impl Told {
    /// Since when it opens the account.
    pub fn linked_at(&self) -> Instant {
        Instant::from_millis(self.linked_at)
    }
}

/// The identities of a user as tokens tell of them, the oldest first.
pub async fn told_of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<Told>> {
    Ok(on_db!(tx, |c| sqlx::query_as(
        "SELECT p.name AS provider, p.kind, i.subject, i.linked_at, i.is_founding
         FROM identities i JOIN providers p ON p.id = i.provider_id
         WHERE i.pool_id = $1 AND i.user_id = $2 ORDER BY i.linked_at, i.subject LIMIT 100"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .fetch_all(c)
    .await)?)
}

/// An identity with the provider by its name.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name of the provider.
    pub provider: String,
    /// The identity.
    pub identity: LinkedIdentity,
}

#[derive(FromRow)]
struct NamedRow {
    name: String,
    #[sqlx(flatten)]
    identity: Row,
}

/// The identities of a user with their providers, the oldest first.
pub async fn named_of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<Named>> {
    let rows: Vec<NamedRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT p.name, i.provider_id, i.subject, i.pool_id, i.user_id, i.email, i.tokens,
             i.linked_at, i.used_at, i.is_founding
         FROM identities i JOIN providers p ON p.id = i.provider_id
         WHERE i.pool_id = $1 AND i.user_id = $2 ORDER BY i.linked_at, i.subject LIMIT 100"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .fetch_all(c)
    .await)?;
    let named = |row: NamedRow| -> Result<Named> {
        Ok(Named { provider: row.name, identity: row.identity.into_identity()? })
    };
    rows.into_iter().map(named).collect()
}

/// Notes that an identity was used, what address its provider told, and its tokens.
pub async fn note_use(tx: &mut Tx, identity: &LinkedIdentity) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE identities SET email = $4, tokens = $5, used_at = $6
         WHERE pool_id = $1 AND provider_id = $2 AND subject = $3"
    )
    .bind(identity.pool_id.as_str())
    .bind(&identity.provider_id)
    .bind(&identity.subject)
    .bind(identity.email.as_deref())
    .bind(identity.tokens.as_deref())
    .bind(identity.used_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes an identity from the account that it opens; whether it was there.
pub async fn delete(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    provider_id: &str,
    subject: &str,
) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query(
        "DELETE FROM identities
         WHERE pool_id = $1 AND user_id = $2 AND provider_id = $3 AND subject = $4"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .bind(subject)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// Whether a user has an identity at that provider, and people may come from there.
pub async fn opens(tx: &mut Tx, pool: &PoolId, user: &UserId, provider_id: &str) -> Result<bool> {
    let found: Option<bool> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT p.enabled FROM identities i JOIN providers p ON p.id = i.provider_id
         WHERE i.pool_id = $1 AND i.user_id = $2 AND i.provider_id = $3 LIMIT 1"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .fetch_optional(c)
    .await)?;
    Ok(found == Some(true))
}

/// Whether a user has another identity than that one at a provider from which people may come.
pub async fn has_another(
    tx: &mut Tx,
    (pool, user): (&PoolId, &UserId),
    provider_id: &str,
    subject: &str,
) -> Result<bool> {
    let found: Option<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT i.subject FROM identities i JOIN providers p ON p.id = i.provider_id
         WHERE i.pool_id = $1 AND i.user_id = $2 AND p.enabled
             AND NOT (i.provider_id = $3 AND i.subject = $4) LIMIT 1"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .bind(subject)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Whether the identities at a provider open any account.
pub async fn any_at(tx: &mut Tx, pool: &PoolId, provider_id: &str) -> Result<bool> {
    let found: Option<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT subject FROM identities WHERE pool_id = $1 AND provider_id = $2 LIMIT 1"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Takes all identities at a provider from the account that they open.
pub async fn delete_at(tx: &mut Tx, pool: &PoolId, user: &UserId, provider_id: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM identities WHERE pool_id = $1 AND user_id = $2 AND provider_id = $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Whose accounts up to `most` of the identities at a provider open, in the order of their ids, each once.
pub async fn users_of_provider(
    tx: &mut Tx,
    pool: &PoolId,
    provider_id: &str,
    most: u32,
) -> Result<Vec<UserId>> {
    let ids: Vec<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT user_id FROM identities WHERE pool_id = $1 AND provider_id = $2 LIMIT $3"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .bind(i64::from(most))
    .fetch_all(c)
    .await)?;
    // Sorted here, where there are few: the database would sort all that are left each time.
    let ids: BTreeSet<String> = ids.into_iter().collect();
    ids.iter().map(|id| parse("identities.user_id", id)).collect()
}

/// Makes every other write that concerns somebody with an identity at a provider wait until this one
/// has ended.
pub async fn lock_users(tx: &mut Tx, pool: &PoolId, provider_id: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE users SET updated_at = updated_at WHERE pool_id = $1 AND id IN
             (SELECT user_id FROM identities WHERE pool_id = $1 AND provider_id = $2)"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}
