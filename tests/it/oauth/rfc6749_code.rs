//! The authorization code grant (RFC 6749 section 4.1) with PKCE (RFC 7636).

use std::time::Duration;

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::support::{Pkce, TestApp, WEB_CALLBACK, claims, on_both};

async fn refused(app: &TestApp, pairs: &[(&str, &str)], error: &str) {
    let answer = app.ask("/oauth2/token", Some(app.web()), pairs).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
    assert_eq!(answer.json()["error"], error, "{answer:?}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

on_both! {
    async fn a_code_gives_tokens_with_cognitos_claims(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let answer = app.redeem(&code, &pkce).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 3600);
        let access = claims(tokens["access_token"].as_str().expect("a token"));
        let id = claims(tokens["id_token"].as_str().expect("a token"));
        let issuer = format!("http://localhost:9080{}", app.base);
        for token in [&access, &id] {
            assert_eq!(token["iss"], issuer);
            assert_eq!(token["cognito:groups"], json!(["guests"]));
            assert_eq!(token["origin_jti"], access["origin_jti"]);
            assert_eq!(token["sub"], id["sub"]);
        }
        assert_eq!(access["token_use"], "access");
        assert_eq!(access["username"], "demo");
        assert_eq!(access["client_id"], app.web().0);
        assert_eq!(access["version"], 2);
        assert_eq!(access["scope"], "demo/read email openid");
        assert_eq!(id["token_use"], "id");
        assert_eq!(id["aud"], app.web().0);
        assert_eq!(id["cognito:username"], "demo");
        assert_eq!(id["nonce"], "a nonce");
        assert_eq!(id["email_verified"], true);
        assert!(id["at_hash"].is_string() && id["auth_time"].is_i64());
    }

    async fn a_code_is_spent_once_and_its_replay_ends_what_it_gave(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let tokens = app.redeem(&code, &pkce).await.json();
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(app.userinfo(access).await.status, StatusCode::OK);
        let again = app.redeem(&code, &pkce).await;
        assert_eq!((again.status, again.json()["error"].clone()), (StatusCode::BAD_REQUEST, json!("invalid_grant")));
        assert_eq!(app.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(app.refresh(refresh).await.json()["error"], "invalid_grant");
    }

    async fn sixteen_at_once_redeem_one_code_once(app) {
        for _ in 0..5 {
            let pkce = Pkce::new();
            let code = app.code(&pkce).await;
            let tries = (0..16).map(|_| app.redeem(&code, &pkce));
            let answers = futures_util::future::join_all(tries).await;
            let won = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
            let lost = answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST).count();
            assert_eq!((won, lost), (1, 15));
        }
    }

    async fn a_code_expires(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        app.advance(Duration::from_secs(61));
        assert_eq!(app.redeem(&code, &pkce).await.json()["error"], "invalid_grant");
    }

    async fn a_code_is_bound_to_verifier_redirect_uri_and_client(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let other = Pkce::new().verifier;
        let short = &pkce.verifier[..42];
        let with = |verifier: Option<&str>, uri: Option<&str>| {
            let mut pairs = vec![("grant_type", "authorization_code".to_owned()), ("code", code.clone())];
            pairs.extend(verifier.map(|text| ("code_verifier", text.to_owned())));
            pairs.extend(uri.map(|text| ("redirect_uri", text.to_owned())));
            pairs
        };
        let wrong = [
            with(None, Some(WEB_CALLBACK)),
            with(Some(&other), Some(WEB_CALLBACK)),
            with(Some(short), Some(WEB_CALLBACK)),
            with(Some(&pkce.challenge), Some(WEB_CALLBACK)),
            with(Some(&pkce.verifier), Some("http://localhost:9080/samples/web/callback/")),
            with(Some(&pkce.verifier), Some("HTTP://localhost:9080/samples/web/callback")),
        ];
        for pairs in wrong {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            refused(&app, &pairs, "invalid_grant").await;
        }
        let stolen = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", WEB_CALLBACK),
            ("code_verifier", &pkce.verifier),
            ("client_id", app.demo.spa()),
        ];
        let answer = app.ask("/oauth2/token", None, &stolen).await;
        assert_eq!(answer.json()["error"], "invalid_grant");
        // None of these tries has spent it.
        assert_eq!(app.redeem(&code, &pkce).await.status, StatusCode::OK);
    }

    async fn a_made_up_code_is_no_grant(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        let (id, _) = code.split_once('.').expect("two parts");
        for made_up in ["x".to_owned(), id.to_owned(), format!("{id}."), format!("{id}.{}", "A".repeat(43)), code[..code.len() - 1].to_owned()] {
            assert_eq!(app.redeem(&made_up, &pkce).await.json()["error"], "invalid_grant", "{made_up}");
        }
    }

    async fn a_code_dies_with_the_session_that_it_came_from(app) {
        let pkce = Pkce::new();
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let code = answer.parameter("code").expect("a code");
        let page = browser.get(&format!("{}/logout", app.base)).await;
        browser.submit(&page, &page.form("logout-form")).await;
        assert_eq!(app.redeem(&code, &pkce).await.json()["error"], "invalid_grant");
    }

    async fn a_disabled_user_gets_no_tokens_for_a_code(app) {
        let pkce = Pkce::new();
        let code = app.code(&pkce).await;
        app.set_user_enabled(false).await;
        assert_eq!(app.redeem(&code, &pkce).await.json()["error"], "invalid_grant");
    }
}
