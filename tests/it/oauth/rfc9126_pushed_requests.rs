//! Pushed authorization requests (RFC 9126).

use std::time::Duration;

use axum::http::StatusCode;

use crate::support::{Answer, Pkce, TestApp, form, on_both, with};

const CALLBACK: &str = crate::support::WEB_CALLBACK;

async fn push(app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> Answer {
    let pairs = [
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email"),
        ("state", "a pushed state"),
        ("code_challenge", pkce.challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    app.ask("/oauth2/par", Some(app.web()), &with(&pairs, more)).await
}

async fn reference(app: &TestApp, pkce: &Pkce) -> String {
    let pushed = push(app, pkce, &[]).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
    assert_eq!(pushed.headers["cache-control"], "no-store");
    let body = pushed.json();
    assert!((5..600).contains(&body["expires_in"].as_u64().expect("seconds")));
    body["request_uri"].as_str().expect("a reference").to_owned()
}

fn path(app: &TestApp, client: &str, reference: &str) -> String {
    let pairs = [("client_id", client), ("request_uri", reference)];
    format!("{}/oauth2/authorize?{}", app.base, form(&pairs))
}

on_both! {
    async fn a_reference_is_a_request_until_it_is_answered(app) {
        let pkce = Pkce::new();
        let path = path(&app, app.web().0, &reference(&app, &pkce).await);
        let mut browser = app.browser();
        // A first look uses nothing up: people reload pages.
        for _ in 0..3 {
            assert!(browser.get(&path).await.location().contains("/login?"));
        }
        let answer = app.sign_in(&mut browser, &path).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("a pushed state"));
        let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
        assert!(tokens["id_token"].is_string(), "{tokens}");
        let again = browser.get(&path).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST, "{again:?}");
        assert!(again.body.contains("invalid_request_uri"), "{}", again.body);
    }

    async fn what_comes_beside_a_reference_counts_for_nothing(app) {
        let pkce = Pkce::new();
        let path = format!("{}&state=another&scope=demo/read", path(&app, app.web().0, &reference(&app, &pkce).await));
        let answer = app.sign_in(&mut app.browser(), &path).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("a pushed state"));
    }

    async fn an_old_made_up_or_foreign_reference_is_no_request(app) {
        let reference = reference(&app, &Pkce::new()).await;
        let foreign = app.browser().get(&path(&app, app.demo.spa(), &reference)).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "{foreign:?}");
        for bad in [format!("{reference}x"), reference[..reference.len() - 1].to_owned(), "urn:ietf:params:oauth:request_uri:".into()] {
            let refused = app.browser().get(&path(&app, app.web().0, &bad)).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}");
        }
        app.advance(Duration::from_secs(600));
        let old = app.browser().get(&path(&app, app.web().0, &reference)).await;
        assert_eq!(old.status, StatusCode::BAD_REQUEST, "{old:?}");
    }

    async fn a_wrong_request_is_refused_as_it_is_pushed(app) {
        let pkce = Pkce::new();
        for (more, error) in [
            (("redirect_uri", "https://evil.example/"), "invalid_request"),
            (("scope", "openid other/scope"), "invalid_scope"),
            (("response_type", "magic"), "unsupported_response_type"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge", ""), "invalid_request"),
            (("request_uri", "urn:ietf:params:oauth:request_uri:x"), "invalid_request"),
            (("request", "e30.e30.e30"), "request_not_supported"),
            (("client_id", "another"), "invalid_request"),
        ] {
            let refused = push(&app, &pkce, &[more]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{more:?}: {refused:?}");
            assert_eq!(refused.json()["error"], error, "{more:?}");
        }
        let stranger = app.ask("/oauth2/par", Some((app.web().0, "wrong")), &[("response_type", "code")]).await;
        assert_eq!((stranger.status, stranger.json()["error"].clone()), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
        let got = app.browser().get(&format!("{}/oauth2/par", app.base)).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn a_client_or_pool_may_take_pushed_requests_only(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.requests.pushed = true).await;
        let pkce = Pkce::new();
        let refused = app.browser().get(&app.authorize(&pkce, &[])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"));
        let path = path(&app, app.web().0, &reference(&app, &pkce).await);
        assert!(app.sign_in(&mut app.browser(), &path).await.parameter("code").is_some());
    }

    async fn a_denial_is_an_answer_too(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.consent = true).await;
        let path = path(&app, app.web().0, &reference(&app, &Pkce::new()).await);
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &path).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("consent-form");
        form.fields.retain(|(name, _)| name != "decision");
        form.fields.push(("decision".into(), "deny".into()));
        let denied = browser.submit(&page, &form).await;
        assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
        assert_eq!(browser.get(&path).await.status, StatusCode::BAD_REQUEST);
    }

    async fn what_cannot_be_read_again_is_not_kept(app) {
        let pkce = Pkce::new();
        let names: Vec<String> = (0..58).map(|number| format!("extra{number}")).collect();
        let more: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let refused = push(&app, &pkce, &more).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
    }

    async fn of_many_answers_to_one_reference_one_is_given(app) {
        let pkce = Pkce::new();
        let path = path(&app, app.web().0, &reference(&app, &pkce).await);
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let cookies = browser.cookies.clone();
        let tries = (0..8).map(|_| {
            let (mut browser, path) = (app.browser(), path.clone());
            browser.cookies = cookies.clone();
            async move {
                let answer = browser.get(&path).await;
                answer.status.is_redirection() && answer.parameter("code").is_some()
            }
        });
        let given = futures_util::future::join_all(tries).await.into_iter().filter(|given| *given).count();
        assert_eq!(given, 1);
    }
}
