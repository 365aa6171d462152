//! Users and the names by which they sign in, as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::attribute::Attributes;
use crate::model::user::{SignInName, UserStatus};
use crate::model::{Email, Instant, Medium, PoolId, User, UserId};

/// The key that a sign-in name violates when somebody else has it.
pub const NAME_KEY: &str = "sign_in_names_pool_id_name_key";

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    username: String,
    status: String,
    enabled: bool,
    attributes: String,
    password_hash: Option<String>,
    password_expires_at: Option<i64>,
    preferences: String,
    created_at: i64,
    updated_at: i64,
}

impl Row {
    fn into_user(self) -> Result<User> {
        Ok(User {
            id: parse("users.id", &self.id)?,
            pool_id: parse("users.pool_id", &self.pool_id)?,
            username: parse("users.username", &self.username)?,
            status: parse("users.status", &self.status)?,
            enabled: self.enabled,
            attributes: from_json::<Attributes>("users.attributes", &self.attributes)?,
            password_hash: self.password_hash,
            password_expires_at: self.password_expires_at.map(Instant::from_millis),
            preferences: from_json("users.preferences", &self.preferences)?,
            created_at: Instant::from_millis(self.created_at),
            updated_at: Instant::from_millis(self.updated_at),
        })
    }
}

/// The form in which a proved address is looked up; empty where none is proved.
pub(super) fn verified_email(attributes: &Attributes) -> String {
    let is_verified = attributes.get(Medium::Email.verified()).is_some_and(|flag| flag == "true");
    let address = attributes.get(Medium::Email.attribute()).filter(|_| is_verified);
    let email = address.and_then(|address| address.parse::<Email>().ok());
    email.map(|email| email.key()).unwrap_or_default()
}

/// Adds a user; its sign-in names are added by [`put_name`].
pub async fn insert(tx: &mut Tx, user: &User) -> Result<()> {
    let (attributes, preferences) = (to_json(&user.attributes)?, to_json(&user.preferences)?);
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO users (id, pool_id, username, status, enabled, attributes, password_hash, created_at, updated_at,
                            password_expires_at, preferences, verified_email)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    .bind(user.id.as_str())
    .bind(user.pool_id.as_str())
    .bind(user.username.as_str())
    .bind(user.status.as_str())
    .bind(user.enabled)
    .bind(attributes)
    .bind(&user.password_hash)
    .bind(user.created_at.millis())
    .bind(user.updated_at.millis())
    .bind(user.password_expires_at.map(Instant::millis))
    .bind(preferences)
    .bind(verified_email(&user.attributes))
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// Gives a user a sign-in name. Violates [`NAME_KEY`] when it is taken.
pub async fn put_name(tx: &mut Tx, user: &User, name: &SignInName) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO sign_in_names (pool_id, name, kind, user_id) VALUES ($1, $2, $3, $4)"
    )
    .bind(user.pool_id.as_str())
    .bind(&name.key)
    .bind(name.kind.as_str())
    .bind(user.id.as_str())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes all sign-in names from a user.
pub async fn delete_names(tx: &mut Tx, user: &UserId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM sign_in_names WHERE user_id = $1")
        .bind(user.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The user of that sign-in name.
pub async fn by_name(tx: &mut Tx, pool: &PoolId, name: &str) -> Result<Option<User>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT u.id, u.pool_id, u.username, u.status, u.enabled, u.attributes, u.password_hash,
                u.password_expires_at, u.preferences, u.created_at, u.updated_at
         FROM sign_in_names n JOIN users u ON u.id = n.user_id WHERE n.pool_id = $1 AND n.name = $2"
    )
    .bind(pool.as_str())
    .bind(name)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::into_user).transpose()
}

/// The only confirmed user of a pool that has proved this address, which is in the form of
/// [`Email::key`]; nobody where several have.
pub async fn only_with_email(tx: &mut Tx, pool: &PoolId, key: &str) -> Result<Option<User>> {
    let mut rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, username, status, enabled, attributes, password_hash, password_expires_at, preferences,
                created_at, updated_at
         FROM users WHERE pool_id = $1 AND verified_email = $2 AND status <> 'UNCONFIRMED' LIMIT 2"
    )
    .bind(pool.as_str())
    .bind(key)
    .fetch_all(c)
    .await
    })?;
    let one = rows.pop().filter(|_| rows.is_empty());
    one.map(Row::into_user).transpose()
}

/// The user of that subject in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &UserId) -> Result<Option<User>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, username, status, enabled, attributes, password_hash, password_expires_at, preferences,
                created_at, updated_at
         FROM users WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::into_user).transpose()
}

/// The users of a pool, oldest first, `limit` at most, after the user made at `after`.
pub async fn list(
    tx: &mut Tx,
    pool: &PoolId,
    after: (Instant, &str),
    limit: u32,
) -> Result<Vec<User>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, pool_id, username, status, enabled, attributes, password_hash, password_expires_at, preferences,
                created_at, updated_at
         FROM users WHERE pool_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4"
    )
    .bind(pool.as_str())
    .bind(after.0.millis())
    .bind(after.1)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::into_user).collect()
}

/// Writes a user's status, attributes, preferences and whether it is enabled.
pub async fn update(tx: &mut Tx, user: &User) -> Result<bool> {
    let (attributes, preferences) = (to_json(&user.attributes)?, to_json(&user.preferences)?);
    let changed = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE users SET status = $3, enabled = $4, attributes = $5, updated_at = $6,
                          preferences = $7, verified_email = $8
         WHERE pool_id = $1 AND id = $2",
        )
        .bind(user.pool_id.as_str())
        .bind(user.id.as_str())
        .bind(user.status.as_str())
        .bind(user.enabled)
        .bind(attributes)
        .bind(user.updated_at.millis())
        .bind(preferences)
        .bind(verified_email(&user.attributes))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// Makes every other write that concerns this user wait until this one has ended; to be called
/// before the user is read.
pub async fn lock(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE users SET updated_at = updated_at WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Replaces a user's password hash; one that had to be replaced is done with.
pub async fn set_password(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    hash: &str,
    now: Instant,
) -> Result<bool> {
    let changed = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE users SET password_hash = $3, updated_at = $4, password_expires_at = NULL,
                status = CASE WHEN status IN ('FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED') THEN 'CONFIRMED'
                              ELSE status END
         WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(hash)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// Takes a user's password away: one that was given before the address was proved may be anybody's.
pub async fn clear_password(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<bool> {
    let changed = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE users SET password_hash = NULL, password_expires_at = NULL, updated_at = $3
         WHERE pool_id = $1 AND id = $2",
        )
        .bind(pool.as_str())
        .bind(user.as_str())
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// Sets how far an account has come, and when its password stops being good.
pub async fn set_status(
    tx: &mut Tx,
    user: &User,
    status: UserStatus,
    password_expires_at: Option<Instant>,
    now: Instant,
) -> Result<bool> {
    let changed = on_db!(tx, |c| sqlx::query(
        "UPDATE users SET status = $3, password_expires_at = $4, updated_at = $5
         WHERE pool_id = $1 AND id = $2"
    )
    .bind(user.pool_id.as_str())
    .bind(user.id.as_str())
    .bind(status.as_str())
    .bind(password_expires_at.map(Instant::millis))
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Keeps the same password's hash at another cost; `false` when the password was replaced meanwhile.
pub async fn rehash(tx: &mut Tx, user: &User, hash: &str) -> Result<bool> {
    let changed = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE users SET password_hash = $3 WHERE pool_id = $1 AND id = $2 AND password_hash = $4"
    )
    .bind(user.pool_id.as_str())
    .bind(user.id.as_str())
    .bind(hash)
    .bind(&user.password_hash)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(changed > 0)
}

/// Sets whether a user may sign in.
pub async fn set_enabled(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    enabled: bool,
    now: Instant,
) -> Result<bool> {
    let changed = on_db!(tx, |c| sqlx::query(
        "UPDATE users SET enabled = $3, updated_at = $4 WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(enabled)
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Removes a user and all that was given to it.
pub async fn delete(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query("DELETE FROM users WHERE pool_id = $1 AND id = $2")
        .bind(pool.as_str())
        .bind(user.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
