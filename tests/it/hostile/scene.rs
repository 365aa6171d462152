//! What a case plays with: clients, keys, a person who is signed in, and what the placeholders of its
//! texts stand for; each is made when it is first named, and stays the same to the end of the case.

use std::collections::BTreeMap;
use std::net::TcpListener;

use gatehouse::domain::admin::clients::{self, Confidentiality};
use gatehouse::domain::configuration;
use gatehouse::domain::oauth::dpop;
use gatehouse::model::pool::PoolSettings;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use super::jwt;
use super::page::{Jwt, NewClient, Page};
use crate::support::jose::{Key, fresh_id};
use crate::support::{Browser, Pkce, TestApp, WEB_CALLBACK};

/// The origin of the server.
pub const ORIGIN: &str = "http://localhost:9080";

/// Where the clients of a page are answered.
const CALLBACK: &str = "https://app.example/cb";

/// Where the demo's single-page application is answered.
const SPA_PAGE: &str = "http://localhost:9080/samples/spa";

/// What the cases of a page share.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    pub page: &'a Page,
    facts: BTreeMap<String, String>,
    keys: BTreeMap<String, Key>,
    /// A server on this machine that nobody may be made to call.
    trap: TcpListener,
}

impl<'a> Stage<'a> {
    /// Sets the pool's rules and makes the clients of the page.
    pub async fn build(app: &'a TestApp, page: &'a Page) -> Self {
        configuration::learn_epoch(&app.app).await.expect("the epoch");
        let settings = page.pool.clone().unwrap_or_default();
        app.change_pool(|present| *present = settings).await;
        let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
        trap.set_nonblocking(true).expect("a trap that can be looked at");
        let port = trap.local_addr().expect("an address").port();
        let (web, machine) = (app.web(), app.machine());
        let own = [
            ("origin", ORIGIN),
            ("base", &app.base),
            ("issuer", &app.issuer()),
            ("port", &port.to_string()),
            ("callback", WEB_CALLBACK),
            ("spa_page", SPA_PAGE),
            ("app_callback", CALLBACK),
            ("web", web.0),
            ("web_secret", web.1),
            ("spa", app.demo.spa()),
            ("machine", machine.0),
            ("machine_secret", machine.1),
            ("user", app.demo.user().0),
            ("password", app.demo.user().1),
        ];
        let facts =
            own.into_iter().map(|(name, fact)| (name.to_owned(), fact.to_owned())).collect();
        let mut stage = Self { app, page, facts, keys: BTreeMap::new(), trap };
        let other = app.second_pool(PoolSettings::default()).await;
        stage.facts.insert("other".into(), format!("/{}", other.id));
        for (name, client) in &page.clients {
            stage.register(name, client).await;
        }
        stage
    }

    async fn register(&mut self, name: &str, new: &NewClient) {
        let mut settings = new.settings.clone();
        if new.key {
            let key = self.keys.entry(name.to_owned()).or_insert_with(Key::ec);
            settings.proving.jwks = Some(json!({ "keys": [key.public()] }));
        }
        for uri in &mut settings.requests.uris {
            *uri = uri.replace("{port}", &self.facts["port"]);
        }
        let confidentiality =
            if new.public { Confidentiality::Public } else { Confidentiality::Confidential };
        let new = clients::NewClient { name: name.to_owned(), confidentiality, settings };
        let (client, secret) =
            clients::create(&self.app.cx(), &self.app.demo.pool.id, new).await.expect("a client");
        self.facts.insert(name.to_owned(), client.id.to_string());
        let secret = secret.map(|secret| secret.expose_secret().to_owned());
        self.facts.insert(format!("{name}_secret"), secret.unwrap_or_default());
    }

    /// Whether somebody has called the trap.
    pub fn is_trapped(&self) -> bool {
        self.trap.accept().is_ok()
    }
}

/// One run of one case.
pub struct Scene<'s> {
    pub app: &'s TestApp,
    /// What the case changes in the page's JWTs, while the attack is made.
    pub forged: BTreeMap<String, Jwt>,
    /// The JSON answers of the right requests so far, by their names.
    pub answers: BTreeMap<String, Value>,
    /// The browser of the person who is signed in.
    pub browser: Browser,
    is_signed_in: bool,
    stage: &'s Stage<'s>,
    pkce: Pkce,
    keys: BTreeMap<String, Key>,
    made: BTreeMap<String, String>,
}

impl<'s> Scene<'s> {
    pub fn new(stage: &'s Stage<'s>) -> Self {
        Self {
            app: stage.app,
            forged: BTreeMap::new(),
            answers: BTreeMap::new(),
            browser: stage.app.browser(),
            is_signed_in: false,
            stage,
            pkce: Pkce::new(),
            keys: BTreeMap::new(),
            made: BTreeMap::new(),
        }
    }

    /// The key of that name: a client's, or one that nobody has registered.
    pub fn key(&mut self, name: &str) -> &Key {
        match self.stage.keys.get(name) {
            Some(key) => key,
            None => self.keys.entry(name.to_owned()).or_insert_with(Key::ec),
        }
    }

    /// Forgets the JWTs: the next request makes its own.
    pub fn forget_jwts(&mut self) {
        self.made.retain(|name, _| !name.starts_with("jwt."));
    }

    /// Signs the person in, once.
    pub async fn sign_in(&mut self) {
        if !self.is_signed_in {
            self.is_signed_in = true;
            let path = self.app.authorize(&Pkce::new(), &[]);
            let answer = self.app.sign_in(&mut self.browser, &path).await;
            assert!(answer.parameter("code").is_some(), "{answer:?}");
        }
    }

    /// The text with its placeholders filled in: `{name}` in small letters, dots and underscores.
    pub async fn fill(&mut self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let is_part = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
            let end = after
                .find(|c| !is_part(c))
                .filter(|end| *end > 0 && after[*end..].starts_with('}'));
            rest = match end {
                Some(end) => {
                    filled.push_str(&Box::pin(self.value(&after[..end])).await);
                    &after[end + 1..]
                }
                None => {
                    filled.push('{');
                    after
                }
            };
        }
        filled + rest
    }

    /// The same for each text in JSON.
    pub async fn fill_json(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.fill(text).await),
            Value::Array(list) => {
                let mut filled = Vec::new();
                for value in list {
                    filled.push(Box::pin(self.fill_json(value)).await);
                }
                json!(filled)
            }
            Value::Object(members) => {
                let mut filled = Map::new();
                for (name, value) in members {
                    filled.insert(name.clone(), Box::pin(self.fill_json(value)).await);
                }
                json!(filled)
            }
            other => other.clone(),
        }
    }

    async fn value(&mut self, name: &str) -> String {
        if let Some(known) = self.stage.facts.get(name).or_else(|| self.made.get(name)) {
            return known.clone();
        }
        let value = match name.split_once('.') {
            Some((kind, of)) => self.derived(kind, of).await,
            None => match name {
                "fresh" => return fresh_id(),
                "nonce" => return dpop::fresh_nonce(&self.app.cx()),
                _ => self.fact(name).await,
            },
        };
        self.made.insert(name.to_owned(), value.clone());
        value
    }

    /// What is made of something else: a part of it, what a key is known by, a JWT, an answer's member.
    async fn derived(&mut self, kind: &str, of: &str) -> String {
        match kind {
            "cut" => {
                let mut value = Box::pin(self.value(of)).await;
                value.pop();
                value
            }
            "head" => {
                let value = Box::pin(self.value(of)).await;
                value.split('.').next().unwrap_or_default().to_owned()
            }
            "kid" => self.key(of).id.clone(),
            "jkt" => self.key(of).thumbprint(),
            "code_of" => self.code_of(of).await,
            "jwt" => {
                let right = self.stage.page.jwt.get(of).unwrap_or_else(|| panic!("no JWT {of}"));
                let jwt = right.changed(self.forged.get(of));
                jwt::make(self, &jwt).await
            }
            answer => {
                let value = &self.answers.get(answer).unwrap_or(&Value::Null)[of];
                value
                    .as_str()
                    .unwrap_or_else(|| panic!("no {of} in the answer to {answer}"))
                    .to_owned()
            }
        }
    }

    async fn fact(&mut self, name: &str) -> String {
        match name {
            "verifier" => self.pkce.verifier.clone(),
            "challenge" => self.pkce.challenge.clone(),
            "code" => self.code(&[]).await,
            "spa_code" => {
                self.code(&[("client_id", self.app.demo.spa()), ("redirect_uri", SPA_PAGE)]).await
            }
            "access_token" | "id_token" | "refresh_token" => {
                let tokens = self.app.tokens().await;
                for kind in ["access_token", "id_token", "refresh_token"] {
                    let token = tokens[kind].as_str().expect("a token");
                    self.made.insert(kind.to_owned(), token.to_owned());
                }
                self.made[name].clone()
            }
            "machine_token" => {
                let pairs = [("grant_type", "client_credentials")];
                let answer = self.app.ask("/oauth2/token", Some(self.app.machine()), &pairs).await;
                answer.json()["access_token"].as_str().expect("a token").to_owned()
            }
            unknown => panic!("{}: nothing is called {unknown}", self.stage.page.name),
        }
    }

    /// A code of the person for a client of the page, asked for without PKCE.
    async fn code_of(&mut self, client: &str) -> String {
        let id = self.stage.facts[client].clone();
        let bare = [("code_challenge", ""), ("code_challenge_method", "")];
        self.code(&[&[("client_id", id.as_str()), ("redirect_uri", CALLBACK)][..], &bare].concat())
            .await
    }

    async fn code(&mut self, more: &[(&str, &str)]) -> String {
        self.sign_in().await;
        let answer = self.browser.get(&self.app.authorize(&self.pkce, more)).await;
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }
}
