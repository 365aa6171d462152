//! Token revocation (RFC 7009).

use axum::http::StatusCode;

use crate::support::{TestApp, on_both};

async fn revoke(
    app: &TestApp,
    client: Option<(&str, &str)>,
    pairs: &[(&str, &str)],
) -> (StatusCode, String) {
    let answer = app.ask("/oauth2/revoke", client, pairs).await;
    (answer.status, answer.body)
}

on_both! {
    async fn a_refresh_token_takes_its_family_with_it(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let (status, body) = revoke(&app, Some(app.web()), &[("token", &text("refresh_token"))]).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
        assert_eq!(app.refresh(&text("refresh_token")).await.json()["error"], "invalid_grant");
        assert_eq!(app.userinfo(&text("access_token")).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(revoke(&app, Some(app.web()), &[("token", &text("refresh_token"))]).await.0, StatusCode::OK);
    }

    async fn an_access_token_goes_alone(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let hint = ("token_type_hint", "refresh_token");
        assert_eq!(revoke(&app, Some(app.web()), &[("token", &text("access_token")), hint]).await.0, StatusCode::OK);
        assert_eq!(app.userinfo(&text("access_token")).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(app.refresh(&text("refresh_token")).await.status, StatusCode::OK);
    }

    async fn another_clients_token_stays(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        for token in [text("refresh_token"), text("access_token")] {
            let (status, _) = revoke(&app, Some(app.machine()), &[("token", &token)]).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(app.userinfo(&text("access_token")).await.status, StatusCode::OK);
        assert_eq!(app.refresh(&text("refresh_token")).await.status, StatusCode::OK);
    }

    async fn what_is_unknown_is_no_error_and_who_is_unknown_is(app) {
        assert_eq!(revoke(&app, Some(app.web()), &[("token", "x")]).await.0, StatusCode::OK);
        assert_eq!(revoke(&app, Some(app.web()), &[]).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(revoke(&app, Some((app.web().0, "wrong")), &[("token", "x")]).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(revoke(&app, None, &[("token", "x")]).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(revoke(&app, None, &[("token", "x"), ("client_id", app.demo.spa())]).await.0, StatusCode::OK);
    }
}
