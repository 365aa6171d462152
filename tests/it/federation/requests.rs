//! The road to an identity provider and back: it is taken once, by one browser, and leads nowhere else.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::configuration;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::provider::Provider;
use gatehouse::store;

use crate::support::upstream::{Arrival, Fake, Lie};
use crate::support::{Answer, Browser, Pkce, TestApp, WEB_CALLBACK, on_both};

/// An application whose pool knows one OpenID provider.
pub(super) async fn with_provider(app: &TestApp) -> Fake {
    let fake = Fake::oidc(app).await;
    fake.join(app, |provider| provider.rules.sign_up = Some(true)).await;
    fake
}

/// Where the button of a provider leads, on the way to the web client.
pub(super) fn button(app: &TestApp, name: &str, more: &[(&str, &str)]) -> String {
    let path = format!("/login/with/{name}");
    app.authorize(&Pkce::new(), more).replacen("/oauth2/authorize", &path, 1)
}

/// Goes to the provider and gets an answer there, without coming back yet.
async fn away(app: &TestApp, fake: &Fake, browser: &mut Browser) -> Arrival {
    fake.visit(&browser.leave(&button(app, "OIDC", &[])).await)
}

pub(super) fn let_in(answer: &Answer) {
    assert!(answer.location().starts_with(WEB_CALLBACK), "{answer:?}");
    assert!(answer.parameter("code").is_some(), "{answer:?}");
}

/// The page of those for whom nothing came of it.
pub(super) fn stopped(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.has("error-message"), "{answer:?}");
}

fn over(answer: &Answer) {
    stopped(answer, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("Start again"), "{answer:?}");
}

/// What the application is told.
pub(super) fn told(answer: &Answer, error: &str) {
    assert!(answer.location().starts_with(WEB_CALLBACK), "{answer:?}");
    assert_eq!(answer.parameter("error").as_deref(), Some(error), "{answer:?}");
    assert_eq!(answer.parameter("state").as_deref(), Some("a state"));
}

/// The provider says no instead.
fn failed_with(arrival: &Arrival, error: &str) -> Arrival {
    let mut arrival = arrival.clone();
    arrival.fields.retain(|(name, _)| *name != "code");
    arrival.fields.push(("error", error.to_owned()));
    arrival
}

async fn change(app: &TestApp, provider: Provider) {
    let cx = app.cx();
    let written = cx.write(provider, |tx, provider| {
        Box::pin(async move {
            store::providers::update(tx, provider).await?;
            store::epochs::advance(tx).await
        })
    });
    written.await.map(drop).expect("a change");
    configuration::learn_epoch(&app.app).await.expect("the epoch");
}

on_both! {
    async fn a_button_leads_there_and_back_to_the_application(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let page = browser.follow(&app.authorize(&Pkce::new(), &[])).await;
        assert!(page.has("login-form") && page.body.contains("Continue with OIDC"), "{page:?}");
        let arrival = away(&app, &fake, &mut browser).await;
        let_in(&browser.arrive(&arrival).await);
        let_in(&browser.follow(&app.authorize(&Pkce::new(), &[])).await);
    }

    async fn a_state_is_good_once(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let arrival = away(&app, &fake, &mut browser).await;
        let_in(&browser.arrive(&arrival).await);
        over(&browser.arrive(&arrival).await);
        assert_eq!(fake.heard("/token").len(), 1);
    }

    async fn nobody_comes_back_in_the_place_of_another(app) {
        let fake = with_provider(&app).await;
        let (mut browser, mut victim) = (app.browser(), app.browser());
        let arrival = away(&app, &fake, &mut browser).await;
        over(&victim.arrive(&arrival).await);
        away(&app, &fake, &mut victim).await;
        over(&victim.arrive(&arrival).await);
        assert!(victim.follow(&app.authorize(&Pkce::new(), &[])).await.has("login-form"));
        assert!(fake.heard("/token").is_empty());
        let_in(&browser.arrive(&arrival).await);
    }

    async fn a_state_is_good_until_it_expires(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let arrival = away(&app, &fake, &mut browser).await;
        app.advance(Duration::from_secs(599));
        let_in(&browser.arrive(&arrival).await);
        let mut late = app.browser();
        let arrival = away(&app, &fake, &mut late).await;
        app.advance(Duration::from_secs(600));
        over(&late.arrive(&arrival).await);
    }

    async fn an_answer_counts_in_its_own_pool(app) {
        let fake = with_provider(&app).await;
        let second = app.second_pool(PoolSettings::default()).await;
        let mut browser = app.browser();
        let arrival = away(&app, &fake, &mut browser).await;
        let mut elsewhere = arrival.clone();
        elsewhere.redirect_uri =
            arrival.redirect_uri.replace(app.demo.pool.id.as_str(), second.id.as_str());
        over(&browser.arrive(&elsewhere).await);
        let_in(&browser.arrive(&arrival).await);
    }

    async fn an_answer_of_another_provider_is_not_believed(app) {
        let (fake, google) = (with_provider(&app).await, Fake::google(&app).await);
        google.join(&app, |_| ()).await;
        let mut browser = app.browser();
        let mut arrival = google.visit(&browser.leave(&button(&app, "Google", &[])).await);
        let of_other = away(&app, &fake, &mut browser).await;
        arrival.fields.retain(|(name, _)| *name == "state");
        arrival.fields.extend(of_other.fields.into_iter().filter(|(name, _)| *name != "state"));
        stopped(&browser.arrive(&arrival).await, StatusCode::BAD_GATEWAY);
        assert!(browser.follow(&app.authorize(&Pkce::new(), &[])).await.has("login-form"));
    }

    async fn whoever_answers_is_whom_we_asked(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        for lie in [Lie::IssParameterWrong, Lie::IssParameterMissing] {
            fake.lie(lie);
            let arrival = away(&app, &fake, &mut browser).await;
            stopped(&browser.arrive(&arrival).await, StatusCode::BAD_GATEWAY);
        }
        assert!(fake.heard("/token").is_empty(), "the code went to nobody");
    }

    async fn whoever_disables_a_provider_ends_the_journeys_to_it(app) {
        let fake = Fake::oidc(&app).await;
        let provider = fake.join(&app, |_| ()).await;
        let mut browser = app.browser();
        let arrival = away(&app, &fake, &mut browser).await;
        change(&app, Provider { enabled: false, ..provider }).await;
        over(&browser.arrive(&arrival).await);
        let gone = browser.get(&button(&app, "OIDC", &[])).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }

    async fn apples_form_comes_without_cookies_and_the_browser_brings_them(app) {
        let apple = Fake::apple(&app).await;
        apple.join(&app, |provider| provider.rules.sign_up = Some(true)).await;
        let mut browser = app.browser();
        let arrival = apple.visit(&browser.leave(&button(&app, "SignInWithApple", &[])).await);
        assert!(arrival.by_post);
        let_in(&browser.arrive(&arrival).await);
        over(&browser.arrive(&arrival).await);
        let arrival = apple.visit(&app.browser().leave(&button(&app, "SignInWithApple", &[])).await);
        over(&app.browser().arrive(&arrival).await);
        let mut made_up = arrival.clone();
        made_up.fields[0].1 = "made up".into();
        over(&app.browser().arrive(&made_up).await);
        let mut huge = arrival;
        for name in ["code", "iss", "user"] {
            huge.fields.retain(|(own, _)| *own != name);
            huge.fields.push((name, "x".repeat(8000)));
        }
        let refused = app.browser().arrive(&huge).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
    }

    async fn what_a_provider_says_no_with_is_told_in_words(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        for (error, status) in [
            ("access_denied", StatusCode::FORBIDDEN),
            ("temporarily_unavailable", StatusCode::BAD_GATEWAY),
            ("invalid_scope", StatusCode::BAD_GATEWAY),
            ("<script>alert(1)</script>", StatusCode::BAD_GATEWAY),
        ] {
            let arrival = failed_with(&away(&app, &fake, &mut browser).await, error);
            let page = browser.arrive(&arrival).await;
            stopped(&page, status);
            assert!(page.body.contains("/login/with/OIDC?response_type=code"), "a way back: {page:?}");
            assert!(!page.body.contains("<script>alert"), "{page:?}");
            over(&browser.arrive(&arrival).await);
        }
    }

    async fn an_application_that_asked_for_the_provider_is_told_itself(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        for (error, meaning) in [
            ("access_denied", "access_denied"),
            ("temporarily_unavailable", "temporarily_unavailable"),
            ("invalid_scope", "server_error"),
        ] {
            let path = app.authorize(&Pkce::new(), &[("identity_provider", "OIDC")]);
            let arrival = fake.visit(&browser.leave(&path).await);
            told(&browser.arrive(&failed_with(&arrival, error)).await, meaning);
        }
        fake.lie(Lie::WrongNonce);
        let path = app.authorize(&Pkce::new(), &[("identity_provider", "OIDC")]);
        let arrival = fake.visit(&browser.leave(&path).await);
        told(&browser.arrive(&arrival).await, "server_error");
    }

    async fn nothing_in_a_request_decides_where_a_browser_goes(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let evil = "https://evil.example/";
        let sent = browser.get(&button(&app, "OIDC", &[("redirect_uri", evil)])).await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST);
        let path = format!("{}/oauth2/idpresponse", app.base);
        let query = "state=x&code=y&redirect_uri=https://evil.example/&next=//evil.example";
        over(&browser.get(&format!("{path}?{query}")).await);
        over(&browser.get(&format!("{path}?answer=x")).await);
        over(&browser.get(&path).await);
        let mut elsewhere = app.browser();
        elsewhere.host = "evil.example".into();
        let url = elsewhere.leave(&button(&app, "OIDC", &[])).await;
        let asked = url.query_pairs().find(|(name, _)| name == "redirect_uri").expect("a URI").1;
        assert_eq!(asked, fake.redirect_uri());
    }

    async fn a_browser_is_on_ten_journeys_at_the_most(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let first = away(&app, &fake, &mut browser).await;
        let second = away(&app, &fake, &mut browser).await;
        for _ in 0..9 {
            away(&app, &fake, &mut browser).await;
        }
        over(&browser.arrive(&first).await);
        let_in(&browser.arrive(&second).await);
    }

    async fn one_address_sends_so_many_browsers(app) {
        with_provider(&app).await;
        let mut node = app.second_node(|config| config.limits.departures = 2).await;
        node.come_from("203.0.113.7");
        for _ in 0..2 {
            node.browser().leave(&button(&app, "OIDC", &[])).await;
        }
        let refused = node.browser().get(&button(&app, "OIDC", &[])).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        node.come_from("203.0.113.8");
        node.browser().leave(&button(&app, "OIDC", &[])).await;
    }
}
