//! Whether a token is good now: for the userinfo endpoint, and for introspection (RFC 7662).

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::audience::Audience;
use super::client_auth::VerifiedClient;
use super::refresh_token::RefreshToken;
use super::subject;
use super::tokens::{self, AccessClaims, Confirmation};
use crate::context::Context;
use crate::crypto::jwt;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::Introspection;
use crate::model::{Client, Scopes};
use crate::store::refreshing::Refreshable;

/// A good access token, its client, and the person that it speaks of, if it speaks of one.
#[derive(Debug, Clone)]
pub struct LiveToken {
    /// Its claims.
    pub claims: AccessClaims,
    /// Its client.
    pub client: Arc<Client>,
    /// The person with the family that the token is of; nothing for a token of a client's own.
    pub person: Option<Refreshable>,
}

/// The access token, if it was signed here, has not expired or been revoked, and both its user and
/// its client may still be answered for.
///
/// # Errors
/// When the database does not answer.
pub async fn live_access(cx: &Context, pool: &PoolView, token: &str) -> Result<Option<LiveToken>> {
    let Some(claims) = tokens::read_access(pool, token, cx.now()) else { return Ok(None) };
    let client = configuration::named(cx, pool, &claims.client_id).await?;
    let Some(client) = client.filter(|client| client.enabled) else { return Ok(None) };
    let revoked = cx.app.revocations.contains(pool.id(), &claims.jti);
    let Some(family) = &claims.origin_jti else {
        let live = !revoked.await?;
        return Ok(live.then_some(LiveToken { claims, client, person: None }));
    };
    let Ok(family) = family.parse() else { return Ok(None) };
    let family = cx.app.refreshing.find(pool.id(), &family);
    let (revoked, found) = tokio::try_join!(revoked, family)?;
    if revoked {
        return Ok(None);
    }
    let live = found.filter(|found| found.family.revoked_at.is_none() && found.user.is_active());
    let same = live.filter(|found| subject::of(cx, &client, &found.user.id) == claims.sub);
    Ok(same.map(|person| LiveToken { claims, client, person: Some(person) }))
}

/// The answer about a token (RFC 7662 section 2.2).
#[derive(Debug, Default, Serialize)]
pub struct Introspected {
    /// Whether it is good.
    pub active: bool,
    /// Its scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// Its client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// `Bearer` for an access token, or `DPoP` for one that is bound to a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// When it expires, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Its audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
    /// Its issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// `access` or `refresh`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_use: Option<&'static str>,
    /// The key that it is bound to (RFC 9449 section 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// Tells a client about a token: about its own ones, and about any access token of the pool where
/// the client is set to guard an API. Of all others it learns that they are not active.
///
/// # Errors
/// [`Refusal::InvalidClient`] for a public client, which cannot prove that it may ask.
pub async fn introspect(
    cx: &Context,
    pool: &PoolView,
    asker: &VerifiedClient,
    token: &str,
) -> Result<Introspected> {
    let client = asker.client();
    if client.is_public() {
        return Err(Error::new(
            Refusal::InvalidClient,
            "introspection needs a client with a secret",
        ));
    }
    if let Some(refresh) = RefreshToken::parse(&cx.app.vault, token) {
        return about_refresh(cx, pool, asker, &refresh).await;
    }
    let Some(live) = live_access(cx, pool, token).await? else {
        return Ok(Introspected::default());
    };
    let may_know = live.claims.client_id == client.id.as_str()
        || (client.settings.introspection == Introspection::Pool
            && is_for(&live.claims, client.settings.resource.as_deref()));
    Ok(if may_know { about_access(live.claims) } else { Introspected::default() })
}

/// Whether a token is for the resource that the asker guards (RFC 7662 section 4). One that names no
/// resource is for all, and so is one for the issuer alone, which is the default audience; whoever
/// guards all may see each.
fn is_for(claims: &AccessClaims, guarded: Option<&str>) -> bool {
    match (&claims.aud, guarded) {
        (None, _) | (_, None) => true,
        (Some(audience), Some(guarded)) => {
            let is_default = matches!(audience, Audience::One(only) if *only == claims.iss);
            is_default || audience.contains(guarded)
        }
    }
}

/// An answer that its client can show to others: signed, and for that client alone (RFC 9701 section
/// 5).
///
/// # Errors
/// When too many signatures wait.
pub async fn signed(
    cx: &Context,
    pool: &PoolView,
    asker: &VerifiedClient,
    answer: &Introspected,
) -> Result<String> {
    let client = asker.client();
    let claims = json!({
        "iss": pool.issuer,
        "aud": client.id.as_str(),
        "iat": cx.now().seconds(),
        "token_introspection": answer,
    });
    let algorithm = pool.algorithm_for(client, client.settings.signing.introspection);
    let key = pool.keys.signing(algorithm, cx.now())?;
    let typ = Some(jwt::typ::INTROSPECTION);
    Ok(jwt::sign(&cx.app.signer, &key.id, &key.private, typ, &claims).await?)
}

fn about_access(claims: AccessClaims) -> Introspected {
    let key = claims.cnf.as_ref().map(|confirmation| confirmation.jkt.as_str());
    Introspected {
        active: true,
        scope: Some(claims.scope),
        client_id: Some(claims.client_id),
        username: claims.username,
        token_type: Some(tokens::token_type(key)),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        sub: Some(claims.sub),
        aud: claims.aud,
        iss: Some(claims.iss),
        jti: Some(claims.jti),
        token_use: Some("access"),
        cnf: claims.cnf,
    }
}

async fn about_refresh(
    cx: &Context,
    pool: &PoolView,
    asker: &VerifiedClient,
    token: &RefreshToken,
) -> Result<Introspected> {
    let client = asker.client();
    let found = cx.app.refreshing.find(pool.id(), &token.family).await?;
    let good = found.filter(|found| {
        let Refreshable { family, user, .. } = found;
        let key = family.authentication.binding.as_deref();
        family.is_live(cx.now())
            && user.is_active()
            && family.client_id == client.id
            && family.digest == Some(token.digest(key))
    });
    Ok(good.map_or_else(Introspected::default, |found| Introspected {
        active: true,
        scope: Some(found.family.scopes),
        client_id: Some(found.family.client_id.to_string()),
        username: (!client.settings.pairwise).then(|| found.user.username.to_string()),
        exp: Some(found.family.expires_at.seconds()),
        iat: Some(found.family.rotated_at.seconds()),
        sub: Some(subject::of(cx, client, &found.user.id)),
        iss: Some(pool.issuer.clone()),
        token_use: Some("refresh"),
        cnf: found.family.authentication.binding.map(|jkt| Confirmation { jkt }),
        ..Introspected::default()
    }))
}
