//! OAuth 2.0 as a client of others: where a browser is sent, tokens for its code, and calls with them
//! (RFC 6749, RFC 6750, RFC 7636).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use url::Url;

use super::adapter::{Asked, Finding, Tokens, Upstream};
use crate::crypto::digest::sha256;
use crate::domain::{Error, Refusal, Result, UpstreamFault};
use crate::model::Instant;
use crate::outbound::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use crate::outbound::{Answer, Call, Failure, Method};

/// The label of these calls in the metric.
const PURPOSE: &str = "identity_provider";

/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// How much of what a provider says of an error is kept for the log, in characters.
const LONGEST_REASON: usize = 200;

/// The longest time for which a provider can say that a token is good.
const LONGEST_LIFE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The error codes that mean that we are not who we say, or are set up otherwise there (RFC 6749
/// section 5.2), with those of GitHub.
const OURS: [&str; 7] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_scope",
    "unsupported_grant_type",
    "redirect_uri_mismatch",
    "incorrect_client_credentials",
    "application_suspended",
];

/// The error codes that mean no more than that a code is not good.
const NO_CODE: [&str; 3] = ["invalid_grant", "invalid_code", "bad_verification_code"];

/// The numbers by which Facebook says that it does not know us, or not so.
const OURS_AT_FACEBOOK: [i64; 3] = [1, 101, 191];

/// How we prove ourselves at a token endpoint (OpenID Connect Core section 9).
pub(super) enum Proof {
    /// By our secret in a header.
    Basic(SecretString),
    /// By our secret in the form.
    Post(SecretString),
    /// By a JWT under our key (RFC 7523 section 2.2).
    Assertion(String),
    /// Not at all.
    None,
}

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
fn is_down(status: u16) -> bool {
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
    scopes: &str,
    more: &[(&str, &str)],
) -> Result<Url> {
    // Where our own calls may go without https, browsers may as well.
    if at.scheme() != "https" && !(at.scheme() == "http" && up.cx.app.config.outbound.allow_http) {
        return Err(misconfigured("its authorization endpoint is not https"));
    }
    let challenge = URL_SAFE_NO_PAD.encode(sha256(asked.verifier.as_bytes()));
    let mut url = at.clone();
    url.query_pairs_mut()
        .extend_pairs([
            ("response_type", "code"),
            ("client_id", &up.provider.details.client_id),
            ("redirect_uri", &asked.redirect_uri),
            ("scope", scopes),
            ("state", &asked.state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ])
        .extend_pairs(more);
    Ok(url)
}

/// What the provider gives for a code (RFC 6749 section 4.1.3).
pub(super) async fn exchange(
    up: &Upstream<'_>,
    at: &Url,
    proof: &Proof,
    asked: &Asked,
    code: &str,
) -> Result<Tokens> {
    let id = up.provider.details.client_id.as_str();
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &asked.redirect_uri),
        ("code_verifier", &asked.verifier),
    ];
    let mut headers = accepting_json();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    match proof {
        Proof::Basic(secret) => {
            headers.insert(AUTHORIZATION, basic(id, secret)?);
        }
        Proof::Post(secret) => {
            fields.extend([("client_id", id), ("client_secret", secret.expose_secret())]);
        }
        Proof::Assertion(jwt) => fields.extend([
            ("client_id", id),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", jwt),
        ]),
        Proof::None => fields.push(("client_id", id)),
    }
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let body = form.into_bytes();
    let answer = send(up, Method::POST, at, headers, body).await?;
    let members = object(&answer)?;
    if let Some(error) = members.get("error") {
        return Err(refused(error, &members));
    }
    if answer.status != 200 {
        return Err(failed(Failure::Status(answer.status)));
    }
    tokens(up.cx.now(), &members)
}

/// Reads a token response (RFC 6749 section 5.1).
fn tokens(now: Instant, members: &Map<String, Value>) -> Result<Tokens> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let secret = |name: &str| text(name).map(SecretString::from);
    if !text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(untrue("its access token is of a kind that is not known here"));
    }
    let life = members.get("expires_in").and_then(Value::as_u64).map(Duration::from_secs);
    Ok(Tokens {
        access_token: secret("access_token").ok_or_else(|| untrue("there is no access token"))?,
        refresh_token: secret("refresh_token"),
        id_token: secret("id_token"),
        expires_at: life.map(|life| now + life.min(LONGEST_LIFE)),
    })
}

/// What a provider tells whoever has an access token (RFC 6750 section 2.1), as JSON.
pub(super) async fn resource(
    up: &Upstream<'_>,
    method: Method,
    url: &Url,
    token: &SecretString,
) -> Result<Value> {
    let mut headers = accepting_json();
    headers.insert(AUTHORIZATION, sensitive(&format!("Bearer {}", token.expose_secret()))?);
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

/// What an exchange of a made-up code tells of our id and secret.
pub(super) async fn check_exchange(up: &Upstream<'_>, at: &Url, proof: &Proof) -> Vec<Finding> {
    let redirect_uris = match up.redirect_uris().await {
        Ok(uris) => uris,
        Err(error) => return vec![Finding::wrong(error.why())],
    };
    let mut findings = Vec::new();
    for uri in &redirect_uris {
        findings.push(Finding::note(format!("register there as redirect URI: {uri}")));
    }
    let asked = Asked::fresh(up.cx, redirect_uris.first().cloned().unwrap_or_default());
    let answer = match asked {
        Ok(asked) => exchange(up, at, proof, &asked, &asked.state).await.map(drop),
        Err(error) => Err(error),
    };
    findings.push(match answer {
        Err(error) => match error.refusal() {
            Refusal::Upstream(UpstreamFault::Refused(code)) if NO_CODE.contains(&code.as_str()) => {
                Finding::good("it knows our client id, and takes our proof")
            }
            Refusal::Upstream(UpstreamFault::Refused(_)) => {
                Finding::note(format!("it may know us or not: {}", error.why()))
            }
            _ => Finding::wrong(format!("its token endpoint: {}", error.why())),
        },
        Ok(()) => Finding::wrong("its token endpoint gives tokens for a made-up code"),
    });
    findings
}

/// The same where our proof is a secret in the form.
pub(super) async fn check_secret(up: &Upstream<'_>, at: Result<Url>) -> Vec<Finding> {
    match (at, up.secret()) {
        (Ok(at), Ok(secret)) => check_exchange(up, &at, &Proof::Post(secret.clone())).await,
        (Err(error), _) | (_, Err(error)) => vec![Finding::wrong(error.why())],
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

async fn send(
    up: &Upstream<'_>,
    method: Method,
    url: &Url,
    headers: HeaderMap,
    body: Vec<u8>,
) -> Result<Answer> {
    let call = Call { purpose: PURPOSE, method, url, headers, body, most: LONGEST };
    up.cx.app.outbound.send(call).await.map_err(failed)
}

/// The JSON object in an answer of whatever status.
fn object(answer: &Answer) -> Result<Map<String, Value>> {
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(members)) if !is_down(answer.status) => Ok(members),
        _ if answer.status != 200 => Err(failed(Failure::Status(answer.status))),
        _ => Err(failed(Failure::NotJson)),
    }
}

/// An error of a token endpoint (RFC 6749 section 5.2); Facebook's is an object with a number.
fn refused(error: &Value, members: &Map<String, Value>) -> Error {
    let number = error.get("code").and_then(Value::as_i64);
    let said = error.as_str().unwrap_or("invalid_grant");
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let code = match (1..=64).contains(&said.len()) && said.chars().all(is_code) {
        true => said.to_owned(),
        false => "server_error".to_owned(),
    };
    let described = error.get("message").or(members.get("error_description"));
    let described = described.and_then(Value::as_str).unwrap_or_default();
    let plain = described.chars().filter(|c| !c.is_control()).take(LONGEST_REASON);
    let why = format!("{code}: {}", plain.collect::<String>());
    let is_ours = OURS.contains(&code.as_str())
        || number.is_some_and(|number| OURS_AT_FACEBOOK.contains(&number));
    match is_ours {
        true => misconfigured(why),
        false => Error::upstream(UpstreamFault::Refused(code), why),
    }
}

fn accepting_json() -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))])
}

/// Our id and secret, each escaped first (RFC 6749 section 2.3.1).
fn basic(id: &str, secret: &SecretString) -> Result<HeaderValue> {
    let escaped = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", escaped(id), escaped(secret.expose_secret()));
    sensitive(&format!("Basic {}", STANDARD.encode(pair)))
}

fn sensitive(text: &str) -> Result<HeaderValue> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| untrue("its access token is no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(members: Value) -> Refusal {
        let Value::Object(members) = members else { unreachable!("an object") };
        refused(&members["error"], &members).refusal().clone()
    }

    #[test]
    fn an_error_tells_whose_it_is() {
        let refused = |code: &str| Refusal::Upstream(UpstreamFault::Refused(code.to_owned()));
        let ours = Refusal::Upstream(UpstreamFault::Misconfigured);
        assert_eq!(fault(json!({"error": "invalid_grant"})), refused("invalid_grant"));
        assert_eq!(fault(json!({"error": "invalid_client"})), ours);
        assert_eq!(fault(json!({"error": "incorrect_client_credentials"})), ours);
        assert_eq!(
            fault(json!({"error": {"message": "no", "code": 100}})),
            refused("invalid_grant")
        );
        assert_eq!(fault(json!({"error": {"message": "no", "code": 1}})), ours);
        assert_eq!(fault(json!({"error": "<script>"})), refused("server_error"));
    }

    #[test]
    fn a_token_of_another_kind_is_none() {
        let read = |members: Value| {
            let Value::Object(members) = members else { unreachable!("an object") };
            tokens(Instant::from_seconds(0), &members).map(|tokens| tokens.expires_at)
        };
        let good = json!({"access_token": "x", "token_type": "BEARER", "expires_in": 60});
        assert_eq!(read(good).ok(), Some(Some(Instant::from_seconds(60))));
        assert!(read(json!({"access_token": "x", "token_type": "mac"})).is_err());
        assert!(read(json!({"access_token": ["x"]})).is_err());
        assert!(read(json!({})).is_err());
    }
}
