//! A forgotten password.

use std::time::Duration;

use axum::http::StatusCode;

use gatehouse::domain::admin::users;
use gatehouse::model::password::Password;
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::{Factor, Medium};

use super::account_gate::with_token;
use super::mail_codes::type_code;
use super::{PASSWORD, complaint};
use crate::process::html::text_of;
use crate::support::{Pkce, TestApp, on_both};

const NEW: &str = "an entirely new one";
const JANE: &str = "jane@example.test";
const A_WHILE: Duration = Duration::from_secs(90);

impl TestApp {
    /// Codes by mail become a second factor of Jane's on her way in; everybody may do without.
    pub(super) async fn set_up_mail(&self) {
        self.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Email];
        })
        .await;
        let mut browser = self.browser();
        let typed = self.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&typed.location()).await;
        let done = type_code(&mut browser, &page, &self.mailed_code(JANE).await).await;
        self.keep_codes(&mut browser, done).await;
        self.change_pool(|pool| pool.sign_in.mfa = MfaMode::Optional).await;
        self.advance(A_WHILE);
    }

    /// Jane has an application; its secret.
    async fn with_application(&self) -> String {
        self.member("jane", JANE).await;
        let mut browser = self.browser();
        self.jane_at(&mut browser, "factors").await;
        let secret = self.add_totp(&mut browser, "Phone").await;
        self.advance(A_WHILE);
        secret
    }

    /// Whoever reads Jane's mail sets a new password.
    async fn recover_by_mail(&self) {
        let mut browser = self.browser();
        let page = self.forget(&mut browser, "jane").await;
        let code = self.mailed_code(JANE).await;
        let done = self.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "{done:?}");
        self.advance(A_WHILE);
    }
}

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

    async fn a_mailbox_alone_is_not_two_factors(app) {
        let secret = app.with_application().await;
        app.set_up_mail().await;
        app.change_pool(|pool| pool.sign_in.second_factors = vec![Factor::Email, Factor::Totp]).await;
        app.recover_by_mail().await;
        let (mut browser, before) = (app.browser(), app.mail(JANE).await.len());
        let typed = app.type_in(&mut browser, "jane", NEW).await;
        let page = browser.get(&typed.location()).await;
        for wish in [&[("answer", "choose"), ("factor", "email")][..], &[("answer", "email"), ("code", "123456")]] {
            let sent = browser.post(&page.at, &with_token(&page, "code-form", wish)).await;
            assert!(!sent.has("logout-form"), "{wish:?}: {sent:?}");
        }
        assert_eq!(app.mail(JANE).await.len(), before, "no code by mail is offered");
        let page = browser.get(&page.at).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.has("logout-form"), "the application opens it: {done:?}");
    }

    async fn a_password_that_came_by_mail_does_not_follow_a_code_that_did(app) {
        let secret = app.with_application().await;
        app.let_in_by_mail().await;
        app.recover_by_mail().await;
        let mut browser = app.browser();
        let page = app.begin_by_mail(&mut browser, "jane").await;
        let shown = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        let page = browser.get(&shown.location()).await;
        for wish in [&[("answer", "choose"), ("factor", "password")][..], &[("answer", "password"), ("password", NEW)]] {
            let sent = browser.post(&page.at, &with_token(&page, "code-form", wish)).await;
            assert!(!sent.has("logout-form"), "{wish:?}: {sent:?}");
        }
        let page = browser.get(&page.at).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.has("logout-form"), "the application opens it: {done:?}");
    }

    async fn a_mailbox_alone_sets_up_something_else_where_two_factors_are_required(app) {
        app.member("jane", JANE).await;
        app.let_in_by_mail().await;
        app.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Email, Factor::Totp];
        })
        .await;
        app.recover_by_mail().await;
        let mut by_code = app.browser();
        let page = app.begin_by_mail(&mut by_code, "jane").await;
        let shown = type_code(&mut by_code, &page, &app.mailed_code(JANE).await).await;
        let page = by_code.get(&shown.location()).await;
        for wish in [&[("answer", "choose"), ("factor", "password")][..], &[("answer", "password"), ("password", NEW)]] {
            let sent = by_code.post(&page.at, &with_token(&page, "enrol-form", wish)).await;
            assert!(!sent.has("logout-form"), "{wish:?}: {sent:?}");
        }
        let (mut by_password, before) = (app.browser(), app.mail(JANE).await.len());
        let typed = app.type_in(&mut by_password, "jane", NEW).await;
        let page = by_password.get(&typed.location()).await;
        for wish in [&[("answer", "choose"), ("factor", "email")][..], &[("answer", "email"), ("code", "123456")]] {
            let sent = by_password.post(&page.at, &with_token(&page, "enrol-form", wish)).await;
            assert!(!sent.has("logout-form"), "{wish:?}: {sent:?}");
        }
        assert_eq!(app.mail(JANE).await.len(), before, "no code by mail is offered");
        let page = by_password.get(&page.at).await;
        let secret = text_of(&page.body, "secret").expect("an application is to be set up");
        let done = app.show_code(&mut by_password, &page, "enrol-form", &secret).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn passwords_that_are_measured_are_counted(app) {
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "demo").await;
        let code = app.mailed_code("demo@example.test").await;
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(app.reset(&mut browser, &page, &code, "aaaaaaaaaaaaaaaa").await.status);
        }
        assert_eq!(answers.first(), Some(&StatusCode::BAD_REQUEST));
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
        app.advance(A_WHILE);
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "the code is as good as before: {done:?}");
    }

    async fn a_password_knows_how_it_came_until_another_is_set(app) {
        app.member("jane", JANE).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        app.recover_by_mail().await;
        let jane = users::show(&cx, pool, "jane").await.expect("jane");
        assert_eq!(jane.preferences.reset_by, Some(Medium::Email));
        users::set_password(&cx, pool, "jane", Password::new(PASSWORD)).await.expect("set");
        let jane = users::show(&cx, pool, "jane").await.expect("jane");
        assert_eq!(jane.preferences.reset_by, None);
    }

    async fn the_only_second_factor_that_works_is_no_way_back(app) {
        app.member("jane", JANE).await;
        app.set_up_mail().await;
        let before = app.mail(JANE).await.len();
        app.forget(&mut app.browser(), "jane").await;
        assert_eq!(app.mail(JANE).await.len(), before, "it would be all that anybody needs");
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

    async fn a_password_is_measured_for_whoever_has_the_code_alone(app) {
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "demo").await;
        let code = app.mailed_code("demo@example.test").await;
        let plain = "aaaaaaaaaaaaaaaa";
        let wrong = app.reset(&mut browser, &page, "abcdef", plain).await;
        assert!(!complaint(&wrong).contains("easily guessed"), "{wrong:?}");
        let weak = app.reset(&mut browser, &page, &code, plain).await;
        assert!(complaint(&weak).contains("easily guessed"), "{weak:?}");
        assert!(app.reset(&mut browser, &page, &code, NEW).await.location().contains("/login"));
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
