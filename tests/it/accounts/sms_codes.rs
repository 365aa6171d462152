//! Codes by SMS take the way of those by mail, to a number that was proved and to no other.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::Factor;
use gatehouse::model::password::Password;
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::user::UserStatus;

use super::PASSWORD;
use super::mail_codes::type_code;
use crate::support::{Answer, Browser, TestApp, on_both};

const NUMBER: &str = "+12025550126";

/// Somebody with a phone number, who may begin with a code to it.
async fn ann(app: &TestApp, proved: &str) {
    let own = [("phone_number", NUMBER), ("phone_number_verified", proved)];
    let new = NewUser {
        username: "ann".to_owned(),
        password: Some(Password::new(PASSWORD)),
        attributes: own.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        status: UserStatus::Confirmed,
    };
    app.change_pool(|pool| {
        pool.required_attributes = Vec::new();
        pool.sign_in.first_factors = vec![Factor::Password, Factor::Sms];
    })
    .await;
    users::create(&app.cx(), &app.demo.pool.id, new).await.expect("a user");
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
        app.change_pool(|pool| {
            pool.sign_in.first_factors = vec![Factor::Password];
            pool.sign_in.mfa = MfaMode::Required;
            pool.sign_in.second_factors = vec![Factor::Sms];
        })
        .await;
        for _ in 0..2 {
            let mut browser = app.browser();
            let typed = app.type_in(&mut browser, "ann", PASSWORD).await;
            let page = browser.get(&typed.location()).await;
            assert!(page.body.contains("+*******0126"), "{page:?}");
            let done = type_code(&mut browser, &page, &app.mailed_code(NUMBER).await).await;
            let done = app.keep_codes(&mut browser, done).await;
            assert!(done.has("logout-form"), "{done:?}");
            app.advance(Duration::from_secs(60));
        }
    }
}
