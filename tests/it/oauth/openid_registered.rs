//! A client that has registered itself goes each way of OpenID Connect Core, as the OpenID Foundation's
//! rules try it: no PKCE, lean ID tokens, and a person who is asked.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::crypto::digest::half_hash;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::Algorithm;
use gatehouse::model::password::Password;
use gatehouse::model::pool::RegistrationMode;
use gatehouse::model::user::UserStatus;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::rfc7591_registration::{CALLBACK, taken, text};
use crate::support::jose::{Key, header_of};
use crate::support::{Answer, Browser, TestApp, claims, form, on_both};

const EVERYTHING: &str = "openid profile email address phone";

/// What a client of all response types registers.
fn all() -> Value {
    json!({
        "client_name": "A suite",
        "grant_types": ["authorization_code", "implicit", "refresh_token"],
        "response_types": [
            "code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token",
        ],
    })
}

/// A client that has registered itself at the demo pool.
struct Suite {
    id: String,
    secret: String,
}

impl Suite {
    async fn registered(app: &TestApp, members: Value) -> Self {
        app.let_register(RegistrationMode::Open, 100).await;
        let told = taken(&app.register(members).await);
        let secret = told["client_secret"].as_str().unwrap_or_default().to_owned();
        Self { id: text(&told, "client_id").to_owned(), secret }
    }

    /// The path of a request of its own.
    fn path(&self, app: &TestApp, more: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("client_id", self.id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid email"),
            ("state", "a state"),
            ("nonce", "a nonce"),
        ];
        for (name, value) in more {
            pairs.retain(|(own, _)| own != name);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
    }

    /// Goes through whatever pages stand before the answer; they may be left open for a while.
    async fn go(&self, app: &TestApp, browser: &mut Browser, path: &str, wait: u64) -> Answer {
        let mut answer = browser.get(path).await;
        for _ in 0..4 {
            if !answer.status.is_redirection() || answer.location().starts_with("https://") {
                return answer;
            }
            let page = browser.get(&answer.location()).await;
            app.advance(Duration::from_secs(wait));
            let id = if page.has("login-form") { "login-form" } else { "consent-form" };
            let mut form = page.form(id);
            match id {
                "login-form" => {
                    form.fill("username", app.demo.user().0);
                    form.fill("password", app.demo.user().1);
                }
                _ => {
                    form.fields.retain(|(name, _)| name != "decision");
                    form.fields.push(("decision".into(), "allow".into()));
                }
            }
            answer = browser.submit(&page, &form).await;
        }
        answer
    }

    async fn answer(&self, app: &TestApp, more: &[(&str, &str)]) -> Answer {
        self.go(app, &mut app.browser(), &self.path(app, more), 0).await
    }

    async fn redeem(&self, app: &TestApp, code: &str) -> Answer {
        let pairs =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        app.ask("/oauth2/token", Some((&self.id, &self.secret)), &pairs).await
    }

    /// The tokens of a code that is asked for with `more`.
    async fn tokens(&self, app: &TestApp, more: &[(&str, &str)]) -> Value {
        let answer = self.answer(app, more).await;
        let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
        let tokens = self.redeem(app, &code).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        tokens.json()
    }

    async fn refresh(&self, app: &TestApp, token: &str) -> Answer {
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
        app.ask("/oauth2/token", Some((&self.id, &self.secret)), &pairs).await
    }
}

/// The parameters of an answer, wherever they stand.
fn parameter(answer: &Answer, name: &str) -> Option<String> {
    if answer.status.is_redirection() {
        return answer.parameter(name);
    }
    let form = answer.form("form-post");
    form.fields.into_iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

/// Checks an ID token's claims against what came beside it (Core sections 3.1.3.7 and 3.3.2.11).
fn check_id_token(suite: &Suite, app: &TestApp, token: &str, beside: (Option<&str>, Option<&str>)) {
    let id = claims(token);
    let now = app.cx().now().seconds();
    assert_eq!((&id["iss"], &id["aud"]), (&json!(app.issuer()), &json!(suite.id)));
    assert_eq!(id["nonce"], "a nonce");
    assert!(
        id["exp"].as_i64().expect("a time") > now && id["iat"].as_i64().expect("a time") <= now
    );
    assert!(id["auth_time"].is_i64() && header_of(token)["kid"].is_string());
    let hash = |text: Option<&str>| json!(text.map(|text| half_hash(text, Algorithm::ES256)));
    assert_eq!((&id["at_hash"], &id["c_hash"]), (&hash(beside.0), &hash(beside.1)));
    let alone = beside == (None, None);
    for claim in ["email", "email_verified"] {
        assert_eq!(
            id.get(claim).is_some(),
            alone,
            "{claim}: userinfo is the place while there is a token for it"
        );
    }
    assert!(id.get("name").is_none() && id.get("cognito:username").is_none(), "nobody asked: {id}");
}

/// Gives the demo pool a person of whom everything is known, and signs the browser in as them.
async fn known_person(app: &TestApp) -> Browser {
    let attributes = [
        ("name", "Dana Example"),
        ("given_name", "Dana"),
        ("family_name", "Example"),
        ("middle_name", "D"),
        ("nickname", "dana"),
        ("preferred_username", "dana"),
        ("profile", "https://dana.example/"),
        ("picture", "https://dana.example/me.png"),
        ("website", "https://dana.example/"),
        ("gender", "female"),
        ("birthdate", "1990-01-02"),
        ("zoneinfo", "Europe/Berlin"),
        ("locale", "de-DE"),
        ("email", "dana@example.test"),
        ("email_verified", "true"),
        ("phone_number", "+4915112345678"),
        ("phone_number_verified", "true"),
        ("address", "Example Road 1, Berlin"),
    ];
    let new = NewUser {
        username: "dana".into(),
        password: Some(Password::new("correct horse battery")),
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        status: UserStatus::Confirmed,
    };
    users::create(&app.cx(), &app.demo.pool.id, new).await.expect("a person");
    let mut browser = app.browser();
    let page = browser.get(&format!("{}/login", app.base)).await;
    let mut form = page.form("login-form");
    form.fill("username", "dana");
    form.fill("password", "correct horse battery");
    browser.submit(&page, &form).await;
    browser
}

/// A server on this machine that answers each request with this text; its URL.
async fn serving(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/request.jwt", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _length = stream.read(&mut request).await;
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _sent = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    url
}

on_both! {
    async fn each_response_type_gives_what_it_says_in_each_mode(app) {
        let suite = Suite::registered(&app, all()).await;
        for kind in ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"] {
            for mode in ["", "form_post"] {
                let answer = suite.answer(&app, &[("response_type", kind), ("response_mode", mode)]).await;
                assert_eq!(answer.status.is_redirection(), mode.is_empty(), "{kind} {mode}: {answer:?}");
                if mode.is_empty() {
                    let separator = if kind == "code" { '?' } else { '#' };
                    assert!(answer.location().starts_with(&format!("{CALLBACK}{separator}")), "{kind}: {answer:?}");
                }
                let get = |name: &str| parameter(&answer, name);
                assert_eq!(get("state").as_deref(), Some("a state"), "{kind} {mode}");
                let (code, token) = (get("code"), get("access_token"));
                assert_eq!(code.is_some(), kind.starts_with("code"), "{kind}");
                assert_eq!(token.is_some(), kind.ends_with(" token"), "{kind}");
                assert_eq!(token.is_some(), get("expires_in").is_some() && get("token_type").as_deref() == Some("Bearer"), "{kind}");
                if let Some(id) = get("id_token") {
                    check_id_token(&suite, &app, &id, (token.as_deref(), code.as_deref()));
                }
                assert_eq!(get("id_token").is_some(), kind.contains("id_token"), "{kind}");
                if let Some(token) = &token {
                    assert_eq!(app.userinfo(token).await.json()["email"], "demo@example.test", "{kind}");
                }
                if let Some(code) = &code {
                    let tokens = suite.redeem(&app, code).await.json();
                    check_id_token(&suite, &app, text(&tokens, "id_token"), (Some(text(&tokens, "access_token")), None));
                    assert!(app.userinfo(text(&tokens, "access_token")).await.json()["email"].is_string());
                }
            }
        }
    }

    async fn a_code_needs_neither_nonce_nor_state(app) {
        let suite = Suite::registered(&app, all()).await;
        for kind in ["code", "code token"] {
            let answer = suite.answer(&app, &[("response_type", kind), ("nonce", ""), ("state", "")]).await;
            assert!(answer.parameter("state").is_none() && answer.parameter("error").is_none(), "{answer:?}");
            let tokens = suite.redeem(&app, &answer.parameter("code").expect("a code")).await.json();
            let id = claims(text(&tokens, "id_token"));
            assert!(id.get("nonce").is_none() && id.get("s_hash").is_none(), "{id}");
        }
        for kind in ["id_token", "id_token token", "code id_token", "code id_token token"] {
            let refused = app.browser().get(&suite.path(&app, &[("response_type", kind), ("nonce", "")])).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{kind}");
            assert!(refused.parameter("code").is_none() && refused.parameter("state").is_some(), "{kind}");
        }
    }

    async fn each_scope_brings_its_claims(app) {
        let suite = Suite::registered(&app, all()).await;
        let mut browser = known_person(&app).await;
        let profile = ["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile",
            "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"];
        let groups: [(&str, &[&str]); 4] = [("profile", &profile), ("email", &["email", "email_verified"]),
            ("address", &["address"]), ("phone", &["phone_number", "phone_number_verified"])];
        for asked in ["openid profile", "openid email", "openid address", "openid phone", EVERYTHING, "phone address email profile openid"] {
            let path = suite.path(&app, &[("scope", asked)]);
            let code = suite.go(&app, &mut browser, &path, 0).await.parameter("code").expect("a code");
            let tokens = suite.redeem(&app, &code).await.json();
            let told = app.userinfo(text(&tokens, "access_token")).await.json();
            let path = suite.path(&app, &[("scope", asked), ("response_type", "id_token")]);
            let alone = claims(&suite.go(&app, &mut browser, &path, 0).await.parameter("id_token").expect("a token"));
            for (scope, names) in groups {
                for name in names {
                    let is_asked = asked.split(' ').any(|one| one == scope);
                    assert_eq!(told.get(*name).is_some(), is_asked, "userinfo, {asked}: {name}");
                    assert_eq!(alone.get(*name).is_some(), is_asked, "ID token, {asked}: {name}");
                }
            }
            assert_eq!(told["sub"], claims(text(&tokens, "id_token"))["sub"]);
            if asked == EVERYTHING {
                assert!(told["address"]["formatted"].is_string() && told["updated_at"].is_i64() && told["email_verified"] == true);
            }
        }
    }

    async fn a_claim_is_asked_for_by_its_name(app) {
        let suite = Suite::registered(&app, all()).await;
        let mut browser = known_person(&app).await;
        let wish = json!({ "userinfo": { "name": { "essential": true } } }).to_string();
        let path = suite.path(&app, &[("scope", "openid"), ("claims", &wish)]);
        let code = suite.go(&app, &mut browser, &path, 0).await.parameter("code").expect("a code");
        let tokens = suite.redeem(&app, &code).await.json();
        assert_eq!(app.userinfo(text(&tokens, "access_token")).await.json()["name"], "Dana Example");
        assert!(claims(text(&tokens, "id_token")).get("name").is_none());
    }

    async fn rs256_signs_where_it_was_registered(app) {
        app.change_pool(|settings| settings.algorithms = vec![Algorithm::RS256]).await;
        let mut members = all();
        members["id_token_signed_response_alg"] = json!("RS256");
        members["userinfo_signed_response_alg"] = json!("RS256");
        let suite = Suite::registered(&app, members).await;
        let tokens = suite.tokens(&app, &[]).await;
        assert_eq!(header_of(text(&tokens, "id_token"))["alg"], "RS256");
        let told = app.userinfo(text(&tokens, "access_token")).await;
        assert_eq!(told.headers["content-type"], "application/jwt");
        assert_eq!((&header_of(&told.body)["alg"], &claims(&told.body)["sub"]), (&json!("RS256"), &claims(text(&tokens, "id_token"))["sub"]));
    }

    async fn a_secret_in_the_form_will_do_for_who_has_said_so(app) {
        let mut members = all();
        members["token_endpoint_auth_method"] = json!("client_secret_post");
        let suite = Suite::registered(&app, members).await;
        let code = suite.answer(&app, &[]).await.parameter("code").expect("a code");
        assert_eq!(suite.redeem(&app, &code).await.json()["error"], "invalid_client", "in the header");
        let pairs = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK),
            ("client_id", &suite.id), ("client_secret", &suite.secret)];
        let tokens = app.ask("/oauth2/token", None, &pairs).await;
        assert!(tokens.json()["id_token"].is_string(), "{tokens:?}");
    }

    async fn a_code_that_is_used_again_half_a_minute_later_ends_what_it_gave(app) {
        let suite = Suite::registered(&app, all()).await;
        let code = suite.answer(&app, &[]).await.parameter("code").expect("a code");
        let tokens = suite.redeem(&app, &code).await.json();
        app.advance(Duration::from_secs(30));
        assert_eq!(app.userinfo(text(&tokens, "access_token")).await.status, StatusCode::OK);
        let again = suite.redeem(&app, &code).await;
        assert_eq!((again.status, again.json()["error"].clone()), (StatusCode::BAD_REQUEST, json!("invalid_grant")));
        assert_eq!(app.userinfo(text(&tokens, "access_token")).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_refresh_keeps_who_and_is_its_clients_alone(app) {
        let (suite, other) = (Suite::registered(&app, all()).await, Suite::registered(&app, all()).await);
        let tokens = suite.tokens(&app, &[("scope", "openid offline_access"), ("prompt", "consent")]).await;
        let refresh = text(&tokens, "refresh_token");
        assert_eq!(other.refresh(&app, refresh).await.json()["error"], "invalid_grant");
        app.advance(Duration::from_secs(5));
        let next = suite.refresh(&app, refresh).await;
        assert_eq!(next.headers["cache-control"], "no-store");
        let next = next.json();
        assert!(next["expires_in"].is_u64() && next["token_type"] == "Bearer");
        let (before, after) = (claims(text(&tokens, "id_token")), claims(text(&next, "id_token")));
        for claim in ["sub", "iss", "aud", "auth_time"] {
            assert_eq!(before[claim], after[claim], "{claim}");
        }
        assert!(after["iat"].as_i64() > before["iat"].as_i64());
        assert_ne!(tokens["access_token"], next["access_token"]);
    }

    async fn a_page_that_is_read_for_a_while_does_not_ask_again_and_again(app) {
        let suite = Suite::registered(&app, all()).await;
        for more in [("max_age", "1"), ("max_age", "0"), ("prompt", "login")] {
            let mut browser = app.browser();
            let path = suite.path(&app, &[more, ("scope", "openid email phone")]);
            let answer = suite.go(&app, &mut browser, &path, 30).await;
            assert!(answer.parameter("code").is_some(), "{more:?}: {answer:?}");
        }
    }

    async fn somebody_who_is_signed_in_is_answered_silently(app) {
        let suite = Suite::registered(&app, all()).await;
        for kind in ["id_token", "code id_token"] {
            let mut browser = app.browser();
            let first = suite.go(&app, &mut browser, &suite.path(&app, &[("response_type", kind)]), 0).await;
            let first = first.parameter("id_token").expect("a token");
            app.advance(Duration::from_secs(5));
            for more in [("max_age", "10000"), ("id_token_hint", first.as_str()), ("acr_values", "1 2"), ("display", "popup")] {
                let path = suite.path(&app, &[("response_type", kind), ("prompt", "none"), more]);
                let silent = browser.get(&path).await;
                let again = claims(&silent.parameter("id_token").unwrap_or_else(|| panic!("{more:?}: {silent:?}")));
                for claim in ["sub", "auth_time"] {
                    assert_eq!(claims(&first)[claim], again[claim], "{more:?} {claim}");
                }
            }
            let nobody = app.browser().get(&suite.path(&app, &[("response_type", kind), ("prompt", "none")])).await;
            assert_eq!(nobody.parameter("error").as_deref(), Some("login_required"));
            assert!(nobody.location().starts_with(&format!("{CALLBACK}#")) && nobody.parameter("code").is_none());
        }
    }

    async fn a_registered_query_stays_and_no_other_is_taken(app) {
        let mut members = all();
        members["redirect_uris"] = json!([format!("{CALLBACK}?foo=bar"), "https://app.example/other"]);
        let suite = Suite::registered(&app, members).await;
        for kind in ["code", "code id_token"] {
            let answer = suite.answer(&app, &[("response_type", kind), ("redirect_uri", &format!("{CALLBACK}?foo=bar"))]).await;
            let separator = if kind == "code" { '&' } else { '#' };
            assert!(answer.location().starts_with(&format!("{CALLBACK}?foo=bar{separator}")), "{answer:?}");
        }
        for wrong in [CALLBACK.to_owned(), format!("{CALLBACK}?foo=baz"), format!("{CALLBACK}?foo=bar&more=1"),
            "https://app.example/other?foo=bar".into(), "https://app.example/other/../other".into(), String::new()] {
            let refused = app.browser().get(&suite.path(&app, &[("redirect_uri", &wrong)])).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}: {refused:?}");
            assert!(refused.has("error-message"), "{wrong}");
        }
    }

    async fn the_sign_in_page_shows_who_asks(app) {
        let mut members = all();
        members["logo_uri"] = json!("https://app.example/logo.png");
        members["policy_uri"] = json!("https://app.example/policy");
        members["tos_uri"] = json!("https://app.example/terms");
        let suite = Suite::registered(&app, members).await;
        let mut browser = app.browser();
        let asked = browser.get(&suite.path(&app, &[])).await;
        let page = browser.get(&asked.location()).await;
        assert!(page.has("login-form") && page.body.contains("A suite"), "{}", page.body);
        for shown in ["src=\"https://app.example/logo.png\"", "href=\"https://app.example/policy\"", "href=\"https://app.example/terms\""] {
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("https://app.example"), "the picture may be loaded: {policy}");
    }

    async fn a_signed_request_is_fetched_where_it_was_registered(app) {
        let key = Key::rsa();
        let mut members = all();
        members["jwks"] = json!({ "keys": [key.public()] });
        members["request_object_signing_alg"] = json!("RS256");
        let suite = Suite::registered(&app, members).await;
        let request = json!({
            "iss": suite.id, "aud": app.issuer(), "client_id": suite.id, "response_type": "code",
            "redirect_uri": CALLBACK, "scope": "openid email", "state": "within", "nonce": "a nonce",
        });
        let object = key.sign(&json!({ "alg": "RS256", "kid": key.id }), &request);
        let uri = serving(object.clone()).await;
        app.change_client(&suite.id, |settings| settings.requests.uris = vec![uri.clone()]).await;
        for (name, value) in [("request", object), ("request_uri", uri.clone()), ("request_uri", format!("{uri}#1"))] {
            let answer = suite.answer(&app, &[(name, &value), ("state", "outside")]).await;
            assert_eq!(answer.parameter("state").as_deref(), Some("within"), "{name}: {answer:?}");
            let tokens = suite.redeem(&app, &answer.parameter("code").expect("a code")).await.json();
            assert!(tokens["id_token"].is_string(), "{tokens}");
        }
        let unregistered = app.browser().get(&suite.path(&app, &[("request_uri", &uri.replace("request.jwt", "other.jwt"))])).await;
        assert_eq!(unregistered.parameter("error").as_deref(), Some("request_uri_not_supported"));
        let other = Key::rsa().sign(&json!({ "alg": "RS256", "kid": key.id }), &request);
        let forged = serving(other).await;
        app.change_client(&suite.id, |settings| settings.requests.uris = vec![forged.clone()]).await;
        let refused = app.browser().get(&suite.path(&app, &[("request_uri", &forged)])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request_object"));
    }
}
