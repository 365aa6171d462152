//! Client assertions: JWTs by which clients prove themselves, under their private key or their secret
//! (RFC 7523, OpenID Connect Core section 9).

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{allows, refused, secret};
use crate::context::Context;
use crate::crypto::jose::claims::{self, Audiences, Expectations};
use crate::crypto::jose::jws::Claims;
use crate::crypto::jose::registered::Claim;
use crate::crypto::jose::{Header, Jws, JwsAlgorithm, Keys};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::client_keys::{self, FAPI_ALGORITHMS};
use crate::domain::oauth::replay::{self, Purpose};
use crate::model::Client;
use crate::model::client::AuthMethod;

/// The one kind of assertion (RFC 7523 section 2.2).
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far a client's clock may differ from ours (FAPI 2.0 Security Profile section 5.3.2.1: ten
/// seconds ahead must be accepted, more than sixty refused).
const SKEW: Duration = Duration::from_secs(30);

/// The longest life of an assertion: an hour, and a minute for a client that begins early.
const LONGEST_LIFE: Duration = Duration::from_secs(61 * 60);

/// The claims that must be there (RFC 7523 section 3, OpenID Connect Core section 9).
const REQUIRED: [Claim; 5] =
    [Claim::Issuer, Claim::Subject, Claim::Audience, Claim::Expiry, Claim::Id];

/// The endpoints at which clients prove themselves; each is an audience, as RFC 9126 section 2 has it.
const ENDPOINTS: [&str; 5] = [
    "/oauth2/token",
    "/oauth2/par",
    "/oauth2/introspect",
    "/oauth2/revoke",
    "/oauth2/device_authorization",
];

/// The assertion of a request with the client that it names, which nothing has proved yet.
pub(super) fn presented(
    kind: Option<&str>,
    text: Option<SecretString>,
) -> Result<Option<(String, SecretString)>> {
    match (kind, text) {
        (None, None) => Ok(None),
        (Some(TYPE), Some(text)) => {
            let jws = Jws::parse(text.expose_secret()).map_err(|_| refused())?;
            let subject = jws.unverified_claims().get("sub").and_then(|subject| subject.as_str());
            let subject = subject.ok_or_else(refused)?.to_owned();
            Ok(Some((subject, text)))
        }
        (Some(_), Some(_)) => {
            Err(Error::new(Refusal::InvalidClient, "the client_assertion_type is not known here"))
        }
        _ => Err(Error::new(
            Refusal::InvalidRequest,
            "client_assertion and client_assertion_type come together",
        )),
    }
}

/// Checks an assertion and uses it up. Whoever has signed with the client's key is the client, and is
/// told what else is wrong; anybody else learns nothing.
pub(super) async fn check(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    text: &SecretString,
) -> Result<()> {
    let claims = signed(cx, client, text.expose_secret()).await?;
    let wrong = |why: String| {
        Error::new(Refusal::InvalidClient, format!("client authentication failed: {why}"))
    };
    let audiences = audiences(pool);
    let audiences: Vec<&str> = audiences.iter().map(String::as_str).collect();
    let expected = Expectations {
        issuer: Some(client.id.as_str()),
        subject: Some(client.id.as_str()),
        audiences: match client.settings.profile.is_fapi() {
            true => Audiences::Single(&audiences[..1]),
            false => Audiences::Among(&audiences),
        },
        required: &REQUIRED,
        longest_life: Some(LONGEST_LIFE),
        ..Expectations::at(cx.now(), SKEW)
    };
    let known = claims::check(&claims, &expected).map_err(|fault| wrong(fault.to_string()))?;
    let (Some(id), Some(end)) = (known.id, known.expires_at) else { return Err(refused()) };
    let maker = (client.id.as_str(), id.as_str());
    if replay::first_use(cx, pool, Purpose::ClientAssertion, maker, end + SKEW).await? {
        Ok(())
    } else {
        Err(wrong("the client_assertion was used before".into()))
    }
}

/// The issuer first, which is the only audience in FAPI 2.0.
fn audiences(pool: &PoolView) -> Vec<String> {
    let endpoints = ENDPOINTS.iter().map(|path| format!("{}{path}", pool.base));
    std::iter::once(pool.issuer.clone()).chain(endpoints).collect()
}

/// The claims that the client has signed by the method that is its own.
async fn signed(cx: &Context, client: &Client, text: &str) -> Result<Claims> {
    let jws = Jws::parse(text).map_err(|_| refused())?;
    let method = match jws.header().algorithm {
        JwsAlgorithm::Signed(_) => AuthMethod::PrivateKeyJwt,
        _ => AuthMethod::ClientSecretJwt,
    };
    if !allows(client, method) || !is_for_authentication(jws.header()) {
        return Err(refused());
    }
    let allowed = algorithms(client, method);
    if method == AuthMethod::PrivateKeyJwt {
        let verified = client_keys::verified(cx, client, jws, &allowed).await;
        return verified.map_err(|fault| {
            let (pool, client) = (&client.pool_id, &client.id);
            tracing::info!(%pool, %client, %fault, "a client assertion was refused");
            refused()
        });
    }
    let secrets = secret::unsealed(&cx.app.vault, client)?;
    let by = |secret: &Vec<u8>| jws.verify(Keys::Secret(secret), &allowed).ok();
    secrets.iter().find_map(by).cloned().ok_or_else(refused)
}

/// A JWT that says it is something else, such as a request object, proves nobody (RFC 8725 section
/// 3.11).
fn is_for_authentication(header: &Header) -> bool {
    header.typ.is_none() || header.is_type("JWT") || header.is_type("client-authentication+jwt")
}

/// The algorithms of a client's assertions: the registered one, or those of its method; in FAPI 2.0
/// the strong ones.
fn algorithms(client: &Client, method: AuthMethod) -> Vec<JwsAlgorithm> {
    let settings = &client.settings;
    let registered = settings.proving.algorithm;
    let is_strong = |algorithm: &JwsAlgorithm| match algorithm {
        JwsAlgorithm::Signed(algorithm) => FAPI_ALGORITHMS.contains(algorithm),
        _ => false,
    };
    JwsAlgorithm::all()
        .filter(|algorithm| method.signs_by(*algorithm))
        .filter(|algorithm| registered.is_none_or(|own| own == *algorithm))
        .filter(|algorithm| !settings.profile.is_fapi() || is_strong(algorithm))
        .collect()
}
