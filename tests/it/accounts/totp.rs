//! Authenticator applications: set up on the way where the pool demands it, asked for where there is
//! one, each code good once.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::model::Factor;
use gatehouse::model::sign_in::MfaMode;

use super::complaint;
use crate::process::html::text_of;
use crate::support::totp::code_at;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

const STEP: Duration = Duration::from_secs(30);

impl TestApp {
    /// The pool demands a second factor of everybody, and takes applications.
    pub(super) async fn demand_totp(&self) {
        self.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Totp];
        })
        .await;
    }

    /// Signs the demo user in by password, and opens the step that follows.
    pub(super) async fn half_way(&self, browser: &mut Browser, path: &str) -> Answer {
        let answer = self.sign_in(browser, path).await;
        assert!(answer.location().contains("/login/step"), "{answer:?}");
        browser.get(&answer.location()).await
    }

    /// Sends the code that an application shows now, by the form of that id.
    pub(super) async fn show_code(
        &self,
        browser: &mut Browser,
        page: &Answer,
        form: &str,
        secret: &str,
    ) -> Answer {
        let mut form = page.form(form);
        form.fill("code", &code_at(secret, self.cx().now()));
        let answer = browser.submit(page, &form).await;
        self.keep_codes(browser, answer).await
    }

    /// Sets up an application for the demo user; its secret. The code of that moment is used up.
    pub(crate) async fn set_up_totp(&self) -> String {
        self.demand_totp().await;
        let mut browser = self.browser();
        let page = self.half_way(&mut browser, &self.authorize(&Pkce::new(), &[])).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        let done = self.show_code(&mut browser, &page, "enrol-form", &secret).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        secret
    }
}

on_both! {
    async fn who_has_none_sets_one_up_on_the_way(app) {
        app.demand_totp().await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let page = app.half_way(&mut browser, &app.authorize(&pkce, &[])).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        let again = browser.get(&page.at).await;
        assert_eq!(text_of(&again.body, "secret").as_deref(), Some(secret.as_str()), "the same");
        let mut wrong = again.form("enrol-form");
        wrong.fill("code", "000000");
        let refused = browser.submit(&again, &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let done = app.show_code(&mut browser, &refused, "enrol-form", &secret).await;
        let code = done.parameter("code").expect("a code");
        let tokens = app.redeem(&code, &pkce).await.json();
        let amr = claims(tokens["id_token"].as_str().expect("a token"))["amr"].clone();
        assert_eq!(amr, serde_json::json!(["pwd", "otp", "mfa"]));
    }

    async fn a_code_is_asked_for_and_is_good_once(app) {
        let secret = app.set_up_totp().await;
        let (mut browser, path) = (app.browser(), app.authorize(&Pkce::new(), &[]));
        let page = app.half_way(&mut browser, &path).await;
        let replayed = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert_eq!(replayed.status, StatusCode::BAD_REQUEST, "it set the application up");
        app.advance(STEP);
        let page = browser.get(&page.at).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let mut other = app.browser();
        let page = app.half_way(&mut other, &path).await;
        let twice = app.show_code(&mut other, &page, "code-form", &secret).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{twice:?}");
    }

    async fn no_address_leads_around_the_code(app) {
        app.set_up_totp().await;
        let (mut browser, path) = (app.browser(), app.authorize(&Pkce::new(), &[]));
        let page = app.half_way(&mut browser, &path).await;
        let asked = browser.get(&path).await;
        assert!(asked.location().contains("/login"), "nobody is signed in yet: {asked:?}");
        let signed_in = browser.get(&format!("{}/login", app.base)).await;
        assert!(!signed_in.has("logout-form"), "{signed_in:?}");
        for body in ["", "answer=", "answer=done", "answer=enrol_totp&code=000000", "answer=choose&factor=password"] {
            let form = page.form("code-form");
            let csrf = &form.fields.iter().find(|(name, _)| name == "_csrf").expect("a token").1;
            let answer = browser.post(&page.at, &format!("_csrf={csrf}&{body}")).await;
            let leads = if answer.status.is_redirection() { answer.location() } else { String::new() };
            assert!(!leads.contains("code="), "{body}: {answer:?}");
            let back = browser.get(&path).await;
            assert!(back.location().contains("/login"), "{body}: {back:?}");
        }
    }

    async fn another_browser_cannot_go_on(app) {
        let secret = app.set_up_totp().await;
        app.advance(STEP);
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let mut thief = app.browser();
        let opened = thief.get(&page.at).await;
        assert!(opened.location().contains("/login?"), "{opened:?}");
        thief.cookies.clone_from(&browser.cookies);
        thief.cookies.remove("gatehouse");
        let sent = app.show_code(&mut thief, &page, "code-form", &secret).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
    }

    async fn a_sign_in_that_takes_too_long_begins_again(app) {
        let secret = app.set_up_totp().await;
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        app.advance(Duration::from_secs(16 * 60));
        let late = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(late.location().contains("notice=sign_in_expired"), "{late:?}");
        assert!(late.location().contains("client_id="), "the request goes along: {late:?}");
    }

    async fn a_password_that_changes_meanwhile_ends_it(app) {
        let secret = app.set_up_totp().await;
        app.advance(STEP);
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        app.set_password("another battery horse").await;
        let late = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(late.location().contains("/login?"), "{late:?}");
    }

    async fn guesses_are_slowed_down_for_days(app) {
        let secret = app.set_up_totp().await;
        let mut browser = app.browser();
        let (mut looked_at, mut hours) = (0, 0);
        while hours < 24 * 14 {
            let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[("prompt", "login")])).await;
            let mut form = page.form("code-form");
            form.fill("code", "000000");
            let answer = browser.submit(&page, &form).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                app.advance(Duration::from_secs(6 * 60 * 60));
                hours += 6;
            } else {
                complaint(&answer);
                looked_at += 1;
            }
        }
        assert!(looked_at < 40, "{looked_at} guesses in two weeks, three codes good at any time");
        app.advance(Duration::from_secs(8 * 24 * 60 * 60));
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[("prompt", "login")])).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.parameter("code").is_some(), "nobody is locked out for good: {done:?}");
    }

    async fn one_code_at_once_from_many_browsers_opens_one_session(app) {
        let secret = app.set_up_totp().await;
        app.advance(STEP);
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let mut browser = app.browser();
            let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
            waiting.push((browser, page));
        }
        let sent = waiting.into_iter().map(|(mut browser, page)| {
            let (app, secret) = (&app, &secret);
            async move { app.show_code(&mut browser, &page, "code-form", secret).await }
        });
        let answers = futures_util::future::join_all(sent).await;
        let opened = answers.iter().filter(|answer| answer.status.is_redirection()).count();
        assert_eq!(opened, 1, "{answers:?}");
    }
}
