//! Two nodes over one database: what one does, the other knows.

use axum::http::StatusCode;
use gatehouse::domain::configuration;
use gatehouse::domain::keys::{self, Takeover};

use crate::support::{Pkce, TestApp, on_both};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn looks_at_the_epoch(node: &TestApp) {
    configuration::learn_epoch(&node.app).await.expect("the epoch");
}

on_both! {
    async fn a_change_holds_at_once_here_and_after_one_look_there(app) {
        let other = app.second_node(|_| ()).await;
        for node in [&app, &other] {
            assert_eq!(node.ask("/oauth2/token", Some(app.machine()), &GRANT).await.status, StatusCode::OK);
        }
        app.disable_client(app.machine().0).await;
        assert_eq!(app.ask("/oauth2/token", Some(app.machine()), &GRANT).await.json()["error"], "invalid_client");
        looks_at_the_epoch(&other).await;
        assert_eq!(other.ask("/oauth2/token", Some(app.machine()), &GRANT).await.json()["error"], "invalid_client");
    }

    async fn a_key_of_one_node_signs_and_verifies_at_the_other(app) {
        let other = app.second_node(|_| ()).await;
        other.ask("/oauth2/token", Some(app.machine()), &GRANT).await;
        keys::rotate(&app.cx(), &app.demo.pool, Takeover::Immediate, "test").await.expect("rotated");
        let token = app.tokens().await["access_token"].as_str().expect("a token").to_owned();
        looks_at_the_epoch(&other).await;
        assert_eq!(other.userinfo(&token).await.status, StatusCode::OK);
    }

    async fn codes_sessions_and_families_are_shared(app) {
        let other = app.second_node(|_| ()).await;
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let mut elsewhere = other.browser();
        elsewhere.cookies = browser.cookies.clone();
        let pkce = Pkce::new();
        let silent = elsewhere.get(&other.authorize(&pkce, &[("prompt", "none")])).await;
        let tokens = app.redeem(&silent.parameter("code").expect("a code"), &pkce).await.json();
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(other.refresh(refresh).await.status, StatusCode::OK);
        assert_eq!(app.refresh(refresh).await.json()["error"], "invalid_grant");
        app.set_user_enabled(false).await;
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(other.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "without a look at anything");
    }

    async fn one_refresh_token_at_two_nodes_refreshes_once(app) {
        let other = app.second_node(|_| ()).await;
        for _ in 0..3 {
            let refresh = app.tokens().await["refresh_token"].as_str().expect("a token").to_owned();
            let tries = (0..16).map(|number| if number % 2 == 0 { app.refresh(&refresh) } else { other.refresh(&refresh) });
            let answers = futures_util::future::join_all(tries).await;
            assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
        }
    }
}
