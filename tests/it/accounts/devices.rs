//! Remembered browsers: a second factor is not asked for again where it was shown, and nowhere else.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::domain::devices;
use gatehouse::model::User;
use gatehouse::model::pool::AcrLevel;
use gatehouse::model::sign_in::Remember;

use super::PASSWORD;
use crate::process::html::text_of;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const STEP: Duration = Duration::from_secs(30);

impl TestApp {
    async fn remembers(&self, remember: Remember) {
        self.change_pool(|pool| pool.sign_in.remember_devices = remember).await;
    }

    fn device_cookie(&self) -> String {
        format!("gatehouse-device-{}", self.demo.pool.id)
    }

    /// Where the demo user is led by their password, in a browser where nobody is signed in.
    async fn led_to(&self, browser: &mut Browser) -> Answer {
        browser.cookies.remove("gatehouse");
        self.sign_in(browser, &self.authorize(&Pkce::new(), &[])).await
    }

    /// Whether the demo user is asked for more than the password.
    async fn is_asked(&self, browser: &mut Browser) -> bool {
        self.led_to(browser).await.location().contains("/login/step")
    }

    /// A browser that is remembered for the demo user, who has set up an application.
    async fn remembered(&self) -> (Browser, String) {
        let secret = self.set_up_totp().await;
        self.remembers(Remember::Always).await;
        self.advance(STEP);
        let mut browser = self.browser();
        let page = self.half_way(&mut browser, &self.authorize(&Pkce::new(), &[])).await;
        let done = self.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        assert!(browser.cookies.contains_key(&self.device_cookie()), "{:?}", browser.cookies);
        (browser, secret)
    }

    async fn demo_account(&self) -> User {
        users::show(&self.cx(), &self.demo.pool.id, "demo").await.expect("the demo user")
    }
}

on_both! {
    async fn whoever_says_yes_is_not_asked_again_for_a_while(app) {
        let secret = app.set_up_totp().await;
        app.remembers(Remember::Ask).await;
        app.advance(STEP);
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let page = app.half_way(&mut browser, &app.authorize(&pkce, &[])).await;
        let asked = app.show_code(&mut browser, &page, "code-form", &secret).await;
        let question = browser.get(&asked.location()).await;
        assert!(question.has("remember-form") && question.body.contains("30 days"), "{question:?}");
        let mut form = question.form("remember-form");
        form.fields.push(("remember".to_owned(), "yes".to_owned()));
        let done = browser.submit(&question, &form).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let cookie = done.headers.get_all("set-cookie").iter().find_map(|value| {
            value.to_str().ok().filter(|text| text.starts_with("gatehouse-device-"))
        });
        let cookie = cookie.expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert!(cookie.contains("Max-Age=2592000"), "{cookie}");
        browser.cookies.remove("gatehouse");
        let pkce = Pkce::new();
        let known = app.sign_in(&mut browser, &app.authorize(&pkce, &[])).await;
        let code = known.parameter("code").expect("a code at once");
        let tokens = app.redeem(&code, &pkce).await.json();
        let amr = claims(tokens["id_token"].as_str().expect("a token"))["amr"].clone();
        assert_eq!(amr, serde_json::json!(["pwd"]), "what was shown, and no more");
        app.advance(31 * DAY);
        assert!(app.is_asked(&mut browser).await, "for a while");
    }

    async fn whoever_says_no_is_asked_again(app) {
        let secret = app.set_up_totp().await;
        app.remembers(Remember::Ask).await;
        app.advance(STEP);
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let asked = app.show_code(&mut browser, &page, "code-form", &secret).await;
        let question = browser.get(&asked.location()).await;
        let silent = browser.submit(&question, &question.form("remember-form")).await;
        assert!(silent.location().contains("/login/step"), "an answer is needed: {silent:?}");
        let mut form = question.form("remember-form");
        form.fields.push(("remember".to_owned(), "no".to_owned()));
        let done = browser.submit(&question, &form).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        assert!(!browser.cookies.contains_key(&app.device_cookie()));
        assert!(app.is_asked(&mut browser).await);
    }

    async fn the_cookie_changes_with_each_use_and_the_old_one_is_worth_nothing(app) {
        let (mut browser, _) = app.remembered().await;
        let old = browser.cookies[&app.device_cookie()].clone();
        assert!(!app.is_asked(&mut browser).await);
        assert_ne!(browser.cookies[&app.device_cookie()], old);
        let mut thief = app.browser();
        thief.cookies.insert(app.device_cookie(), old);
        assert!(app.is_asked(&mut thief).await);
        assert!(!app.is_asked(&mut browser).await, "its owner goes on");
        assert_eq!(devices::list(&app.cx(), &app.demo_account().await).await.expect("a list").len(), 1);
    }

    async fn a_stolen_cookie_alone_opens_nothing_and_spares_nobody_else(app) {
        app.member("jane", "jane@example.test").await;
        let (browser, _) = app.remembered().await;
        let stolen = browser.cookies[&app.device_cookie()].clone();
        let mut thief = app.browser();
        thief.cookies.insert(app.device_cookie(), stolen.clone());
        let opened = thief.get(&app.authorize(&Pkce::new(), &[])).await;
        assert!(opened.location().contains("/login"), "{opened:?}");
        let step = thief.get(&format!("{}/login/step", app.base)).await;
        assert!(step.location().contains("/login?"), "{step:?}");
        let mut jane = app.browser();
        let asked = app.type_in(&mut jane, "jane", PASSWORD).await;
        let page = jane.get(&asked.location()).await;
        let secret = text_of(&page.body, "secret").expect("jane sets one up");
        app.show_code(&mut jane, &page, "enrol-form", &secret).await;
        app.advance(STEP);
        let mut jane = app.browser();
        jane.cookies.insert(app.device_cookie(), stolen);
        let asked = app.type_in(&mut jane, "jane", PASSWORD).await;
        assert!(asked.location().contains("/login/step"), "{asked:?}");
        assert!(jane.get(&asked.location()).await.has("code-form"));
    }

    async fn a_new_password_forgets_all_browsers(app) {
        let (mut browser, secret) = app.remembered().await;
        app.set_password("another battery horse").await;
        let path = app.authorize(&Pkce::new(), &[]);
        browser.cookies.remove("gatehouse");
        let asked = browser.get(&path).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", "demo");
        form.fill("password", "another battery horse");
        let led = browser.submit(&page, &form).await;
        assert!(led.location().contains("/login/step"), "{led:?}");
        let page = browser.get(&led.location()).await;
        app.advance(STEP);
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.parameter("code").is_some(), "and is remembered anew: {done:?}");
    }

    async fn another_factor_forgets_all_browsers(app) {
        let (mut browser, _) = app.remembered().await;
        app.enrol_email(&app.demo_account().await).await;
        assert!(app.is_asked(&mut browser).await);
    }

    async fn a_browser_that_its_owner_forgets_is_asked_again(app) {
        let (mut browser, _) = app.remembered().await;
        let (cx, user) = (app.cx(), app.demo_account().await);
        let list = devices::list(&cx, &user).await.expect("a list");
        assert_eq!(list.len(), 1);
        app.member("jane", "jane@example.test").await;
        let jane = users::show(&cx, &app.demo.pool.id, "jane").await.expect("jane");
        assert!(devices::forget(&cx, &jane, &list[0].id).await.is_err(), "it is not hers");
        assert!(!app.is_asked(&mut browser).await);
        devices::forget(&cx, &user, &list[0].id).await.expect("forgotten");
        assert!(devices::forget(&cx, &user, &list[0].id).await.is_err(), "once");
        assert!(app.is_asked(&mut browser).await);
    }

    async fn a_pool_that_remembers_nobody_heeds_no_cookie(app) {
        let (mut browser, _) = app.remembered().await;
        app.remembers(Remember::Never).await;
        assert!(app.is_asked(&mut browser).await);
        app.remembers(Remember::Always).await;
        assert!(!app.is_asked(&mut browser).await);
        app.change_pool(|pool| pool.sign_in.remember_days = 2).await;
        app.advance(3 * DAY);
        assert!(app.is_asked(&mut browser).await, "a shorter time holds at once");
    }

    async fn an_application_that_needs_two_factors_gets_them(app) {
        let (mut browser, secret) = app.remembered().await;
        app.change_pool(|pool| {
            let (value, methods) = ("urn:example:two".to_owned(), vec!["mfa".to_owned()]);
            pool.acr_levels.push(AcrLevel { value, methods });
        })
        .await;
        browser.cookies.remove("gatehouse");
        app.advance(STEP);
        let path = app.authorize(&Pkce::new(), &[("acr_values", "urn:example:two")]);
        let page = app.half_way(&mut browser, &path).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }

    async fn a_cookie_that_is_used_twice_at_once_spares_one(app) {
        let (browser, _) = app.remembered().await;
        let cookie = browser.cookies[&app.device_cookie()].clone();
        let sent = (0..3).map(|_| {
            let (app, cookie) = (&app, cookie.clone());
            async move {
                let mut browser = app.browser();
                browser.cookies.insert(app.device_cookie(), cookie);
                app.led_to(&mut browser).await
            }
        });
        let answers = futures_util::future::join_all(sent).await;
        let spared = |answer: &&Answer| {
            answer.status.is_redirection() && answer.parameter("code").is_some()
        };
        assert_eq!(answers.iter().filter(spared).count(), 1, "{answers:?}");
        for answer in answers.iter().filter(|answer| !spared(answer)) {
            let asked = answer.status.is_redirection() && answer.location().contains("/login/step");
            assert!(asked || answer.status == StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
        }
    }

    async fn a_person_has_a_browser_forgotten_in_their_account(app) {
        let (mut browser, _) = app.remembered().await;
        let section = browser.get(&format!("{}/account/browsers", app.base)).await;
        let id = devices::list(&app.cx(), &app.demo_account().await).await.expect("a list");
        let form = section.form(&format!("forget-{}", id[0].id));
        let mut other = section.form(&format!("forget-{}", id[0].id));
        other.fill("id", "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60");
        let refused = browser.submit(&section, &other).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{refused:?}");
        let done = browser.submit(&section, &form).await;
        assert!(done.location().contains("/account/browsers"), "{done:?}");
        assert!(app.is_asked(&mut browser).await);
    }
}
