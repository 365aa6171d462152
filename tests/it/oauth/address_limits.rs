//! Limits per address at the endpoints for programs: clients that fail to prove themselves, that
//! register themselves, and what is left waiting in the name of public ones.

use std::time::Duration;

use axum::http::{StatusCode, header};
use gatehouse::config::Limits;
use gatehouse::model::pool::RegistrationMode;
use serde_json::json;

use super::rfc7591_registration::CALLBACK;
use super::waiting_limits::{SPA_PAGE, push};
use crate::support::{Answer, TestApp, WEB_CALLBACK, on_both};

const SOMEBODY: &str = "203.0.113.7";
const ELSEWHERE: &str = "203.0.113.8";
const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn limited(app: &TestApp, change: impl FnOnce(&mut Limits)) -> TestApp {
    let mut node = app.second_node(|config| change(&mut config.limits)).await;
    node.come_from(SOMEBODY);
    node
}

async fn ask(app: &TestApp, path: &str, secret: &str) -> Answer {
    app.ask(path, Some((app.machine().0, secret)), &GRANT).await
}

fn is_limited(answer: &Answer, seconds: &str) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
    assert_eq!(answer.headers[header::RETRY_AFTER], seconds);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
}

on_both! {
    async fn clients_that_fail_are_told_to_wait_and_the_right_one_passes(app) {
        let mut nodes = [
            limited(&app, |limits| limits.client_failures = 3).await,
            limited(&app, |limits| limits.client_failures = 3).await,
        ];
        let right = app.machine().1.to_owned();
        for (node, path) in [(0, "/oauth2/token"), (1, "/oauth2/introspect"), (0, "/oauth2/par")] {
            let answer = ask(&nodes[node], path, "wrong").await;
            assert_eq!(answer.json()["error"], "invalid_client", "{path}");
        }
        app.advance(Duration::from_secs(60));
        for node in &nodes {
            for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/device_authorization"] {
                is_limited(&ask(node, path, "wrong").await, "840");
            }
            assert_eq!(ask(node, "/oauth2/token", &right).await.status, StatusCode::OK);
        }
        nodes[0].come_from(ELSEWHERE);
        assert_eq!(ask(&nodes[0], "/oauth2/token", "wrong").await.status, StatusCode::UNAUTHORIZED);
        app.advance(Duration::from_secs(14 * 60));
        assert_eq!(ask(&nodes[1], "/oauth2/token", "wrong").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn other_refusals_of_the_token_endpoint_are_not_counted(app) {
        let node = limited(&app, |limits| limits.client_failures = 1).await;
        for _ in 0..3 {
            let pairs = [("grant_type", "refresh_token"), ("refresh_token", "x")];
            let answer = node.ask("/oauth2/token", Some(node.web()), &pairs).await;
            assert_eq!(answer.json()["error"], "invalid_grant");
        }
        assert_eq!(ask(&node, "/oauth2/token", "wrong").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn strangers_register_so_many_clients_from_one_address(app) {
        app.let_register(RegistrationMode::Open, 100).await;
        let mut node = limited(&app, |limits| limits.registrations = 2).await;
        let body = json!({ "redirect_uris": [CALLBACK] });
        let malformed = json!({ "redirect_uris": ["not a URI"] });
        let register = async |node: &TestApp, body| node.registration("POST", "", None, Some(body)).await;
        assert_eq!(register(&node, &malformed).await.status, StatusCode::BAD_REQUEST, "costs nothing");
        for _ in 0..2 {
            assert_eq!(register(&node, &body).await.status, StatusCode::CREATED);
        }
        is_limited(&register(&node, &body).await, "3600");
        let token = app.initial_token(1).await;
        let invited = node.registration("POST", "", Some(&token), Some(&body)).await;
        assert_eq!(invited.status, StatusCode::CREATED, "who is invited may");
        node.come_from(ELSEWHERE);
        assert_eq!(register(&node, &body).await.status, StatusCode::CREATED);
    }

    async fn in_the_name_of_a_public_client_one_address_leaves_so_much_waiting(app) {
        let mut node = limited(&app, |limits| limits.waiting = 2).await;
        let (spa, television) = (app.demo.spa().to_owned(), app.device_client(|_| ()).await);
        let push_spa = async |node: &TestApp| push(node, &spa, None, SPA_PAGE).await;
        let device = async |node: &TestApp| {
            let pairs = [("client_id", television.as_str()), ("scope", "openid")];
            node.ask("/oauth2/device_authorization", None, &pairs).await
        };
        let wrong = push(&node, &spa, None, "https://wrong.example").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "costs nothing");
        assert_eq!(push_spa(&node).await.status, StatusCode::CREATED);
        assert_eq!(device(&node).await.status, StatusCode::OK);
        is_limited(&push_spa(&node).await, "600");
        is_limited(&device(&node).await, "600");
        let (web, secret) = app.web();
        let proved = push(&node, web, Some(secret), WEB_CALLBACK).await;
        assert_eq!(proved.status, StatusCode::CREATED, "a client that has proved itself");
        node.come_from(ELSEWHERE);
        assert_eq!(push_spa(&node).await.status, StatusCode::CREATED, "the client's own limit is not used up");
        node.come_from(SOMEBODY);
        app.advance(Duration::from_secs(600));
        assert_eq!(device(&node).await.status, StatusCode::OK);
    }
}
