//! Metadata and keys (OpenID Connect Discovery, RFC 8414, RFC 7517), and the rotation of keys.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gatehouse::domain::keys::{self, Takeover};
use serde_json::Value;

use crate::support::{TestApp, on_both};

async fn document(app: &TestApp, path: &str) -> Value {
    let answer = app.browser().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer:?}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    assert!(answer.headers[header::CACHE_CONTROL].to_str().expect("ASCII").contains("max-age="));
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
    let posted = app.browser().post(path, "").await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    assert_eq!(posted.headers[header::CONTENT_TYPE], "application/json", "{path}");
    answer.json()
}

async fn kids(app: &TestApp) -> Vec<String> {
    let set = document(app, &format!("{}/.well-known/jwks.json", app.base)).await;
    let keys = set["keys"].as_array().expect("keys").clone();
    for key in &keys {
        assert!(key.get("d").is_none() && key["use"] == "sig" && key["alg"] == "ES256", "{key}");
    }
    keys.iter().map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

async fn signing_kid(app: &TestApp) -> String {
    let answer = app
        .ask("/oauth2/token", Some(app.machine()), &[("grant_type", "client_credentials")])
        .await
        .json();
    let token = answer["access_token"].as_str().expect("a token");
    gatehouse::crypto::jwt::key_id(token).expect("a kid").to_string()
}

on_both! {
    async fn each_address_has_the_same_document(app) {
        let openid = document(&app, &format!("{}/.well-known/openid-configuration", app.base)).await;
        let pool = &app.demo.pool.id;
        for path in [
            format!("{}/.well-known/oauth-authorization-server", app.base),
            format!("/.well-known/oauth-authorization-server/{pool}"),
            format!("/.well-known/openid-configuration/{pool}"),
        ] {
            assert_eq!(document(&app, &path).await, openid, "{path}");
        }
        // The issuer's path comes after the well-known part, and only that path (RFC 8414 section 3.1).
        for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration/eu-central-1_000000000"] {
            assert_eq!(app.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(openid["issuer"], format!("http://localhost:9080/{pool}"));
        assert_eq!(openid["code_challenge_methods_supported"], serde_json::json!(["S256"]));
        assert_eq!(openid["authorization_response_iss_parameter_supported"], true);
        for endpoint in ["authorization", "token", "userinfo", "revocation", "introspection"] {
            let address = openid[format!("{endpoint}_endpoint")].as_str().expect("an endpoint");
            let path = address.strip_prefix("http://localhost:9080").expect("our own");
            assert_ne!(app.browser().get(path).await.status, StatusCode::NOT_FOUND, "{endpoint}");
        }
    }

    async fn scripts_may_say_which_version_of_mcp_they_speak(app) {
        let (pool, base) = (&app.demo.pool.id, &app.base);
        for path in [
            format!("{base}/.well-known/openid-configuration"),
            format!("/.well-known/oauth-authorization-server/{pool}"),
            format!("{base}/oauth2/register"),
            format!("{base}/oauth2/token"),
        ] {
            let request = Request::options(&path)
                .header(header::ORIGIN, "https://app.example")
                .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
                .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "mcp-protocol-version");
            let preflight = app.browser().send(&path, request, Body::empty()).await;
            let allowed = preflight.headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().expect("ASCII");
            assert!(allowed.split(',').any(|name| name == "mcp-protocol-version"), "{path}: {allowed}");
        }
    }

    async fn a_pools_domain_answers_at_its_root(app) {
        let mut browser = app.browser();
        browser.host = "demo.localhost:9080".into();
        let answer = browser.get("/.well-known/openid-configuration").await;
        assert_eq!(answer.json()["issuer"], format!("http://localhost:9080{}", app.base));
        browser.host = "evil.example".into();
        assert_eq!(browser.get("/.well-known/openid-configuration").await.status, StatusCode::NOT_FOUND);
        let poisoned = browser.get(&format!("{}/.well-known/openid-configuration", app.base)).await;
        assert!(!poisoned.body.contains("evil"), "{poisoned:?}");
    }

    async fn a_new_key_is_published_before_it_signs_and_the_old_one_after(app) {
        let old = signing_kid(&app).await;
        let token = app.tokens().await["access_token"].as_str().expect("a token").to_owned();
        let new = keys::rotate(&app.cx(), &app.demo.pool, Takeover::Announced, "test").await.expect("rotated").id.to_string();
        assert_eq!(kids(&app).await, [old.clone(), new.clone()]);
        assert_eq!(signing_kid(&app).await, old);
        app.advance(app.app.config.keys.publish_ahead);
        assert_eq!(signing_kid(&app).await, new);
        assert_eq!(app.userinfo(&token).await.status, StatusCode::UNAUTHORIZED, "the hour has passed");
        let fresh = app.tokens().await["access_token"].as_str().expect("a token").to_owned();
        app.advance(Duration::from_secs(1));
        let announced = keys::rotate(&app.cx(), &app.demo.pool, Takeover::Announced, "test").await.expect("rotated");
        app.advance(Duration::from_secs(1));
        keys::rotate(&app.cx(), &app.demo.pool, Takeover::Immediate, "test").await.expect("rotated");
        assert!(!kids(&app).await.contains(&announced.id.to_string()), "it has signed nothing and makes room");
        assert_ne!(signing_kid(&app).await, new);
        assert_eq!(app.userinfo(&fresh).await.status, StatusCode::OK, "signed by the key before");
        app.advance(Duration::from_secs(27 * 3600));
        // The prepared key set is made anew with the next change of the pool, or within a minute.
        keys::rotate(&app.cx(), &app.demo.pool, Takeover::Announced, "test").await.expect("rotated");
        assert_eq!(kids(&app).await.len(), 2, "the latest, and the one to come");
    }

    async fn a_key_stays_published_for_as_long_as_what_it_signed(app) {
        let old = signing_kid(&app).await;
        let ahead = app.app.config.keys.publish_ahead;
        keys::rotate(&app.cx(), &app.demo.pool, Takeover::Announced, "test").await.expect("rotated");
        app.advance(ahead - Duration::from_secs(60));
        // Announced anew: the old key signs for another hour than the first announcement said.
        keys::rotate(&app.cx(), &app.demo.pool, Takeover::Announced, "test").await.expect("rotated");
        app.advance(ahead - Duration::from_secs(1));
        assert_eq!(signing_kid(&app).await, old, "its last token");
        let records = keys::list(&app.cx(), &app.demo.pool.id).await.expect("keys");
        let record = records.iter().find(|key| key.id.as_str() == old).expect("the old key");
        let longest_life = Duration::from_secs(24 * 3600);
        assert!(record.expires_at.is_some_and(|end| end > app.cx().now() + longest_life), "{record:?}");
    }

    async fn a_wrong_master_key_is_noticed_before_it_does_harm(app) {
        use gatehouse::app::App;
        assert!(keys::master_key_fits(&app.cx()).await.expect("an answer"));
        let mut config = app.app.config.clone();
        config.secrets.master_key = Some("09".repeat(32).into());
        let other = App::build_with(config, app.app.clock.clone()).await.expect("built");
        let cx = gatehouse::context::Context::begin(&other).expect("a context");
        assert!(!keys::master_key_fits(&cx).await.expect("an answer"));
        assert!(keys::rotate(&cx, &app.demo.pool, Takeover::Announced, "test").await.is_err());
        assert_eq!(kids(&app).await.len(), 1, "nothing was added");
        other.db.close().await;
    }

    async fn the_schedule_rotates_once(app) {
        app.advance(app.app.config.keys.rotate_every);
        assert_eq!(keys::rotate_old(&app.cx()).await.expect("rotated"), 1);
        assert_eq!(keys::rotate_old(&app.cx()).await.expect("rotated"), 0);
    }
}
