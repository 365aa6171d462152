//! What people and their applications do here, step by step: sign up, confirm, sign in, redeem, refresh.

use openidconnect::PkceCodeChallenge;
use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use super::server::Facts;
use super::visitor::{Page, Visitor, poll};

/// Someone who signs up.
#[derive(Clone, Debug)]
pub struct Newcomer {
    pub username: String,
    pub email: String,
    pub password: String,
}

impl Newcomer {
    pub fn named(username: &str) -> Self {
        Self {
            username: username.to_owned(),
            email: format!("{username}@example.com"),
            password: format!("a long word for {username}"),
        }
    }
}

/// An authorization request of the web client, with what the client remembers of it.
#[derive(Clone, Debug)]
pub struct Authorization {
    pub url: String,
    pub verifier: String,
    pub state: String,
}

impl Authorization {
    /// Code + PKCE S256 for these scopes (RFC 7636 section 4.3).
    pub fn new(facts: &Facts, scope: &str) -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = &facts.clients.web;
        let state = format!("state-{}", &challenge.as_str()[..16]);
        let parameters = [
            ("response_type", "code"),
            ("client_id", &client.client_id),
            (
                "redirect_uri",
                client.redirect_uri.as_deref().expect("the web client has a redirect URI"),
            ),
            ("scope", scope),
            ("state", &state),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        let url =
            Url::parse_with_params(&facts.pool("/oauth2/authorize"), parameters).expect("a URL");
        Self { url: url.into(), verifier: verifier.into_secret(), state }
    }

    /// The same request on another of the pool's pages: the query travels along.
    pub fn page(&self, facts: &Facts, path: &str) -> String {
        let (_, query) = self.url.split_once('?').expect("a query");
        format!("{}?{query}", facts.pool(path))
    }
}

/// Signs in on the hosted page; the answer is that of the form.
pub async fn sign_in(
    visitor: &mut Visitor,
    authorization: &Authorization,
    username: &str,
    password: &str,
) -> reqwest::Result<Page> {
    let login = visitor.follow(&authorization.url, None).await?;
    assert_eq!(login.status, StatusCode::OK, "{}\n{}", login.url, login.body);
    assert!(login.url.path().ends_with("/login"), "asked to sign in, but at {}", login.url);
    visitor.submit(&login, "login-form", &[("username", username), ("password", password)]).await
}

/// Sends the sign-up form; a redirect to the next page acknowledges it.
pub async fn sign_up(
    visitor: &mut Visitor,
    facts: &Facts,
    authorization: &Authorization,
    newcomer: &Newcomer,
) -> reqwest::Result<Page> {
    let page = visitor.get(&authorization.page(facts, "/signup")).await?;
    let values = [
        ("username", newcomer.username.as_str()),
        ("email", newcomer.email.as_str()),
        ("password", newcomer.password.as_str()),
    ];
    visitor.submit(&page, "signup-form", &values).await
}

/// Confirms a sign-up on the page that anyone can open.
pub async fn confirm(
    visitor: &mut Visitor,
    facts: &Facts,
    authorization: &Authorization,
    newcomer: &Newcomer,
    code: &str,
) -> reqwest::Result<Page> {
    let page = visitor.get(&authorization.page(facts, "/confirm")).await?;
    visitor.submit(&page, "confirm-form", &[("username", &newcomer.username), ("code", code)]).await
}

/// The newest code that was mailed to this address; mail is a job, so it may take a moment.
pub async fn mailed_code(visitor: &Visitor, facts: &Facts, email: &str) -> String {
    let url =
        Url::parse_with_params(&format!("{}/dev/outbox.json", facts.base_url), [("to", email)])
            .expect("a URL");
    let mut visitor = visitor.clone();
    poll("a code by mail", async || {
        let page = visitor.get(url.as_str()).await.expect("the outbox answers");
        let messages: Value = serde_json::from_str(&page.body).expect("the outbox is JSON");
        messages.pointer("/0/codes/0").and_then(Value::as_str).map(str::to_owned)
    })
    .await
}

/// Whether an answer sends the browser to the web client.
pub fn goes_to_client(page: &Page, facts: &Facts) -> bool {
    let redirect_uri =
        facts.clients.web.redirect_uri.as_deref().expect("the web client has a redirect URI");
    page.location().is_some_and(|location| location.as_str().starts_with(redirect_uri))
}

/// A parameter of the redirect that ends an authorization request.
pub fn redirect_parameter(page: &Page, name: &str) -> Option<String> {
    let location = page.location()?;
    location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// The code that a successful answer hands to the web client, after checking its company.
pub fn code(page: &Page, facts: &Facts, authorization: &Authorization) -> String {
    assert!(goes_to_client(page, facts), "{} {:?}\n{}", page.status, page.headers, page.body);
    assert_eq!(redirect_parameter(page, "state").as_deref(), Some(authorization.state.as_str()));
    assert_eq!(
        redirect_parameter(page, "iss").as_deref(),
        Some(facts.issuer.as_str()),
        "RFC 9207 section 2"
    );
    redirect_parameter(page, "code").expect("a code")
}

/// The application's side: requests to the token endpoint as the web client.
#[derive(Clone)]
pub struct WebClient {
    http: reqwest::Client,
    facts: Facts,
}

impl WebClient {
    pub fn new(http: reqwest::Client, facts: &Facts) -> Self {
        Self { http, facts: facts.clone() }
    }

    /// RFC 6749 section 4.1.3 with RFC 7636 section 4.5.
    pub async fn redeem(&self, code: &str, verifier: &str) -> (StatusCode, Value) {
        let redirect_uri = self.facts.clients.web.redirect_uri.as_deref().unwrap_or_default();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        self.token(&form).await
    }

    /// RFC 6749 section 6.
    pub async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let client = &self.facts.clients.web;
        let answer = self
            .http
            .post(self.facts.pool("/oauth2/token"))
            .basic_auth(&client.client_id, client.client_secret.as_ref())
            .form(form)
            .send()
            .await
            .expect("the token endpoint answers");
        let status = answer.status();
        (status, answer.json().await.expect("the token endpoint answers in JSON"))
    }
}
