//! The refresh grant (RFC 6749 section 6) with rotation and reuse detection (RFC 9700 section 4.14.2).

use std::time::Duration;

use super::TokenRequest;
use crate::context::Context;
use crate::domain::audit::{self, Event};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::flow;
use crate::domain::oauth::refresh_token::RefreshToken;
use crate::domain::oauth::tokens::{Issue, TokenResponse};
use crate::domain::oauth::view::RefreshView;
use crate::model::client::Rotation;
use crate::model::grant::Family;
use crate::model::{FamilyId, Instant, PoolId};
use crate::store::audit::AuditEvent;
use crate::store::families::Replacement;
use crate::store::refreshing::{self, Refreshable};
use crate::store::{self, Tx};

/// Two uses of one token within this time are a race and not a retry after a lost answer: one of
/// them wins, and the loser ends nothing.
const RACE: Duration = Duration::from_secs(2);

/// What the present request's token is to its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The one that is good now.
    Present,
    /// The one before; its successor was never used, so the answer with it may have been lost.
    Retry,
    /// The one before, moments after it was used.
    Race,
    /// An old one: somebody has a copy.
    Reused,
}

fn not_good() -> Error {
    Error::new(
        Refusal::InvalidGrant,
        "the refresh token is unknown, expired, revoked, or not for this client",
    )
}

pub(super) async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    let (cx, client) = (request.cx, request.client.client());
    let text = request
        .parameters
        .required("refresh_token")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let token = RefreshToken::parse(&cx.app.vault, text).ok_or_else(not_good)?;
    let rotates = client.settings.rotation != Rotation::Off;
    if rotates && !cx.app.signer.has_room() {
        // Before anything is replaced: a refusal later would cost the client its token.
        return Err(Refusal::Busy.into());
    }
    // Which scopes it may have must be known before its token is spent; without the parameter they
    // are the family's.
    if rotates
        && client.settings.refresh
        && ["scope", "resource"].iter().all(|name| request.parameters.get(name).is_none())
        && let Some(tokens) = rotate(request, &token).await?
    {
        return Ok(tokens);
    }
    judge(request, &token).await
}

/// The common case, one trip to the database: the present token of a live family. `None` when it is
/// any other case, and then nothing has changed.
async fn rotate(request: &TokenRequest<'_>, token: &RefreshToken) -> Result<Option<TokenResponse>> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    let successor = RefreshToken::new(&cx.app.vault, &token.family)?;
    // A token that is bound to another key, or to none, is not the present one: nothing is spent.
    let key = request.refresh_key();
    let rotation = refreshing::Rotation {
        pool: pool.id().clone(),
        family: token.family.clone(),
        client: client.id.clone(),
        present: token.digest(key.as_deref()),
        new: successor.digest(key.as_deref()),
        now: cx.now(),
    };
    let Some(found) = cx.app.refreshing.rotate(rotation).await? else { return Ok(None) };
    let issue = issue(request, found)?;
    issue.respond(cx, pool, Some(successor)).await.map(Some)
}

/// Whatever is not the common case: a token from before, a smaller scope, a token that stays.
async fn judge(request: &TokenRequest<'_>, token: &RefreshToken) -> Result<TokenResponse> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    let found = cx.app.refreshing.find(pool.id(), &token.family).await?.ok_or_else(not_good)?;
    let issue = issue(request, found)?;
    let family = &issue.family;
    if !client.settings.refresh && !family.scopes.contains("offline_access") {
        return Err(Error::new(Refusal::UnauthorizedClient, "this client may not refresh"));
    }
    if !family.is_live(cx.now()) || !issue.user.is_active() {
        return Err(not_good());
    }
    // Before its standing: a thief without the key must not end the family either.
    request.check_key(family.authentication.binding.as_deref())?;
    match standing(family, token, client.settings.rotation, cx.now()) {
        Standing::Present | Standing::Retry => {}
        Standing::Race => return Err(not_good()),
        Standing::Reused => {
            metrics::counter!("gatehouse_refresh_reuse_total").increment(1);
            tracing::warn!(pool = %family.pool_id, client = %family.client_id, "an old refresh token was used");
            let (family, actor) = (family.id.clone(), client.id.as_str());
            end_family(cx, pool.id(), family, Event::RefreshReused, actor).await?;
            return Err(not_good());
        }
    }
    if client.settings.rotation == Rotation::Off {
        return issue.respond(cx, pool, None).await;
    }
    let successor = RefreshToken::new(&cx.app.vault, &family.id)?;
    if !replace(cx, family, token, &successor).await? {
        return Err(not_good());
    }
    issue.respond(cx, pool, Some(successor)).await
}

/// Lets the machine decide which scopes the new tokens have, of those that mean something to the
/// resources that the access token is for.
fn issue(request: &TokenRequest<'_>, found: Refreshable) -> Result<Issue> {
    let Refreshable { family, user, groups } = found;
    let view = RefreshView { client: request.client, parameters: request.parameters };
    let granted = flow::refresh::refresh(&view, &family, request.cx.now())?;
    let client = request.client.client();
    // What was taken from the client since then is not given again.
    let scopes = granted
        .iter()
        .filter(|scope| client.settings.scopes.contains(scope.as_str()))
        .cloned()
        .collect();
    let resources = request.resources(&family.authentication)?;
    let scopes = request.pool.scopes_at(scopes, &resources);
    let bound_to = request.key();
    Ok(Issue { client: client.clone(), user, groups, family, scopes, resources, bound_to })
}

/// The token is genuine, which [`RefreshToken::parse`] has shown; here is when it was given.
fn standing(family: &Family, token: &RefreshToken, rotation: Rotation, now: Instant) -> Standing {
    let digest = Some(token.digest(family.authentication.binding.as_deref()));
    if family.digest == digest {
        Standing::Present
    } else if family.previous_digest != digest || rotation != Rotation::Grace {
        Standing::Reused
    } else if now < family.rotated_at + RACE {
        Standing::Race
    } else {
        Standing::Retry
    }
}

/// One statement decides: of many that try at once, one sees its row change.
async fn replace(
    cx: &Context,
    family: &Family,
    token: &RefreshToken,
    successor: &RefreshToken,
) -> Result<bool> {
    let key = family.authentication.binding.as_deref();
    let replacement = Replacement {
        pool: family.pool_id.clone(),
        family: family.id.clone(),
        // The token itself; or its successor, when the answer with that was lost.
        present: family.digest.clone().unwrap_or_default(),
        previous: token.digest(key),
        new: successor.digest(key),
        now: cx.now(),
    };
    Ok(cx.write(replacement, |tx, given| Box::pin(store::families::replace(tx, given))).await?)
}

struct End {
    pool: PoolId,
    family: FamilyId,
    now: Instant,
    event: AuditEvent,
}

/// Ends a family for good.
///
/// # Errors
/// When the database does not answer; then the request must not look like a success.
pub async fn end_family(
    cx: &Context,
    pool: &PoolId,
    family: FamilyId,
    event: Event,
    actor: &str,
) -> Result<()> {
    let event = audit::event(cx, pool, event, actor, family.as_str())?;
    let end = End { pool: pool.clone(), family, now: cx.now(), event };
    cx.write(end, |tx, end| Box::pin(write_end(tx, end))).await
}

async fn write_end(tx: &mut Tx, end: &End) -> Result<()> {
    if store::families::revoke(tx, &end.pool, &end.family, end.now).await? {
        store::audit::insert(tx, &end.event).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::seal::Vault;
    use crate::model::grant::Authentication;
    use secrecy::SecretBox;

    #[test]
    fn a_token_stands_where_it_was_given() {
        let vault = Vault::new(&SecretBox::new(Box::new([1; 32]))).expect("a vault");
        let id: FamilyId = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        let make = || RefreshToken::new(&vault, &id).expect("a token");
        let (old, previous, present) = (make(), make(), make());
        let start = Instant::from_millis(1_000_000);
        let family = Family {
            id: id.clone(),
            pool_id: "eu-central-1_Ab3dE6gH9".parse().expect("an id"),
            client_id: "1example23456789abcdefghij".parse().expect("an id"),
            user_id: "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f61".parse().expect("an id"),
            scopes: "openid".parse().expect("scopes"),
            authentication: Authentication::at(start),
            digest: Some(present.digest(None)),
            previous_digest: Some(previous.digest(None)),
            rotated_at: start,
            created_at: start,
            expires_at: start + Duration::from_secs(3600),
            revoked_at: None,
        };
        let later = start + Duration::from_secs(30);
        assert_eq!(standing(&family, &present, Rotation::Grace, later), Standing::Present);
        assert_eq!(standing(&family, &previous, Rotation::Grace, start), Standing::Race);
        assert_eq!(standing(&family, &previous, Rotation::Grace, later), Standing::Retry);
        assert_eq!(standing(&family, &previous, Rotation::Strict, later), Standing::Reused);
        assert_eq!(standing(&family, &old, Rotation::Grace, later), Standing::Reused);
    }
}
