//! Groups and their members as rows.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::group::Group;
use crate::model::{Instant, PoolId, UserId};

#[derive(FromRow)]
struct Row {
    name: String,
    description: String,
    precedence: Option<i64>,
    created_at: i64,
}

/// Adds a group. Violates `groups_pool_id_name_key` when its name is taken.
pub async fn insert(tx: &mut Tx, group: &Group) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO groups (pool_id, name, description, precedence, created_at) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(group.pool_id.as_str())
    .bind(&group.name)
    .bind(&group.description)
    .bind(group.precedence)
    .bind(group.created_at.millis())
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The groups of a pool by name, `limit` at most, after the group `after`.
pub async fn list(tx: &mut Tx, pool: &PoolId, after: &str, limit: u32) -> Result<Vec<Group>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT name, description, precedence, created_at FROM groups
         WHERE pool_id = $1 AND name > $2 ORDER BY name LIMIT $3"
    )
    .bind(pool.as_str())
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    let group = |row: Row| Group {
        pool_id: pool.clone(),
        name: row.name,
        description: row.description,
        precedence: row.precedence,
        created_at: Instant::from_millis(row.created_at),
    };
    Ok(rows.into_iter().map(group).collect())
}

/// Whether the pool has a group of that name.
pub async fn exists(tx: &mut Tx, pool: &PoolId, name: &str) -> Result<bool> {
    let found: Option<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT name FROM groups WHERE pool_id = $1 AND name = $2"
    )
    .bind(pool.as_str())
    .bind(name)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// The names of a user's groups, the highest rank first, at most 100.
pub async fn names_of_user(tx: &mut Tx, pool: &PoolId, user: &UserId) -> Result<Vec<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT g.name FROM group_members m
         JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.group_name
         WHERE m.pool_id = $1 AND m.user_id = $2
         ORDER BY CASE WHEN g.precedence IS NULL THEN 1 ELSE 0 END, g.precedence, g.name LIMIT 100"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .fetch_all(c)
    .await)?)
}

/// Makes a user a member; nothing changes when it is one.
pub async fn add_member(tx: &mut Tx, pool: &PoolId, group: &str, user: &UserId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO group_members (pool_id, group_name, user_id) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, pool_id, group_name) DO NOTHING"
    )
    .bind(pool.as_str())
    .bind(group)
    .bind(user.as_str())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Ends a membership.
pub async fn remove_member(tx: &mut Tx, pool: &PoolId, group: &str, user: &UserId) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query(
        "DELETE FROM group_members WHERE pool_id = $1 AND group_name = $2 AND user_id = $3"
    )
    .bind(pool.as_str())
    .bind(group)
    .bind(user.as_str())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// Removes a group and its memberships.
pub async fn delete(tx: &mut Tx, pool: &PoolId, name: &str) -> Result<bool> {
    let gone = on_db!(tx, |c| sqlx::query("DELETE FROM groups WHERE pool_id = $1 AND name = $2")
        .bind(pool.as_str())
        .bind(name)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
