//! Signing in.

use axum::http::StatusCode;

use super::{PASSWORD, complaint};
use crate::support::{Pkce, on_both};

on_both! {
    async fn every_refusal_has_the_same_words_and_status(app) {
        app.member("jane", "jane@example.test").await;
        app.set_user_enabled(false).await;
        let password = app.demo.user().1;
        let mut said = Vec::new();
        for (name, password) in [("jane", "wrong password"), ("nobody", PASSWORD), ("demo", password), ("nobody@example.test", PASSWORD), ("jane", " correct horse battery ")] {
            let answer = app.type_in(&mut app.browser(), name, password).await;
            said.push((answer.status, complaint(&answer)));
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:?}");
    }

    async fn a_missing_field_is_said_and_nothing_is_written_back(app) {
        let mut browser = app.browser();
        let empty = app.type_in(&mut browser, "", "").await;
        complaint(&empty);
        let answer = app.type_in(&mut browser, "jane", "a secret password").await;
        assert!(!answer.body.contains("a secret password"), "{answer:?}");
        assert!(answer.body.contains("jane"), "the name stays in its field");
    }

    async fn the_cookie_changes_with_each_sign_in(app) {
        let mut browser = app.browser();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let first = browser.cookies["gatehouse"].clone();
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[("prompt", "login")])).await;
        let second = browser.cookies["gatehouse"].clone();
        assert_ne!(first, second);
        let mut thief = app.browser();
        thief.cookies.insert("gatehouse".into(), first);
        let refused = thief.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    }

    async fn a_made_up_cookie_is_not_taken_up(app) {
        let made_up = "AAAAAAAAAAAAAAAAAAAAAA";
        let mut browser = app.browser();
        browser.cookies.insert("gatehouse".into(), made_up.into());
        app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        assert_ne!(browser.cookies["gatehouse"], made_up);
    }

    async fn opening_pages_writes_nothing(app) {
        let mut browser = app.browser();
        for path in ["login", "signup", "confirm", "forgotPassword", "logout"] {
            let page = browser.get(&format!("{}/{path}", app.base)).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
        }
        assert!(!browser.cookies.contains_key("gatehouse"), "{:?}", browser.cookies);
    }

    async fn a_person_signed_in_is_told_so(app) {
        let mut browser = app.browser();
        let (name, password) = app.demo.user();
        app.type_in(&mut browser, name, password).await;
        let page = browser.get(&format!("{}/login", app.base)).await;
        assert!(page.has("logout-form"), "{page:?}");
    }
}
