//! Step-up: somebody who is signed in is asked for what a request wants besides, and for no more.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::future::join;
use gatehouse::domain::sign_in::{self, Step, Way};
use gatehouse::domain::{Refusal, account, configuration, sessions};
use gatehouse::model::Factor;
use gatehouse::model::pool::AcrLevel;
use gatehouse::model::sign_in::MfaMode;
use serde_json::{Value, json};

use crate::support::totp::code_at;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

const STEP: Duration = Duration::from_secs(30);

impl TestApp {
    /// A pool with a level for two factors, which asks for the second only where it is wanted; and
    /// the demo user's application, and a browser in which the password was typed.
    async fn signed_in_by_password(&self) -> (String, Browser) {
        let secret = self.set_up_totp().await;
        self.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Off;
            pool.sign_in.second_factors = vec![Factor::Totp];
            let methods = vec!["mfa".into()];
            pool.acr_levels.push(AcrLevel { value: "two".into(), methods });
            let methods = vec!["pop".into()];
            pool.acr_levels.push(AcrLevel { value: "key".into(), methods });
        })
        .await;
        self.advance(STEP);
        let mut browser = self.browser();
        let done = self.sign_in(&mut browser, &self.authorize(&Pkce::new(), &[])).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        self.advance(STEP);
        (secret, browser)
    }

    async fn id_token_of(&self, answer: &Answer, pkce: &Pkce) -> Value {
        let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
        let tokens = self.redeem(&code, pkce).await.json();
        claims(tokens["id_token"].as_str().expect("a token"))
    }
}

fn needed(level: &str) -> String {
    json!({ "id_token": { "acr": { "essential": true, "values": [level] } } }).to_string()
}

on_both! {
    async fn only_what_is_missing_is_asked_for(app) {
        let (secret, mut browser) = app.signed_in_by_password().await;
        let pkce = Pkce::new();
        let before = browser.get(&app.authorize(&pkce, &[])).await;
        let before = app.id_token_of(&before, &pkce).await;
        let pkce = Pkce::new();
        let asked = browser.get(&app.authorize(&pkce, &[("acr_values", "two")])).await;
        assert!(asked.location().contains("/login/step?"), "{asked:?}");
        let page = browser.get(&asked.location()).await;
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        let after = app.id_token_of(&done, &pkce).await;
        assert_eq!(after["acr"], "two");
        assert_eq!(after["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(after["sid"], before["sid"], "the session goes on");
        assert_eq!(after["auth_time"], before["auth_time"], "and what was shown gets no younger");
        let again = Pkce::new();
        let silent = [("acr_values", "two"), ("prompt", "none")];
        let silent = browser.get(&app.authorize(&again, &silent)).await;
        assert_eq!(app.id_token_of(&silent, &again).await["acr"], "two", "and keeps what was shown");
    }

    async fn an_essential_level_is_asked_for_too(app) {
        let (secret, mut browser) = app.signed_in_by_password().await;
        let pkce = Pkce::new();
        let asked = browser.get(&app.authorize(&pkce, &[("claims", &needed("two"))])).await;
        let page = browser.get(&asked.location()).await;
        let mut wrong = page.form("code-form");
        wrong.fill("code", "000000");
        assert_eq!(browser.submit(&page, &wrong).await.status, StatusCode::BAD_REQUEST);
        let still = browser.get(&app.authorize(&pkce, &[("claims", &needed("two")), ("prompt", "none")])).await;
        assert_eq!(still.parameter("error").as_deref(), Some("login_required"), "{still:?}");
        let done = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert_eq!(app.id_token_of(&done, &pkce).await["acr"], "two");
    }

    async fn what_nobody_can_reach_is_not_asked_for(app) {
        let (_, mut browser) = app.signed_in_by_password().await;
        let pkce = Pkce::new();
        let liked = browser.get(&app.authorize(&pkce, &[("acr_values", "key")])).await;
        assert_eq!(app.id_token_of(&liked, &pkce).await["amr"], json!(["pwd"]));
        let refused = browser.get(&app.authorize(&Pkce::new(), &[("claims", &needed("key"))])).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
        let second = browser.get(&app.authorize(&Pkce::new(), &[("acr_values", "key two")])).await;
        assert!(second.location().contains("/login/step?"), "the next wish can be reached: {second:?}");
    }

    async fn nobody_is_asked_silently(app) {
        let (_, mut browser) = app.signed_in_by_password().await;
        let silent = browser.get(&app.authorize(&Pkce::new(), &[("acr_values", "two"), ("prompt", "none")])).await;
        assert_eq!(silent.parameter("error").as_deref(), Some("login_required"), "{silent:?}");
    }

    async fn a_session_that_is_too_old_is_renewed_by_the_password_of_its_name(app) {
        let (_, mut browser) = app.signed_in_by_password().await;
        app.advance(Duration::from_secs(120));
        let pkce = Pkce::new();
        let asked = browser.get(&app.authorize(&pkce, &[("max_age", "60")])).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("login-form");
        let name = form.fields.iter().find(|(own, _)| own == "username").expect("a field");
        assert_eq!(name.1, app.demo.user().0, "nobody types the name again");
        form.fill("password", app.demo.user().1);
        let done = browser.submit(&page, &form).await;
        assert_eq!(app.id_token_of(&done, &pkce).await["amr"], json!(["pwd"]));
    }

    async fn a_step_up_that_took_too_long_does_not_make_the_session_young(app) {
        let (secret, mut browser) = app.signed_in_by_password().await;
        let wish = [("acr_values", "two"), ("max_age", "60")];
        let asked = browser.get(&app.authorize(&Pkce::new(), &wish)).await;
        let page = browser.get(&asked.location()).await;
        app.advance(STEP * 2);
        let late = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(late.location().contains("/login?"), "the password is older than that: {late:?}");
    }

    async fn a_step_up_ends_with_the_session(app) {
        let (secret, mut browser) = app.signed_in_by_password().await;
        let asked = browser.get(&app.authorize(&Pkce::new(), &[("acr_values", "two")])).await;
        let page = browser.get(&asked.location()).await;
        app.set_user_enabled(false).await;
        app.set_user_enabled(true).await;
        let sent = app.show_code(&mut browser, &page, "code-form", &secret).await;
        assert!(sent.location().contains("/login?"), "what was shown is shown no more: {sent:?}");
    }

    async fn a_session_that_ends_before_the_browser_hears_of_it_leaves_no_other(app) {
        let (secret, _) = app.signed_in_by_password().await;
        let member = app.signed_in_as(app.demo.user().0).await;
        let (cx, id) = (app.cx(), &app.demo.pool.id);
        let pool = configuration::pool(&cx, id).await.expect("read").expect("the pool");
        let wanted = ["mfa".to_owned()];
        let way = Way { pool: &pool, client: None, wanted: &wanted };
        let before = account::sessions::list(&cx, &member.user).await.expect("read").len();
        let begin = async || {
            let user = member.user.clone();
            sign_in::step_up(&cx, &way, &member.session, user).await.expect("a sign-in")
        };
        let (first, late) = (begin().await, begin().await);
        let code = code_at(&secret, cx.now());
        let step = sign_in::totp::prove(&cx, &way, first, &code).await.expect("a right code");
        let Step::Done(done) = step else { panic!("{step:?}") };
        assert_eq!(done.session.id, member.session.id, "the session goes on, and no other begins");
        sessions::end(&cx, &pool, &member.session).await.expect("ended");
        assert!(sessions::live(&cx, id, &done.session.id).await.expect("read").is_none());
        let left = account::sessions::list(&cx, &member.user).await.expect("read");
        assert_eq!(left.len(), before - 1, "{left:?}");
        app.advance(STEP);
        let (cx, code) = (app.cx(), code_at(&secret, app.cx().now()));
        let refused = sign_in::totp::prove(&cx, &way, late, &code).await.expect_err("too late");
        assert_eq!(*refused.refusal(), Refusal::SignInExpired);
        let left = account::sessions::list(&cx, &member.user).await.expect("read");
        assert_eq!(left.len(), before - 1, "{left:?}");
    }

    async fn a_step_up_and_the_end_of_its_session_at_once_end_it(app) {
        let (secret, _) = app.signed_in_by_password().await;
        let other = app.second_node(|_| ()).await;
        let pool = configuration::pool(&app.cx(), &app.demo.pool.id).await.expect("read").expect("the pool");
        for _ in 0..6 {
            app.advance(STEP);
            let mut browser = app.browser();
            app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
            let member = app.signed_in_as(app.demo.user().0).await;
            let asked = browser.get(&app.authorize(&Pkce::new(), &[("acr_values", "two")])).await;
            let page = browser.get(&asked.location()).await;
            let cx = other.cx();
            let (_, ended) = join(
                app.show_code(&mut browser, &page, "code-form", &secret),
                sessions::end(&cx, &pool, &member.session),
            )
            .await;
            ended.expect("ended");
            let silent = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
            assert_eq!(silent.parameter("error").as_deref(), Some("login_required"), "{silent:?}");
            let left = account::sessions::list(&cx, &member.user).await.expect("read");
            assert!(left.iter().all(|seen| seen.session.id != member.session.id), "{left:?}");
        }
    }

    async fn another_browser_does_not_step_up(app) {
        let (secret, mut browser) = app.signed_in_by_password().await;
        let asked = browser.get(&app.authorize(&Pkce::new(), &[("acr_values", "two")])).await;
        let page = browser.get(&asked.location()).await;
        let mut thief = app.browser();
        thief.cookies.clone_from(&browser.cookies);
        thief.cookies.remove("gatehouse");
        let sent = app.show_code(&mut thief, &page, "code-form", &secret).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
    }
}
