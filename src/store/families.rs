//! Token families as rows: which refresh token is good now, and whether the family still lives.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::grant::Family;
use crate::model::{ClientId, FamilyId, Instant, PoolId, User, UserId};

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    client_id: String,
    user_id: String,
    scopes: String,
    authentication: String,
    digest: Option<Vec<u8>>,
    previous_digest: Option<Vec<u8>>,
    rotated_at: i64,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl Row {
    fn into_family(self) -> Result<Family> {
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

/// Keeps a new family.
pub async fn insert(tx: &mut Tx, family: &Family) -> Result<()> {
    let authentication = to_json(&family.authentication)?;
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO families (id, pool_id, client_id, user_id, scopes, authentication, digest, previous_digest,
                               rotated_at, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(family.id.as_str())
    .bind(family.pool_id.as_str())
    .bind(family.client_id.as_str())
    .bind(family.user_id.as_str())
    .bind(family.scopes.to_string())
    .bind(authentication)
    .bind(&family.digest)
    .bind(&family.previous_digest)
    .bind(family.rotated_at.millis())
    .bind(family.created_at.millis())
    .bind(family.expires_at.millis())
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

/// Replaces the refresh token `old` by `new`; `false` when `old` is not the present one any more.
pub async fn rotate(
    tx: &mut Tx,
    id: &FamilyId,
    old: &[u8],
    new: &[u8],
    now: Instant,
) -> Result<bool> {
    let rotated = on_db!(tx, |c| sqlx::query(
        "UPDATE families SET digest = $3, previous_digest = $2, rotated_at = $4
         WHERE id = $1 AND digest = $2 AND revoked_at IS NULL"
    )
    .bind(id.as_str())
    .bind(old)
    .bind(new)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rotated == 1)
}

/// Replaces the unused successor `lost` of the token `old` by `new`: the answer that carried it was
/// lost. `false` when it was used, or replaced by another retry.
pub async fn replace_lost(
    tx: &mut Tx,
    id: &FamilyId,
    old: &[u8],
    lost: &[u8],
    new: &[u8],
    now: Instant,
) -> Result<bool> {
    let replaced = on_db!(tx, |c| sqlx::query(
        "UPDATE families SET digest = $4, rotated_at = $5
         WHERE id = $1 AND previous_digest = $2 AND digest = $3 AND revoked_at IS NULL"
    )
    .bind(id.as_str())
    .bind(old)
    .bind(lost)
    .bind(new)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(replaced == 1)
}

/// Ends a family; `false` when it was ended before.
pub async fn revoke(tx: &mut Tx, pool: &PoolId, id: &FamilyId, now: Instant) -> Result<bool> {
    let revoked =
        on_db!(tx, |c| {
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
    .bind(client.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?)
}

/// Removes families that ended before `before`; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM families WHERE expires_at < $1 OR (revoked_at IS NOT NULL AND revoked_at < $1)"
    )
    .bind(before.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// A family with whom its tokens speak of.
#[derive(Debug, Clone)]
pub struct Refreshable {
    /// The family.
    pub family: Family,
    /// The user.
    pub user: User,
    /// The user's groups, the highest rank first.
    pub groups: Vec<String>,
}

#[derive(FromRow)]
struct RefreshRow {
    #[sqlx(flatten)]
    family: Row,
    username: String,
    status: String,
    enabled: bool,
    attributes: String,
    user_created_at: i64,
    updated_at: i64,
    group_name: Option<String>,
}

/// All that a refresh needs to know, in one statement: one row a group, and one where there is none.
pub async fn refreshable(tx: &mut Tx, pool: &PoolId, id: &FamilyId) -> Result<Option<Refreshable>> {
    let rows: Vec<RefreshRow> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT f.id, f.pool_id, f.client_id, f.user_id, f.scopes, f.authentication, f.digest, f.previous_digest,
                f.rotated_at, f.created_at, f.expires_at, f.revoked_at,
                u.username, u.status, u.enabled, u.attributes, u.created_at AS user_created_at, u.updated_at,
                g.name AS group_name
         FROM families f
         JOIN users u ON u.id = f.user_id
         LEFT JOIN group_members m ON m.user_id = u.id AND m.pool_id = u.pool_id
         LEFT JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.group_name
         WHERE f.pool_id = $1 AND f.id = $2
         ORDER BY CASE WHEN g.precedence IS NULL THEN 1 ELSE 0 END, g.precedence, g.name LIMIT 100"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .fetch_all(c)
    .await
    })?;
    let mut found: Option<Refreshable> = None;
    for row in rows {
        let group = row.group_name.clone();
        let refreshable = match found.as_mut() {
            Some(refreshable) => refreshable,
            None => found.insert(row.into_refreshable()?),
        };
        refreshable.groups.extend(group);
    }
    Ok(found)
}

impl RefreshRow {
    fn into_refreshable(self) -> Result<Refreshable> {
        let family = self.family.into_family()?;
        let user = User {
            id: family.user_id.clone(),
            pool_id: family.pool_id.clone(),
            username: parse("users.username", &self.username)?,
            status: parse("users.status", &self.status)?,
            enabled: self.enabled,
            attributes: from_json("users.attributes", &self.attributes)?,
            password_hash: None,
            created_at: Instant::from_millis(self.user_created_at),
            updated_at: Instant::from_millis(self.updated_at),
        };
        Ok(Refreshable { family, user, groups: Vec::new() })
    }
}
