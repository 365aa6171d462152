//! What a case plays with: clients, keys, a person who is signed in, and what the placeholders of its
//! texts stand for; each is made when it is first named, and stays the same to the end of the case.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;

use gatehouse::domain::admin::clients::{self, Confidentiality};
use gatehouse::domain::admin::pools::{self, NewPool, PoolChange};
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::{Algorithm, Pool};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use super::jwt;
use super::page::{Jwt, NewClient, Page};
use crate::support::jose::{Key, fresh_id};
use crate::support::{Answer, Browser, Pkce, TestApp, WEB_CALLBACK};

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
        let settings = page.pool.clone().unwrap_or_default();
        let change = PoolChange { settings: Some(settings), ..PoolChange::default() };
        pools::update(&app.cx(), &app.demo.pool.id, change).await.expect("the pool");
        let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
        trap.set_nonblocking(true).expect("a trap that can be looked at");
        let port = trap.local_addr().expect("an address").port();
        let (web, machine) = (app.web(), app.machine());
        let own = [
            ("origin", ORIGIN), ("base", &app.base), ("issuer", &app.issuer()), ("port", &port.to_string()),
            ("callback", WEB_CALLBACK), ("spa_page", SPA_PAGE), ("app_callback", CALLBACK),
            ("web", web.0), ("web_secret", web.1), ("spa", app.demo.spa()),
            ("machine", machine.0), ("machine_secret", machine.1),
            ("user", app.demo.user().0), ("password", app.demo.user().1),
        ];
        let facts = own.into_iter().map(|(name, fact)| (name.to_owned(), fact.to_owned())).collect();
        let mut stage = Self { app, page, facts, keys: BTreeMap::new(), trap };
        let other = second_pool(app).await;
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

/// The pool next door.
async fn second_pool(app: &TestApp) -> Pool {
    let new = NewPool {
        name: "Second".into(),
        domain: None,
        issuer: None,
        algorithm: Algorithm::ES256,
        settings: PoolSettings::default(),
    };
    pools::create(&app.cx(), new).await.expect("a pool")
}

/// One run of one case.
pub struct Scene<'s> {
    pub app: &'s TestApp,
    /// What the case changes in the page's JWTs, while the attack is made.
    pub forged: BTreeMap<String, Jwt>,
    stage: &'s mut Stage<'s>,
}
