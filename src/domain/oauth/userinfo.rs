//! The userinfo endpoint's answer (OpenID Connect Core section 5.3).

use serde_json::{Map, Value};

use super::claims;
use super::dpop::{self, Proof};
use super::flow::bearer::{self, Presented};
use super::introspect::{self, LiveToken};
use super::tokens::AccessClaims;
use super::view::BearerView;
use crate::context::Context;
use crate::crypto::jwt;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Instant, Scopes};

/// An access token as a request shows it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'r> {
    /// The token.
    pub token: &'r str,
    /// The proof that came with it, checked; none where it is shown as a bearer token.
    pub proof: Option<&'r Proof>,
}

/// The answer.
#[derive(Debug)]
pub enum Userinfo {
    /// Claims as JSON.
    Plain(Map<String, Value>),
    /// Claims as a JWT (section 5.3.2), for clients that have registered so.
    Signed(String),
}

/// What the client may know of the user whose access token this is.
///
/// # Errors
/// [`Refusal::InvalidToken`] when the token is not good, or not in these hands;
/// [`Refusal::InsufficientScope`] when it lacks `openid`.
pub async fn answer(cx: &Context, pool: &PoolView, shown: Option<Shown<'_>>) -> Result<Userinfo> {
    let live = match shown {
        Some(shown) => admitted(cx, pool, shown).await?,
        None => None,
    };
    let presented = live.as_ref().map(|live| Presented {
        subject: live.claims.sub.clone(),
        client_id: live.claims.client_id.clone(),
        scopes: live.claims.scope.clone(),
        expires_at: Instant::from_seconds(live.claims.exp),
    });
    let view = BearerView { token: shown.map(|shown| shown.token) };
    bearer::admit(&view, presented.as_ref(), &openid()?, cx.now())?;
    let not_good = || Error::new(Refusal::InvalidToken, "the access token speaks of no user");
    let LiveToken { claims: token, client, person } = live.ok_or_else(not_good)?;
    let person = person.ok_or_else(not_good)?;
    let wanted = &person.family.authentication.claims.userinfo;
    let mut claims = claims::of(&person.user, &client, &token.scope);
    claims.extend(claims::named(&person.user, &client, wanted));
    if let Some(identities) = claims::identities(&person.user, &client) {
        claims.insert("identities".into(), identities);
    }
    claims.insert("sub".into(), token.sub.into());
    if !client.settings.lean_id_token && !client.settings.pairwise {
        claims.insert("username".into(), person.user.username.as_str().into());
    }
    let Some(algorithm) = client.settings.signing.userinfo else {
        return Ok(Userinfo::Plain(claims));
    };
    claims.insert("iss".into(), pool.issuer.as_str().into());
    claims.insert("aud".into(), client.id.as_str().into());
    let key = pool.keys.signing(algorithm, cx.now())?;
    let typ = Some(jwt::typ::JWT);
    Ok(Userinfo::Signed(jwt::sign(&cx.app.signer, &key.id, &key.private, typ, &claims).await?))
}

/// The token if it is good, for us, and with whoever it was given to.
async fn admitted(cx: &Context, pool: &PoolView, shown: Shown<'_>) -> Result<Option<LiveToken>> {
    let Some(live) = introspect::live_access(cx, pool, shown.token).await? else {
        return Ok(None);
    };
    check_key(&live.claims, shown.proof)?;
    if live.claims.aud.as_ref().is_some_and(|audience| !audience.contains(&pool.issuer)) {
        return Err(Error::new(Refusal::InvalidToken, "the access token is for another resource"));
    }
    if let Some(proof) = shown.proof {
        dpop::use_up(cx, pool, proof).await?;
    }
    Ok(Some(live))
}

/// RFC 9449 sections 7.1 and 7.2: a token that is bound to a key comes with a proof of that key, and
/// any other with none.
fn check_key(token: &AccessClaims, proof: Option<&Proof>) -> Result<()> {
    let bound_to = token.cnf.as_ref().map(|confirmation| confirmation.jkt.as_str());
    let hint = match (bound_to, proof.map(|proof| proof.thumbprint.as_str())) {
        (bound_to, shown) if bound_to == shown => return Ok(()),
        (Some(_), None) => "the access token is bound to a key and no bearer token",
        (Some(_), Some(_)) => "the access token is bound to another key",
        (None, _) => "the access token is bound to no key",
    };
    Err(Error::new(Refusal::InvalidToken, hint))
}

fn openid() -> Result<Scopes> {
    Ok("openid".parse::<Scopes>()?)
}
