//! The userinfo endpoint (OpenID Connect Core section 5.3, RFC 6750).

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gatehouse::model::Algorithm;

use crate::support::{Pkce, TestApp, claims, on_both};

async fn with_header(app: &TestApp, value: &str) -> crate::support::Answer {
    let path = format!("{}/oauth2/userInfo", app.base);
    let request = Request::get(&path).header(header::AUTHORIZATION, value);
    app.browser().send(&path, request, Body::empty()).await
}

on_both! {
    async fn the_token_may_come_in_the_header_or_the_form(app) {
        let tokens = app.tokens().await;
        let token = tokens["access_token"].as_str().expect("a token");
        let answer = with_header(&app, &format!("bearer {token}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let claims = answer.json();
        assert_eq!((&claims["username"], &claims["email_verified"]), (&"demo".into(), &true.into()));
        assert!(claims.get("phone_number").is_none(), "the scope phone was not granted");
        let path = format!("{}/oauth2/userInfo", app.base);
        let posted = app.browser().post(&path, &format!("access_token={token}")).await;
        assert_eq!(posted.json()["sub"], claims["sub"]);
    }

    async fn anything_else_is_refused_with_a_challenge(app) {
        let tokens = app.tokens().await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let mut forged = text("access_token");
        forged.pop();
        let (head, _) = forged.rsplit_once('.').expect("three parts");
        let unsigned = format!("{head}.");
        for token in [text("id_token"), text("refresh_token"), forged.clone(), unsigned, "x".into()] {
            let answer = with_header(&app, &format!("Bearer {token}")).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
            let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII");
            assert!(challenge.starts_with("Bearer ") && challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
        for malformed in ["Bearer", "Bearer  ", "DPoP"] {
            assert_eq!(with_header(&app, malformed).await.status, StatusCode::BAD_REQUEST, "{malformed}");
        }
        let other_scheme = with_header(&app, "Basic eDp5").await;
        assert_eq!(other_scheme.status, StatusCode::UNAUTHORIZED);
        assert_eq!(other_scheme.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"gatehouse\"");
        let path = format!("{}/oauth2/userInfo", app.base);
        let nothing = app.browser().get(&path).await;
        assert_eq!(nothing.status, StatusCode::UNAUTHORIZED);
        assert!(!nothing.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII").contains("error="));
    }

    async fn a_client_may_have_the_answer_signed(app) {
        let tokens = app.tokens().await;
        let token = tokens["access_token"].as_str().expect("a token");
        let plain = app.userinfo(token).await.json();
        app.change_client(app.web().0, |settings| settings.signing.userinfo = Some(Algorithm::ES256)).await;
        let answer = app.userinfo(token).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/jwt");
        assert!(app.has_signed(&answer.body).await);
        let signed = claims(&answer.body);
        assert_eq!((&signed["iss"], &signed["aud"]), (&app.issuer().into(), &app.web().0.into()));
        assert!(plain.as_object().expect("claims").iter().all(|(name, value)| signed[name] == *value));
    }

    async fn a_token_for_another_resource_is_not_for_userinfo(app) {
        let pkce = Pkce::new();
        let path = app.authorize(&pkce, &[("resource", "https://api.example/")]);
        let answer = app.sign_in(&mut app.browser(), &path).await;
        let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
        let token = tokens["access_token"].as_str().expect("a token");
        assert_eq!(claims(token)["aud"], "https://api.example/");
        let refused = app.userinfo(token).await;
        assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::UNAUTHORIZED, &"invalid_token".into()));
    }

    async fn a_machines_token_speaks_of_nobody(app) {
        let tokens = app.ask("/oauth2/token", Some(app.machine()), &[("grant_type", "client_credentials")]).await.json();
        let answer = with_header(&app, &format!("Bearer {}", tokens["access_token"].as_str().expect("a token"))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().expect("ASCII").contains("insufficient_scope"));
    }

    async fn scripts_of_any_origin_may_call_it_without_cookies(app) {
        let path = format!("{}/oauth2/userInfo", app.base);
        let request = Request::options(&path)
            .header(header::ORIGIN, "https://app.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization");
        let answer = app.browser().send(&path, request, Body::empty()).await;
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
        let authorize = app.browser().get(&app.authorize(&crate::support::Pkce::new(), &[])).await;
        assert!(!authorize.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}
