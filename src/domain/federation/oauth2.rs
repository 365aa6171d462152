//! OAuth 2.0 as a client of others: where a browser is sent, and calls with an access token (RFC 6749,
//! RFC 6750, RFC 7636).

use ::oauth2::basic::BasicClient;
use ::oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use url::Url;

use super::adapter::{Asked, Upstream};
use crate::domain::{Error, Result, UpstreamFault};
use crate::outbound::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use crate::outbound::{Answer, Call, Failure, Method};

/// The label of these calls in the metric.
const PURPOSE: &str = "identity_provider";

/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// What a provider says cannot be believed.
pub(super) fn untrue(why: impl Into<String>) -> Error {
    Error::upstream(UpstreamFault::Untrue, why.into())
}

/// We are set up otherwise than it takes.
pub(super) fn misconfigured(why: impl Into<String>) -> Error {
    Error::upstream(UpstreamFault::Misconfigured, why.into())
}

/// A call that had no answer of use.
pub(super) fn failed(failure: Failure) -> Error {
    let fault = match failure {
        Failure::NotAllowed(_) | Failure::ForbiddenAddress | Failure::Untrusted => {
            UpstreamFault::Misconfigured
        }
        Failure::TooLarge | Failure::NotJson | Failure::OtherKind => UpstreamFault::Untrue,
        Failure::Status(status) if !is_down(status) => UpstreamFault::Untrue,
        _ => UpstreamFault::Unreachable,
    };
    Error::upstream(fault, failure)
}

/// Whether a status says that a server does not work at present (RFC 9110 section 15.6, RFC 6585).
pub(super) fn is_down(status: u16) -> bool {
    status >= 500 || status == 429
}

/// An address that the operator has typed, or else the kind's own.
pub(super) fn address(typed: Option<&String>, own: &str) -> Result<Url> {
    let text = typed.map_or(own, String::as_str);
    Url::parse(text).map_err(|_| misconfigured(format!("{text} is no address")))
}

/// Where the browser goes (RFC 6749 section 4.1.1), with a challenge (RFC 7636 section 4.3): a
/// provider that does not know it passes over it.
pub(super) fn authorization(
    up: &Upstream<'_>,
    at: &Url,
    asked: &Asked,
    more: &[(&str, &str)],
) -> Result<Url> {
    check_way(up, at)?;
    let client = BasicClient::new(ClientId::new(up.provider.details.client_id.clone()))
        .set_redirect_uri(redirect_url(asked)?)
        .set_auth_uri(AuthUrl::from_url(at.clone()));
    let scopes = up.provider.details.scopes(up.provider.kind).to_owned();
    let request = client.authorize_url(|| CsrfToken::new(asked.state.clone()));
    let request = request.add_scope(Scope::new(scopes)).set_pkce_challenge(challenge(asked));
    let whole =
        more.iter().fold(request, |request, (name, value)| request.add_extra_param(*name, *value));
    Ok(whole.url().0)
}

/// A browser is sent by https alone; where our own calls may go without, browsers may as well.
pub(super) fn check_way(up: &Upstream<'_>, at: &Url) -> Result<()> {
    match at.scheme() {
        "https" => Ok(()),
        "http" if up.cx.app.config.outbound.allow_http => Ok(()),
        _ => Err(misconfigured("its authorization endpoint is not https")),
    }
}

/// The challenge to whoever brings the code (RFC 7636 section 4.2).
pub(super) fn challenge(asked: &Asked) -> PkceCodeChallenge {
    PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(asked.verifier.clone()))
}

/// Where the browser comes back to.
pub(super) fn redirect_url(asked: &Asked) -> Result<RedirectUrl> {
    RedirectUrl::new(asked.redirect_uri.clone()).map_err(Error::internal)
}

/// What a provider tells whoever has an access token (RFC 6750 section 2.1), as JSON.
pub(super) async fn resource(
    up: &Upstream<'_>,
    method: Method,
    url: &Url,
    token: &SecretString,
) -> Result<Value> {
    let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()));
    let mut bearer = bearer.map_err(|_| untrue("its access token is no header"))?;
    bearer.set_sensitive(true);
    let accepted = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(ACCEPT, accepted), (AUTHORIZATION, bearer)]);
    let answer = send(up, method, url, headers, Vec::new()).await?;
    if answer.status != 200 {
        return Err(failed(Failure::Status(answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|_| failed(Failure::NotJson))
}

/// The same, where it is an object.
pub(super) async fn profile(
    up: &Upstream<'_>,
    method: Method,
    url: &Url,
    token: &SecretString,
) -> Result<Map<String, Value>> {
    match resource(up, method, url, token).await? {
        Value::Object(members) => Ok(members),
        _ => Err(failed(Failure::OtherKind)),
    }
}

/// An address whose provider does not say whether it is verified counts as verified where the operator
/// trusts the provider with its domain, and nowhere else.
pub(super) fn vouch(up: &Upstream<'_>, claims: &mut Map<String, Value>) {
    let domain =
        claims.get("email").and_then(Value::as_str).and_then(|email| email.rsplit_once('@'));
    let trusted = domain
        .is_some_and(|(_, domain)| up.provider.rules.trusts(&domain.to_ascii_lowercase(), &[]));
    claims.insert("email_verified".into(), json!(trusted));
}

/// A call to the provider; its answer may have any status.
pub(super) async fn send(
    up: &Upstream<'_>,
    method: Method,
    url: &Url,
    headers: HeaderMap,
    body: Vec<u8>,
) -> Result<Answer> {
    let call = Call { purpose: PURPOSE, method, url, headers, body, most: LONGEST };
    up.cx.app.outbound.send(call).await.map_err(failed)
}
