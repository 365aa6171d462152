//! OpenID Connect Back-Channel Logout 1.0: applications are told of a sign-out behind the browser.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::crypto::jwt;
use gatehouse::domain::configuration;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::rp_initiated_logout::{BACK, text};
use crate::support::{Browser, Pkce, TestApp, claims, form, on_both};

/// An application on this machine that is told of sign-outs.
struct Listener {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    /// Answers with these statuses one after the other, and with 200 from then on.
    async fn answering(statuses: &[u16]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/out", socket.local_addr().expect("an address"));
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, statuses) = (told.clone(), Mutex::new(VecDeque::from(statuses.to_vec())));
        let statuses = Arc::new(statuses);
        let hear = async move |headers: HeaderMap, body: String| {
            assert_eq!(headers[header::CONTENT_TYPE], "application/x-www-form-urlencoded");
            kept.lock().expect("no test failed").push(body);
            let status = statuses.lock().expect("no test failed").pop_front().unwrap_or(200);
            StatusCode::from_u16(status).expect("a status")
        };
        let routes = axum::Router::new().route("/out", post(hear));
        tokio::spawn(async move { axum::serve(socket, routes).await });
        Self { url, told }
    }

    /// The logout tokens that have come.
    fn tokens(&self) -> Vec<String> {
        let told = self.told.lock().expect("no test failed");
        let token = |body: &String| {
            let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            assert_eq!(fields.len(), 1, "{body}");
            assert_eq!(fields[0].0, "logout_token");
            fields[0].1.clone()
        };
        told.iter().map(token).collect()
    }
}

/// The web client listens at `url`.
async fn listens(app: &TestApp, url: &str) {
    let url = url.to_owned();
    app.change_client(app.web().0, |settings| settings.sign_out.back_channel = Some(url)).await;
}

/// Signs the demo user in and out again; the claims of the ID token.
async fn in_and_out(app: &TestApp) -> Value {
    let (mut browser, tokens) = app.visitor().await;
    let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK)];
    assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK);
    claims(text(&tokens, "id_token"))
}

/// Signs the browser out as the web client; the logout token by which it is told.
pub(super) async fn logout_token(app: &TestApp, browser: &mut Browser, tokens: &Value) -> String {
    let listener = Listener::answering(&[]).await;
    listens(app, &listener.url).await;
    app.log_out(browser, &[("id_token_hint", text(tokens, "id_token"))]).await;
    jobs(app).await;
    listener.tokens().pop().expect("a token")
}

/// The same; what the token says.
pub(super) async fn told_of_sign_out(
    app: &TestApp,
    browser: &mut Browser,
    tokens: &Value,
) -> Value {
    claims(&logout_token(app, browser, tokens).await)
}

async fn jobs(app: &TestApp) -> usize {
    gatehouse::jobs::run_due(&app.app).await.expect("the jobs run")
}

async fn waiting(app: &TestApp) -> i64 {
    let mut tx = app.cx().read().await.expect("a connection");
    gatehouse::store::jobs::waiting(&mut tx).await.expect("a count").0
}

on_both! {
    async fn discovery_says_that_it_is_done_with_the_session(app) {
        let path = format!("{}/.well-known/openid-configuration", app.base);
        let metadata = app.browser().get(&path).await.json();
        assert_eq!(metadata["backchannel_logout_supported"], true);
        assert_eq!(metadata["backchannel_logout_session_supported"], true);
    }

    async fn a_logout_token_has_what_it_must_and_no_nonce(app) {
        let listener = Listener::answering(&[]).await;
        listens(&app, &listener.url).await;
        let id_token = in_and_out(&app).await;
        assert!(listener.tokens().is_empty(), "it is a job's work");
        assert_eq!(jobs(&app).await, 1);
        let tokens = listener.tokens();
        let [token] = tokens.as_slice() else { panic!("{} tokens", tokens.len()) };
        let header = token.split('.').next().expect("a header");
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).expect("base64url")).expect("JSON");
        assert_eq!((&header["typ"], &header["alg"]), (&json!("logout+jwt"), &json!("ES256")));
        let pool = configuration::pool(&app.cx(), &app.demo.pool.id).await.expect("a read").expect("the pool");
        let key = pool.keys.verifying(&jwt::key_id(token).expect("a key id"), app.cx().now()).expect("a key");
        let told: Value = jwt::verify(token, &key.verifying).expect("a good signature");
        for name in ["iss", "sub", "aud", "sid"] {
            assert!(told[name].is_string(), "{name}");
            assert_eq!(told[name], id_token[name], "{name}");
        }
        assert_eq!(told["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        let now = app.cx().now().seconds();
        assert_eq!((&told["iat"], &told["exp"]), (&json!(now), &json!(now + 120)));
        assert!(told["jti"].as_str().is_some_and(|jti| !jti.is_empty()));
        assert!(told.get("nonce").is_none());
        assert_eq!(waiting(&app).await, 0);
    }

    async fn a_logout_token_is_no_other_token(app) {
        let listener = Listener::answering(&[]).await;
        listens(&app, &listener.url).await;
        in_and_out(&app).await;
        jobs(&app).await;
        let token = listener.tokens().pop().expect("a token");
        assert_eq!(app.userinfo(&token).await.status, StatusCode::UNAUTHORIZED);
        let told = app.ask("/oauth2/introspect", Some(app.web()), &[("token", &token)]).await.json();
        assert_eq!(told["active"], false);
        let (mut browser, _) = app.visitor().await;
        let page = app.log_out(&mut browser, &[("id_token_hint", &token), ("post_logout_redirect_uri", BACK)]).await;
        assert!(page.has("logout-form"), "{page:?}");
        let hinted = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none"), ("id_token_hint", &token)])).await;
        assert!(hinted.parameter("code").is_none());
    }

    async fn every_way_out_tells(app) {
        let listener = Listener::answering(&[204]).await;
        listens(&app, &listener.url).await;
        let authorize = app.authorize(&Pkce::new(), &[]);
        let anew = authorize.split_once('?').expect("a query").1.to_owned();
        let query = form(&[("client_id", app.web().0), ("logout_uri", BACK)]);
        for (at, query) in [query, anew].iter().enumerate() {
            let (mut browser, _) = app.visitor().await;
            browser.get(&format!("{}/logout?{query}", app.base)).await;
            jobs(&app).await;
            assert_eq!(listener.tokens().len(), at + 1, "{query}");
        }
        let (mut browser, _) = app.visitor().await;
        let page = app.log_out(&mut browser, &[]).await;
        jobs(&app).await;
        assert_eq!(listener.tokens().len(), 2, "a question tells nobody");
        for _ in 0..2 {
            browser.submit(&page, &page.form("logout-form")).await;
            jobs(&app).await;
            assert_eq!(listener.tokens().len(), 3, "and a second press tells nobody again");
        }
    }

    async fn who_is_switched_off_is_signed_out_everywhere(app) {
        let listener = Listener::answering(&[]).await;
        listens(&app, &listener.url).await;
        let sessions = [app.visitor().await.1, app.visitor().await.1];
        app.set_user_enabled(false).await;
        assert_eq!(jobs(&app).await, 2);
        let mut told: Vec<Value> = listener.tokens().iter().map(|token| claims(token)["sid"].clone()).collect();
        let mut expected = sessions.map(|tokens| claims(text(&tokens, "id_token"))["sid"].clone());
        told.sort_by_key(Value::to_string);
        expected.sort_by_key(Value::to_string);
        assert_eq!(told, expected);
    }

    async fn only_who_was_let_in_is_told(app) {
        let listener = Listener::answering(&[]).await;
        let (spa, url) = (app.demo.spa().to_owned(), listener.url.clone());
        app.change_client(&spa, |settings| settings.sign_out.back_channel = Some(url)).await;
        in_and_out(&app).await;
        assert_eq!(jobs(&app).await, 0);
        assert!(listener.tokens().is_empty());
    }

    async fn who_does_not_answer_is_told_again_with_the_same_id(app) {
        let listener = Listener::answering(&[500, 302, 204]).await;
        listens(&app, &listener.url).await;
        in_and_out(&app).await;
        for attempt in 1..=3 {
            assert_eq!(jobs(&app).await, 1, "attempt {attempt}");
            app.advance(Duration::from_secs(600));
        }
        assert_eq!((jobs(&app).await, waiting(&app).await), (0, 0));
        let told: Vec<Value> = listener.tokens().iter().map(|token| claims(token)).collect();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|claims| claims["jti"] == told[0]["jti"]), "it can be told apart from another");
        assert!(told[1]["exp"].as_i64() > told[0]["exp"].as_i64(), "and is good each time");
    }

    async fn who_refuses_or_never_answers_is_given_up(app) {
        let refusing = Listener::answering(&[400]).await;
        listens(&app, &refusing.url).await;
        in_and_out(&app).await;
        assert_eq!((jobs(&app).await, waiting(&app).await), (1, 0));
        let broken = Listener::answering(&[503; 50]).await;
        listens(&app, &broken.url).await;
        in_and_out(&app).await;
        while waiting(&app).await > 0 {
            jobs(&app).await;
            app.advance(Duration::from_secs(3600));
            assert!(broken.tokens().len() <= 8, "{}", broken.tokens().len());
        }
        assert_eq!((refusing.tokens().len(), broken.tokens().len()), (1, 8));
    }

    async fn an_address_within_is_not_called(app) {
        for url in ["http://10.0.0.1/out", "https://169.254.169.254/out", "file:///etc/passwd", "x"] {
            listens(&app, url).await;
            in_and_out(&app).await;
            jobs(&app).await;
            assert_eq!(waiting(&app).await, 0, "{url}");
        }
    }

    async fn a_client_that_has_gone_is_not_told(app) {
        let listener = Listener::answering(&[]).await;
        listens(&app, &listener.url).await;
        in_and_out(&app).await;
        app.disable_client(app.web().0).await;
        assert_eq!((jobs(&app).await, waiting(&app).await), (1, 0));
        assert!(listener.tokens().is_empty());
    }

    async fn the_subject_is_the_one_that_the_client_knows(app) {
        let listener = Listener::answering(&[]).await;
        listens(&app, &listener.url).await;
        app.change_client(app.web().0, |settings| settings.pairwise = true).await;
        let id_token = in_and_out(&app).await;
        jobs(&app).await;
        let told = claims(&listener.tokens().pop().expect("a token"));
        assert_eq!((&told["sub"], &told["sid"]), (&id_token["sub"], &id_token["sid"]));
    }
}
