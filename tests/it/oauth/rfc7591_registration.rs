//! Dynamic client registration (RFC 7591, OpenID Connect Dynamic Client Registration 1.0).

use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use gatehouse::domain::oauth::registration::initial_access_tokens;
use gatehouse::model::pool::{RegistrationMode, RegistrationPolicy};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Answer, TestApp, form, on_both};

pub(super) const CALLBACK: &str = "https://app.example/cb";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl TestApp {
    /// Lets strangers register clients at the demo pool, or not.
    pub(super) async fn let_register(&self, mode: RegistrationMode, most_clients: u32) {
        let policy = RegistrationPolicy { mode, most_clients, ..RegistrationPolicy::default() };
        self.change_pool(|settings| settings.registration = policy).await;
    }

    /// Sends JSON, or no body, to the registration endpoint or to one below it.
    pub(super) async fn registration(
        &self,
        method: &str,
        below: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let path = format!("{}/oauth2/register{below}", self.base);
        let mut request = Request::builder().method(method).uri(&path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        self.browser().send(&path, request, body.into()).await
    }

    /// Registers a client at a pool that is open, over one redirect URI.
    pub(super) async fn register(&self, members: Value) -> Answer {
        let mut body = json!({ "redirect_uris": [CALLBACK] });
        for (name, value) in members.as_object().expect("an object") {
            body[name] = value.clone();
        }
        self.registration("POST", "", None, Some(&body)).await
    }

    pub(super) async fn initial_token(&self, uses: u32) -> String {
        let (cx, pool) = (self.cx(), &self.demo.pool.id);
        let made = initial_access_tokens::create(&cx, pool, uses, DAY).await;
        made.expect("a token").1.expose_secret().to_owned()
    }
}

/// The answer to a registration that was taken.
pub(super) fn taken(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    answer.json()
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn error(answer: &Answer) -> (StatusCode, String) {
    (answer.status, text(&answer.json(), "error").to_owned())
}

/// A server on this machine that answers each request with this JSON; its URL.
async fn serving(document: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/sector.json", listener.local_addr().expect("an address"));
    let body = document.to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _length = stream.read(&mut request).await;
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _sent = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    url
}

on_both! {
    async fn a_client_registers_itself_and_is_told_everything(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({
            "client_name": "My Example",
            "grant_types": ["authorization_code", "refresh_token"],
            "initiate_login_uri": "https://app.example/begin",
            "contacts": ["ve7jtb@example.com"],
            "something_else": { "deep": [1] },
        })).await);
        let base = format!("http://localhost:9080{}", app.base);
        let uri = format!("{base}/oauth2/register/{}", text(&told, "client_id"));
        assert_eq!(text(&told, "registration_client_uri"), uri);
        assert!(text(&told, "registration_access_token").len() >= 43);
        assert!(text(&told, "client_secret").len() >= 43);
        let expected = json!({
            "client_secret_expires_at": 0,
            "client_id_issued_at": app.cx().now().seconds(),
            "client_name": "My Example",
            "application_type": "web",
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
            "subject_type": "public",
            "id_token_signed_response_alg": "ES256",
            "scope": "address email offline_access openid phone profile",
            "initiate_login_uri": "https://app.example/begin",
            "contacts": ["ve7jtb@example.com"],
            "require_auth_time": false,
            "dpop_bound_access_tokens": false,
            "something_else": null,
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&told[name], value, "{name}");
        }
    }

    async fn its_secret_and_its_redirect_uri_are_good_at_once(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({})).await);
        let (id, secret) = (text(&told, "client_id"), text(&told, "client_secret"));
        let asked = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", CALLBACK)];
        assert_eq!(app.ask("/oauth2/token", Some((id, secret)), &asked).await.json()["error"], "invalid_grant");
        assert_eq!(app.ask("/oauth2/token", Some((id, "x")), &asked).await.json()["error"], "invalid_client");
        let request = [("response_type", "code"), ("client_id", id), ("redirect_uri", CALLBACK), ("scope", "openid")];
        let asked = app.browser().get(&format!("{}/oauth2/authorize?{}", app.base, form(&request))).await;
        assert!(asked.location().contains("/login?"), "{asked:?}");
    }

    async fn a_public_client_has_no_secret(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({
            "token_endpoint_auth_method": "none",
            "redirect_uris": ["http://127.0.0.1/cb", "com.example.app:/cb"],
        })).await);
        assert_eq!((&told["client_secret"], &told["client_secret_expires_at"]), (&Value::Null, &Value::Null));
        assert_eq!(told["application_type"], "web", "which is what is not said");
        let request = [
            ("response_type", "code"), ("client_id", text(&told, "client_id")),
            ("redirect_uri", "http://127.0.0.1:5000/cb"), ("scope", "openid"),
        ];
        let asked = app.browser().get(&format!("{}/oauth2/authorize?{}", app.base, form(&request))).await;
        assert_eq!(asked.parameter("error").as_deref(), Some("invalid_request"), "without PKCE: {asked:?}");
    }

    async fn what_does_not_fit_is_refused_and_leaves_nothing(app) {
        app.let_register(RegistrationMode::Open, 1).await;
        for (members, code) in [
            (json!({ "redirect_uris": [format!("{CALLBACK}#x")] }), "invalid_redirect_uri"),
            (json!({ "redirect_uris": [] }), "invalid_redirect_uri"),
            (json!({ "initiate_login_uri": "http://app.example/begin" }), "invalid_client_metadata"),
            (json!({ "grant_types": ["client_credentials"] }), "invalid_client_metadata"),
            (json!({ "id_token_signed_response_alg": "none" }), "invalid_client_metadata"),
            (json!({ "software_statement": "e30.e30." }), "unapproved_software_statement"),
        ] {
            let answer = app.register(members.clone()).await;
            assert_eq!(error(&answer), (StatusCode::BAD_REQUEST, code.into()), "{members}");
            assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        }
        taken(&app.register(json!({})).await);
    }

    async fn a_body_that_is_no_json_object_is_refused(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let path = format!("{}/oauth2/register", app.base);
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
        let json = "application/json; charset=utf-8";
        for (kind, body) in [(json, ""), (json, "[]"), (json, "{"), (json, "\"x\""), (json, &deep), ("text/plain", "{}")] {
            let request = Request::post(&path).header(header::CONTENT_TYPE, kind);
            let answer = app.browser().send(&path, request, body.to_owned().into()).await;
            assert_eq!(error(&answer), (StatusCode::BAD_REQUEST, "invalid_client_metadata".into()), "{kind} {body:.20}");
        }
        let long = app.register(json!({ "client_name": "x".repeat(65 * 1024) })).await;
        assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn where_it_is_off_there_is_nothing(app) {
        app.let_register(RegistrationMode::Off, 10).await;
        for (method, below) in [("POST", ""), ("GET", "/x"), ("PUT", "/x"), ("DELETE", "/x")] {
            let answer = app.registration(method, below, Some("x"), Some(&json!({}))).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
        }
        app.let_register(RegistrationMode::Open, 10).await;
        let told = taken(&app.register(json!({})).await);
        app.let_register(RegistrationMode::Off, 10).await;
        let (below, token) = (format!("/{}", text(&told, "client_id")), text(&told, "registration_access_token"));
        assert_eq!(app.registration("GET", &below, Some(token), None).await.status, StatusCode::NOT_FOUND);
    }

    async fn an_initial_access_token_registers_as_often_as_it_says(app) {
        app.let_register(RegistrationMode::Token, 10).await;
        let body = json!({ "redirect_uris": [CALLBACK] });
        let bare = app.registration("POST", "", None, Some(&body)).await;
        assert_eq!(error(&bare), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
        assert_eq!(bare.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"gatehouse\"");
        let token = app.initial_token(2).await;
        let wrong = app.registration("POST", "", Some(&token), Some(&json!({ "redirect_uris": 1 }))).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "which costs no use");
        for _ in 0..2 {
            taken(&app.registration("POST", "", Some(&token), Some(&body)).await);
        }
        for spent in [token.as_str(), "made up"] {
            let refused = app.registration("POST", "", Some(spent), Some(&body)).await;
            assert_eq!(error(&refused), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
            let challenge = refused.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII");
            assert!(challenge.starts_with("Bearer ") && challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
    }

    async fn the_last_use_of_a_token_is_one(app) {
        app.let_register(RegistrationMode::Token, 100).await;
        let (token, body) = (app.initial_token(1).await, json!({ "redirect_uris": [CALLBACK] }));
        let tries = (0..8).map(|_| app.registration("POST", "", Some(&token), Some(&body)));
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count(), 1);
    }

    async fn a_token_ends_with_its_time_its_pool_and_its_removal(app) {
        app.let_register(RegistrationMode::Token, 10).await;
        let body = json!({ "redirect_uris": [CALLBACK] });
        let token = app.initial_token(9).await;
        let listed = initial_access_tokens::list(&app.cx(), &app.demo.pool.id, 10).await.expect("a list");
        initial_access_tokens::delete(&app.cx(), &app.demo.pool.id, &listed[0].id).await.expect("removed");
        assert_eq!(app.registration("POST", "", Some(&token), Some(&body)).await.status, StatusCode::UNAUTHORIZED);
        let token = app.initial_token(9).await;
        app.advance(DAY + Duration::from_secs(1));
        assert_eq!(app.registration("POST", "", Some(&token), Some(&body)).await.status, StatusCode::UNAUTHORIZED);
        app.let_register(RegistrationMode::Open, 10).await;
        let open = app.registration("POST", "", Some(&token), Some(&body)).await;
        assert_eq!(open.status, StatusCode::UNAUTHORIZED, "a token must be good wherever one is shown");
    }

    async fn whoever_was_invited_may_act_for_itself(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let body = json!({ "grant_types": ["client_credentials"], "scope": "demo/read" });
        let token = app.initial_token(1).await;
        let told = taken(&app.registration("POST", "", Some(&token), Some(&body)).await);
        let client = (text(&told, "client_id"), text(&told, "client_secret"));
        let tokens = app.ask("/oauth2/token", Some(client), &[("grant_type", "client_credentials")]).await;
        assert_eq!(tokens.json()["scope"], "demo/read", "{tokens:?}");
        let stranger = app.registration("POST", "", None, Some(&body)).await;
        assert_eq!(error(&stranger).1, "invalid_client_metadata");
    }

    async fn there_are_no_more_than_the_pool_allows(app) {
        app.let_register(RegistrationMode::Open, 3).await;
        let answers = futures_util::future::join_all((0..8).map(|_| app.register(json!({})))).await;
        let count = |status| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!(count(StatusCode::CREATED), 3);
        assert_eq!(count(StatusCode::SERVICE_UNAVAILABLE), 5);
    }

    async fn a_sector_lists_each_redirect_uri(app) {
        app.let_register(RegistrationMode::Open, 10).await;
        let uris = json!([CALLBACK, "https://other.example/cb"]);
        let members = |sector: &str| json!({
            "subject_type": "pairwise", "redirect_uris": uris, "sector_identifier_uri": sector,
        });
        let good = serving(uris.clone()).await;
        assert_eq!(taken(&app.register(members(&good)).await)["sector_identifier_uri"], good);
        for bad in [json!([CALLBACK]), json!({}), json!([1])] {
            let answer = app.register(members(&serving(bad).await)).await;
            assert_eq!(error(&answer), (StatusCode::BAD_REQUEST, "invalid_client_metadata".into()));
        }
        for forbidden in ["http://169.254.169.254/latest", "https://10.0.0.1/", "http://[::ffff:10.0.0.1]/"] {
            assert_eq!(app.register(members(forbidden)).await.status, StatusCode::BAD_REQUEST, "{forbidden}");
        }
    }
}
