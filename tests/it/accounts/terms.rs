//! Terms are agreed to once a version: at sign-up, and by those who are there at their next sign-in.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::domain::audit;
use gatehouse::model::terms::{Agreement, TermsPolicy};

use super::{PASSWORD, complaint};
use crate::process::html::Form;
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

impl TestApp {
    /// From now on that version of the terms counts.
    async fn put_up_terms(&self, version: &str) {
        self.change_pool(|pool| {
            pool.terms = TermsPolicy {
                version: Some(version.to_owned()),
                terms_url: Some("https://app.example/terms".to_owned()),
                privacy_url: Some("https://app.example/privacy".to_owned()),
            };
        })
        .await;
    }

    async fn agreement_of(&self, who: &str) -> Option<Agreement> {
        let user = users::show(&self.cx(), &self.demo.pool.id, who).await.expect("a user");
        user.preferences.terms
    }

    /// The details of the newest event of that name.
    async fn told(&self, event: &str) -> String {
        let mut tx = self.cx().read().await.expect("a read");
        let events = audit::list(&mut tx, &self.demo.pool.id, 20).await.expect("events");
        events.into_iter().find(|one| one.event == event).expect("an event").detail
    }
}

/// Sends the form with the box ticked for `version`, or left empty.
async fn tick(
    browser: &mut Browser,
    page: &Answer,
    mut form: Form,
    version: Option<&str>,
) -> Answer {
    form.fields.retain(|(name, _)| name != "terms");
    form.fields.extend(version.map(|version| ("terms".to_owned(), version.to_owned())));
    browser.submit(page, &form).await
}

on_both! {
    async fn who_signs_up_agrees_to_them(app) {
        app.put_up_terms("2026-01").await;
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/signup", app.base)).await;
        for address in ["https://app.example/terms", "https://app.example/privacy"] {
            assert!(page.body.contains(&format!("href=\"{address}\"")), "{page:?}");
        }
        let mut filled = page.form("signup-form");
        for (name, value) in [("username", "jane"), ("email", "jane@example.test"), ("password", PASSWORD)] {
            filled.fill(name, value);
        }
        for version in [None, Some(""), Some("2025-01")] {
            let refused = tick(&mut browser, &page, filled.clone(), version).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{version:?}");
            assert!(complaint(&refused).contains("Agree to the terms"), "{version:?}: {refused:?}");
        }
        let made = tick(&mut browser, &page, filled.clone(), Some("2026-01")).await;
        assert!(made.status.is_redirection(), "{made:?}");
        let agreement = app.agreement_of("jane").await.expect("an agreement");
        assert_eq!((agreement.version.as_str(), agreement.at), ("2026-01", app.cx().now()));
        assert!(app.told("user.signed_up").await.contains("2026-01"));
        let code = app.mailed_code("jane@example.test").await;
        app.confirm(&mut browser, "jane", &code).await;
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"), "once");
    }

    async fn who_is_there_agrees_to_each_version_once(app) {
        let path = app.authorize(&Pkce::new(), &[]);
        for version in ["1", "2"] {
            app.advance(Duration::from_secs(1)); // later events are newer
            app.put_up_terms(version).await;
            let mut browser = app.browser();
            let page = app.half_way(&mut browser, &path).await;
            let refused = tick(&mut browser, &page, page.form("terms-form"), None).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST);
            assert!(complaint(&refused).contains("Agree to the terms"), "{refused:?}");
            assert!(browser.get(&path).await.location().contains("/login"), "not signed in yet");
            let done = tick(&mut browser, &page, page.form("terms-form"), Some(version)).await;
            assert!(done.parameter("code").is_some(), "{done:?}");
            let agreement = app.agreement_of("demo").await.expect("an agreement");
            assert_eq!((agreement.version.as_str(), agreement.at), (version, app.cx().now()));
            assert!(app.told("user.terms_agreed").await.contains(version));
            let again = app.sign_in(&mut app.browser(), &path).await;
            assert!(again.parameter("code").is_some(), "{again:?}");
        }
    }

    async fn an_old_page_agrees_to_nothing_new(app) {
        app.put_up_terms("1").await;
        let (mut browser, path) = (app.browser(), app.authorize(&Pkce::new(), &[]));
        let page = app.half_way(&mut browser, &path).await;
        app.put_up_terms("2").await;
        let asked = tick(&mut browser, &page, page.form("terms-form"), Some("1")).await;
        assert!(asked.location().contains("/login/step"), "asked anew: {asked:?}");
        assert_eq!(app.agreement_of("demo").await, None);
        let page = browser.get(&asked.location()).await;
        assert!(page.body.contains("value=\"2\""), "{page:?}");
        let done = tick(&mut browser, &page, page.form("terms-form"), Some("2")).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }

    async fn a_pool_without_terms_asks_for_none(app) {
        let page = app.browser().get(&format!("{}/signup", app.base)).await;
        assert!(!page.body.contains("name=\"terms\""), "{page:?}");
        assert!(app.sign_in(&mut app.browser(), &app.authorize(&Pkce::new(), &[])).await.parameter("code").is_some());
        assert_eq!(app.agreement_of("demo").await, None);
    }
}
