//! Consent: asked for once, remembered, taken back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::authorize::AuthorizationRequest;
use super::checks::Prompt;
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::Result;
use crate::model::consent::Consent;
use crate::model::grant::Family;
use crate::model::session::Session;
use crate::model::{Client, ClientId, Instant, PoolId, User, UserId};
use crate::store::{self, Tx};

/// Whether the person must be asked: always when the request says so, else where the client is
/// somebody else's and wants more than was allowed before.
///
/// # Errors
/// When the database does not answer.
pub async fn is_needed(cx: &Context, request: &AuthorizationRequest, user: &User) -> Result<bool> {
    if request.asks_for(Prompt::Consent) {
        return Ok(true);
    }
    if !request.client.settings.consent {
        return Ok(false);
    }
    let (pool, client) = (&request.client.pool_id, &request.client.id);
    let before = store::consents::find(&mut cx.read().await?, pool, &user.id, client).await?;
    let claims = request.claim_names();
    let covers = |before: Consent| before.covers(&request.scopes, &claims, &request.resources);
    Ok(!before.is_some_and(covers))
}

/// Seals what a person is shown, for the answer to carry back: what is allowed is that, and not what
/// the request has become meanwhile.
pub fn shown(cx: &Context, request: &AuthorizationRequest, session: &Session) -> String {
    let (scopes, claims) = (request.scopes.to_string(), request.claim_names().join(" "));
    let resources = request.resources.join(" ");
    let parts = [
        "consent",
        session.id.as_str(),
        request.client.id.as_str(),
        &request.reply.redirect_uri,
        &scopes,
        &claims,
        &resources,
    ];
    URL_SAFE_NO_PAD.encode(cx.app.vault.tag(&parts.map(str::as_bytes)))
}

/// Whether the answer carries the seal of what the request is now.
pub fn was_shown(
    cx: &Context,
    request: &AuthorizationRequest,
    session: &Session,
    seal: &str,
) -> bool {
    digest::equal(shown(cx, request, session).as_bytes(), seal.as_bytes())
}

struct Allowing {
    consent: Consent,
    event: AuditEvent,
}

/// Remembers that the person allows what the request asks for, beside what was allowed before.
///
/// # Errors
/// When the database does not answer.
pub async fn allow(cx: &Context, request: &AuthorizationRequest, user: &User) -> Result<()> {
    let client = &request.client;
    let consent = Consent {
        pool_id: client.pool_id.clone(),
        user_id: user.id.clone(),
        client_id: client.id.clone(),
        scopes: request.scopes.clone(),
        claims: request.claim_names(),
        resources: request.resources.clone(),
        granted_at: cx.now(),
    };
    let id = user.id.as_str();
    let event = audit::event(cx, &client.pool_id, Event::ConsentGiven, id, id)?;
    let event = audit::told(event, Some(&client.id));
    cx.write(Allowing { consent, event }, |tx, allowing| Box::pin(write_allowing(tx, allowing)))
        .await
}

async fn write_allowing(tx: &mut Tx, allowing: &Allowing) -> Result<()> {
    let consent = &allowing.consent;
    // First: of two answers at once one waits for the other, and nothing allowed is lost.
    store::users::lock(tx, &consent.pool_id, &consent.user_id).await?;
    remember(tx, consent).await?;
    Ok(store::audit::insert(tx, &allowing.event).await?)
}

/// Adds to what the person has allowed the client before; part of a write that has locked the user.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn remember(tx: &mut Tx, consent: &Consent) -> Result<()> {
    let mut whole = consent.clone();
    let (pool, user, client) = (&consent.pool_id, &consent.user_id, &consent.client_id);
    if let Some(before) = store::consents::find(tx, pool, user, client).await? {
        whole.scopes = whole.scopes.iter().chain(before.scopes.iter()).cloned().collect();
        let more = before.claims.into_iter().filter(|claim| !consent.claims.contains(claim));
        whole.claims.extend(more);
        let more = before.resources.into_iter().filter(|named| !consent.resources.contains(named));
        whole.resources.extend(more);
    }
    Ok(store::consents::put(tx, &whole).await?)
}

/// Whether what a family is given for is still allowed; part of the write that begins it, which has
/// locked the user.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn stands(tx: &mut Tx, client: &Client, family: &Family) -> Result<bool> {
    if !client.settings.consent {
        return Ok(true);
    }
    let found = store::consents::find(tx, &family.pool_id, &family.user_id, &client.id).await?;
    let resources = &family.authentication.resources;
    Ok(found.is_some_and(|consent| consent.covers(&family.scopes, &[], resources)))
}

struct TakingBack {
    pool: PoolId,
    user: UserId,
    client: ClientId,
    event: AuditEvent,
    now: Instant,
}

/// Takes back what a person has allowed a client, and ends the tokens that it got.
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(cx: &Context, user: &User, client: &ClientId) -> Result<()> {
    let id = user.id.as_str();
    let event = audit::event(cx, &user.pool_id, Event::ConsentTakenBack, id, id)?;
    let back = TakingBack {
        pool: user.pool_id.clone(),
        user: user.id.clone(),
        client: client.clone(),
        event: audit::told(event, Some(client)),
        now: cx.now(),
    };
    cx.write(back, |tx, back| Box::pin(write_taking_back(tx, back))).await
}

async fn write_taking_back(tx: &mut Tx, back: &TakingBack) -> Result<()> {
    let TakingBack { pool, user, client, event, now } = back;
    store::users::lock(tx, pool, user).await?;
    if store::consents::delete(tx, pool, user, client).await? {
        store::families::revoke_of_user_at(tx, pool, user, client, *now).await?;
        store::audit::insert(tx, event).await?;
    }
    Ok(())
}
