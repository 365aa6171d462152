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

    async fn more_than_can_be_hashed_is_turned_away_and_not_heaped_up(app) {
        let busy = app.second_node(|config| {
            config.passwords.workers = 1;
            config.passwords.queue = 1;
            config.passwords.memory_kib = 19456;
        }).await;
        let guesses = (0..12).map(|number| {
            let busy = &busy;
            async move {
                let mut browser = busy.browser();
                busy.type_in(&mut browser, &format!("somebody-{number}"), PASSWORD).await
            }
        });
        let answers = futures_util::future::join_all(guesses).await;
        let turned_away: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::SERVICE_UNAVAILABLE).collect();
        assert!(!turned_away.is_empty());
        for answer in &turned_away {
            assert!(answer.headers.contains_key(axum::http::header::RETRY_AFTER) && answer.has("login-form"), "{answer:?}");
        }
        let others = answers.len() - turned_away.len();
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST).count(), others);
    }

    async fn many_right_passwords_at_once_are_no_guesses(app) {
        let (name, password) = app.demo.user();
        let sign_ins = (0..16).map(|_| async {
            let mut browser = app.browser();
            app.type_in(&mut browser, name, password).await
        });
        for answer in futures_util::future::join_all(sign_ins).await {
            assert!(answer.has("logout-form"), "{answer:?}");
        }
    }

    async fn a_pools_own_domain_has_the_same_pages_at_its_root(app) {
        let mut browser = app.browser();
        browser.host = "demo.localhost:9080".into();
        let home = browser.get("/").await;
        assert_eq!(home.status, StatusCode::OK, "{home:?}");
        assert!(home.body.contains("href=\"/login"), "{home:?}");
        let page = browser.get("/login").await;
        let mut form = page.form("login-form");
        form.fill("username", app.demo.user().0);
        form.fill("password", app.demo.user().1);
        assert!(browser.submit(&page, &form).await.has("logout-form"));
        let authorize = app.authorize(&Pkce::new(), &[]).replace(&app.base, "");
        let answer = browser.get(&authorize).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        browser.cookies.clear();
        assert!(browser.get(&authorize).await.location().starts_with("/login?"));
    }
}
