//! The authorization code grant (RFC 6749 section 4.1): a code is given, and redeemed once.

use std::sync::Arc;
use std::time::Duration;

use super::TokenRequest;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::audit::{self, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::respond::Admission;
use crate::domain::oauth::tokens::{Issue, TokenResponse};
use crate::domain::oauth::view::CodeView;
use crate::domain::oauth::{consent, flow};
use crate::model::grant::{Authentication, AuthorizationCode, Family};
use crate::model::{Client, Instant, PoolId, User};
use crate::store::audit::AuditEvent;
use crate::store::codes::Kept;
use crate::store::{self, Tx};

/// The life of a code (FAPI 2.0 Security Profile section 5.3.2.1: at most 60 seconds).
const CODE_LIFETIME: Duration = Duration::from_secs(60);

/// The length of the id at a code's beginning: a UUID.
const ID: usize = 36;

/// Gives a code for a right request of a signed-in person.
///
/// # Errors
/// When the database does not answer.
pub async fn give(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    user: &User,
    authentication: Authentication,
    admission: Option<Admission>,
) -> Result<String> {
    let id = random::ordered_id(cx.now())?;
    let text = format!("{id}.{}", random::token::<32>()?);
    let code = AuthorizationCode {
        id,
        digest: digest::sha256(text.as_bytes()),
        pool_id: pool.id().clone(),
        client_id: request.client.id.clone(),
        user_id: user.id.clone(),
        redirect_uri: request.reply.redirect_uri.clone(),
        scopes: request.scopes.clone(),
        pkce: request.pkce.clone(),
        authentication,
        expires_at: cx.now() + CODE_LIFETIME,
    };
    cx.write((code, admission), |tx, kept| Box::pin(keep(tx, kept))).await?;
    Ok(text)
}

async fn keep(
    tx: &mut Tx,
    (code, admission): &(AuthorizationCode, Option<Admission>),
) -> Result<()> {
    if let Some(admission) = admission {
        admission.write(tx).await?;
    }
    Ok(store::codes::insert(tx, code).await?)
}

fn not_good() -> Error {
    Error::new(Refusal::InvalidGrant, "the code is unknown, expired, used, or not for this client")
}

pub(super) async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    if !client.settings.code {
        return Err(Error::new(
            Refusal::UnauthorizedClient,
            "this client may not use the authorization code grant",
        ));
    }
    let text = request
        .parameters
        .required("code")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let kept = find(cx, pool.id(), text).await?.ok_or_else(not_good)?;
    if kept.code.client_id != client.id {
        return Err(not_good());
    }
    if kept.used_at.is_some() {
        replayed(cx, &kept).await?;
        return Err(not_good());
    }
    request.check_key(kept.code.authentication.binding.as_deref())?;
    check_verifier(request, &kept.code)?;
    let view = CodeView {
        client: request.client,
        parameters: request.parameters,
        redirect_uri: redirect_uri(request, &kept.code)?,
    };
    flow::code::redeem(&view, &kept.code, cx.now())?;
    issue(request, kept).await
}

/// The code that was given, by its id and then by its digest in constant time.
async fn find(cx: &Context, pool: &PoolId, text: &str) -> Result<Option<Kept>> {
    let Some((id, _)) = text.split_once('.').filter(|(id, _)| id.len() == ID && id.is_ascii())
    else {
        return Ok(None);
    };
    let kept = store::codes::by_id(&mut cx.read().await?, pool, id).await?;
    let presented = digest::sha256(text.as_bytes());
    Ok(kept.filter(|kept| digest::equal(&kept.code.digest, &presented)))
}

/// RFC 7636 section 4.1 and RFC 9700 section 2.1.1: a verifier in its form where there was a
/// challenge, and none where there was none.
fn check_verifier(request: &TokenRequest<'_>, code: &AuthorizationCode) -> Result<()> {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let refuse = |hint: &'static str| Err(Error::new(Refusal::InvalidGrant, hint));
    match (request.parameters.get("code_verifier"), &code.pkce) {
        (Some(_), None) => {
            refuse("a code_verifier is given, but the authorization request had no code_challenge")
        }
        (None, Some(_)) => refuse("the code_verifier is missing"),
        (Some(verifier), Some(_))
            if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) =>
        {
            refuse("the code_verifier has 43 to 128 unreserved characters")
        }
        _ => Ok(()),
    }
}

/// The URI of the token request, to the letter that of the authorization request (RFC 6749 section
/// 4.1.3). Where PKCE binds the code it may be left out (OAuth 2.1).
fn redirect_uri<'r>(
    request: &'r TokenRequest<'_>,
    code: &'r AuthorizationCode,
) -> Result<Option<&'r str>> {
    match request.parameters.get("redirect_uri") {
        None if code.pkce.is_some() => Ok(Some(&code.redirect_uri)),
        None => Ok(None),
        Some(uri) if uri == code.redirect_uri => Ok(Some(uri)),
        Some(_) => Err(Error::new(
            Refusal::InvalidGrant,
            "the redirect_uri differs from that of the authorization request",
        )),
    }
}

struct Redemption {
    code: AuthorizationCode,
    client: Arc<Client>,
    family: Family,
    now: Instant,
    event: AuditEvent,
}

enum Redeemed {
    To(Box<User>, Vec<String>),
    Replayed,
    Inactive,
}

async fn issue(request: &TokenRequest<'_>, kept: Kept) -> Result<TokenResponse> {
    let (cx, pool, client) = (request.cx, request.pool, request.client.client());
    let code = kept.code.clone();
    let resources = request.resources(&code.authentication)?;
    request.check_room()?;
    let (family, refresh) =
        request.new_family(&code.user_id, &code.scopes, &code.authentication)?;
    let event = audit::event(
        cx,
        pool.id(),
        Event::TokensIssued,
        code.user_id.as_str(),
        client.id.as_str(),
    )?;
    let redemption =
        Redemption { code, client: client.clone(), family: family.clone(), now: cx.now(), event };
    match cx.write(redemption, |tx, redemption| Box::pin(redeem(tx, redemption))).await? {
        Redeemed::To(user, groups) => {
            let scopes = pool.scopes_at(family.scopes.clone(), &resources);
            let issue = Issue {
                client: client.clone(),
                user: *user,
                groups,
                family,
                scopes,
                resources,
                bound_to: request.key(),
            };
            issue.respond(cx, pool, refresh).await
        }
        Redeemed::Inactive => Err(not_good()),
        Redeemed::Replayed => {
            // A statement of its own: the reading connection is given back before the next write.
            let spent =
                store::codes::by_id(&mut cx.read().await?, pool.id(), &kept.code.id).await?;
            if let Some(spent) = spent {
                replayed(cx, &spent).await?;
            }
            Err(not_good())
        }
    }
}

async fn redeem(tx: &mut Tx, redemption: &Redemption) -> Result<Redeemed> {
    let Redemption { code, client, family, now, event } = redemption;
    // First: a new password, or an end of the account, is written before this or after it.
    store::users::lock(tx, &code.pool_id, &code.user_id).await?;
    let Some(user) =
        store::users::by_id(tx, &code.pool_id, &code.user_id).await?.filter(User::is_active)
    else {
        return Ok(Redeemed::Inactive);
    };
    if let Some(session) = &code.authentication.session_id
        && store::sessions::was_ended(tx, &code.pool_id, session).await?
    {
        return Ok(Redeemed::Inactive);
    }
    if !consent::stands(tx, client, family).await? {
        return Ok(Redeemed::Inactive);
    }
    if !store::codes::spend(tx, &code.id, &family.id, *now).await? {
        return Ok(Redeemed::Replayed);
    }
    store::families::insert(tx, family).await?;
    store::audit::insert(tx, event).await?;
    let groups = store::groups::names_of_user(tx, &code.pool_id, &user.id).await?;
    Ok(Redeemed::To(Box::new(user), groups))
}

/// RFC 6749 section 4.1.2: a code used twice ends what it gave.
async fn replayed(cx: &Context, kept: &Kept) -> Result<()> {
    let Some(family) = kept.family_id.clone() else { return Ok(()) };
    let pool = kept.code.pool_id.clone();
    tracing::warn!(%pool, client = %kept.code.client_id, "a code was used a second time");
    super::refresh::end_family(cx, &pool, family, Event::CodeReplayed, kept.code.client_id.as_str())
        .await
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_has_more_entropy_than_is_asked_for() {
        let secret = crate::crypto::random::token::<32>().expect("random");
        assert!(
            secret.len() * 6 >= 256,
            "OpenID's rules ask for 96 bits, RFC 6749 section 10.10 for 128"
        );
    }
}
