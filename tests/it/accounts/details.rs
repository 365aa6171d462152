//! What a pool wants to know of everybody is asked for at the next sign-in.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::model::User;

use super::complaint;
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

impl TestApp {
    /// From now on the pool wants a middle name and a date of birth of everybody.
    async fn want_details(&self) {
        self.change_pool(|pool| {
            pool.required_attributes =
                ["email", "middle_name", "birthdate"].map(str::to_owned).to_vec();
        })
        .await;
    }

    async fn fill_details(
        &self,
        browser: &mut Browser,
        page: &Answer,
        values: [&str; 2],
    ) -> Answer {
        let mut form = page.form("details-form");
        form.fill("middle_name", values[0]);
        form.fill("birthdate", values[1]);
        browser.submit(page, &form).await
    }

    async fn demo_user(&self) -> User {
        users::show(&self.cx(), &self.demo.pool.id, "demo").await.expect("the demo user")
    }
}

on_both! {
    async fn what_is_missing_is_asked_for_once(app) {
        app.want_details().await;
        let (mut browser, path) = (app.browser(), app.authorize(&Pkce::new(), &[]));
        let page = app.half_way(&mut browser, &path).await;
        assert!(!page.body.contains("name=\"email\""), "what is known is not asked for: {page:?}");
        for (values, fault) in [
            (["", "1990-12-31"], "Fill in this field"),
            (["Alice", ""], "date of birth"),
            (["Alice", "31.12.1990"], "such as 1990-12-31"),
        ] {
            let refused = app.fill_details(&mut browser, &page, values).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{values:?}");
            let said = complaint(&refused);
            assert!(said.contains(fault), "{values:?}: {said}");
            let kept = values[0].is_empty() || refused.body.contains("value=\"Alice\"");
            assert!(kept, "what was typed is filled in again: {refused:?}");
        }
        assert!(browser.get(&path).await.location().contains("/login"), "not signed in yet");
        let done = app.fill_details(&mut browser, &page, ["Alice", "1990-12-31"]).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let known = app.demo_user().await.attributes;
        assert_eq!(known.get("middle_name").map(String::as_str), Some("Alice"));
        assert_eq!(known.get("birthdate").map(String::as_str), Some("1990-12-31"));
        assert_eq!(known.get("email_verified").map(String::as_str), Some("true"), "the rest stays");
        let again = app.sign_in(&mut app.browser(), &path).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    async fn nothing_else_is_taken(app) {
        app.want_details().await;
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let mut form = page.form("details-form");
        form.fill("middle_name", "Alice");
        form.fill("birthdate", "1990-12-31");
        for (name, value) in [("email", "eve@example.test"), ("zoneinfo", "Europe/Berlin"), ("nickname", "eve"), ("sub", "x")] {
            form.fields.push((name.to_owned(), value.to_owned()));
        }
        let before = app.demo_user().await;
        let done = browser.submit(&page, &form).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let after = app.demo_user().await;
        assert_eq!((after.id, after.attributes.get("email")), (before.id, before.attributes.get("email")));
        assert_eq!(after.attributes.get("nickname"), None);
        assert_eq!(after.attributes.get("zoneinfo"), before.attributes.get("zoneinfo"));
    }

    async fn they_come_after_the_second_factor(app) {
        let secret = app.set_up_totp().await;
        app.want_details().await;
        app.advance(Duration::from_secs(30));
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let form = page.form("code-form");
        let csrf = form.fields.iter().find(|(name, _)| name == "_csrf").expect("a token").1.clone();
        let body = format!("_csrf={csrf}&answer=details&middle_name=Eve&birthdate=1990-12-31");
        browser.post(&page.at, &body).await;
        assert_eq!(app.demo_user().await.attributes.get("middle_name"), None, "not before the code");
        let next = app.show_code(&mut browser, &page, "code-form", &secret).await;
        let page = browser.get(&next.location()).await;
        let done = app.fill_details(&mut browser, &page, ["Alice", "1990-12-31"]).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }
}
