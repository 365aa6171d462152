//! Two nodes over one database: what one does, the other knows.

use axum::http::StatusCode;
use futures_util::future::join_all;
use gatehouse::domain::admin::Revision;
use gatehouse::domain::admin::clients::{self, ClientChange};
use gatehouse::domain::admin::pools::{self, PoolChange};
use gatehouse::domain::configuration;
use gatehouse::domain::keys::{self, Takeover};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::pool::PoolSettings;

use crate::support::{Pkce, TestApp, on_both};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn looks_at_the_epoch(node: &TestApp) {
    configuration::learn_epoch(&node.app).await.expect("the epoch");
}

/// A minute more for each session of the pool, and a second more for each token of its web client.
async fn lengthen(node: &TestApp) {
    let (cx, pool) = (node.cx(), &node.demo.pool.id);
    let longer = |present: &PoolSettings| {
        let session_minutes = present.session_minutes + 1;
        Ok(PoolSettings { session_minutes, ..present.clone() })
    };
    let change = PoolChange { settings: Some(Revision::by(longer)), ..PoolChange::default() };
    pools::update(&cx, pool, change).await.expect("a change");
    let longer = |present: &ClientSettings| {
        let access_token_seconds = present.access_token_seconds + 1;
        Ok(ClientSettings { access_token_seconds, ..present.clone() })
    };
    let change = ClientChange { settings: Some(Revision::by(longer)), ..ClientChange::default() };
    let client = node.demo.web().0.parse().expect("an id");
    clients::update(&cx, pool, &client, change).await.expect("a change");
}

on_both! {
    async fn what_operators_change_at_once_at_two_nodes_is_all_kept(app) {
        let other = app.second_node(|_| ()).await;
        let (pool, client) = (&app.demo.pool.id, app.demo.web().0.parse().expect("an id"));
        let lives = async || {
            let rules = pools::show(&app.cx(), pool).await.expect("the pool").settings;
            let own = clients::show(&app.cx(), pool, &client).await.expect("the client").settings;
            (rules.session_minutes, own.access_token_seconds)
        };
        let before = lives().await;
        join_all((0..8).map(|turn| lengthen(if turn % 2 == 0 { &app } else { &other }))).await;
        assert_eq!(lives().await, (before.0 + 8, before.1 + 8));
    }

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
            let answers = join_all(tries).await;
            assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
        }
    }
}
