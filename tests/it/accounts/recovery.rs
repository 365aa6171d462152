//! A forgotten password.

use std::time::Duration;

use axum::http::StatusCode;

use super::{PASSWORD, complaint};
use crate::support::{Pkce, on_both};

const NEW: &str = "an entirely new one";

on_both! {
    async fn a_new_password_takes_the_place_of_the_old_and_ends_all_sessions(app) {
        let (name, old) = app.demo.user();
        let mut signed_in = app.browser();
        app.sign_in(&mut signed_in, &app.authorize(&Pkce::new(), &[])).await;
        let tokens = app.tokens().await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, name).await;
        let code = app.mailed_code("demo@example.test").await;
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "{done:?}");
        complaint(&app.type_in(&mut app.browser(), name, old).await);
        assert!(app.type_in(&mut app.browser(), name, NEW).await.has("logout-form"));
        let silent = signed_in.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("login_required"));
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(app.refresh(refresh).await.json()["error"], "invalid_grant");
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(app.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_code_is_good_once_for_an_hour_and_for_its_own_account(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        let other = app.forget(&mut app.browser(), "demo").await;
        complaint(&app.reset(&mut browser, &other, &code, NEW).await);
        complaint(&app.reset(&mut browser, &page, &code, "short").await);
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.status.is_redirection(), "{done:?}");
        complaint(&app.reset(&mut browser, &page, &code, "yet another password").await);
        app.advance(Duration::from_secs(3600));
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        app.advance(Duration::from_secs(3601));
        complaint(&app.reset(&mut browser, &page, &code, NEW).await);
    }

    async fn a_right_code_with_a_password_that_will_not_do_costs_no_try(app) {
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "demo").await;
        let code = app.mailed_code("demo@example.test").await;
        for _ in 0..8 {
            complaint(&app.reset(&mut browser, &page, &code, "demo@example.test").await);
        }
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "{done:?}");
    }

    async fn one_of_many_resets_by_one_code_succeeds(app) {
        let page = app.forget(&mut app.browser(), "demo").await;
        let code = app.mailed_code("demo@example.test").await;
        let mut tries = Vec::new();
        for number in 0..4 {
            let (mut browser, page, code, app) = (app.browser(), page.clone(), code.clone(), &app);
            tries.push(async move {
                let opened = browser.get(&page.at).await;
                app.reset(&mut browser, &opened, &code, &format!("new password number {number}")).await.status
            });
        }
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|status| status.is_redirection()).count(), 1, "{answers:?}");
    }

    async fn a_sign_up_code_resets_no_password(app) {
        let mut browser = app.browser();
        app.sign_up(&mut browser, "jane", "jane@example.test").await;
        let code = app.mailed_code("jane@example.test").await;
        app.advance(Duration::from_secs(1));
        let page = app.forget(&mut browser, "jane").await;
        complaint(&app.reset(&mut browser, &page, &code, NEW).await);
        complaint(&app.type_in(&mut app.browser(), "jane", NEW).await);
    }

    async fn a_flood_of_requests_is_not_a_flood_of_mail(app) {
        app.member("jane", "jane@example.test").await;
        let before = app.mail("jane@example.test").await.len();
        for _ in 0..30 {
            app.forget(&mut app.browser(), "jane").await;
            app.advance(Duration::from_secs(1));
        }
        assert!(app.mail("jane@example.test").await.len() <= before + 2);
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"), "the old one still works");
    }
}
