//! The device authorization grant (RFC 8628): a device asks, a person with another screen decides.
//!
//! Here a grant begins; [`decision`] is the person's part, `grants::device` the device's.

pub mod decision;
mod user_code;

use std::time::Duration;

use serde::Serialize;

pub use user_code::UserCode;

use super::authorize::negotiate;
use super::client_auth::VerifiedClient;
use super::{Parameters, checks, waiting};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Client, Scopes};
use crate::store::device_grants::{DeviceGrant, DeviceState};
use crate::store::{self, Tx};

/// The life of both codes: time to find a telephone, type, and sign in.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How often a device may ask at first (RFC 8628 section 3.2).
const INTERVAL: Duration = Duration::from_secs(5);

/// How many devices of a client that strangers can speak for may wait for a person at a time: each takes
/// a user code and a row.
const MOST_WAITING: u32 = 10_000;

/// How many user codes are tried where the first is taken; two in a row are all but impossible.
const TRIES: usize = 3;

/// The answer of the device authorization endpoint (RFC 8628 section 3.2).
#[derive(Serialize)]
pub struct DeviceAuthorization {
    /// By which the device asks for its tokens.
    pub device_code: String,
    /// Which the person types.
    pub user_code: String,
    /// Where the person types it.
    pub verification_uri: String,
    /// The same with the code in it, for a link or a QR code.
    pub verification_uri_complete: String,
    /// The life of both codes in seconds.
    pub expires_in: u64,
    /// How long the device waits between two requests, in seconds.
    pub interval: u64,
}

/// Begins a grant for a device of this client (RFC 8628 section 3.1).
///
/// # Errors
/// [`Refusal::UnauthorizedClient`], [`Refusal::InvalidScope`] or [`Refusal::InvalidTarget`];
/// [`Refusal::TooManyAttempts`] when too many devices wait already.
pub async fn begin(
    cx: &Context,
    pool: &PoolView,
    client: &VerifiedClient,
    parameters: &Parameters,
) -> Result<DeviceAuthorization> {
    let client = client.client();
    check_may(pool, client)?;
    let resources = checks::admitted_resources(pool, client, parameters)?;
    let scopes = pool.scopes_at(scopes(pool, client, parameters)?, &resources);
    let wish = (scopes, resources);
    let most = waiting::admit(cx, pool, client, MOST_WAITING).await?;
    for _ in 0..TRIES {
        let code = UserCode::new()?;
        let (device_code, grant) = new_grant(cx, pool, client, &wish, &code)?;
        if cx.write((grant, most), |tx, kept| Box::pin(keep(tx, kept))).await? {
            return Ok(answer(pool, device_code, &code));
        }
    }
    Err(Refusal::Busy.into())
}

/// Whether this client's devices may be let in here.
///
/// # Errors
/// [`Refusal::UnauthorizedClient`]; also in a pool that keeps no sessions, where a person who has
/// signed in could not be asked anything.
pub(super) fn check_may(pool: &PoolView, client: &Client) -> Result<()> {
    let refuse = |hint: &'static str| Err(Error::new(Refusal::UnauthorizedClient, hint));
    if !client.settings.device {
        return refuse("this client may not use the device authorization grant");
    }
    if pool.pool.settings.session_minutes == 0 {
        return refuse("the device authorization grant needs a pool that keeps sessions");
    }
    Ok(())
}

fn scopes(pool: &PoolView, client: &Client, parameters: &Parameters) -> Result<Scopes> {
    let malformed = |_| Error::new(Refusal::InvalidScope, "the scope is malformed");
    let requested = parameters.get("scope").map(str::parse).transpose().map_err(malformed)?;
    negotiate(pool, client, requested)
}

fn new_grant(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    (scopes, resources): &(Scopes, Vec<String>),
    code: &UserCode,
) -> Result<(String, DeviceGrant)> {
    let id = random::ordered_id(cx.now())?;
    let device_code = format!("{id}.{}", random::token::<32>()?);
    let grant = DeviceGrant {
        id,
        pool_id: pool.id().clone(),
        client_id: client.id.clone(),
        digest: digest::sha256(device_code.as_bytes()),
        user_code: code.digest(cx, pool.id()),
        scopes: scopes.clone(),
        resources: resources.clone(),
        state: DeviceState::Pending,
        interval: INTERVAL,
        created_at: cx.now(),
        expires_at: cx.now() + LIFETIME,
    };
    Ok((device_code, grant))
}

/// `false` when the user code is taken.
async fn keep(tx: &mut Tx, (grant, most_waiting): &(DeviceGrant, Option<u32>)) -> Result<bool> {
    if let Some(most) = *most_waiting
        && store::device_grants::waiting(tx, &grant.client_id, grant.created_at, most).await?
            >= most
    {
        let hint = "too many devices of this client wait for a person";
        return Err(waiting::too_many(grant.created_at, hint));
    }
    Ok(store::device_grants::insert(tx, grant).await?)
}

fn answer(pool: &PoolView, device_code: String, code: &UserCode) -> DeviceAuthorization {
    let verification_uri = format!("{}/device", pool.base);
    DeviceAuthorization {
        device_code,
        user_code: code.to_string(),
        verification_uri_complete: format!("{verification_uri}?user_code={code}"),
        verification_uri,
        expires_in: LIFETIME.as_secs(),
        interval: INTERVAL.as_secs(),
    }
}
