//! Tries at passwords and codes, counted in one statement before they are looked at.

use std::time::Duration;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::{Instant, PoolId};

/// When a subject may be tried again, as it stood after a try was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Failures in a row, this try among them.
    pub failures: i64,
}

/// How failures slow a subject down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The quiet time that starts the count anew.
    pub quiet: Duration,
    /// The longest block after one failure.
    pub longest: Duration,
}

/// Counts a try in advance; a success takes it back with [`forget`]. Nothing when the subject is
/// blocked at `now`. From the fifth failure on each blocks the subject for twice as long as the one
/// before, beginning with a second, up to the longest block (Cognito's lockout).
pub async fn count(
    tx: &mut Tx,
    pool: &PoolId,
    subject: &str,
    now: Instant,
    pace: Pace,
) -> Result<Option<Counted>> {
    let doublings = i64::from(pace.longest.as_secs().max(1).ilog2()) + 1;
    let longest = (now + pace.longest).millis();
    let failures: Option<i64> = on_db!(tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO attempts (pool_id, subject, failures, last_at, blocked_until) VALUES ($1, $2, 1, $3, 0)
         ON CONFLICT (pool_id, subject) DO UPDATE SET
            failures = CASE WHEN attempts.last_at < $4 THEN 1 ELSE attempts.failures + 1 END,
            last_at = excluded.last_at,
            blocked_until = CASE
                WHEN attempts.last_at < $4 OR attempts.failures < 4 THEN 0
                WHEN attempts.failures < $5 THEN $3 + 1000 * (1 << CAST(attempts.failures - 4 AS INTEGER))
                ELSE $6
            END
         WHERE attempts.blocked_until <= $3
         RETURNING failures"
    )
    .bind(pool.as_str())
    .bind(subject)
    .bind(now.millis())
    .bind((now - pace.quiet).millis())
    .bind(4 + doublings)
    .bind(longest)
    .fetch_optional(c)
    .await
    })?;
    Ok(failures.map(|failures| Counted { failures }))
}

/// Counts a try in advance where `most` of them may fail in any window of that length; `false` when
/// so many have. A success takes its try back with [`give_back`].
pub async fn count_within(
    tx: &mut Tx,
    pool: &PoolId,
    subject: &str,
    now: Instant,
    window: Duration,
    most: i64,
) -> Result<bool> {
    // `last_at` is when the window began.
    let counted = on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO attempts (pool_id, subject, failures, last_at, blocked_until) VALUES ($1, $2, 1, $3, 0)
         ON CONFLICT (pool_id, subject) DO UPDATE SET
            failures = CASE WHEN attempts.last_at <= $4 THEN 1 ELSE attempts.failures + 1 END,
            last_at = CASE WHEN attempts.last_at <= $4 THEN excluded.last_at ELSE attempts.last_at END
         WHERE attempts.last_at <= $4 OR attempts.failures < $5"
    )
    .bind(pool.as_str())
    .bind(subject)
    .bind(now.millis())
    .bind((now - window).millis())
    .bind(most)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(counted == 1)
}

/// Until when a subject is blocked.
pub async fn blocked_until(tx: &mut Tx, pool: &PoolId, subject: &str) -> Result<Instant> {
    let until: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT blocked_until FROM attempts WHERE pool_id = $1 AND subject = $2"
    )
    .bind(pool.as_str())
    .bind(subject)
    .fetch_optional(c)
    .await)?;
    Ok(Instant::from_millis(until.unwrap_or(0)))
}

/// When the window began in which a subject is counted by [`count_within`].
pub async fn window_began(tx: &mut Tx, pool: &PoolId, subject: &str) -> Result<Option<Instant>> {
    let began: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT last_at FROM attempts WHERE pool_id = $1 AND subject = $2"
    )
    .bind(pool.as_str())
    .bind(subject)
    .fetch_optional(c)
    .await)?;
    Ok(began.map(Instant::from_millis))
}

/// Takes one counted try back, and the block that it brought.
pub async fn give_back(tx: &mut Tx, pool: &PoolId, subject: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE attempts SET failures = failures - 1, blocked_until = 0
         WHERE pool_id = $1 AND subject = $2 AND failures > 0"
    )
    .bind(pool.as_str())
    .bind(subject)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets a subject's failures after a success.
pub async fn forget(tx: &mut Tx, pool: &PoolId, subject: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM attempts WHERE pool_id = $1 AND subject = $2")
        .bind(pool.as_str())
        .bind(subject)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes counts that a quiet time has ended, `most` at a time; how many. The time is asked for twice
/// because a try at the same moment may have written the row anew, which then stays.
pub async fn delete_quiet(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM attempts WHERE last_at < $1 AND blocked_until < $1 AND (pool_id, subject) IN
             (SELECT pool_id, subject FROM attempts
              WHERE last_at < $1 AND blocked_until < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
