//! Token introspection (RFC 7662).

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::model::client::Introspection;
use serde_json::{Value, json};

use crate::support::{Pkce, TestApp, on_both};

async fn introspect(app: &TestApp, client: (&str, &str), token: &str) -> Value {
    let answer = app.ask("/oauth2/introspect", Some(client), &[("token", token)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()
}

on_both! {
    async fn a_client_learns_about_its_own_tokens(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let access = introspect(&app, app.web(), &text("access_token")).await;
        assert_eq!((&access["active"], &access["username"], &access["token_type"]), (&json!(true), &json!("demo"), &json!("Bearer")));
        assert_eq!(access["scope"], "demo/read email openid");
        let refresh = introspect(&app, app.web(), &text("refresh_token")).await;
        assert_eq!((&refresh["active"], &refresh["token_use"]), (&json!(true), &json!("refresh")));
        let id_token = introspect(&app, app.web(), &text("id_token")).await;
        assert_eq!(id_token, json!({ "active": false }));
        app.advance(Duration::from_secs(3601));
        assert_eq!(introspect(&app, app.web(), &text("access_token")).await, json!({ "active": false }));
    }

    async fn of_others_tokens_it_learns_nothing_unless_it_guards_an_api(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        for token in [text("access_token"), text("refresh_token"), "x".into(), "a.b.c".into()] {
            assert_eq!(introspect(&app, app.machine(), &token).await, json!({ "active": false }));
        }
        app.change_client(app.machine().0, |settings| settings.introspection = Introspection::Pool).await;
        assert_eq!(introspect(&app, app.machine(), &text("access_token")).await["active"], true);
        assert_eq!(introspect(&app, app.machine(), &text("refresh_token")).await, json!({ "active": false }));
    }

    async fn an_api_learns_nothing_of_tokens_for_another(app) {
        let pkce = Pkce::new();
        let path = app.authorize(&pkce, &[("resource", "https://a.example/api")]);
        let code = app.sign_in(&mut app.browser(), &path).await.parameter("code").expect("a code");
        let tokens = app.redeem(&code, &pkce).await.json();
        let token = tokens["access_token"].as_str().expect("a token");
        for (guards, active) in [(None, true), (Some("https://a.example/api"), true), (Some("https://b.example/api"), false)] {
            app.change_client(app.machine().0, |settings| {
                settings.introspection = Introspection::Pool;
                settings.resource = guards.map(String::from);
            }).await;
            assert_eq!(introspect(&app, app.machine(), token).await["active"], active, "{guards:?}");
        }
    }

    async fn whoever_cannot_prove_itself_may_not_ask(app) {
        let public = app.ask("/oauth2/introspect", None, &[("token", "x"), ("client_id", app.demo.spa())]).await;
        assert_eq!(public.status, StatusCode::UNAUTHORIZED);
        let nobody = app.ask("/oauth2/introspect", None, &[("token", "x")]).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_disabled_user_makes_its_tokens_inactive(app) {
        let tokens = app.tokens().await;
        app.set_user_enabled(false).await;
        for name in ["access_token", "refresh_token"] {
            let token = tokens[name].as_str().expect("a token");
            assert_eq!(introspect(&app, app.web(), token).await, json!({ "active": false }), "{name}");
        }
    }
}
