//! Codes by SMS take the way of those by mail, to a number that was proved and to no other.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::model::Factor;
use gatehouse::model::sign_in::MfaMode;

use super::PASSWORD;
use super::mail_codes::type_code;
use crate::process::html::text_of;
use crate::support::{Answer, Browser, TestApp, on_both};

const NUMBER: &str = "+12025550126";

const MAIL: &str = "ann@example.test";
const NEW: &str = "an entirely new one";
const A_WHILE: Duration = Duration::from_secs(90);

/// Somebody with a phone number, who may begin with a code to it.
async fn ann(app: &TestApp, proved: &str) {
    made(app, &[("phone_number", NUMBER), ("phone_number_verified", proved)]).await;
}

/// The same with these attributes.
async fn made(app: &TestApp, own: &[(&str, &str)]) {
    app.change_pool(|pool| {
        pool.required_attributes = Vec::new();
        pool.sign_in.first_factors = vec![Factor::Password, Factor::Sms];
    })
    .await;
    app.made("ann", own).await;
}

/// The pool demands a second factor, and takes these.
async fn demand(app: &TestApp, second: &[Factor]) {
    app.change_pool(|pool| {
        pool.sign_in.first_factors = vec![Factor::Password];
        pool.sign_in.mfa = MfaMode::Required;
        pool.sign_in.second_factors = second.to_vec();
    })
    .await;
}

/// The pool sends to German numbers alone.
async fn serve_germany(app: &TestApp) {
    app.change_pool(|pool| pool.sms.calling_codes = vec!["+49".parse().expect("a code")]).await;
}

/// Types the password, and opens the step that follows.
async fn half_way(app: &TestApp, browser: &mut Browser, password: &str) -> Answer {
    let typed = app.type_in(browser, "ann", password).await;
    browser.get(&typed.location()).await
}

/// Asks for a code, and opens the page that follows.
async fn ask(app: &TestApp, browser: &mut Browser) -> Answer {
    let page = browser.get(&format!("{}/login", app.base)).await;
    let mut form = page.form("login-form");
    form.fill("username", "ann");
    form.fields.retain(|(own, _)| own != "password");
    form.fields.push(("answer".to_owned(), "sms".to_owned()));
    let asked = browser.submit(&page, &form).await;
    browser.get(&asked.location()).await
}

on_both! {
    async fn a_code_by_sms_opens_the_account(app) {
        ann(&app, "true").await;
        let mut browser = app.browser();
        let page = ask(&app, &mut browser).await;
        assert!(!page.body.contains("0126"), "nobody learns the number: {page:?}");
        let done = type_code(&mut browser, &page, &app.mailed_code(NUMBER).await).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn a_number_that_was_not_proved_gets_none(app) {
        ann(&app, "false").await;
        let mut browser = app.browser();
        let page = ask(&app, &mut browser).await;
        assert!(app.mail(NUMBER).await.is_empty());
        let refused = type_code(&mut browser, &page, "123456").await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
    }

    async fn a_number_is_set_up_on_the_way_and_asked_for_ever_after(app) {
        ann(&app, "true").await;
        demand(&app, &[Factor::Sms]).await;
        for _ in 0..2 {
            let mut browser = app.browser();
            let page = half_way(&app, &mut browser, PASSWORD).await;
            assert!(page.body.contains("+*******0126"), "{page:?}");
            let done = type_code(&mut browser, &page, &app.mailed_code(NUMBER).await).await;
            let done = app.keep_codes(&mut browser, done).await;
            assert!(done.has("logout-form"), "{done:?}");
            app.advance(Duration::from_secs(60));
        }
    }

    async fn a_number_that_is_served_no_longer_makes_room_for_another_factor(app) {
        ann(&app, "true").await;
        demand(&app, &[Factor::Sms]).await;
        let mut browser = app.browser();
        let page = half_way(&app, &mut browser, PASSWORD).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(NUMBER).await).await;
        assert!(app.keep_codes(&mut browser, done).await.has("logout-form"));
        app.advance(A_WHILE);
        demand(&app, &[Factor::Sms, Factor::Totp]).await;
        serve_germany(&app).await;
        let mut browser = app.browser();
        let page = half_way(&app, &mut browser, PASSWORD).await;
        let secret = text_of(&page.body, "secret").expect("an application is to be set up");
        let done = app.show_code(&mut browser, &page, "enrol-form", &secret).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn a_number_that_is_not_served_is_no_other_way_than_the_mail(app) {
        let flags = [("email_verified", "true"), ("phone_number_verified", "true")];
        made(&app, &[&flags[..], &[("email", MAIL), ("phone_number", NUMBER)]].concat()).await;
        demand(&app, &[Factor::Email, Factor::Sms]).await;
        serve_germany(&app).await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "ann").await;
        let code = app.mailed_code(MAIL).await;
        let done = app.reset(&mut browser, &page, &code, NEW).await;
        assert!(done.location().contains("/login"), "{done:?}");
        app.advance(A_WHILE);
        let mut browser = app.browser();
        let page = half_way(&app, &mut browser, NEW).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(MAIL).await).await;
        let done = app.keep_codes(&mut browser, done).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn strangers_leave_the_last_sms_to_who_has_shown_a_password(app) {
        ann(&app, "true").await;
        demand(&app, &[Factor::Sms]).await;
        app.strangers_use_up_sms().await;
        let mut browser = app.browser();
        let page = half_way(&app, &mut browser, PASSWORD).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(NUMBER).await).await;
        let done = app.keep_codes(&mut browser, done).await;
        assert!(done.has("logout-form"), "{done:?}");
    }
}
