//! Audit events as rows: written in the transaction of what they tell of.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// Something that happened to an account, a client, a key or a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its time-ordered id.
    pub id: String,
    /// The pool in which it happened.
    pub pool_id: Option<PoolId>,
    /// When.
    pub at: Instant,
    /// What, from a closed list: `user.signed_up`.
    pub event: String,
    /// Who did it: a user's id, `operator`, `system`.
    pub actor: String,
    /// To what.
    pub target: String,
    /// More about it, as JSON, never a secret.
    pub detail: String,
    /// The request that caused it.
    pub request_id: String,
    /// The address from which it came, where that is known.
    pub address: Option<String>,
    /// What the program called itself from which it came, where that is known.
    pub agent: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    at: i64,
    event: String,
    actor: String,
    target: String,
    detail: String,
    request_id: String,
    address: Option<String>,
    agent: Option<String>,
}

impl Row {
    fn into_event(self, pool: &PoolId) -> AuditEvent {
        AuditEvent {
            id: self.id,
            pool_id: Some(pool.clone()),
            at: Instant::from_millis(self.at),
            event: self.event,
            actor: self.actor,
            target: self.target,
            detail: self.detail,
            request_id: self.request_id,
            address: self.address,
            agent: self.agent,
        }
    }
}

/// Adds an event.
pub async fn insert(tx: &mut Tx, event: &AuditEvent) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO audit_events
             (id, pool_id, at, event, actor, target, detail, request_id, address, agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&event.id)
        .bind(event.pool_id.as_ref().map(PoolId::as_str))
        .bind(event.at.millis())
        .bind(&event.event)
        .bind(&event.actor)
        .bind(&event.target)
        .bind(&event.detail)
        .bind(&event.request_id)
        .bind(&event.address)
        .bind(&event.agent)
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// The newest events of a pool, `limit` at most.
pub async fn list(tx: &mut Tx, pool: &PoolId, limit: u32) -> Result<Vec<AuditEvent>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, at, event, actor, target, detail, request_id, address, agent FROM audit_events
         WHERE pool_id = $1 ORDER BY id DESC LIMIT $2"
    )
    .bind(pool.as_str())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|row| row.into_event(pool)).collect())
}

/// The newest events of a pool that concern `target`, `limit` at most.
pub async fn of_target(
    tx: &mut Tx,
    pool: &PoolId,
    target: &str,
    limit: u32,
) -> Result<Vec<AuditEvent>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, at, event, actor, target, detail, request_id, address, agent FROM audit_events
         WHERE pool_id = $1 AND target = $2 ORDER BY id DESC LIMIT $3"
    )
    .bind(pool.as_str())
    .bind(target)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|row| row.into_event(pool)).collect())
}

/// The newest events of these kinds in a pool that concern `target`, `limit` at most; older ones than
/// that of the id `before`, unless it is empty.
pub async fn of_target_before(
    tx: &mut Tx,
    pool: &PoolId,
    target: &str,
    kinds: &[&str],
    before: &str,
    limit: u32,
) -> Result<Vec<AuditEvent>> {
    let kinds = format!(",{},", kinds.join(","));
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, at, event, actor, target, detail, request_id, address, agent FROM audit_events
         WHERE pool_id = $1 AND target = $2 AND $3 LIKE '%,' || event || ',%'
             AND ($4 = '' OR id < $4)
         ORDER BY id DESC LIMIT $5"
    )
    .bind(pool.as_str())
    .bind(target)
    .bind(&kinds)
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|row| row.into_event(pool)).collect())
}

/// Removes events from before `before`, `most` at a time; how many.
pub async fn delete_old(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM audit_events WHERE id IN
             (SELECT id FROM audit_events WHERE at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
