//! The refresh grant (RFC 6749 section 6), rotation and reuse (RFC 9700 section 4.14.2).

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use crate::support::{TestApp, claims, on_both};

/// Longer than two uses that race, shorter than anything expires.
const A_WHILE: Duration = Duration::from_secs(30);

async fn first_token(app: &TestApp) -> String {
    app.tokens().await["refresh_token"].as_str().expect("a token").to_owned()
}

async fn next_token(app: &TestApp, token: &str) -> String {
    let answer = app.refresh(token).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()["refresh_token"].as_str().expect("a token").to_owned()
}

async fn refused(app: &TestApp, token: &str) {
    let answer = app.refresh(token).await;
    assert_eq!(
        (answer.status, answer.json()["error"].clone()),
        (StatusCode::BAD_REQUEST, json!("invalid_grant"))
    );
}

on_both! {
    async fn a_refresh_rotates_and_keeps_who_and_when(app) {
        let before = app.tokens().await;
        app.advance(A_WHILE);
        let after = app.refresh(before["refresh_token"].as_str().expect("a token")).await.json();
        assert_ne!(after["refresh_token"], before["refresh_token"]);
        let claim = |tokens: &serde_json::Value, name: &str| claims(tokens["id_token"].as_str().expect("a token"))[name].clone();
        for name in ["sub", "aud", "iss", "auth_time", "origin_jti"] {
            assert_eq!(claim(&after, name), claim(&before, name), "{name}");
        }
        assert_ne!(claim(&after, "iat"), claim(&before, "iat"));
    }

    async fn whoever_is_not_to_refresh_gets_no_token_for_it(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.refresh = false).await;
        let tokens = app.tokens().await;
        assert!(tokens.get("refresh_token").is_none() && tokens["access_token"].is_string(), "{tokens}");
        app.change_client(&web, |settings| settings.refresh = true).await;
        let token = first_token(&app).await;
        app.change_client(&web, |settings| settings.refresh = false).await;
        assert_eq!(app.refresh(&token).await.json()["error"], "unauthorized_client");
    }

    async fn a_scope_that_was_taken_away_is_not_given_again(app) {
        let (web, token) = (app.web().0.to_owned(), first_token(&app).await);
        app.change_client(&web, |settings| settings.scopes = "openid email".parse().expect("scopes")).await;
        let answer = app.refresh(&token).await.json();
        assert_eq!(answer["scope"], "email openid", "{answer}");
    }

    async fn an_old_token_ends_its_family(app) {
        let first = first_token(&app).await;
        let second = next_token(&app, &first).await;
        let third = next_token(&app, &second).await;
        app.advance(A_WHILE);
        refused(&app, &first).await;
        refused(&app, &third).await;
    }

    async fn a_lost_answer_costs_nobody_the_session(app) {
        let first = first_token(&app).await;
        let lost = next_token(&app, &first).await;
        app.advance(A_WHILE);
        let second = next_token(&app, &first).await;
        let third = next_token(&app, &second).await;
        app.advance(A_WHILE);
        // The token whose answer was lost turns up after all: somebody else has it.
        refused(&app, &lost).await;
        refused(&app, &third).await;
    }

    async fn sixteen_at_once_refresh_once_and_the_winner_goes_on(app) {
        let mut token = first_token(&app).await;
        for _ in 0..5 {
            let answers = futures_util::future::join_all((0..16).map(|_| app.refresh(&token))).await;
            let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == StatusCode::OK);
            assert_eq!((won.len(), lost.len()), (1, 15));
            token = won[0].json()["refresh_token"].as_str().expect("a token").to_owned();
            app.advance(A_WHILE);
        }
    }

    async fn the_scope_may_shrink_but_not_grow(app) {
        let first = first_token(&app).await;
        let ask = async |token: &str, scope: &str| {
            app.ask("/oauth2/token", Some(app.web()), &[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await
        };
        let wider = ask(&first, "openid profile").await;
        assert_eq!(wider.json()["error"], "invalid_scope");
        let narrow = ask(&first, "demo/read").await.json();
        assert_eq!(narrow["scope"], "demo/read");
        assert!(narrow.get("id_token").is_none());
        let again = ask(narrow["refresh_token"].as_str().expect("a token"), "openid email").await.json();
        assert_eq!(again["scope"], "email openid");
    }

    async fn a_token_is_good_for_its_own_client_only(app) {
        let token = first_token(&app).await;
        let stolen = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", app.demo.spa())];
        assert_eq!(app.ask("/oauth2/token", None, &stolen).await.json()["error"], "invalid_grant");
        let without = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", app.web().0)];
        assert_eq!(app.ask("/oauth2/token", None, &without).await.json()["error"], "invalid_client");
        next_token(&app, &token).await;
    }

    async fn a_family_ends_with_its_time_or_its_user(app) {
        let token = first_token(&app).await;
        app.set_user_enabled(false).await;
        refused(&app, &token).await;
        app.set_user_enabled(true).await;
        refused(&app, &token).await;
        let token = first_token(&app).await;
        app.advance(Duration::from_secs(30 * 24 * 3600 + 1));
        refused(&app, &token).await;
    }

    async fn a_made_up_token_ends_nothing(app) {
        let token = first_token(&app).await;
        for made_up in [&token[..token.len() - 1], "x", "AAAA"] {
            refused(&app, made_up).await;
        }
        next_token(&app, &token).await;
    }
}
