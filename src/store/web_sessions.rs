//! Browser sessions as rows, and the tower-sessions store over them; only a digest of the id is kept.

use std::collections::HashMap;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, SessionStore};

use super::db::{Db, on_db};
use super::{Error, Result, Tx, from_json, to_json};
use crate::crypto::digest;
use crate::model::{Clock, Instant};

/// Keeps tower-sessions' records in the database.
#[derive(Debug, Clone)]
pub struct WebSessions {
    db: Db,
    clock: Clock,
}

/// A record as it is kept.
#[derive(Debug, Clone)]
struct Kept {
    digest: String,
    data: String,
    expires_at: i64,
}

impl WebSessions {
    /// A store over `db` whose records end by `clock`.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }
}

impl Kept {
    fn of(record: &Record) -> Result<Self> {
        Ok(Self {
            digest: digest_of(&record.id),
            data: to_json(&record.data)?,
            expires_at: record.expiry_date.unix_timestamp().saturating_mul(1000),
        })
    }
}

fn digest_of(id: &Id) -> String {
    digest::hex(&digest::sha256(&id.0.to_be_bytes()))
}

#[async_trait]
impl SessionStore for WebSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 random bits do not meet twice; a second insert of the same id is refused all the same.
        let kept = Kept::of(record).map_err(encode)?;
        self.db.write(kept, |tx, kept| Box::pin(insert(tx, kept))).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        // An update only: a session that was deleted meanwhile stays deleted.
        let kept = Kept::of(record).map_err(encode)?;
        self.db.write(kept, |tx, kept| Box::pin(update(tx, kept))).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let mut tx = self.db.read().await.map_err(backend)?;
        let found = by_digest(&mut tx, &digest_of(id), self.clock.now()).await.map_err(backend)?;
        let Some((data, expires_at)) = found else { return Ok(None) };
        let expiry_date =
            OffsetDateTime::from_unix_timestamp(expires_at.seconds()).map_err(decode)?;
        let data: HashMap<String, serde_json::Value> =
            from_json("web_sessions.data", &data).map_err(decode)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let digest = digest_of(id);
        self.db.write(digest, |tx, digest| Box::pin(delete(tx, digest))).await.map_err(backend)
    }
}

fn backend(fault: Error) -> session_store::Error {
    session_store::Error::Backend(fault.to_string())
}

fn encode(fault: Error) -> session_store::Error {
    session_store::Error::Encode(fault.to_string())
}

fn decode(fault: impl std::fmt::Display) -> session_store::Error {
    session_store::Error::Decode(fault.to_string())
}

async fn insert(tx: &mut Tx, kept: &Kept) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO web_sessions (digest, data, expires_at) VALUES ($1, $2, $3)"
    )
    .bind(&kept.digest)
    .bind(&kept.data)
    .bind(kept.expires_at)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

async fn update(tx: &mut Tx, kept: &Kept) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE web_sessions SET data = $2, expires_at = $3 WHERE digest = $1"
    )
    .bind(&kept.digest)
    .bind(&kept.data)
    .bind(kept.expires_at)
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

async fn by_digest(tx: &mut Tx, digest: &str, now: Instant) -> Result<Option<(String, Instant)>> {
    let row: Option<(String, i64)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT data, expires_at FROM web_sessions WHERE digest = $1 AND expires_at > $2"
    )
    .bind(digest)
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(data, expires_at)| (data, Instant::from_millis(expires_at))))
}

async fn delete(tx: &mut Tx, digest: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM web_sessions WHERE digest = $1")
        .bind(digest)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes browser sessions that ended before `now`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, now: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM web_sessions WHERE digest IN
             (SELECT digest FROM web_sessions WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(now.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
