//! Which ways in somebody has, and how an application asks for one of them.

use axum::http::StatusCode;
use gatehouse::domain::admin::pools::{self, PoolChange};
use serde_json::json;
use url::Url;

use super::requests::{button, let_in, told, with_provider};
use crate::support::upstream::Fake;
use crate::support::{Answer, Pkce, TestApp, on_both};

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

fn asking(app: &TestApp, more: &[(&str, &str)]) -> String {
    app.authorize(&Pkce::new(), more)
}

async fn let_come_from(app: &TestApp, names: &[&str]) {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    app.change_client(app.web().0, |client| client.identity_providers = Some(names)).await;
}

/// Where a page goes by itself: a form ends at our own pages alone.
fn onward(page: &Answer) -> String {
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let address = page.body.split("content=\"0;url=").nth(1).expect("a refresh");
    address.split('"').next().expect("an address").replace("&#38;", "&")
}

on_both! {
    async fn an_application_asks_for_a_provider_by_name_or_by_identifier(app) {
        let fake = Fake::oidc(&app).await;
        fake.join(&app, |provider| {
            provider.rules.sign_up = Some(true);
            provider.rules.identifiers = vec!["corp.example".into()];
        })
        .await;
        for wish in [("identity_provider", "OIDC"), ("idp_identifier", "corp.example")] {
            let mut browser = app.browser();
            let url = browser.leave(&asking(&app, &[wish])).await;
            let_in(&browser.arrive(&fake.visit(&url)).await);
        }
        let signing_up = [("identity_provider", "OIDC"), ("prompt", "create")];
        app.browser().leave(&asking(&app, &signing_up)).await;
        let own = app.browser().follow(&asking(&app, &[("identity_provider", "COGNITO")])).await;
        assert!(own.has("login-form") && !own.body.contains("/login/with/"), "{own:?}");
    }

    async fn a_way_that_is_none_is_refused_to_the_application(app) {
        let fake = Fake::google(&app).await;
        fake.join(&app, |provider| provider.enabled = false).await;
        with_provider(&app).await;
        for wish in [
            ("identity_provider", "Google"),
            ("identity_provider", "Nobody"),
            ("identity_provider", "oidc"),
            ("idp_identifier", "corp.example"),
        ] {
            told(&app.browser().follow(&asking(&app, &[wish])).await, "invalid_request");
        }
        let_come_from(&app, &["COGNITO"]).await;
        let answer = app.browser().follow(&asking(&app, &[("identity_provider", "OIDC")])).await;
        told(&answer, "invalid_request");
        let gone = app.browser().get(&button(&app, "OIDC", &[])).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }

    async fn what_the_request_wants_goes_along(app) {
        with_provider(&app).await;
        let direct = ("identity_provider", "OIDC");
        let none = app.browser().follow(&asking(&app, &[direct, ("prompt", "none")])).await;
        told(&none, "login_required");
        told(&app.browser().get(&button(&app, "OIDC", &[("prompt", "none")])).await, "login_required");
        let hint = ("login_hint", "erika@example.com");
        let plain = app.browser().leave(&asking(&app, &[direct, hint])).await;
        assert_eq!(parameter(&plain, "login_hint").as_deref(), Some("erika@example.com"));
        assert_eq!(parameter(&plain, "prompt"), None);
        for again in [("prompt", "login"), ("max_age", "60")] {
            let url = app.browser().leave(&asking(&app, &[direct, again])).await;
            assert_eq!(parameter(&url, "prompt").as_deref(), Some("login"), "{again:?}");
        }
        for secret in ["state", "nonce", "code_challenge"] {
            let other = app.browser().leave(&asking(&app, &[direct])).await;
            assert_ne!(parameter(&plain, secret), parameter(&other, secret), "{secret}");
        }
    }

    async fn an_application_with_one_provider_has_no_page_before_it(app) {
        let fake = with_provider(&app).await;
        let google = Fake::google(&app).await;
        google.join(&app, |_| ()).await;
        let page = app.browser().follow(&asking(&app, &[])).await;
        assert!(page.body.contains("Continue with Google"), "{page:?}");
        let mut browser = app.browser();
        let page = browser.follow(&asking(&app, &[])).await;
        let mut form = page.form("login-form");
        let_come_from(&app, &["OIDC"]).await;
        let url = app.browser().leave(&asking(&app, &[])).await;
        assert!(url.as_str().starts_with(&fake.origin));
        form.fill("username", app.demo.user().0);
        form.fill("password", app.demo.user().1);
        let refused = browser.submit(&page, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "our own accounts do not lead there");
        let_come_from(&app, &["OIDC", "Google"]).await;
        let page = app.browser().follow(&asking(&app, &[])).await;
        assert!(!page.has("login-form") && page.body.contains("/login/with/Google?"), "{page:?}");
        let path = asking(&app, &[]).replacen("/oauth2/authorize", "/signup", 1);
        let sign_up = app.browser().get(&path).await;
        assert!(sign_up.location().contains("/login?"), "{sign_up:?}");
    }

    async fn a_session_counts_where_its_way_is_taken(app) {
        let fake = with_provider(&app).await;
        let mut browser = app.browser();
        let_in(&app.sign_in(&mut browser, &asking(&app, &[])).await);
        let_in(&browser.follow(&asking(&app, &[])).await);
        let_come_from(&app, &["OIDC"]).await;
        told(&browser.follow(&asking(&app, &[("prompt", "none")])).await, "login_required");
        let url = browser.leave(&asking(&app, &[])).await;
        let_in(&browser.arrive(&fake.visit(&url)).await);
        let_in(&browser.follow(&asking(&app, &[("prompt", "none")])).await);
        let_come_from(&app, &["COGNITO"]).await;
        told(&browser.follow(&asking(&app, &[("prompt", "none")])).await, "login_required");
        assert!(browser.follow(&asking(&app, &[])).await.has("login-form"));
    }

    async fn an_account_is_proved_once_and_then_the_provider_counts(app) {
        let fake = Fake::oidc(&app).await;
        fake.person(json!({"email": "demo@example.test", "email_verified": true}));
        let domains = Some(vec!["example.test".to_owned()]);
        fake.join(&app, |provider| provider.rules.trusted_domains = domains).await;
        let_come_from(&app, &["OIDC"]).await;
        let mut browser = app.browser();
        let url = browser.leave(&asking(&app, &[])).await;
        let asked = browser.arrive(&fake.visit(&url)).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("password-form");
        form.fill("password", app.demo.user().1);
        let page = browser.submit(&page, &form).await;
        let url = browser.leave(&onward(&page)).await;
        let_in(&browser.arrive(&fake.visit(&url)).await);
    }

    async fn an_address_leads_to_the_provider_of_its_domain(app) {
        let fake = Fake::oidc(&app).await;
        fake.join(&app, |provider| provider.rules.identifiers = vec!["corp.example".into()]).await;
        app.change_pool(|pool| pool.sign_in.identifier_first = true).await;
        for name in ["nobody@corp.example", "Somebody@CORP.example"] {
            let mut browser = app.browser();
            let page = browser.follow(&asking(&app, &[])).await;
            let mut form = page.form("login-form");
            form.fill("username", name);
            let page = browser.submit(&page, &form).await;
            let url = browser.leave(&onward(&page)).await;
            assert!(url.as_str().starts_with(&fake.origin));
            assert_eq!(parameter(&url, "login_hint").as_deref(), Some(name));
        }
        let mut browser = app.browser();
        let page = browser.follow(&asking(&app, &[])).await;
        let mut form = page.form("login-form");
        form.fill("username", "nobody@notcorp.example");
        assert!(browser.submit(&page, &form).await.has("password-form"));
    }

    async fn at_its_own_domain_a_pool_has_its_people_sent_back_there(app) {
        with_provider(&app).await;
        let domain = Some(Some("login.example.com".to_owned()));
        let change = PoolChange { domain, ..PoolChange::default() };
        pools::update(&app.cx(), &app.demo.pool.id, change).await.expect("a change");
        let mut browser = app.browser();
        browser.host = "login.example.com:9080".into();
        let path = button(&app, "OIDC", &[]).replacen(&app.base, "", 1);
        let url = browser.leave(&path).await;
        let back = "http://login.example.com:9080/oauth2/idpresponse";
        assert_eq!(parameter(&url, "redirect_uri").as_deref(), Some(back));
        let state = parameter(&url, "state").expect("a state");
        let denied = format!("/oauth2/idpresponse?error=access_denied&state={state}");
        let page = browser.get(&denied).await;
        assert!(page.body.contains("\"/login/with/OIDC?"), "{page:?}");
    }
}
