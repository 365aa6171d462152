//! oidc-client-ts in Chromium: sign-in, silent renewal in a frame, and the session monitor.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::home;
use crate::browser::chromium::Chromium;
use crate::process::server::{Facts, Folder, Server};
use crate::process::visitor::http_client;

const PAGE: &str = include_str!("../../clients/oidc-client-ts.html");

/// Serves the application on a port of its own; gives its address. It goes away with the test.
async fn application(facts: &Facts) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let address = format!("http://localhost:{port}/");
    let settings =
        json!({ "authority": facts.issuer, "client_id": register(facts, &address).await });
    let library = home().join("node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js");
    let library = std::fs::read_to_string(library).expect("tests/run has installed it");
    let routes = Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/settings.json", get(async move || settings.to_string()))
        .route("/library.js", get(async move || ([(CONTENT_TYPE, "text/javascript")], library)));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

/// Registers it as a public client without refresh tokens, so that it renews in a frame.
async fn register(facts: &Facts, address: &str) -> Value {
    let metadata = json!({
        "client_name": "Test single-page application",
        "redirect_uris": [address],
        "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "none",
    });
    let request = http_client(facts.port()).post(facts.pool("/oauth2/register")).json(&metadata);
    let answer = request.send().await.expect("the server answers");
    let mut registered: Value = answer.json().await.expect("an answer in JSON");
    registered["client_id"].take()
}

#[tokio::test]
#[cfg_attr(
    not(all(feature = "client-tests", feature = "browser-tests")),
    ignore = "needs Chromium and client libraries: tests/run"
)]
async fn oidc_client_ts_renews_silently_and_notices_the_sign_out() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    chromium.goto(&application(facts).await).await;
    chromium.click("#sign-in").await;
    let values =
        [("username", facts.user.username.as_str()), ("password", facts.user.password.as_str())];
    chromium.fill_in("login-form", &values).await;
    chromium.click("#consent-form button[value='allow']").await;
    assert_eq!(chromium.text("#signed-in").await, "demo@example.test");

    chromium.click("#renew").await;
    assert_eq!(chromium.text("#renewed").await, "the same person, another token");
    chromium.wait_for("#watched").await;
    assert!(!chromium.has("#signed-out").await);

    let application = chromium.page.window().await.expect("a window");
    let other = chromium.page.new_window(true).await.expect("another tab");
    chromium.page.switch_to_window(other.handle).await.expect("the other tab");
    chromium.goto(&facts.pool("/logout")).await;
    chromium.click("#logout-confirm").await;
    chromium.page.switch_to_window(application).await.expect("the first tab");
    chromium.wait_for("#signed-out").await;
    chromium.assert_no_violations().await;
}
