//! Our side: the endpoints, and a person at a browser.

use axum::body::Body;
use axum::http::{Request, header};
use gatehouse::domain::admin::clients::{self, Confidentiality, NewClient};
use gatehouse::model::client::ClientSettings;
use secrecy::ExposeSecret;

use super::outcome::{Given, Outcome};
use crate::support::{Answer, Browser, TestApp, form};

/// More pages than lie between a request and its answer.
const MOST_PAGES: usize = 6;

/// The application and a person.
pub struct Ours<'a> {
    pub app: &'a TestApp,
    browser: Browser,
}

impl<'a> Ours<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, browser: app.browser() }
    }

    /// Registers a client: its id and its secret.
    pub async fn register(
        &self,
        confidentiality: Confidentiality,
        settings: ClientSettings,
    ) -> (String, Option<String>) {
        let new = NewClient { name: "A client".into(), confidentiality, settings };
        let (client, secret) =
            clients::create(&self.app.cx(), &self.app.demo.pool.id, new).await.expect("a client");
        (client.id.to_string(), secret.map(|secret| secret.expose_secret().to_owned()))
    }

    /// The authorization endpoint, and the pages that a person answers.
    pub async fn authorize(
        &mut self,
        pairs: &[(&str, &str)],
        denied: bool,
    ) -> (Outcome, Option<String>) {
        let path = format!("{}/oauth2/authorize?{}", self.app.base, form(pairs));
        let mut answer = self.browser.get(&path).await;
        for _ in 0..MOST_PAGES {
            if answer.status.is_client_error() {
                return (Outcome::Page, None);
            }
            let location = answer.location();
            if location.starts_with("https://") {
                return Outcome::of_redirect(&location);
            }
            answer = self.answer(&location, denied).await;
        }
        panic!("no end of pages: {answer:?}")
    }

    /// Opens a page and fills it in.
    async fn answer(&mut self, path: &str, denied: bool) -> Answer {
        let page = self.browser.get(path).await;
        if page.has("login-form") {
            let mut form = page.form("login-form");
            form.fill("username", self.app.demo.user().0);
            form.fill("password", self.app.demo.user().1);
            return self.browser.submit(&page, &form).await;
        }
        let mut form = page.form("consent-form");
        let decision = if denied { "deny" } else { "allow" };
        form.fields.push(("decision".into(), decision.into()));
        self.browser.submit(&page, &form).await
    }

    /// The token endpoint.
    pub async fn token(
        &self,
        basic: Option<(&str, &str)>,
        pairs: &[(&str, &str)],
    ) -> (Outcome, Option<Given>) {
        let answer = self.app.ask("/oauth2/token", basic, pairs).await;
        let json = answer.json();
        if answer.status.is_success() {
            let (outcome, given) = Outcome::of_tokens(&json);
            return (outcome, Some(given));
        }
        assert!(answer.status.is_client_error(), "{answer:?}");
        (Outcome::Refused(json["error"].as_str().expect("an error").to_owned()), None)
    }

    /// The one resource that is ours: the userinfo endpoint, which demands `openid`.
    pub async fn resource(&self, token: Option<&str>) -> Outcome {
        let path = format!("{}/oauth2/userInfo", self.app.base);
        let mut request = Request::get(&path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = self.app.browser().send(&path, request, Body::empty()).await;
        if answer.status.is_success() {
            return Outcome::Admitted;
        }
        assert!(answer.status.is_client_error(), "{answer:?}");
        let challenges = answer.headers.get_all(header::WWW_AUTHENTICATE).iter();
        let mut errors = challenges.filter_map(|value| {
            let (_, rest) = value.to_str().expect("ASCII").split_once("error=\"")?;
            rest.split('"').next()
        });
        Outcome::Refused(errors.next().unwrap_or(super::SILENCE).to_owned())
    }
}
