//! What a client does: authorization requests, token requests, with a demo client's credentials.

use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gatehouse::crypto::{digest, random};
use serde_json::Value;

use super::{Answer, Browser, TestApp};

/// A PKCE pair (RFC 7636).
pub struct Pkce {
    pub verifier: String,
    pub challenge: String,
}

impl Pkce {
    pub fn new() -> Self {
        let verifier = random::token::<32>().expect("random");
        let challenge = URL_SAFE_NO_PAD.encode(digest::sha256(verifier.as_bytes()));
        Self { verifier, challenge }
    }
}

/// Pairs as a form body or a query.
pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// An `Authorization: Basic` header.
pub fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

impl TestApp {
    /// Posts a form to an endpoint of the demo pool, with a client's credentials in the header.
    pub async fn ask(
        &self,
        path: &str,
        client: Option<(&str, &str)>,
        pairs: &[(&str, &str)],
    ) -> Answer {
        let path = format!("{}{path}", self.base);
        let mut request =
            Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some((id, secret)) = client {
            request = request.header(header::AUTHORIZATION, basic(id, secret));
        }
        self.browser().send(&path, request, form(pairs).into()).await
    }

    /// The web client's id and secret.
    pub fn web(&self) -> (&str, &str) {
        self.demo.web()
    }

    /// The machine client's id and secret.
    pub fn machine(&self) -> (&str, &str) {
        self.demo.machine()
    }

    /// The path of an authorization request of the web client, with `more` parameters.
    pub fn authorize(&self, pkce: &Pkce, more: &[(&str, &str)]) -> String {
        let pairs = [
            ("response_type", "code"),
            ("client_id", self.web().0),
            ("redirect_uri", WEB_CALLBACK),
            ("scope", "openid email demo/read"),
            ("state", "a state"),
            ("nonce", "a nonce"),
            ("code_challenge", &pkce.challenge),
            ("code_challenge_method", "S256"),
        ];
        format!("{}/oauth2/authorize?{}", self.base, form(&with(&pairs, more)))
    }

    /// Opens `path`, which asks for a sign-in, and signs the demo user in.
    pub async fn sign_in(&self, browser: &mut Browser, path: &str) -> Answer {
        let asked = browser.get(path).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", self.demo.user().0);
        form.fill("password", self.demo.user().1);
        browser.submit(&page, &form).await
    }

    /// A fresh code of the demo user for the web client.
    pub async fn code(&self, pkce: &Pkce) -> String {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, &self.authorize(pkce, &[])).await;
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// Redeems a code of the web client.
    pub async fn redeem(&self, code: &str, pkce: &Pkce) -> Answer {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", WEB_CALLBACK),
            ("code_verifier", &pkce.verifier),
        ];
        self.ask("/oauth2/token", Some(self.web()), &pairs).await
    }

    /// Fresh tokens of the demo user at the web client.
    pub async fn tokens(&self) -> Value {
        let pkce = Pkce::new();
        let code = self.code(&pkce).await;
        self.redeem(&code, &pkce).await.json()
    }

    /// Refreshes with the web client.
    pub async fn refresh(&self, token: &str) -> Answer {
        self.ask(
            "/oauth2/token",
            Some(self.web()),
            &[("grant_type", "refresh_token"), ("refresh_token", token)],
        )
        .await
    }

    /// Calls the userinfo endpoint.
    pub async fn userinfo(&self, token: &str) -> Answer {
        let path = format!("{}/oauth2/userInfo", self.base);
        let request = Request::get(&path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.browser().send(&path, request, axum::body::Body::empty()).await
    }
}

/// These parameters, and `more` in the place of those that have their names.
pub fn with<'a>(
    pairs: &[(&'a str, &'a str)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all = pairs.to_vec();
    for &(name, value) in more {
        all.retain(|(own, _)| *own != name);
        all.push((name, value));
    }
    all
}

/// Where the demo's web client is answered.
pub const WEB_CALLBACK: &str = "http://localhost:9080/samples/web/callback";

/// The claims of a token, read without a look at its signature.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap_or_else(|| panic!("no token: {token}"));
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}
