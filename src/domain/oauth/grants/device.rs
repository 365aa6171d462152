//! The device's part of the device authorization grant (RFC 8628 section 3.4): it asks until a
//! person has decided, and gets its tokens once.

use std::sync::Arc;

use super::TokenRequest;
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::tokens::{Issue, TokenResponse};
use crate::domain::oauth::{consent, device};
use crate::model::grant::{Authentication, Family};
use crate::model::{Client, Instant, PoolId, User, UserId};
use crate::store::device_grants::{DeviceGrant, DeviceState, Poll};
use crate::store::{self, Tx};

/// Its grant type (RFC 8628 section 3.4).
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The length of the id at a device code's beginning: a UUID.
const ID: usize = 36;

fn not_good() -> Error {
    Error::new(
        Refusal::InvalidGrant,
        "the device code is unknown, used, revoked, or not for this client",
    )
}

pub(super) async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    device::check_may(pool, client)?;
    let text = request
        .parameters
        .required("device_code")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let grant = find(cx, pool.id(), text).await?.ok_or_else(not_good)?;
    if grant.client_id != client.id {
        return Err(not_good());
    }
    match &grant.state {
        DeviceState::Used => Err(not_good()),
        DeviceState::Denied => Err(Error::new(Refusal::AccessDenied, "the person has said no")),
        _ if grant.expires_at <= cx.now() => {
            Err(Error::new(Refusal::ExpiredToken, "the device code has expired"))
        }
        DeviceState::Pending => wait(cx, grant).await,
        DeviceState::Allowed(user, authentication) => {
            issue(request, &grant, user, authentication).await
        }
    }
}

/// The grant of a device code, by its id and then by its digest in constant time.
async fn find(cx: &Context, pool: &PoolId, text: &str) -> Result<Option<DeviceGrant>> {
    let Some((id, _)) = text.split_once('.').filter(|(id, _)| id.len() == ID && id.is_ascii())
    else {
        return Ok(None);
    };
    let grant = store::device_grants::by_id(&mut cx.read().await?, pool, id).await?;
    let presented = digest::sha256(text.as_bytes());
    Ok(grant.filter(|grant| digest::equal(&grant.digest, &presented)))
}

/// Nobody has decided: the device may ask again, more slowly if it was too fast (RFC 8628 section
/// 3.5).
async fn wait(cx: &Context, grant: DeviceGrant) -> Result<TokenResponse> {
    let asked = (grant, cx.now());
    match cx.write(asked, |tx, asked| Box::pin(note_poll(tx, asked))).await? {
        Poll::InTime => {
            Err(Error::new(Refusal::AuthorizationPending, "nobody has decided on this device yet"))
        }
        Poll::TooEarly => {
            Err(Error::new(Refusal::SlowDown, "wait 5 seconds longer between two requests"))
        }
    }
}

async fn note_poll(tx: &mut Tx, (grant, now): &(DeviceGrant, Instant)) -> Result<Poll> {
    Ok(store::device_grants::poll(tx, &grant.pool_id, &grant.id, *now).await?)
}

struct Redemption {
    grant: String,
    client: Arc<Client>,
    family: Family,
    event: AuditEvent,
    now: Instant,
}

async fn issue(
    request: &TokenRequest<'_>,
    grant: &DeviceGrant,
    user: &UserId,
    authentication: &Authentication,
) -> Result<TokenResponse> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    let resources = request.resources(authentication)?;
    request.check_room()?;
    let (family, refresh) = request.new_family(user, &grant.scopes, authentication)?;
    let event =
        audit::event(cx, pool.id(), Event::TokensIssued, user.as_str(), client.id.as_str())?;
    let redemption = Redemption {
        grant: grant.id.clone(),
        client: client.clone(),
        family: family.clone(),
        event,
        now: cx.now(),
    };
    let redeemed = cx.write(redemption, |tx, redemption| Box::pin(redeem(tx, redemption))).await?;
    let (user, groups) = redeemed.ok_or_else(not_good)?;
    let scopes = pool.scopes_at(family.scopes.clone(), &resources);
    let bound_to = request.key();
    let issue = Issue { client: client.clone(), user, groups, family, scopes, resources, bound_to };
    issue.respond(cx, pool, refresh).await
}

/// The person with their groups; nothing when the grant was used, or the person or the session in
/// which they said yes is no longer good.
async fn redeem(tx: &mut Tx, redemption: &Redemption) -> Result<Option<(User, Vec<String>)>> {
    let Redemption { grant, client, family, event, now } = redemption;
    let (pool, user) = (&family.pool_id, &family.user_id);
    // First: a new password, or an end of the account, is written before this or after it.
    store::users::lock(tx, pool, user).await?;
    let Some(user) = store::users::by_id(tx, pool, user).await?.filter(User::is_active) else {
        return Ok(None);
    };
    if let Some(session) = &family.authentication.session_id
        && store::sessions::was_ended(tx, pool, session).await?
    {
        return Ok(None);
    }
    if !consent::stands(tx, client, family).await? {
        return Ok(None);
    }
    if !store::device_grants::spend(tx, pool, grant, *now).await? {
        return Ok(None);
    }
    store::families::insert(tx, family).await?;
    store::audit::insert(tx, event).await?;
    let groups = store::groups::names_of_user(tx, pool, &user.id).await?;
    Ok(Some((user, groups)))
}
