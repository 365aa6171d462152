//! Accounts that a stranger signs up in advance under the address of another, with a number of their
//! own: they never open to that number.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::model::Factor;
use gatehouse::model::pool::{PoolSettings, UsernameKind};
use gatehouse::model::sign_in::SignInPolicy;

use super::PASSWORD;
use super::mail_codes::type_code;
use crate::support::{Answer, Browser, TestApp, on_both};

const OWNER: &str = "owner@example.test";
const NUMBER: &str = "+12025550127";

/// A pool whose user names are addresses, and where a code may come first.
fn by_codes() -> PoolSettings {
    PoolSettings {
        username: UsernameKind::Email,
        aliases: Vec::new(),
        required_attributes: vec!["phone_number".into()],
        sign_in: SignInPolicy {
            first_factors: vec![Factor::Password, Factor::Email, Factor::Sms],
            ..Default::default()
        },
        ..Default::default()
    }
}

/// A stranger signs up under the address of the owner.
async fn plant(app: &TestApp) {
    let values = [("username", OWNER), ("phone_number", NUMBER), ("password", PASSWORD)];
    let sent = app.fill_in(&mut app.browser(), "/signup", "signup-form", &values).await;
    assert!(sent.status.is_redirection(), "{sent:?}");
    app.advance(Duration::from_secs(60));
}

/// Asks for a code by that factor, and opens the page that follows.
async fn begin(app: &TestApp, browser: &mut Browser, factor: &str) -> Answer {
    let page = browser.get(&format!("{}/login", app.base)).await;
    let mut form = page.form("login-form");
    form.fill("username", OWNER);
    form.fields.retain(|(own, _)| own != "password");
    form.fields.push(("answer".to_owned(), factor.to_owned()));
    let asked = browser.submit(&page, &form).await;
    browser.get(&asked.location()).await
}

/// The stranger tries to come in by the number.
async fn nothing_comes_by_the_number(app: &TestApp) {
    let mut stranger = app.browser();
    let page = begin(app, &mut stranger, "sms").await;
    assert!(app.mail(NUMBER).await.is_empty(), "no code goes to it");
    let refused = type_code(&mut stranger, &page, "123456").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
}

on_both! {
    async fn a_number_beside_the_name_does_not_confirm_the_account(app) {
        let app = app.in_pool(by_codes()).await;
        plant(&app).await;
        nothing_comes_by_the_number(&app).await;
        let wrong = app.type_in(&mut app.browser(), OWNER, PASSWORD).await;
        assert!(!wrong.has("logout-form"), "nobody has confirmed it: {wrong:?}");
    }

    async fn a_number_that_was_planted_goes_when_the_owner_of_the_address_comes(app) {
        let app = app.in_pool(by_codes()).await;
        plant(&app).await;
        let mut owner = app.browser();
        let page = begin(&app, &mut owner, "email").await;
        let next = type_code(&mut owner, &page, &app.mailed_code(OWNER).await).await;
        assert!(next.location().contains("/login/step"), "the number is asked for: {next:?}");
        assert!(!owner.get(&next.location()).await.body.contains(NUMBER));
        nothing_comes_by_the_number(&app).await;
    }
}
