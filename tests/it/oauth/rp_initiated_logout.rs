//! OpenID Connect RP-Initiated Logout 1.0: an application sends a person to sign out.

use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::model::pool::PoolSettings;
use serde_json::Value;

use crate::support::{Answer, Browser, Pkce, TestApp, claims, form, on_both};

/// The address that the web client has registered.
pub(super) const BACK: &str = "http://localhost:9080/samples/web";

const PASSWORD: &str = "correct horse battery";

impl TestApp {
    /// A browser in which the demo user has signed in at the web client, and the tokens of that.
    pub(super) async fn visitor(&self) -> (Browser, Value) {
        let (mut browser, pkce) = (self.browser(), Pkce::new());
        let answer = self.sign_in(&mut browser, &self.authorize(&pkce, &[])).await;
        let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
        (browser, self.redeem(&code, &pkce).await.json())
    }

    /// Opens `/logout` with these parameters.
    pub(super) async fn log_out(&self, browser: &mut Browser, pairs: &[(&str, &str)]) -> Answer {
        browser.get(&format!("{}/logout?{}", self.base, form(pairs))).await
    }

    /// Whether somebody is signed in, as a client sees it.
    pub(super) async fn knows(&self, browser: &mut Browser) -> bool {
        let answer = browser.get(&self.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        match answer.parameter("error") {
            Some(error) => {
                assert_eq!(error, "login_required");
                false
            }
            None => answer.parameter("code").is_some(),
        }
    }

    /// A browser in which somebody else has signed in.
    async fn somebody_else(&self) -> Browser {
        self.made("jane", &[("email", "jane@example.test")]).await;
        let mut browser = self.browser();
        let page = browser.get(&format!("{}/login", self.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fill("password", PASSWORD);
        browser.submit(&page, &form).await;
        browser
    }
}

pub(super) fn text<'t>(tokens: &'t Value, name: &str) -> &'t str {
    tokens[name].as_str().unwrap_or_else(|| panic!("no {name}: {tokens}"))
}

fn is_question(answer: &Answer) -> bool {
    answer.status == StatusCode::OK && answer.has("logout-form") && answer.has("logout-confirm")
}

/// A token with another header or payload, under the signature that it had.
fn forged(token: &str, part: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut parts: Vec<String> = token.split('.').map(String::from).collect();
    let bytes = URL_SAFE_NO_PAD.decode(&parts[part]).expect("base64url");
    let mut json: Value = serde_json::from_slice(&bytes).expect("JSON");
    change(&mut json);
    parts[part] = URL_SAFE_NO_PAD.encode(json.to_string());
    parts.join(".")
}

/// Hints that are no ID tokens of the pool, made of one that is.
async fn bad_hints(app: &TestApp, tokens: &Value) -> Vec<String> {
    let good = text(tokens, "id_token");
    let unsigned = forged(good, 0, |header| *header = serde_json::json!({ "alg": "none" }));
    let without_signature =
        format!("{}.", unsigned.rsplit_once('.').expect("three parts of a token").0);
    vec![
        "garbage".into(),
        "a.b.c".into(),
        without_signature,
        unsigned,
        forged(good, 0, |header| header["alg"] = "HS256".into()),
        forged(good, 0, |header| header["kid"] = "another-key".into()),
        forged(good, 1, |claims| claims["nonce"] = "another".into()),
        good[..good.len() - 2].to_owned(),
        text(tokens, "access_token").to_owned(),
        text(tokens, "refresh_token").to_owned(),
        foreign_token(app).await,
    ]
}

/// What another pool says of itself, signed: an access token of its key.
async fn foreign_token(app: &TestApp) -> String {
    let pool = app.second_pool(PoolSettings::default()).await;
    let view = gatehouse::domain::configuration::pool(&app.cx(), &pool.id).await.expect("a read");
    let view = view.expect("the pool");
    let key = view.keys.signing(view.pool.algorithm, app.cx().now()).expect("a key");
    let claims = serde_json::json!({
        "iss": view.issuer,
        "sub": "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60",
        "aud": app.web().0,
        "token_use": "id",
    });
    let signer = &app.app.signer;
    let signed = gatehouse::crypto::jwt::sign(signer, &key.id, &key.private, None, &claims).await;
    signed.expect("a token")
}

on_both! {
    async fn discovery_says_where(app) {
        let path = format!("{}/.well-known/openid-configuration", app.base);
        let metadata = app.browser().get(&path).await.json();
        let expected = format!("http://localhost:9080{}/logout", app.base);
        assert_eq!(metadata["end_session_endpoint"], expected);
    }

    async fn a_good_hint_signs_out_and_leads_back_with_the_state(app) {
        let (mut browser, tokens) = app.visitor().await;
        let state = "a b&c=d#é\"<script>'+%25";
        let hint = text(&tokens, "id_token");
        let out = app.log_out(&mut browser, &[("id_token_hint", hint), ("post_logout_redirect_uri", BACK), ("state", state)]).await;
        assert_eq!(out.parameter("state").as_deref(), Some(state));
        assert_eq!(out.location().split_once('?').expect("a query").0, BACK);
        assert_eq!(out.location().matches('?').count() + out.location().matches('&').count(), 1, "and nothing else");
        assert!(!app.knows(&mut browser).await);
    }

    async fn without_a_state_none_comes_back(app) {
        let (mut browser, tokens) = app.visitor().await;
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK), ("client_id", app.web().0)];
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK);
        assert!(!app.knows(&mut browser).await);
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK, "a second time there is nothing to end");
    }

    async fn a_registered_query_stays(app) {
        let back = "https://app.example/out?tenant=1";
        app.change_client(app.web().0, |settings| settings.logout_uris = vec![back.parse().expect("a URI")]).await;
        let (mut browser, tokens) = app.visitor().await;
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", back), ("state", "x")];
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), "https://app.example/out?tenant=1&state=x");
    }

    async fn a_hint_that_has_expired_is_as_good(app) {
        app.change_client(app.web().0, |settings| settings.id_token_seconds = 300).await;
        let (mut browser, tokens) = app.visitor().await;
        app.advance(Duration::from_secs(1800));
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK)];
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK);
        assert!(!app.knows(&mut browser).await);
    }

    async fn the_hint_of_an_earlier_sign_in_of_the_same_person_will_do(app) {
        let (mut browser, tokens) = app.visitor().await;
        let page = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "login")])).await;
        let page = browser.get(&page.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", app.demo.user().0);
        form.fill("password", app.demo.user().1);
        assert!(browser.submit(&page, &form).await.parameter("code").is_some());
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK)];
        assert_eq!(app.log_out(&mut browser, &pairs).await.location(), BACK);
        assert!(!app.knows(&mut browser).await);
    }

    async fn a_hint_without_an_address_ends_on_our_own_page(app) {
        let (mut browser, tokens) = app.visitor().await;
        let out = app.log_out(&mut browser, &[("id_token_hint", text(&tokens, "id_token"))]).await;
        assert_eq!(out.status, StatusCode::OK);
        assert!(out.has("signed-out"), "{out:?}");
        assert!(!app.knows(&mut browser).await);
    }

    async fn without_anything_the_person_is_asked(app) {
        for pairs in [vec![], vec![("state", "x")], vec![("logout_hint", "demo")]] {
            let (mut browser, _) = app.visitor().await;
            let page = app.log_out(&mut browser, &pairs).await;
            assert!(is_question(&page), "{page:?}");
            assert!(app.knows(&mut browser).await, "not yet");
            let out = browser.submit(&page, &page.form("logout-form")).await;
            assert!(out.status == StatusCode::OK && out.has("signed-out"), "{out:?}");
            assert!(!app.knows(&mut browser).await);
        }
    }

    async fn a_client_without_a_hint_asks_first_and_then_leads_back(app) {
        let (mut browser, _) = app.visitor().await;
        let state = "\"><script>alert(1)</script>";
        let page = app.log_out(&mut browser, &[("client_id", app.web().0), ("post_logout_redirect_uri", BACK), ("state", state)]).await;
        assert!(is_question(&page), "{page:?}");
        assert!(!page.body.contains("<script>alert"), "what is echoed is not shown");
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
        assert!(policy.ends_with("form-action 'self' http://localhost:9080"), "{policy}");
        assert!(app.knows(&mut browser).await);
        let out = browser.submit(&page, &page.form("logout-form")).await;
        assert_eq!(out.parameter("state").as_deref(), Some(state));
        assert!(out.location().starts_with(BACK));
        assert!(!app.knows(&mut browser).await);
    }

    async fn a_hint_that_cannot_be_believed_asks_and_leads_nowhere(app) {
        let (mut browser, tokens) = app.visitor().await;
        for hint in bad_hints(&app, &tokens).await {
            for more in [vec![], vec![("client_id", app.web().0)]] {
                let mut pairs = vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BACK), ("state", "x")];
                pairs.extend(more);
                let page = app.log_out(&mut browser, &pairs).await;
                assert!(is_question(&page), "{hint}: {page:?}");
            }
        }
        assert!(app.knows(&mut browser).await);
        let page = app.log_out(&mut browser, &[("id_token_hint", "garbage"), ("post_logout_redirect_uri", BACK)]).await;
        let out = browser.submit(&page, &page.form("logout-form")).await;
        assert!(out.status == StatusCode::OK && out.has("signed-out"), "{out:?}");
    }

    async fn an_address_without_a_client_leads_nowhere(app) {
        let (mut browser, _) = app.visitor().await;
        let page = app.log_out(&mut browser, &[("post_logout_redirect_uri", BACK), ("state", "x")]).await;
        assert!(is_question(&page), "{page:?}");
        let out = browser.submit(&page, &page.form("logout-form")).await;
        assert!(out.status == StatusCode::OK && out.has("signed-out"), "{out:?}");
    }

    async fn an_address_that_is_not_registered_is_a_page_and_keeps_the_session(app) {
        let (mut browser, tokens) = app.visitor().await;
        for uri in [
            "http://localhost:9080/samples/web?x=1", "http://localhost:9080/samples/web/", "http://localhost:9080/samples/web#x",
            "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
            "http://localhost:9080@evil.example/samples/web", "http://localhost:9080/samples/web\r\nset-cookie: x=y",
        ] {
            for proof in [("id_token_hint", text(&tokens, "id_token")), ("client_id", app.web().0)] {
                let out = app.log_out(&mut browser, &[proof, ("post_logout_redirect_uri", uri), ("state", "x")]).await;
                assert_eq!(out.status, StatusCode::BAD_REQUEST, "{uri}: {out:?}");
                assert!(!out.headers.contains_key(header::LOCATION));
            }
        }
        assert!(app.knows(&mut browser).await);
    }

    async fn the_client_must_be_the_hints(app) {
        let (mut browser, tokens) = app.visitor().await;
        let hint = ("id_token_hint", text(&tokens, "id_token"));
        for client in [app.demo.spa(), app.machine().0, "x"] {
            let out = app.log_out(&mut browser, &[hint, ("client_id", client), ("post_logout_redirect_uri", BACK)]).await;
            assert_eq!(out.status, StatusCode::BAD_REQUEST, "{out:?}");
        }
        let out = app.log_out(&mut browser, &[("client_id", "x")]).await;
        assert_eq!(out.status, StatusCode::BAD_REQUEST, "{out:?}");
        app.disable_client(app.web().0).await;
        let out = app.log_out(&mut browser, &[hint, ("post_logout_redirect_uri", BACK)]).await;
        assert_eq!(out.status, StatusCode::BAD_REQUEST, "a client that is switched off leads nobody anywhere");
    }

    async fn the_hint_of_somebody_else_signs_nobody_out(app) {
        let (_, tokens) = app.visitor().await;
        let mut victim = app.somebody_else().await;
        let pairs = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK), ("state", "x")];
        let page = app.log_out(&mut victim, &pairs).await;
        assert!(is_question(&page), "{page:?}");
        assert!(app.knows(&mut victim).await);
        let out = victim.submit(&page, &page.form("logout-form")).await;
        assert_eq!(out.location(), format!("{BACK}?state=x"), "the person wanted it");
        assert!(!app.knows(&mut victim).await);
    }

    async fn the_form_of_an_application_goes_on_as_a_link(app) {
        let (mut browser, tokens) = app.visitor().await;
        let path = format!("{}/logout", app.base);
        let body = form(&[("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", BACK), ("state", "x")]);
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://app.example")
            .header("sec-fetch-site", "cross-site");
        let cookies = std::mem::take(&mut browser.cookies); // as a browser does with a form from elsewhere
        let link = browser.send(&path, request, body.into()).await;
        assert_eq!(link.status, StatusCode::SEE_OTHER);
        browser.cookies = cookies;
        assert!(app.knows(&mut browser).await, "a form alone ends nothing");
        let out = browser.get(&link.location()).await;
        assert_eq!(out.location(), format!("{BACK}?state=x"));
        assert!(!app.knows(&mut browser).await);
    }

    async fn the_button_of_another_site_does_nothing(app) {
        let (mut browser, _) = app.visitor().await;
        let query = form(&[("client_id", app.web().0), ("post_logout_redirect_uri", BACK)]);
        let path = format!("{}/logout?{query}", app.base);
        for body in ["", "_csrf=", "_csrf=x"] {
            let out = browser.post(&path, body).await;
            assert_eq!(out.status, StatusCode::FORBIDDEN, "{out:?}");
        }
        let page = browser.get(&path).await;
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&page.form("logout-form").fields).finish();
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://evil.example");
        let out = browser.send(&path, request, body.into()).await;
        assert_eq!(out.status, StatusCode::FORBIDDEN, "{out:?}");
        assert!(app.knows(&mut browser).await);
    }

    async fn a_code_of_the_session_is_worth_nothing_afterwards(app) {
        let (mut browser, tokens) = app.visitor().await;
        let pkce = Pkce::new();
        let code = browser.get(&app.authorize(&pkce, &[("prompt", "none")])).await.parameter("code").expect("a code");
        app.log_out(&mut browser, &[("id_token_hint", text(&tokens, "id_token"))]).await;
        assert_eq!(app.redeem(&code, &pkce).await.json()["error"], "invalid_grant");
    }

    async fn the_pool_decides_whether_tokens_end_with_the_session(app) {
        app.change_client(app.web().0, |settings| settings.scopes = "openid email demo/read offline_access".parse().expect("scopes")).await;
        for (ends, status) in [(false, StatusCode::OK), (true, StatusCode::BAD_REQUEST)] {
            app.change_pool(|settings| settings.sign_out_ends_tokens = ends).await;
            let elsewhere = app.tokens().await;
            let (mut browser, tokens) = app.visitor().await;
            let (pkce, scope) = (Pkce::new(), ("scope", "openid offline_access"));
            let code = browser.get(&app.authorize(&pkce, &[scope])).await.parameter("code").expect("a code");
            let offline = app.redeem(&code, &pkce).await.json();
            app.log_out(&mut browser, &[("id_token_hint", text(&tokens, "id_token"))]).await;
            assert!(!app.knows(&mut browser).await);
            assert_eq!(app.refresh(text(&tokens, "refresh_token")).await.status, status, "{ends}");
            let userinfo = app.userinfo(text(&tokens, "access_token")).await.status;
            assert_eq!(userinfo == StatusCode::OK, !ends);
            assert_eq!(app.refresh(text(&offline, "refresh_token")).await.status, StatusCode::OK, "meant for later");
            assert_eq!(app.refresh(text(&elsewhere, "refresh_token")).await.status, StatusCode::OK, "of another session");
        }
    }

    async fn the_id_token_names_the_session(app) {
        let (mut browser, tokens) = app.visitor().await;
        let first = claims(text(&tokens, "id_token"))["sid"].clone();
        assert!(first.as_str().is_some_and(|sid| !sid.is_empty()));
        let pkce = Pkce::new();
        let code = browser.get(&app.authorize(&pkce, &[])).await.parameter("code").expect("a code");
        let again = app.redeem(&code, &pkce).await.json();
        assert_eq!(claims(text(&again, "id_token"))["sid"], first, "the same session");
        assert_ne!(claims(text(&app.tokens().await, "id_token"))["sid"], first, "another one");
    }
}
