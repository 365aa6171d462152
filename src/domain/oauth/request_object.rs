//! Request objects (RFC 9101, OpenID Connect Core section 6): an authorization request as a JWT that
//! the client has signed.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::parameters::REPEATED;
use super::{Parameters, client_keys};
use crate::context::Context;
use crate::crypto::jose::claims::{self, Audiences, Expectations};
use crate::crypto::jose::jws::{Claims, JwsFault};
use crate::crypto::jose::registered::Claim;
use crate::crypto::jose::{Jws, JwsAlgorithm};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::Profile;
use crate::model::{Algorithm, Client};
use crate::outbound::Get;

/// How far a client's clock may differ from ours (FAPI 2.0 Security Profile section 5.3.2.1 asks for 10
/// seconds at least and 60 at most).
const SKEW: Duration = Duration::from_secs(30);

/// How long a request object may be good (FAPI 2.0 Message Signing section 5.3.1).
const LONGEST_LIFE: Duration = Duration::from_secs(3600);

/// The longest request object that is fetched, in bytes.
const LONGEST: usize = 32 * 1024;

/// What may be fetched as a request object (RFC 9101 section 10.8).
const MEDIA_TYPES: &str = "application/oauth-authz-req+jwt, application/jwt";

/// Claims of the JWT itself, which are no parameters.
const OWN_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

fn bad(hint: impl Into<String>) -> Error {
    Error::new(Refusal::InvalidRequestObject, hint.into())
}

/// The parameters of a request whose object is `object`: those inside count. Where the client must
/// sign they alone do (RFC 9101 section 6.3); else what is outside completes them (OpenID Connect
/// Core section 6.1).
///
/// # Errors
/// `invalid_request_object`; `request_not_supported` when nobody has signed it.
pub async fn read(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    outside: &Parameters,
    object: &str,
) -> Result<Parameters> {
    let jws = Jws::parse(object).map_err(|fault| match fault {
        JwsFault::Algorithm => {
            Error::new(Refusal::RequestNotSupported, "request objects must be signed")
        }
        fault => bad(fault.to_string()),
    })?;
    if jws.header().typ.is_some()
        && !["JWT", "oauth-authz-req+jwt"].iter().any(|name| jws.header().is_type(name))
    {
        return Err(bad("the typ of the request object is not oauth-authz-req+jwt"));
    }
    let claims = client_keys::verified(cx, client, jws, &allowed(client))
        .await
        .map_err(|fault| bad(fault.to_string()))?;
    judge(cx, pool, client, &claims)?;
    let inside = parameters(&claims)?;
    let strict = client.settings.requests.signed || client.settings.profile.is_fapi();
    let base =
        if strict { Parameters::default() } else { outside.without(&["request", "request_uri"]) };
    let merged = inside.or(&base);
    if merged.get("client_id").is_some_and(|id| id != client.id.as_str()) {
        return Err(bad("the client_id of the request object is another"));
    }
    Ok(merged.with("client_id", client.id.as_str()))
}

fn allowed(client: &Client) -> Vec<JwsAlgorithm> {
    let algorithms = match client.settings.requests.algorithm {
        Some(only) => vec![only],
        None if client.settings.profile.is_fapi() => client_keys::FAPI_ALGORITHMS.to_vec(),
        None => Algorithm::ALL.to_vec(),
    };
    algorithms.into_iter().map(JwsAlgorithm::Signed).collect()
}

/// FAPI 2.0 Message Signing section 5.3.1 is strict; elsewhere what is there must be right.
fn judge(cx: &Context, pool: &PoolView, client: &Client, claims: &Claims) -> Result<()> {
    let strict = client.settings.profile == Profile::Fapi2MessageSigning;
    let audiences = [pool.issuer.as_str()];
    let is_addressed = strict || claims.contains_key("aud");
    let expectations = Expectations {
        issuer: (strict || claims.contains_key("iss")).then_some(client.id.as_str()),
        audiences: if is_addressed { Audiences::Among(&audiences) } else { Audiences::Any },
        required: if strict {
            &[Claim::Issuer, Claim::Audience, Claim::Expiry, Claim::NotBefore]
        } else {
            &[]
        },
        longest_life: strict.then_some(LONGEST_LIFE),
        ..Expectations::at(cx.now(), SKEW)
    };
    let registered =
        claims::check(claims, &expectations).map_err(|fault| bad(fault.to_string()))?;
    let too_old = registered.not_before.is_some_and(|begun| begun + LONGEST_LIFE < cx.now());
    if strict && too_old {
        return Err(bad("the nbf of the request object is more than an hour ago"));
    }
    Ok(())
}

fn parameters(claims: &Claims) -> Result<Parameters> {
    let mut parameters = Parameters::default();
    for (name, value) in claims.iter().filter(|(name, _)| !OWN_CLAIMS.contains(&name.as_str())) {
        if name == "request" || name == "request_uri" {
            return Err(bad("a request object does not refer to another"));
        }
        for text in values(name, value) {
            parameters = parameters.and(name, &text);
        }
    }
    // Once more through the reader, so that limits and characters are those of any request.
    Parameters::parse(parameters.encode().as_bytes()).map_err(|invalid| bad(invalid.0))
}

/// What a claim says as a parameter: a list is that of a parameter that may come more than once (RFC
/// 9101 section 4), or of one value.
fn values(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        Value::Array(list)
            if (list.len() == 1 || name == REPEATED) && list.iter().all(Value::is_string) =>
        {
            list.iter().filter_map(Value::as_str).map(String::from).collect()
        }
        other => vec![other.to_string()],
    }
}

/// Fetches a request object from an address that the client has registered (OpenID Connect Core
/// section 6.2).
///
/// # Errors
/// `request_uri_not_supported` for any other address, `invalid_request_uri` when nothing is there.
pub async fn fetch(cx: &Context, client: &Client, uri: &str) -> Result<String> {
    let bare = |uri: &str| uri.split('#').next().unwrap_or_default().to_owned();
    if !client.settings.requests.uris.iter().any(|known| bare(known) == bare(uri)) {
        return Err(Error::new(
            Refusal::RequestUriNotSupported,
            "the request_uri is none of those that the client has registered",
        ));
    }
    let failed =
        |why: String| Error::new(Refusal::InvalidRequestUri, format!("the request_uri {why}"));
    let url = Url::parse(uri).map_err(|_| failed("is not a URL".into()))?;
    let get = Get { purpose: "request_object", url: &url, accept: MEDIA_TYPES, most: LONGEST };
    let fetched = cx
        .app
        .outbound
        .for_strangers()
        .get(get)
        .await
        .map_err(|fault| failed(fault.to_string()))?;
    String::from_utf8(fetched.body).map_err(|_| failed("holds no text".into()))
}
