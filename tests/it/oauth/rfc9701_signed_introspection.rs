//! Signed introspection answers (RFC 9701).

use axum::http::{StatusCode, header};
use gatehouse::model::client::Introspection;
use serde_json::json;

use crate::support::jose::header_of;
use crate::support::{Answer, TestApp, claims, on_both};

const SIGNED: &str = "application/token-introspection+jwt";

async fn ask(app: &TestApp, accept: &str, client: (&str, &str), token: &str) -> Answer {
    let pairs = [("token", token), ("client_id", client.0), ("client_secret", client.1)];
    app.ask_with("/oauth2/introspect", &[("accept", accept)], &pairs).await
}

on_both! {
    async fn whoever_accepts_it_gets_a_signed_answer(app) {
        app.change_client(app.machine().0, |settings| settings.introspection = Introspection::Pool).await;
        let tokens = app.tokens().await;
        let token = tokens["access_token"].as_str().expect("a token");
        let answer = ask(&app, SIGNED, app.machine(), token).await;
        assert_eq!((answer.status, &answer.headers[header::CONTENT_TYPE]), (StatusCode::OK, &SIGNED.parse().expect("a header")));
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(header_of(&answer.body)["typ"], "token-introspection+jwt");
        assert!(app.has_signed(&answer.body).await);
        let signed = claims(&answer.body);
        assert_eq!((&signed["iss"], &signed["aud"]), (&json!(app.issuer()), &json!(app.machine().0)), "for its asker alone");
        assert_eq!(signed["iat"], app.cx().now().seconds());
        let plain = ask(&app, "application/json", app.machine(), token).await.json();
        assert_eq!(signed["token_introspection"], plain);
        assert_eq!((&plain["active"], &plain["username"]), (&json!(true), &json!("demo")));
        assert!(signed.get("sub").is_none() && signed.get("exp").is_none(), "RFC 9701 section 5");
    }

    async fn of_others_tokens_it_says_as_little_as_the_plain_one(app) {
        let tokens = app.tokens().await;
        for token in [tokens["access_token"].as_str().expect("a token"), "x"] {
            let answer = ask(&app, SIGNED, app.machine(), token).await;
            assert_eq!(claims(&answer.body)["token_introspection"], json!({ "active": false }));
        }
        let wrong = ask(&app, SIGNED, (app.machine().0, "wrong"), "x").await;
        assert_eq!((wrong.status, &wrong.json()["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
    }

    async fn an_answer_is_no_token(app) {
        let tokens = app.tokens().await;
        let token = tokens["access_token"].as_str().expect("a token");
        let answer = ask(&app, SIGNED, app.web(), token).await.body;
        assert_eq!(app.userinfo(token).await.status, StatusCode::OK);
        assert_eq!(app.userinfo(&answer).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ask(&app, "*/*", app.web(), &answer).await.json(), json!({ "active": false }));
    }
}
