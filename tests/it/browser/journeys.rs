//! The main job as a person does it: sign up, confirm, sign in, land with tokens, reset a password, sign out.

use super::chromium::Chromium;
use crate::process::journey::{Newcomer, mailed_code};
use crate::process::server::{Facts, Folder, Server};
use crate::process::visitor::{Visitor, poll};

/// Goes to the sample web app and asks it to sign in.
pub(super) async fn ask_web_app_to_sign_in(chromium: &Chromium, facts: &Facts) {
    chromium.goto(&facts.samples.web).await;
    chromium.click("#sign-in").await;
}

pub(super) async fn sign_in(chromium: &Chromium, username: &str, password: &str) {
    chromium.fill_in("login-form", &[("username", username), ("password", password)]).await;
}

/// The sample app shows who is there, in claims that name the issuer and the person.
pub(super) async fn assert_signed_in(chromium: &Chromium, facts: &Facts, username: &str) {
    chromium.wait_for("#signed-in").await;
    let claims = poll("claims in the sample", async || {
        let claims = chromium.text("#claims").await;
        claims.contains(username).then_some(claims)
    })
    .await;
    assert!(claims.contains(&facts.issuer), "{claims}");
    let tokens = chromium.text("#tokens").await;
    assert!(tokens.contains("eyJ"), "a JWT among the tokens: {tokens}");
}

pub(super) async fn code_for(facts: &Facts, newcomer: &Newcomer) -> String {
    mailed_code(&Visitor::new(facts.port()), facts, &newcomer.email).await
}

/// The newest code, once it is another than the one before.
pub(super) async fn next_code_for(facts: &Facts, newcomer: &Newcomer, before: &str) -> String {
    let visitor = Visitor::new(facts.port());
    poll("another code by mail", async || {
        let code = mailed_code(&visitor, facts, &newcomer.email).await;
        (code != before).then_some(code)
    })
    .await
}

/// From the sample app through sign-up and confirmation to the sample app, signed in.
pub(super) async fn sign_up(chromium: &Chromium, facts: &Facts, newcomer: &Newcomer) -> String {
    ask_web_app_to_sign_in(chromium, facts).await;
    chromium.wait_for("#login-form").await;
    chromium.click("a[href*='signup']").await;
    let values = [
        ("username", newcomer.username.as_str()),
        ("email", newcomer.email.as_str()),
        ("password", newcomer.password.as_str()),
    ];
    chromium.fill_in("signup-form", &values).await;
    chromium.wait_for("#confirm-form").await;
    let code = code_for(facts, newcomer).await;
    chromium
        .fill_in_what_is_asked("confirm-form", &[("username", &newcomer.username), ("code", &code)])
        .await;
    chromium.wait_for("#login-form, #signed-in").await;
    if chromium.has("#login-form").await {
        sign_in(chromium, &newcomer.username, &newcomer.password).await;
    }
    code
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_newcomer_signs_up_confirms_and_lands_in_the_web_app() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    let newcomer = Newcomer::named("nora");
    sign_up(&chromium, &server.facts, &newcomer).await;
    assert_signed_in(&chromium, &server.facts, &newcomer.username).await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_person_gets_implicit_tokens_in_the_single_page_app() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    chromium.goto(&facts.samples.spa).await;
    chromium.click("#sign-in").await;
    sign_in(&chromium, &facts.user.username, &facts.user.password).await;
    assert_signed_in(&chromium, facts, &facts.user.username).await;
    let url = chromium.page.current_url().await.expect("an address");
    assert!(
        !url.as_str().contains("access_token="),
        "the app takes the tokens out of the address bar: {url}"
    );
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_forgotten_password_is_reset() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    let newcomer = Newcomer::named("otto");
    let first_code = sign_up(&chromium, facts, &newcomer).await;
    chromium.wait_for("#signed-in").await;
    chromium.page.delete_all_cookies().await.expect("cookies can be forgotten");

    ask_web_app_to_sign_in(&chromium, facts).await;
    chromium.wait_for("#login-form").await;
    chromium.click("a[href*='forgotPassword']").await;
    chromium.fill_in("forgot-form", &[("username", &newcomer.username)]).await;
    chromium.wait_for("#reset-form").await;
    let code = next_code_for(facts, &newcomer, &first_code).await;
    let new_password = "another long word for otto";
    let values =
        [("username", newcomer.username.as_str()), ("code", &code), ("new_password", new_password)];
    chromium.fill_in_what_is_asked("reset-form", &values).await;
    chromium.wait_for("#login-form, #signed-in").await;
    if chromium.has("#login-form").await {
        sign_in(&chromium, &newcomer.username, new_password).await;
    }
    assert_signed_in(&chromium, facts, &newcomer.username).await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_person_who_signed_out_is_asked_to_sign_in_again() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    ask_web_app_to_sign_in(&chromium, facts).await;
    sign_in(&chromium, &facts.user.username, &facts.user.password).await;
    chromium.wait_for("#signed-in").await;

    // While the session lasts, the application gets its tokens without a question.
    chromium.goto(&format!("{}/login", facts.samples.web)).await;
    chromium.wait_for("#signed-in").await;

    chromium.click("#sign-out").await;
    chromium.wait_for("#logout-form, #sign-in").await;
    if chromium.has("#logout-form").await {
        chromium.fill_in("logout-form", &[]).await;
    }
    chromium.wait_for("#sign-in").await;
    chromium.click("#sign-in").await;
    chromium.wait_for("#login-form").await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_wrong_password_is_told_beside_the_form() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    ask_web_app_to_sign_in(&chromium, facts).await;
    sign_in(&chromium, &facts.user.username, "not the password").await;
    assert!(!chromium.text("#error-summary").await.is_empty());
    sign_in(&chromium, &facts.user.username, &facts.user.password).await;
    chromium.wait_for("#signed-in").await;
}
