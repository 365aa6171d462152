//! Devices that wait for a person, as rows (RFC 8628).

use std::time::Duration;

use sqlx::FromRow;

use super::db::on_db;
use super::{Error, Result, Tx, from_json, parse, to_json};
use crate::model::grant::Authentication;
use crate::model::{ClientId, Instant, PoolId, Scopes, UserId};

/// By how much a device polls more slowly after each time that it polled too early (RFC 8628
/// section 3.5), in seconds.
const SLOWER_SECONDS: i64 = 5;

/// How much too early a request may come: the network is not equally fast each time.
const LEEWAY: Duration = Duration::from_secs(1);

/// What a device has asked for, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceGrant {
    /// The time-ordered id by which the device code is found.
    pub id: String,
    /// The pool.
    pub pool_id: PoolId,
    /// The client that asked.
    pub client_id: ClientId,
    /// SHA-256 of the whole device code.
    pub digest: Vec<u8>,
    /// The keyed digest of the user code in hexadecimal: it is too short for any other.
    pub user_code: String,
    /// The scopes that it asks for.
    pub scopes: Scopes,
    /// The resources that its tokens are to be for (RFC 8707).
    pub resources: Vec<String>,
    /// What has become of it.
    pub state: DeviceState,
    /// How often the device may ask.
    pub interval: Duration,
    /// When it asked.
    pub created_at: Instant,
    /// When both codes stop being good.
    pub expires_at: Instant,
}

/// What has become of a device's wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceState {
    /// Nobody has decided.
    Pending,
    /// A person has said no.
    Denied,
    /// A person has said yes.
    Allowed(UserId, Box<Authentication>),
    /// It has got its tokens.
    Used,
}

/// How a request for the tokens of a pending grant came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    /// At the right pace, or just when somebody decided.
    InTime,
    /// Too early; the device must be slower from now on.
    TooEarly,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pool_id: String,
    client_id: String,
    digest: Vec<u8>,
    user_code: String,
    scopes: String,
    resources: String,
    status: String,
    user_id: Option<String>,
    authentication: Option<String>,
    poll_seconds: i64,
    created_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_grant(self) -> Result<DeviceGrant> {
        let state = self.state()?;
        Ok(DeviceGrant {
            id: self.id,
            pool_id: parse("device_grants.pool_id", &self.pool_id)?,
            client_id: parse("device_grants.client_id", &self.client_id)?,
            digest: self.digest,
            user_code: self.user_code,
            scopes: parse("device_grants.scopes", &self.scopes)?,
            resources: from_json("device_grants.resources", &self.resources)?,
            state,
            interval: Duration::from_secs(u64::try_from(self.poll_seconds).unwrap_or(0)),
            created_at: Instant::from_millis(self.created_at),
            expires_at: Instant::from_millis(self.expires_at),
        })
    }

    fn state(&self) -> Result<DeviceState> {
        match (self.status.as_str(), &self.user_id, &self.authentication) {
            ("pending", ..) => Ok(DeviceState::Pending),
            ("denied", ..) => Ok(DeviceState::Denied),
            ("used", ..) => Ok(DeviceState::Used),
            ("allowed", Some(user), Some(authentication)) => Ok(DeviceState::Allowed(
                parse("device_grants.user_id", user)?,
                Box::new(from_json("device_grants.authentication", authentication)?),
            )),
            (other, ..) => Err(Error::corrupt("device_grants.status", other)),
        }
    }
}

/// Keeps a new grant, which nobody has decided on; `false` when another one has the same user code.
pub async fn insert(tx: &mut Tx, grant: &DeviceGrant) -> Result<bool> {
    // As if it had asked one interval ago: the first request may come at once.
    let polled_at = grant.created_at - grant.interval;
    let resources = to_json(&grant.resources)?;
    let kept = on_db!(tx, |c| {
        sqlx::query(
            "INSERT INTO device_grants (id, pool_id, client_id, digest, user_code, scopes, status,
                                        poll_seconds, polled_at, created_at, expires_at, resources)
             VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11)
             ON CONFLICT (pool_id, user_code) DO NOTHING",
        )
        .bind(&grant.id)
        .bind(grant.pool_id.as_str())
        .bind(grant.client_id.key())
        .bind(&grant.digest)
        .bind(&grant.user_code)
        .bind(grant.scopes.to_string())
        .bind(i64::try_from(grant.interval.as_secs()).unwrap_or(i64::MAX))
        .bind(polled_at.millis())
        .bind(grant.created_at.millis())
        .bind(grant.expires_at.millis())
        .bind(resources)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(kept == 1)
}

/// How many grants of a client wait for a decision at `now`; it is counted as far as `most`.
pub async fn waiting(tx: &mut Tx, client: &ClientId, now: Instant, most: u32) -> Result<u32> {
    let count: i64 = on_db!(tx, |c| {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM (SELECT 1 FROM device_grants
                                   WHERE client_id = $1 AND status = 'pending' AND expires_at > $2
                                   LIMIT $3) AS waiting",
        )
        .bind(client.key())
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// The grant of that id in that pool.
pub async fn by_id(tx: &mut Tx, pool: &PoolId, id: &str) -> Result<Option<DeviceGrant>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT id, pool_id, client_id, digest, user_code, scopes, resources, status, user_id,
                    authentication, poll_seconds, created_at, expires_at
             FROM device_grants WHERE pool_id = $1 AND id = $2",
        )
        .bind(pool.as_str())
        .bind(id)
        .fetch_optional(c)
        .await
    })?;
    row.map(Row::into_grant).transpose()
}

/// The grant whose user code has that keyed digest in that pool.
pub async fn by_user_code(
    tx: &mut Tx,
    pool: &PoolId,
    user_code: &str,
) -> Result<Option<DeviceGrant>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
            "SELECT id, pool_id, client_id, digest, user_code, scopes, resources, status, user_id,
                    authentication, poll_seconds, created_at, expires_at
             FROM device_grants WHERE pool_id = $1 AND user_code = $2",
        )
        .bind(pool.as_str())
        .bind(user_code)
        .fetch_optional(c)
        .await
    })?;
    row.map(Row::into_grant).transpose()
}

/// Notes that a device has asked while nobody had decided.
pub async fn poll(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<Poll> {
    if in_time(tx, pool, id, now).await? || !slow_down(tx, pool, id, now).await? {
        return Ok(Poll::InTime);
    }
    Ok(Poll::TooEarly)
}

async fn in_time(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<bool> {
    let in_time = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE device_grants SET polled_at = $3
             WHERE pool_id = $1 AND id = $2 AND status = 'pending'
               AND polled_at + 1000 * poll_seconds <= $4",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(now.millis())
        .bind((now + LEEWAY).millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(in_time == 1)
}

/// `false` when the grant is not pending any more.
async fn slow_down(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<bool> {
    let slowed = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE device_grants SET polled_at = $3, poll_seconds = poll_seconds + $4
             WHERE pool_id = $1 AND id = $2 AND status = 'pending'",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(now.millis())
        .bind(SLOWER_SECONDS)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(slowed == 1)
}

/// A person says yes; `false` when somebody has decided before, or it is too late.
pub async fn allow(
    tx: &mut Tx,
    pool: &PoolId,
    id: &str,
    user: &UserId,
    authentication: &Authentication,
    now: Instant,
) -> Result<bool> {
    let authentication = to_json(authentication)?;
    let allowed = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE device_grants SET status = 'allowed', user_id = $3, authentication = $4
             WHERE pool_id = $1 AND id = $2 AND status = 'pending' AND expires_at > $5",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(user.as_str())
        .bind(authentication)
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(allowed == 1)
}

/// A person says no; `false` when somebody has decided before, or it is too late.
pub async fn deny(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<bool> {
    let denied = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE device_grants SET status = 'denied'
             WHERE pool_id = $1 AND id = $2 AND status = 'pending' AND expires_at > $3",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(denied == 1)
}

/// Uses up a grant that was allowed; `false` when somebody was faster.
pub async fn spend(tx: &mut Tx, pool: &PoolId, id: &str, now: Instant) -> Result<bool> {
    let spent = on_db!(tx, |c| {
        sqlx::query(
            "UPDATE device_grants SET status = 'used'
             WHERE pool_id = $1 AND id = $2 AND status = 'allowed' AND expires_at > $3",
        )
        .bind(pool.as_str())
        .bind(id)
        .bind(now.millis())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(spent == 1)
}

/// Removes grants that expired before `before`, `most` at a time; how many.
pub async fn delete_expired(tx: &mut Tx, before: Instant, most: u32) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "DELETE FROM device_grants WHERE id IN
             (SELECT id FROM device_grants WHERE expires_at < $1 LIMIT $2)"
    )
    .bind(before.millis())
    .bind(i64::from(most))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}
