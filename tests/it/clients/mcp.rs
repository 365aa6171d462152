//! The Model Context Protocol's own library: its client is let in to its server, which Gatehouse
//! protects, on both databases.

use std::future::pending;
use std::net::TcpListener;
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use gatehouse::app::App;
use gatehouse::context::Context;
use gatehouse::domain::admin::pools::{self, PoolChange};
use gatehouse::domain::admin::resource_servers;
use gatehouse::http::{Listeners, Surface, serve};
use gatehouse::model::PoolId;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::resource_server::{ResourceScope, ResourceServer};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::scripts::{ends_well, node};
use crate::process::server::Folder;
use crate::support::TestApp;

/// What a script may ask of whoever operates the server.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    /// A resource server in the pool, with its scopes.
    Protect { identifier: String, scopes: Vec<String> },
    /// Other rules of the pool; what is not named stays.
    Pool(Map<String, Value>),
    /// Time to pass.
    Pass { seconds: u64 },
}

async fn operate(State((app, pool)): State<(App, PoolId)>, Json(wish): Json<Wish>) -> Json<Value> {
    let cx = Context::begin(&app).expect("a context");
    match wish {
        Wish::Protect { identifier, scopes } => {
            let scope = |name| ResourceScope { name, description: "Sample".into() };
            let scopes = scopes.into_iter().map(scope).collect();
            let name = identifier.clone();
            let server = ResourceServer { pool_id: pool, identifier, name, scopes };
            resource_servers::put(&cx, server).await.expect("a resource server");
        }
        Wish::Pool(rules) => {
            let present = pools::show(&cx, &pool).await.expect("a pool").settings;
            let mut settings = serde_json::to_value(present).expect("settings");
            settings.as_object_mut().expect("an object").extend(rules);
            let settings: PoolSettings = serde_json::from_value(settings).expect("settings");
            let change = PoolChange { settings: Some(settings.into()), ..PoolChange::default() };
            pools::update(&cx, &pool, change).await.expect("a change");
        }
        Wish::Pass { seconds } => app.clock.advance(Duration::from_secs(seconds)),
    }
    Json(json!({ "now": app.clock.now().seconds() }))
}

/// A free port of this machine with its address.
fn free_port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    (listener, address)
}

/// The operator at an address of their own; they leave with the test.
fn operator(app: &App, pool: &PoolId) -> String {
    let (listener, address) = free_port();
    let routes = Router::new().route("/", post(operate)).with_state((app.clone(), pool.clone()));
    listener.set_nonblocking(true).expect("a socket of tokio's");
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket of tokio's");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

/// A certificate for this machine with its key, in PEM, and the authority that gave it and is no more.
fn certified() -> (Value, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let trusted = authority.self_signed(&authority_key).expect("a certificate").pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().expect("a key");
    let names = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = names.signed_by(&key, &issuer).expect("a certificate");
    (json!({ "cert": certificate.pem(), "key": key.serialize_pem() }), trusted)
}

/// Runs a script against this application, served on a port of its own.
async fn passes(app: TestApp, script: &'static str) {
    let (listener, base_url) = free_port();
    let folder = Folder::new();
    let (certified, authority) = certified();
    let authority = folder.write("authority.pem", &authority);
    let served = app.second_node(|config| {
        config.server.base_url = base_url.parse().expect("a URL");
        config.outbound.extra_ca_files.push(authority);
    });
    let served = served.await;
    let listeners = Listeners { public: vec![listener], management: None };
    tokio::spawn(serve(served.app.clone(), Surface::Production, listeners, pending()));
    let (username, password) = app.demo.user();
    let told = json!({
        "base_url": base_url,
        "issuer": format!("{base_url}{}", app.base),
        "user": { "username": username, "password": password },
        "operator": operator(&served.app, &app.demo.pool.id),
        "certified": certified,
    });
    let mut command = node(script);
    command.arg(told.to_string());
    tokio::task::spawn_blocking(|| ends_well(command)).await.expect("the script ends well");
}

macro_rules! on_both {
    ($($name:ident => $script:literal;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[cfg_attr(not(feature = "client-tests"), ignore = "needs client libraries: tests/run")]
            async fn sqlite() {
                passes(TestApp::on_sqlite().await, $script).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[cfg_attr(
                not(all(feature = "client-tests", feature = "postgres-tests")),
                ignore = "needs PostgreSQL and client libraries: tests/run"
            )]
            async fn postgres() {
                passes(TestApp::on_postgres().await, $script).await;
            }
        }
    )*};
}

on_both! {
    an_mcp_client_is_let_in_with_nothing_set_up_for_it => "mcp.mjs";
    an_mcp_client_is_its_own_document => "mcp-documents.mjs";
}
