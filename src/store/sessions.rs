//! Sign-in sessions as rows.

use std::collections::BTreeSet;
use std::net::IpAddr;

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, parse, to_json};
use crate::model::session::{Seen, Session, Sighting};
use crate::model::{ClientId, Instant, PoolId, Sender, SessionId, UserId};

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    user_id: String,
    auth_time: i64,
    amr: String,
    expires_at: i64,
    provider_id: Option<String>,
}

impl Row {
    fn into_session(self) -> Result<Session> {
        Ok(Session {
            id: parse("sessions.id", &self.id)?,
            pool_id: parse("sessions.pool_id", &self.pool_id)?,
            user_id: parse("sessions.user_id", &self.user_id)?,
            auth_time: Instant::from_millis(self.auth_time),
            amr: from_json("sessions.amr", &self.amr)?,
            expires_at: Instant::from_millis(self.expires_at),
            provider: self.provider_id,
        })
    }
}

#[derive(FromRow)]
struct SeenRow {
    #[sqlx(flatten)]
    session: Row,
    begun_at: i64,
    begun_address: Option<String>,
    begun_agent: Option<String>,
    used_at: i64,
    used_address: Option<String>,
    used_agent: Option<String>,
}

impl SeenRow {
    fn into_seen(self) -> Result<Seen> {
        Ok(Seen {
            session: self.session.into_session()?,
            begun: sighting(self.begun_at, self.begun_address, self.begun_agent)?,
            used: sighting(self.used_at, self.used_address, self.used_agent)?,
        })
    }
}

fn sighting(at: i64, address: Option<String>, agent: Option<String>) -> Result<Sighting> {
    let agent = agent.unwrap_or_default();
    let sender = |address: String| -> Result<Sender> {
        Ok(Sender::new(parse("sessions.address", &address)?, &agent))
    };
    Ok(Sighting { at: Instant::from_millis(at), sender: address.map(sender).transpose()? })
}

/// Keeps a new session, and how it began.
pub async fn insert(tx: &mut Tx, session: &Session, begun: &Sighting) -> Result<()> {
    let amr = to_json(&session.amr)?;
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO sessions (id, pool_id, user_id, auth_time, amr, expires_at,
                 begun_at, begun_address, begun_agent, used_at, used_address, used_agent, provider_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $8, $9, $10)",
        )
        .bind(session.id.as_str())
        .bind(session.pool_id.as_str())
        .bind(session.user_id.as_str())
        .bind(session.auth_time.millis())
        .bind(amr)
        .bind(session.expires_at.millis())
        .bind(begun.at.millis())
        .bind(begun.sender.as_ref().map(|sender| sender.address().to_string()))
        .bind(begun.sender.as_ref().map(|sender| sender.agent().to_owned()))
        .bind(&session.provider)
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// Notes that a session was used, and from where.
pub async fn note_use(tx: &mut Tx, pool: &PoolId, id: &SessionId, used: &Sighting) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE sessions SET used_at = $3, used_address = $4, used_agent = $5
         WHERE pool_id = $1 AND id = $2"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .bind(used.at.millis())
    .bind(used.sender.as_ref().map(|sender| sender.address().to_string()))
    .bind(used.sender.as_ref().map(|sender| sender.agent().to_owned()))
    .execute(c)
    .await
    .map(drop))?;
    Ok(())
}

/// The session of that id in that pool, unless it has ended.
pub async fn live(
    tx: &mut Tx,
    pool: &PoolId,
    id: &SessionId,
    now: Instant,
) -> Result<Option<Seen>> {
    let row: Option<SeenRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, user_id, auth_time, amr, expires_at, provider_id,
             begun_at, begun_address, begun_agent, used_at, used_address, used_agent
         FROM sessions
         WHERE pool_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .bind(now.millis())
    .fetch_optional(c)
    .await)?;
    row.map(SeenRow::into_seen).transpose()
}

/// The sessions of a user that have not ended, the last used first, `limit` at most.
pub async fn of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
    limit: u32,
) -> Result<Vec<Seen>> {
    let rows: Vec<SeenRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, pool_id, user_id, auth_time, amr, expires_at, provider_id,
             begun_at, begun_address, begun_agent, used_at, used_address, used_agent
         FROM sessions
         WHERE pool_id = $1 AND user_id = $2 AND ended_at IS NULL AND expires_at > $3
         ORDER BY used_at DESC, id DESC LIMIT $4"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(SeenRow::into_seen).collect()
}

/// Whether the session was ended before its time: by sign-out, a new password, or an operator.
pub async fn was_ended(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<bool> {
    let ended: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT ended_at FROM sessions WHERE pool_id = $1 AND id = $2 AND ended_at IS NOT NULL"
    )
    .bind(pool.as_str())
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(ended.is_some())
}

/// Ends a session; `false` when it had ended.
pub async fn end(tx: &mut Tx, pool: &PoolId, id: &SessionId, now: Instant) -> Result<bool> {
    let ended = on_db!(tx, |c| sqlx::query(
        "UPDATE sessions SET ended_at = $3 WHERE pool_id = $1 AND id = $2 AND ended_at IS NULL"
    )
    .bind(pool.as_str())
    .bind(id.as_str())
    .bind(now.millis())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(ended == 1)
}

/// Ends all sessions of a user; those that had not ended.
pub async fn end_of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<Vec<Session>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "UPDATE sessions SET ended_at = $3 WHERE pool_id = $1 AND user_id = $2 AND ended_at IS NULL
         RETURNING id, pool_id, user_id, auth_time, amr, expires_at, provider_id"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::into_session).collect()
}

/// Ends all sessions of a user but one; those that had not ended.
pub async fn end_others_of_user(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    kept: &SessionId,
    now: Instant,
) -> Result<Vec<Session>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "UPDATE sessions SET ended_at = $4
         WHERE pool_id = $1 AND user_id = $2 AND id <> $3 AND ended_at IS NULL
         RETURNING id, pool_id, user_id, auth_time, amr, expires_at, provider_id"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(kept.as_str())
    .bind(now.millis())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_session).collect()
}

/// Ends all sessions that a provider has opened; those that had not ended.
pub async fn end_of_provider(
    tx: &mut Tx,
    pool: &PoolId,
    provider_id: &str,
    now: Instant,
) -> Result<Vec<Session>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "UPDATE sessions SET ended_at = $3
         WHERE pool_id = $1 AND provider_id = $2 AND ended_at IS NULL
         RETURNING id, pool_id, user_id, auth_time, amr, expires_at, provider_id"
    )
    .bind(pool.as_str())
    .bind(provider_id)
    .bind(now.millis())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_session).collect()
}

/// Ends the sessions that a provider has opened to a user, but for the one that is kept; those that had
/// not ended.
pub async fn end_of_user_by(
    tx: &mut Tx,
    (pool, user): (&PoolId, &UserId),
    provider_id: &str,
    kept: Option<&SessionId>,
    now: Instant,
) -> Result<Vec<Session>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "UPDATE sessions SET ended_at = $5
         WHERE pool_id = $1 AND user_id = $2 AND provider_id = $3 AND id <> $4 AND ended_at IS NULL
         RETURNING id, pool_id, user_id, auth_time, amr, expires_at, provider_id"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(provider_id)
    .bind(kept.map_or("", |kept| kept.as_str()))
    .bind(now.millis())
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::into_session).collect()
}

/// Whether any session of a user that is still kept was begun or last used at that address.
pub async fn were_at(tx: &mut Tx, pool: &PoolId, user: &UserId, address: IpAddr) -> Result<bool> {
    let found: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT begun_at FROM sessions
         WHERE pool_id = $1 AND user_id = $2 AND (begun_address = $3 OR used_address = $3) LIMIT 1"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(address.to_string())
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Where the sessions of a user that are still kept were begun and last used; of `most` sessions at
/// most.
pub async fn addresses_of(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    most: u32,
) -> Result<BTreeSet<IpAddr>> {
    let rows: Vec<(Option<String>, Option<String>)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT begun_address, used_address FROM sessions
         WHERE pool_id = $1 AND user_id = $2 LIMIT $3"
    )
    .bind(pool.as_str())
    .bind(user.as_str())
    .bind(i64::from(most))
    .fetch_all(c)
    .await)?;
    let addresses = rows.into_iter().flat_map(|(begun, used)| [begun, used]).flatten();
    addresses.map(|address| parse("sessions.address", &address)).collect()
}

/// Removes sessions that ended before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM sessions WHERE id IN
             (SELECT id FROM sessions
              WHERE expires_at < $1 OR (ended_at IS NOT NULL AND ended_at < $1) LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// Goes on with a session in which more was shown, or anew; `false` when it has ended.
pub async fn renew(tx: &mut Tx, session: &Session, now: Instant) -> Result<bool> {
    let amr = to_json(&session.amr)?;
    let renewed = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE sessions SET auth_time = $4, amr = $5, expires_at = $6, provider_id = $8
             WHERE pool_id = $1 AND id = $2 AND user_id = $3
                 AND ended_at IS NULL AND expires_at > $7",
        )
        .bind(session.pool_id.as_str())
        .bind(session.id.as_str())
        .bind(session.user_id.as_str())
        .bind(session.auth_time.millis())
        .bind(amr)
        .bind(session.expires_at.millis())
        .bind(now.millis())
        .bind(&session.provider)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(renewed == 1)
}

/// Removes a session that gives way to another one.
pub async fn delete(tx: &mut Tx, pool: &PoolId, id: &SessionId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM sessions WHERE pool_id = $1 AND id = $2")
        .bind(pool.as_str())
        .bind(id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that a session has let a client in.
pub async fn let_in(tx: &mut Tx, pool: &PoolId, id: &SessionId, client: &ClientId) -> Result<()> {
    on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO session_clients (session_id, client_id, pool_id) VALUES ($1, $2, $3)
             ON CONFLICT (session_id, client_id) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(client.key())
        .bind(pool.as_str())
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}

/// The clients that a session has let in.
pub async fn clients_of(tx: &mut Tx, pool: &PoolId, id: &SessionId) -> Result<Vec<ClientId>> {
    let ids: Vec<String> = on_db!(tx, |c| {
        sqlx::query_scalar(
            "SELECT client_id FROM session_clients WHERE pool_id = $1 AND session_id = $2
             ORDER BY client_id",
        )
        .bind(pool.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await
    })?;
    ids.iter().map(|id| parse("session_clients.client_id", id)).collect()
}
