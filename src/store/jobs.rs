//! Jobs as rows: written in the transaction of their cause, claimed by one worker at a time.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx};
use crate::model::Instant;

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its time-ordered id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// What it needs to know, as JSON.
    pub payload: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Instant,
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    payload: String,
    attempts: i64,
    created_at: i64,
}

impl Row {
    fn into_job(self) -> Job {
        Job {
            id: self.id,
            kind: self.kind,
            payload: self.payload,
            attempts: self.attempts,
            created_at: Instant::from_millis(self.created_at),
        }
    }
}

/// Asks for a job, to be done at once.
pub async fn insert(tx: &mut Tx, job: &Job) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO jobs (id, kind, payload, run_at, attempts, claimed_until, created_at)
         VALUES ($1, $2, $3, $4, 0, 0, $4)"
    )
    .bind(&job.id)
    .bind(&job.kind)
    .bind(&job.payload)
    .bind(job.created_at.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Claims the job that has waited longest, until `until`: a worker that dies loses its claim then.
pub async fn claim(tx: &mut Tx, now: Instant, until: Instant) -> Result<Option<Job>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "UPDATE jobs SET claimed_until = $2, attempts = attempts + 1
         WHERE id = (SELECT id FROM jobs WHERE run_at <= $1 AND claimed_until <= $1 AND failed_at IS NULL
                     ORDER BY run_at, id LIMIT 1)
           AND claimed_until <= $1
         RETURNING id, kind, payload, attempts, created_at"
    )
    .bind(now.millis())
    .bind(until.millis())
    .fetch_optional(c)
    .await
    })?;
    Ok(row.map(Row::into_job))
}

/// Renews the claim on a job until `until`.
pub async fn renew(tx: &mut Tx, id: &str, until: Instant) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE jobs SET claimed_until = $2 WHERE id = $1 AND failed_at IS NULL"
    )
    .bind(id)
    .bind(until.millis())
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes a job that is done.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM jobs WHERE id = $1")
        .bind(id)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Puts a job off until `run_at` after a failure.
pub async fn put_off(tx: &mut Tx, id: &str, run_at: Instant, error: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE jobs SET run_at = $2, claimed_until = 0, last_error = $3 WHERE id = $1"
    )
    .bind(id)
    .bind(run_at.millis())
    .bind(error)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// Gives a job up; it stays to be looked at, with so much of its payload as `payload` is.
pub async fn give_up(
    tx: &mut Tx,
    id: &str,
    now: Instant,
    error: &str,
    payload: &str,
) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE jobs SET failed_at = $2, last_error = $3, payload = $4 WHERE id = $1"
    )
    .bind(id)
    .bind(now.millis())
    .bind(error)
    .bind(payload)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// How many jobs wait, and since when the oldest does.
pub async fn waiting(tx: &mut Tx) -> Result<(i64, Option<Instant>)> {
    let (count, oldest): (i64, Option<i64>) = on_db!(tx, |c| sqlx::query_as(
        "SELECT COUNT(*), MIN(created_at) FROM jobs WHERE failed_at IS NULL"
    )
    .fetch_one(c)
    .await)?;
    Ok((count, oldest.map(Instant::from_millis)))
}

/// Removes jobs that were given up before `before`, `most` at a time; how many.
pub async fn delete_failed(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM jobs WHERE id IN
             (SELECT id FROM jobs WHERE failed_at IS NOT NULL AND failed_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
