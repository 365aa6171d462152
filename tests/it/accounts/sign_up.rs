//! Signing up and proving the address.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::model::user::UserStatus;
use serde_json::json;

use super::{PASSWORD, complaint};
use crate::support::{Pkce, on_both};

on_both! {
    async fn a_person_signs_up_confirms_and_signs_in(app) {
        let mut browser = app.browser();
        let signed_up = app.sign_up(&mut browser, "jane", "jane@example.test").await;
        assert_eq!(signed_up.status, StatusCode::SEE_OTHER, "{signed_up:?}");
        let page = browser.get(&signed_up.location()).await;
        assert!(page.has("confirm-form"), "{page:?}");
        let early = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(early.location().contains("/confirm?"), "not yet: {early:?}");
        let code = app.mailed_code("jane@example.test").await;
        let mut form = page.form("confirm-form");
        form.fill("code", &format!(" {}-{} ", &code[..3], &code[3..]));
        let confirmed = browser.submit(&page, &form).await;
        assert!(confirmed.location().contains("/login"), "{confirmed:?}");
        for name in ["jane", "JANE", "Jane@Example.test"] {
            let answer = app.type_in(&mut app.browser(), name, PASSWORD).await;
            assert!(answer.has("logout-form"), "{name}: {answer:?}");
        }
    }

    async fn the_link_in_the_mail_confirms_only_by_its_button(app) {
        let mut browser = app.browser();
        app.sign_up(&mut browser, "jane", "jane@example.test").await;
        let mail = app.mail("jane@example.test").await;
        let link = mail[0].links[0].strip_prefix("http://localhost:9080").expect("our own").to_owned();
        let mut scanner = app.browser();
        let page = scanner.get(&link).await;
        let pool = &app.demo.pool.id;
        let status = async || users::show(&app.cx(), pool, "jane").await.expect("jane").status;
        assert_eq!(status().await, UserStatus::Unconfirmed, "a scanner that opens links confirms nothing");
        let confirmed = scanner.submit(&page, &page.form("confirm-form")).await;
        assert!(confirmed.status.is_redirection(), "{confirmed:?}");
        assert_eq!(status().await, UserStatus::Confirmed);
    }

    async fn a_code_is_good_once_for_its_own_account_and_a_day(app) {
        let mut browser = app.browser();
        app.sign_up(&mut browser, "jane", "jane@example.test").await;
        app.sign_up(&mut browser, "john", "john@example.test").await;
        let code = app.mailed_code("jane@example.test").await;
        complaint(&app.confirm(&mut browser, "john", &code).await);
        app.advance(Duration::from_secs(24 * 3600 + 1));
        complaint(&app.confirm(&mut browser, "jane", &code).await);
        let page = browser.get(&format!("{}/confirm?username=jane", app.base)).await;
        browser.submit(&page, &page.form("resend-form")).await;
        let fresh = app.mailed_code("jane@example.test").await;
        assert!(app.confirm(&mut browser, "jane", &fresh).await.status.is_redirection());
        complaint(&app.confirm(&mut browser, "jane", &fresh).await);
    }

    async fn what_breaks_a_rule_is_said_beside_its_field(app) {
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/signup", app.base)).await;
        let long = "x".repeat(300);
        let cases = [
            ("", "jane@example.test", PASSWORD),
            ("a b", "jane@example.test", PASSWORD),
            ("jane@example.test", "jane@example.test", PASSWORD),
            ("demo", "jane@example.test", PASSWORD),
            ("jane", "", PASSWORD),
            ("jane", "not an address", PASSWORD),
            ("jane", "jane@example.test\r\nBcc: all@example.test", PASSWORD),
            ("jane", "jane@example.test", ""),
            ("jane", "jane@example.test", "short"),
            ("jane", "jane@example.test", &long),
            ("jane", "jane@example.test", "jane@example.test"),
        ];
        for (username, email, password) in cases {
            let mut form = page.form("signup-form");
            form.fill("username", username);
            form.fill("email", email);
            form.fill("password", password);
            let refused = browser.submit(&page, &form).await;
            assert!(refused.status.is_client_error(), "{username} {email}: {refused:?}");
            assert!(refused.has("error-summary"), "{username} {email}: {refused:?}");
            assert!(!refused.body.contains(PASSWORD), "a password is not written back");
        }
        assert!(app.mail("jane@example.test").await.is_empty());
    }

    async fn what_a_pool_asks_for_of_its_own_has_the_form_that_it_says(app) {
        app.change_pool(|pool| {
            let badge = json!({ "name": "badge", "maximum": 8, "pattern": "[A-Z]{2}[0-9]+" });
            pool.custom_attributes = vec![serde_json::from_value(badge).expect("an attribute")];
            pool.required_attributes.push("custom:badge".into());
        })
        .await;
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/signup", app.base)).await;
        let sign_up = |badge: &str| {
            let mut form = page.form("signup-form");
            form.fill("username", "jane");
            form.fill("email", "jane@example.test");
            form.fill("password", PASSWORD);
            form.fill("custom:badge", badge);
            form
        };
        for badge in ["", "AB", "ab12", "AB12x", "xAB12", "AB1234567"] {
            let refused = browser.submit(&page, &sign_up(badge)).await;
            assert!(complaint(&refused).len() > 1, "{badge}");
            assert!(refused.body.contains("aria-invalid=\"true\""), "{badge}: {refused:?}");
        }
        let signed_up = browser.submit(&page, &sign_up("AB1234")).await;
        assert_eq!(signed_up.status, StatusCode::SEE_OTHER, "{signed_up:?}");
        let jane = users::show(&app.cx(), &app.demo.pool.id, "jane").await.expect("jane");
        assert_eq!(jane.attributes["custom:badge"], "AB1234");
    }

    async fn nobody_verifies_an_address_or_joins_a_group_by_a_form_field(app) {
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/signup", app.base)).await;
        let mut form = page.form("signup-form");
        form.fill("username", "jane");
        form.fill("email", "jane@example.test");
        form.fill("password", PASSWORD);
        for (name, value) in [("email_verified", "true"), ("cognito:groups", "guests"), ("sub", "x"), ("status", "CONFIRMED")] {
            form.fields.push((name.to_owned(), value.to_owned()));
        }
        browser.submit(&page, &form).await;
        if let Ok(user) = users::show(&app.cx(), &app.demo.pool.id, "jane").await {
            assert!(!user.email_is_verified() && user.status == UserStatus::Unconfirmed);
        }
        complaint(&app.type_in(&mut app.browser(), "jane@example.test", PASSWORD).await);
    }

    async fn an_address_belongs_to_whoever_proves_it_first(app) {
        app.member("jane", "shared@example.test").await;
        let mut browser = app.browser();
        app.sign_up(&mut browser, "mallory", "shared@example.test").await;
        let answer = app.type_in(&mut app.browser(), "shared@example.test", PASSWORD).await;
        assert!(answer.has("logout-form") && answer.body.contains("jane"), "{answer:?}");
        if let Some(code) = app.mail("shared@example.test").await.first().and_then(|mail| mail.codes.first()).cloned() {
            app.confirm(&mut browser, "mallory", &code).await;
        }
        let answer = app.type_in(&mut app.browser(), "shared@example.test", PASSWORD).await;
        assert!(answer.body.contains("jane"), "{answer:?}");
    }

    async fn who_signs_up_on_the_way_gets_to_the_application(app) {
        let mut browser = app.browser();
        let asked = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "create")])).await;
        assert!(asked.location().contains("/signup?"), "{asked:?}");
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("signup-form");
        form.fill("username", "jane");
        form.fill("email", "jane@example.test");
        form.fill("password", PASSWORD);
        let signed_up = browser.submit(&page, &form).await;
        let page = browser.get(&signed_up.location()).await;
        let mut form = page.form("confirm-form");
        form.fill("code", &app.mailed_code("jane@example.test").await);
        let confirmed = browser.submit(&page, &form).await;
        let page = browser.get(&confirmed.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fill("password", PASSWORD);
        let answer = browser.submit(&page, &form).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn a_closed_pool_takes_nobody(app) {
        let page = app.browser().get(&format!("{}/signup", app.base)).await;
        app.change_pool(|settings| settings.self_sign_up = false).await;
        let mut browser = app.browser();
        let closed = browser.get(&format!("{}/signup", app.base)).await;
        assert!(!closed.has("signup-form") && closed.status.is_client_error(), "{closed:?}");
        let login = browser.get(&format!("{}/login", app.base)).await;
        assert!(!login.body.contains("/signup"), "{login:?}");
        let mut form = page.form("signup-form");
        let token = login.form("login-form").fields.into_iter().find(|(name, _)| name == "_csrf").expect("a token").1;
        form.fill("_csrf", &token);
        form.fill("username", "jane");
        form.fill("email", "jane@example.test");
        form.fill("password", PASSWORD);
        let refused = browser.submit(&page, &form).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
        assert!(users::show(&app.cx(), &app.demo.pool.id, "jane").await.is_err());
    }
}
