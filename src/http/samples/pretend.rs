//! `/dev/provider`: an OpenID provider that lets everybody be whom they want to be, so that signing in
//! with another provider can be tried without an account anywhere.

mod people;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use moka::sync::Cache;
use openidconnect::CsrfToken;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::Fault;
use super::key::{ALGORITHM, Key, hash, seconds_since_1970};
use super::page::{Reach, page_within};
use crate::domain::demo::pretend::{PATH, TRUSTED};
use people::{Choice, PEOPLE, Person};

/// How long a code is good.
const CODE_LIFETIME: Duration = Duration::from_secs(60);

/// How long tokens are good.
const TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// How many codes, and tokens, are kept.
const MOST: u64 = 1_000;

/// The bytes of randomness in a code or token.
const NAME_BYTES: u32 = 32;

/// The provider: its own key, and what it has given out. All of it goes with the process.
struct Provider {
    issuer: String,
    key: Key,
    codes: Cache<String, Arc<Granted>>,
    tokens: Cache<String, Arc<Map<String, Value>>>,
}

/// A request for a sign-in (OpenID Connect Core section 3.1.2.1).
#[derive(Debug, Clone, Deserialize)]
struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// What a code stands for.
struct Granted {
    asked: Asked,
    claims: Map<String, Value>,
    at: u64,
}

/// A request for tokens (RFC 6749 section 4.1.3).
#[derive(Debug, Default)]
struct Exchange {
    grant_type: String,
    code: String,
    client_id: String,
    redirect_uri: String,
    code_verifier: String,
}

#[derive(Template)]
#[template(path = "dev/samples/pretend.html")]
struct PretendView<'v> {
    issuer: &'v str,
    people: &'static [Person],
    trusted: &'static str,
    /// Who asks, where somebody does.
    client: Option<&'v str>,
    error: Option<String>,
}

impl PretendView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }
}

/// The pages of the provider.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(base_url: &str) -> Result<Router<S>, Fault> {
    let routes = Router::new()
        .route(PATH, get(home))
        .route(&format!("{PATH}/.well-known/openid-configuration"), get(metadata))
        .route(&format!("{PATH}/jwks"), get(keys))
        .route(&format!("{PATH}/authorize"), get(ask).post(answer))
        .route(&format!("{PATH}/token"), post(token))
        .route(&format!("{PATH}/userinfo"), get(userinfo));
    Ok(routes.with_state(Arc::new(Provider {
        issuer: format!("{base_url}{PATH}"),
        key: Key::generate()?,
        codes: Cache::builder().max_capacity(MOST).time_to_live(CODE_LIFETIME).build(),
        tokens: Cache::builder().max_capacity(MOST).time_to_live(TOKEN_LIFETIME).build(),
    })))
}

/// `GET /dev/provider`: what this is.
async fn home(State(provider): State<Arc<Provider>>) -> Response {
    provider.page(None, None)
}

/// `GET /dev/provider/.well-known/openid-configuration`.
async fn metadata(State(provider): State<Arc<Provider>>) -> Response {
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "scopes_supported": ["openid", "email", "profile"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

/// `GET /dev/provider/jwks`.
async fn keys(State(provider): State<Arc<Provider>>) -> Response {
    Json(provider.key.published()).into_response()
}

/// `GET /dev/provider/authorize`: who do you want to be?
async fn ask(State(provider): State<Arc<Provider>>, Query(asked): Query<Asked>) -> Response {
    match asked.check() {
        Ok(_) => provider.page(Some(&asked.client_id), None),
        Err(Fault(error)) => provider.page(None, Some(error)),
    }
}

/// `POST /dev/provider/authorize`: sends the browser back as whoever was chosen.
async fn answer(
    State(provider): State<Arc<Provider>>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Response {
    let choice = Choice::read(&body);
    let mut url = match asked.check() {
        Ok(url) => url,
        Err(Fault(error)) => return provider.page(None, Some(error)),
    };
    let (name, value) = match choice.claims() {
        Ok(Some(claims)) => ("code", provider.grant(&asked, claims)),
        Ok(None) => ("error", "access_denied".to_owned()),
        Err(Fault(error)) => return provider.page(Some(&asked.client_id), Some(error)),
    };
    url.query_pairs_mut()
        .append_pair(name, &value)
        .extend_pairs(asked.state.iter().map(|state| ("state", state)))
        .append_pair("iss", &provider.issuer);
    Redirect::to(url.as_str()).into_response()
}

/// `POST /dev/provider/token`.
async fn token(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    let sent = Exchange::read(&body);
    let refused = |error: &str| {
        let body = Json(json!({ "error": error }));
        (StatusCode::BAD_REQUEST, NO_STORE, body).into_response()
    };
    if sent.grant_type != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    // A code is looked at once, whatever comes of it.
    match provider.codes.remove(&sent.code) {
        Some(granted) if granted.is_for(&sent) => match provider.tokens(&granted) {
            Ok(tokens) => (NO_STORE, Json(tokens)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        _ => refused("invalid_grant"),
    }
}

/// `GET /dev/provider/userinfo` (OpenID Connect Core section 5.3).
async fn userinfo(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    match token.and_then(|token| provider.tokens.get(token)) {
        Some(claims) => (NO_STORE, Json((*claims).clone())).into_response(),
        None => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response(),
    }
}

const NO_STORE: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

impl Provider {
    fn page(&self, client: Option<&str>, error: Option<String>) -> Response {
        let (issuer, people) = (self.issuer.as_str(), &PEOPLE);
        let view = PretendView { issuer, people, trusted: TRUSTED, client, error };
        page_within(&view, Reach::Onward)
    }

    fn grant(&self, asked: &Asked, claims: Map<String, Value>) -> String {
        let code = fresh();
        let granted = Granted { asked: asked.clone(), claims, at: seconds_since_1970() };
        self.codes.insert(code.clone(), Arc::new(granted));
        code
    }

    fn tokens(&self, granted: &Granted) -> Result<Value, Fault> {
        let now = seconds_since_1970();
        let mut id_token = json!({
            "iss": self.issuer,
            "sub": granted.claims["sub"],
            "aud": granted.asked.client_id,
            "iat": now,
            "exp": now + TOKEN_LIFETIME.as_secs(),
            "auth_time": granted.at,
        });
        if let Some(nonce) = &granted.asked.nonce {
            id_token["nonce"] = json!(nonce);
        }
        let access_token = fresh();
        self.tokens.insert(access_token.clone(), Arc::new(granted.claims.clone()));
        Ok(json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFETIME.as_secs(),
            "id_token": self.key.statement(&id_token)?,
        }))
    }
}

impl Asked {
    /// Where the answer goes: everybody on this machine may ask, and nobody else.
    fn check(&self) -> Result<Url, Fault> {
        let url = Url::parse(&self.redirect_uri).ok().filter(is_here);
        let url = url.ok_or_else(|| Fault::because("the redirect_uri is not on this machine"))?;
        let rules = [
            (self.response_type == "code", "the response_type is not code"),
            (
                self.code_challenge.is_some()
                    && self.code_challenge_method.as_deref() == Some("S256"),
                "there is no code_challenge by S256 (RFC 7636)",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(Fault::because(broken)),
            None => Ok(url),
        }
    }
}

/// Names under `localhost` are this machine (RFC 6761 section 6.3).
fn is_here(url: &Url) -> bool {
    let is_own = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    is_own && matches!(url.scheme(), "http" | "https")
}

impl Exchange {
    /// Reads the body of a request; what is not there is empty.
    fn read(body: &[u8]) -> Self {
        let field = |name: &str| field(body, name).unwrap_or_default();
        Self {
            grant_type: field("grant_type"),
            code: field("code"),
            client_id: field("client_id"),
            redirect_uri: field("redirect_uri"),
            code_verifier: field("code_verifier"),
        }
    }
}

/// A field of a form.
fn field(body: &[u8], name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(body);
    fields.find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

impl Granted {
    /// Whether it was given to whoever asks for it now (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
    fn is_for(&self, sent: &Exchange) -> bool {
        self.asked.client_id == sent.client_id
            && self.asked.redirect_uri == sent.redirect_uri
            && self.asked.code_challenge.as_deref() == Some(&*hash(&sent.code_verifier))
    }
}

fn fresh() -> String {
    CsrfToken::new_random_len(NAME_BYTES).into_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(redirect_uri: &str) -> Asked {
        Asked {
            response_type: "code".into(),
            client_id: "demo-pool".into(),
            redirect_uri: redirect_uri.into(),
            state: None,
            nonce: None,
            code_challenge: Some(hash("a verifier")),
            code_challenge_method: Some("S256".into()),
        }
    }

    #[test]
    fn only_this_machine_may_ask() {
        for here in ["http://localhost:9080/x", "http://demo.localhost:1/", "https://127.0.0.1/"] {
            assert!(asked(here).check().is_ok(), "{here}");
        }
        for elsewhere in
            ["https://evil.example/", "http://localhost.evil.example/", "javascript:alert(1)", "x"]
        {
            assert!(asked(elsewhere).check().is_err(), "{elsewhere}");
        }
        let plain = Asked {
            code_challenge_method: Some("plain".into()),
            ..asked("http://localhost:9080/x")
        };
        assert!(plain.check().is_err());
    }

    #[test]
    fn a_code_is_for_who_asked() {
        let uri = "http://localhost:9080/x";
        let granted = Granted { asked: asked(uri), claims: Map::new(), at: 0 };
        let sent = |client_id: &str, redirect_uri: &str, code_verifier: &str| Exchange {
            client_id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            code_verifier: code_verifier.into(),
            ..Exchange::default()
        };
        assert!(granted.is_for(&sent("demo-pool", uri, "a verifier")));
        assert!(!granted.is_for(&sent("other", uri, "a verifier")));
        assert!(!granted.is_for(&sent("demo-pool", "http://localhost:9080/y", "a verifier")));
        assert!(!granted.is_for(&sent("demo-pool", uri, "another")));
    }

    #[test]
    fn who_asks_cannot_become_markup() {
        let client = Some("<script>alert(1)</script>");
        let view = PretendView {
            issuer: "http://localhost:9080/dev/provider",
            people: &PEOPLE,
            trusted: TRUSTED,
            client,
            error: None,
        };
        let html = view.render().expect("the page renders");
        assert!(!html.contains("<script>") && html.contains(r#"id="people-form""#), "{html}");
    }
}
