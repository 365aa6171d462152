//! A code for tokens (RFC 6749 section 4.1.3, OpenID Connect Core section 3.1.3).
//!
//! The crate `oauth2`, on which `openidconnect` stands, writes the request and reads the tokens; it
//! goes by our own outbound calls, and what an error is we judge before the crate sees the answer.

use std::pin::Pin;
use std::time::Duration;

use ::oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use ::oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, ExtraTokenFields,
    HttpRequest, HttpResponse, PkceCodeVerifier, RequestTokenError, StandardRevocableToken,
    StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::adapter::{Asked, Finding, Tokens, Upstream};
use super::oauth2::{failed, is_down, misconfigured, redirect_url, send, untrue};
use crate::domain::{Error, Refusal, Result, UpstreamFault};
use crate::model::Instant;
use crate::outbound::header::AUTHORIZATION;
use crate::outbound::{Answer, Failure};

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

/// The kind of our assertions (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What is given for a code.
type Given = StandardTokenResponse<OpenIdFields, BasicTokenType>;

/// The crate's client, for such answers.
type Client = ::oauth2::Client<
    BasicErrorResponse,
    Given,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// What OpenID Connect adds to a token response (Core section 3.1.3.3); it is read once it is verified.
#[derive(Debug, Deserialize, Serialize)]
struct OpenIdFields {
    #[serde(skip_serializing)]
    id_token: Option<SecretString>,
}

impl ExtraTokenFields for OpenIdFields {}

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

/// What the provider gives for a code (RFC 6749 section 4.1.3).
pub(super) async fn code(
    up: &Upstream<'_>,
    at: &Url,
    proof: &Proof,
    asked: &Asked,
    code: &str,
) -> Result<Tokens> {
    let client = Client::new(ClientId::new(up.provider.details.client_id.clone()))
        .set_redirect_uri(redirect_url(asked)?)
        .set_token_uri(TokenUrl::from_url(at.clone()));
    let ours = |secret: &SecretString| ClientSecret::new(secret.expose_secret().to_owned());
    let client = match proof {
        Proof::Basic(secret) => client.set_client_secret(ours(secret)),
        Proof::Post(secret) => {
            client.set_client_secret(ours(secret)).set_auth_type(AuthType::RequestBody)
        }
        Proof::Assertion(_) | Proof::None => client,
    };
    let request = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier.clone()));
    let request = match proof {
        Proof::Assertion(jwt) => request
            .add_extra_param("client_assertion_type", JWT_BEARER)
            .add_extra_param("client_assertion", jwt),
        _ => request,
    };
    let given = request.request_async(&Wire(up)).await.map_err(without_tokens)?;
    tokens(up.cx.now(), &given)
}

/// Our own outbound calls as the HTTP client of the crate.
struct Wire<'u>(&'u Upstream<'u>);

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(post(self.0, request))
    }
}

/// The answer, where it is no error: GitHub's has status 200, Facebook's is an object, and neither is
/// one as the crate knows them.
async fn post(up: &Upstream<'_>, request: HttpRequest) -> Result<HttpResponse> {
    let (mut parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(Error::internal)?;
    if let Some(secret) = parts.headers.get_mut(AUTHORIZATION) {
        secret.set_sensitive(true);
    }
    let answer = send(up, parts.method, &url, parts.headers, body).await?;
    let members = object(&answer)?;
    if let Some(error) = members.get("error") {
        return Err(refused(error, &members));
    }
    match answer.status {
        200 => Ok(HttpResponse::new(in_one_form(members))),
        status => Err(failed(Failure::Status(status))),
    }
}

/// A token response as RFC 6749 section 5.1 has it, where a provider lists the scopes, writes the time
/// as text, or does not name the kind of its tokens.
fn in_one_form(mut members: Map<String, Value>) -> Vec<u8> {
    members.remove("scope");
    if !members.get("expires_in").is_some_and(Value::is_u64) {
        members.remove("expires_in");
    }
    members.entry("token_type").or_insert_with(|| json!("Bearer"));
    Value::Object(members).to_string().into_bytes()
}

/// Why there are no tokens; what the crate says of an answer could name one.
fn without_tokens(error: RequestTokenError<Error, BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => untrue("its answer has no access token, or not as it should be"),
    }
}

/// The tokens of a token response, where they are those of a bearer.
fn tokens(now: Instant, given: &Given) -> Result<Tokens> {
    if *given.token_type() != BasicTokenType::Bearer {
        return Err(untrue("its access token is of a kind that is not known here"));
    }
    Ok(Tokens {
        access_token: given.access_token().secret().as_str().into(),
        refresh_token: given.refresh_token().map(|token| token.secret().as_str().into()),
        id_token: given.extra_fields().id_token.clone(),
        expires_at: given.expires_in().map(|life| now + life.min(LONGEST_LIFE)),
    })
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

/// What an exchange of a made-up code tells of our id and secret.
pub(super) async fn check(up: &Upstream<'_>, at: &Url, proof: &Proof) -> Vec<Finding> {
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
        Ok(asked) => code(up, at, proof, &asked, &asked.state).await.map(drop),
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
        (Ok(at), Ok(secret)) => check(up, &at, &Proof::Post(secret.clone())).await,
        (Err(error), _) | (_, Err(error)) => vec![Finding::wrong(error.why())],
    }
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

    fn read(members: Value) -> Option<Tokens> {
        let Value::Object(members) = members else { unreachable!("an object") };
        let given = serde_json::from_slice(&in_one_form(members)).ok()?;
        tokens(Instant::from_seconds(0), &given).ok()
    }

    #[test]
    fn a_token_of_another_kind_is_none() {
        let good = json!({"access_token": "x", "token_type": "BEARER", "expires_in": 60});
        let expires_at = read(good).map(|tokens| tokens.expires_at);
        assert_eq!(expires_at, Some(Some(Instant::from_seconds(60))));
        for bad in [
            json!({"access_token": "x", "token_type": "mac"}),
            json!({"access_token": "x", "token_type": 7}),
            json!({"access_token": ["x"], "token_type": "Bearer"}),
            json!({"token_type": "Bearer"}),
        ] {
            assert!(read(bad.clone()).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_is_written_otherwise_keeps_nobody_out() {
        for odd in [
            json!({"access_token": "x"}),
            json!({"access_token": "x", "token_type": "bearer", "scope": ["openid", "email"]}),
            json!({"access_token": "x", "token_type": "bearer", "expires_in": "3600"}),
            json!({"access_token": "x", "token_type": "bearer", "refresh_token": null}),
        ] {
            let tokens = read(odd.clone()).unwrap_or_else(|| panic!("{odd}"));
            assert_eq!(tokens.access_token.expose_secret(), "x");
            assert!(tokens.expires_at.is_none() && tokens.refresh_token.is_none(), "{odd}");
        }
        let far = read(json!({"access_token": "x", "expires_in": u64::MAX}));
        let far = far.and_then(|tokens| tokens.expires_at);
        assert_eq!(far, Some(Instant::from_seconds(0) + LONGEST_LIFE));
    }
}
