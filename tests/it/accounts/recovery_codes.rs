//! Recovery codes: shown once, each good once in place of a second factor, and told of by mail.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::sign_in::recovery_codes;
use gatehouse::domain::{Refusal, account, configuration};

use super::{PASSWORD, complaint};
use crate::process::html::text_of;
use crate::support::totp::code_at;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, on_both};

const DEMO: &str = "demo@example.test";

impl TestApp {
    /// Goes past the page with the recovery codes, if that is where an answer leads.
    pub(super) async fn keep_codes(&self, browser: &mut Browser, answer: Answer) -> Answer {
        if !answer.status.is_redirection() || !answer.location().contains("/login/step") {
            return answer;
        }
        let page = browser.get(&answer.location()).await;
        match page.has("recovery-codes") {
            true => browser.submit(&page, &page.form("keep-form")).await,
            false => answer,
        }
    }

    /// Sets up an application for whoever has just signed in, and opens the page with the codes.
    async fn enrol(&self, browser: &mut Browser, step: &str) -> Answer {
        let page = browser.get(step).await;
        let secret = text_of(&page.body, "secret").expect("a secret");
        let mut form = page.form("enrol-form");
        form.fill("code", &code_at(&secret, self.cx().now()));
        let answer = browser.submit(&page, &form).await;
        browser.get(&answer.location()).await
    }

    /// The codes of the demo user, who has set up an application.
    async fn with_codes(&self) -> Vec<String> {
        self.demand_totp().await;
        let mut browser = self.browser();
        let asked = self.sign_in(&mut browser, &self.authorize(&Pkce::new(), &[])).await;
        let page = self.enrol(&mut browser, &asked.location()).await;
        let codes = codes_on(&page);
        let done = browser.submit(&page, &page.form("keep-form")).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        codes
    }

    /// Signs the demo user in up to the page that asks for a recovery code.
    async fn ask_for_recovery(&self, browser: &mut Browser, path: &str) -> Answer {
        let page = self.half_way(browser, path).await;
        want_recovery(browser, &page).await
    }
}

fn codes_on(page: &Answer) -> Vec<String> {
    let text = text_of(&page.body, "recovery-codes").unwrap_or_else(|| panic!("codes: {page:?}"));
    text.split_whitespace().map(str::to_owned).collect()
}

/// Says that a recovery code is wanted, and opens the page that asks for it.
async fn want_recovery(browser: &mut Browser, page: &Answer) -> Answer {
    let mut form = page.form("other-ways");
    form.fields.push(("factor".to_owned(), "recovery_code".to_owned()));
    let asked = browser.submit(page, &form).await;
    browser.get(&asked.location()).await
}

async fn type_code(browser: &mut Browser, page: &Answer, code: &str) -> Answer {
    let mut form = page.form("recovery-form");
    form.fill("code", code);
    browser.submit(page, &form).await
}

on_both! {
    async fn codes_are_the_same_until_they_are_kept_and_then_shown_no_more(app) {
        app.demand_totp().await;
        let mut browser = app.browser();
        let asked = app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let page = app.enrol(&mut browser, &asked.location()).await;
        let codes = codes_on(&page);
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 14), "{codes:?}");
        let again = browser.get(&page.at).await;
        assert_eq!(codes_on(&again), codes);
        assert!(again.body.contains(&codes[9]) && again.has("download"), "{again:?}");
        let around = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        assert!(around.location().contains("/login"), "nobody is signed in yet: {around:?}");
        let done = browser.submit(&again, &again.form("keep-form")).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let gone = browser.get(&page.at).await;
        assert!(gone.location().contains("/login?"), "{gone:?}");
        let twice = browser.submit(&again, &again.form("keep-form")).await;
        assert!(twice.location().contains("/login?"), "{twice:?}");
    }

    async fn codes_that_were_not_kept_are_good_for_nothing(app) {
        app.demand_totp().await;
        let (mut browser, path) = (app.browser(), app.authorize(&Pkce::new(), &[]));
        let asked = app.sign_in(&mut browser, &path).await;
        let codes = codes_on(&app.enrol(&mut browser, &asked.location()).await);
        let mut other = app.browser();
        let page = app.half_way(&mut other, &path).await;
        assert!(!page.body.contains("recovery_code"), "there are none yet: {page:?}");
        let csrf = page.form("code-form").fields[0].1.clone();
        let body = format!("_csrf={csrf}&answer=recovery_code&code={}", codes[0]);
        let sent = other.post(&page.at, &body).await;
        assert!(sent.location().contains("/login/step"), "{sent:?}");
    }

    async fn a_code_stands_for_the_factor_once_and_its_owner_is_told(app) {
        let codes = app.with_codes().await;
        let (mut browser, pkce) = (app.browser(), Pkce::new());
        let path = app.authorize(&pkce, &[]);
        let page = app.ask_for_recovery(&mut browser, &path).await;
        let wrong = type_code(&mut browser, &page, "0000-0000-0000").await;
        assert!(complaint(&wrong).contains("none of your recovery codes"), "{wrong:?}");
        app.advance(Duration::from_secs(1));
        let typed = codes[3].to_lowercase().replace('-', " ");
        let done = type_code(&mut browser, &wrong, &typed).await;
        let tokens = app.redeem(&done.parameter("code").expect("a code"), &pkce).await.json();
        let amr = claims(tokens["id_token"].as_str().expect("a token"))["amr"].clone();
        assert_eq!(amr, serde_json::json!(["pwd", "recovery_code", "mfa"]));
        let mail = app.mail(DEMO).await;
        assert!(mail[0].subject.contains("recovery code was used"), "{}", mail[0].subject);
        assert!(mail[0].text.contains("9 are left"), "{}", mail[0].text);
        let mut again = app.browser();
        let page = app.ask_for_recovery(&mut again, &path).await;
        let used = type_code(&mut again, &page, &codes[3]).await;
        assert_eq!(used.status, StatusCode::BAD_REQUEST, "{used:?}");
        let other = type_code(&mut again, &used, &codes[4]).await;
        assert!(other.parameter("code").is_some(), "{other:?}");
    }

    async fn one_code_at_once_from_many_browsers_opens_one_session(app) {
        let codes = app.with_codes().await;
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let mut browser = app.browser();
            let page = app.ask_for_recovery(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
            waiting.push((browser, page));
        }
        let sent = waiting.into_iter().map(|(mut browser, page)| {
            let code = codes[0].clone();
            async move { type_code(&mut browser, &page, &code).await }
        });
        let answers = futures_util::future::join_all(sent).await;
        let opened = answers.iter().filter(|answer| answer.status.is_redirection()).count();
        assert_eq!(opened, 1, "{answers:?}");
        let told = app.mail(DEMO).await;
        let told = told.iter().filter(|mail| mail.subject.contains("recovery code")).count();
        assert_eq!(told, 1);
    }

    async fn the_code_of_another_person_opens_nothing(app) {
        app.member("jane", "jane@example.test").await;
        let codes = app.with_codes().await;
        let mut browser = app.browser();
        let asked = app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = app.enrol(&mut browser, &asked.location()).await;
        let own = codes_on(&page);
        browser.submit(&page, &page.form("keep-form")).await;
        let mut browser = app.browser();
        let asked = app.type_in(&mut browser, "jane", PASSWORD).await;
        let page = browser.get(&asked.location()).await;
        let page = want_recovery(&mut browser, &page).await;
        let refused = type_code(&mut browser, &page, &codes[0]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        let done = type_code(&mut browser, &refused, &own[0]).await;
        assert_eq!(done.status, StatusCode::OK, "{done:?}");
        assert!(!done.has("recovery-form"), "{done:?}");
    }

    async fn a_code_without_the_password_opens_nothing(app) {
        let codes = app.with_codes().await;
        let mut browser = app.browser();
        let login = browser.get(&format!("{}/login", app.base)).await;
        let csrf = login.form("login-form").fields[0].1.clone();
        let body = format!("_csrf={csrf}&answer=recovery_code&code={}", codes[0]);
        let sent = browser.post(&format!("{}/login/step", app.base), &body).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
    }

    async fn guesses_are_slowed_down(app) {
        app.with_codes().await;
        let mut browser = app.browser();
        let mut page = app.ask_for_recovery(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let mut looked_at = 0;
        while page.status != StatusCode::TOO_MANY_REQUESTS {
            page = type_code(&mut browser, &page, "7K3M-9QRT-X2WD").await;
            looked_at += 1;
            assert!(looked_at < 20, "{page:?}");
        }
    }

    async fn new_codes_take_the_place_of_the_old_ones(app) {
        let old = app.with_codes().await;
        let cx = app.cx();
        let pool = configuration::pool(&cx, &app.demo.pool.id).await.expect("read").expect("a pool");
        let member = app.signed_in_as("demo").await;
        let new = recovery_codes::renew(&cx, &pool, &member).await.expect("new codes");
        assert_eq!(recovery_codes::left(&cx, &member.user).await.expect("a count"), 10);
        let mut browser = app.browser();
        let page = app.ask_for_recovery(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let refused = type_code(&mut browser, &page, &old[0]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        let done = type_code(&mut browser, &refused, &new[0]).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let told = app.mail(DEMO).await;
        assert!(told.iter().any(|mail| mail.subject.contains("New recovery codes")));
    }

    async fn a_session_that_has_just_ended_makes_no_new_ones(app) {
        let old = app.with_codes().await;
        let cx = app.cx();
        let pool = configuration::pool(&cx, &app.demo.pool.id).await.expect("read").expect("a pool");
        let member = app.signed_in_as("demo").await;
        account::sessions::end(&cx, &pool, &member, member.session.id.as_str()).await.expect("its end");
        let refused = recovery_codes::renew(&cx, &pool, &member).await.expect_err("too late");
        assert_eq!(*refused.refusal(), Refusal::SignInExpired);
        let mut browser = app.browser();
        let page = app.ask_for_recovery(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let done = type_code(&mut browser, &page, &old[0]).await;
        assert!(done.parameter("code").is_some(), "the old ones stay: {done:?}");
    }

    async fn a_person_gets_new_ones_in_their_account(app) {
        let old = app.with_codes().await;
        let mut browser = app.browser();
        let page = app.ask_for_recovery(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        type_code(&mut browser, &page, &old[0]).await;
        let section = browser.get(&format!("{}/account/recovery-codes", app.base)).await;
        assert_eq!(text_of(&section.body, "codes-left").as_deref(), Some("You have 9 left."));
        let mut forged = section.form("renew-codes");
        forged.fill("_csrf", "forged");
        let refused = browser.submit(&section, &forged).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
        let renewed = browser.submit(&section, &section.form("renew-codes")).await;
        let new = codes_on(&renewed);
        assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)), "{new:?}");
        let shown = browser.get(&section.at).await;
        assert!(!shown.has("recovery-codes"), "they are shown once: {shown:?}");
        app.advance(Duration::from_secs(6 * 60));
        let late = browser.submit(&section, &section.form("renew-codes")).await;
        assert!(late.location().contains("/login"), "a proof is asked for anew: {late:?}");
    }
}
