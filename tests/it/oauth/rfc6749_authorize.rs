//! The authorization endpoint (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2).

use std::time::Duration;

use axum::http::StatusCode;

use crate::support::{Answer, Pkce, TestApp, WEB_CALLBACK, claims, form, on_both};

/// Asks with the web client's parameters and `more`; what the browser gets.
async fn ask(app: &TestApp, more: &[(&str, &str)]) -> Answer {
    app.browser().get(&app.authorize(&Pkce::new(), more)).await
}

/// A refusal that goes to the client.
fn assert_refused(answer: &Answer, error: &str) {
    assert!(answer.status.is_redirection(), "{answer:?}");
    assert!(
        answer.location().starts_with("http://localhost:9080/samples/"),
        "{}",
        answer.location()
    );
    assert_eq!(answer.parameter("error").as_deref(), Some(error), "{}", answer.location());
    assert_eq!(answer.parameter("state").as_deref(), Some("a state"));
    assert!(answer.parameter("iss").is_some() && answer.parameter("code").is_none());
}

on_both! {
    async fn nobody_signed_in_leads_to_the_sign_in_page_and_on_to_the_client(app) {
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        assert!(answer.location().starts_with(&format!("{WEB_CALLBACK}?code=")));
        assert_eq!(answer.parameter("state").as_deref(), Some("a state"));
        assert_eq!(answer.parameter("iss"), Some(format!("http://localhost:9080{}", app.base)));
        // The next request of the same browser needs no page.
        let again = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    async fn a_post_does_the_same(app) {
        let path = app.authorize(&Pkce::new(), &[]);
        let (path, query) = path.split_once('?').expect("a query");
        let answer = app.browser().post(path, query).await;
        assert!(answer.location().starts_with(&format!("{}/login?", app.base)), "{answer:?}");
    }

    async fn an_unknown_client_or_redirect_uri_is_a_page(app) {
        let unknown = "a".repeat(26);
        let wrong: [&[(&str, &str)]; 12] = [
            &[("client_id", "")],
            &[("client_id", &unknown)],
            &[("client_id", "' OR 1=1")],
            &[("redirect_uri", "https://evil.example/")],
            &[("redirect_uri", "http://localhost:9080/samples/web/callback/")],
            &[("redirect_uri", "http://localhost:9080/samples/web/callback?x=1")],
            &[("redirect_uri", "http://localhost:9080/samples/web/x/../callback")],
            &[("redirect_uri", "http://localhost:9080/samples/web/%2e%2e/web/callback")],
            &[("redirect_uri", "http://localhost:9080@evil.example/samples/web/callback")],
            &[("redirect_uri", "HTTP://LOCALHOST:9080/samples/web/callback")],
            &[("redirect_uri", "javascript:alert(1)")],
            &[("redirect_uri", "http://localhost:9080/samples/web/callback#x")],
        ];
        for more in wrong {
            let answer = ask(&app, more).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{more:?}: {answer:?}");
            assert!(answer.has("error-message"), "{more:?}");
            assert!(!answer.body.contains("alert(1)</"), "{more:?}");
        }
    }

    async fn a_parameter_that_comes_twice_is_a_page(app) {
        let path = app.authorize(&Pkce::new(), &[]);
        let twice = format!("{path}&{}", form(&[("redirect_uri", "https://evil.example/")]));
        let answer = app.browser().get(&twice).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.has("error-message"));
    }

    async fn what_is_wrong_otherwise_goes_to_the_client(app) {
        let short = "x".repeat(42);
        let cases: [(&[(&str, &str)], &str); 17] = [
            (&[("response_type", "")], "invalid_request"),
            (&[("response_type", "none")], "unsupported_response_type"),
            (&[("response_type", "code token")], "unauthorized_client"),
            (&[("response_type", "token")], "unauthorized_client"),
            (&[("response_type", "id_token token")], "unauthorized_client"),
            (&[("response_mode", "web_message")], "invalid_request"),
            (&[("scope", "openid admin")], "invalid_scope"),
            (&[("scope", "email")], "invalid_scope"),
            (&[("scope", "openid \u{e9}")], "invalid_scope"),
            (&[("code_challenge", "")], "invalid_request"),
            (&[("code_challenge", &short)], "invalid_request"),
            (&[("code_challenge_method", "plain")], "invalid_request"),
            (&[("code_challenge_method", "")], "invalid_request"),
            (&[("prompt", "none login")], "invalid_request"),
            (&[("max_age", "soon")], "invalid_request"),
            (&[("request", "e30.e30.")], "request_not_supported"),
            (&[("request_uri", "https://evil.example/")], "request_uri_not_supported"),
        ];
        for (more, error) in cases {
            let answer = ask(&app, more).await;
            assert_refused(&answer, error);
        }
    }

    async fn prompt_none_never_shows_a_page(app) {
        assert_refused(&ask(&app, &[("prompt", "none")]).await, "login_required");
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let silent = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert!(silent.parameter("code").is_some(), "{silent:?}");
        app.set_user_enabled(false).await;
        let disabled = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert_refused(&disabled, "login_required");
    }

    async fn prompt_login_and_max_age_ask_again_and_tell_when(app) {
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        app.advance(Duration::from_secs(120));
        for more in [("prompt", "login"), ("max_age", "60")] {
            let pkce = Pkce::new();
            let answer = app.sign_in(&mut browser, &app.authorize(&pkce, &[more])).await;
            let code = answer.parameter("code").unwrap_or_else(|| panic!("{more:?}: {answer:?}"));
            let tokens = app.redeem(&code, &pkce).await.json();
            let id = claims(tokens["id_token"].as_str().expect("a token"));
            assert_eq!(id["auth_time"], app.cx().now().seconds(), "{more:?}");
            app.advance(Duration::from_secs(120));
        }
        let old_enough = browser.get(&app.authorize(&Pkce::new(), &[("max_age", "10000")])).await;
        assert!(old_enough.parameter("code").is_some(), "{old_enough:?}");
    }

    async fn unknown_parameters_are_ignored_and_long_states_come_back(app) {
        let state = "s".repeat(2000);
        let mut browser = app.browser();
        let path = app.authorize(&Pkce::new(), &[("state", &state), ("extra", "foobar"), ("display", "page")]);
        let answer = app.sign_in(&mut browser, &path).await;
        assert_eq!(answer.parameter("state").as_deref(), Some(state.as_str()));
    }

    async fn a_session_ends_by_itself(app) {
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        app.advance(Duration::from_secs(3601));
        assert_refused(&browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await, "login_required");
    }
}
