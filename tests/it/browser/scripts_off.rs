//! The whole of it without JavaScript: what a script makes easier, forms and links do as well.

use serde_json::json;

use super::authenticator::Authenticator;
use super::chromium::Chromium;
use super::journeys::{assert_signed_in, next_code_for, sign_in, sign_up};
use crate::process::journey::{Authorization, Newcomer};
use crate::process::server::{Facts, Folder, Server};

/// The button that a script of ours brings in sight.
const BY_SCRIPT: &str = ".reveal:not([hidden])";

/// Switches scripts off, and proves by a page that there were some before and that there are none now.
pub(super) async fn switch_scripts_off(chromium: &Chromium, facts: &Facts) {
    chromium.goto(&facts.pool("/login")).await;
    chromium.wait_for(BY_SCRIPT).await;
    chromium.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    assert_no_script_runs(chromium, facts).await;
}

pub(super) async fn assert_no_script_runs(chromium: &Chromium, facts: &Facts) {
    chromium.goto(&facts.pool("/signup")).await;
    chromium.wait_for("#signup-form .reveal").await;
    assert!(!chromium.has(BY_SCRIPT).await, "a script ran");
}

/// Sets up an authenticator application in the account.
async fn enrol(chromium: &Chromium, facts: &Facts) -> Authenticator {
    chromium.goto(&facts.pool("/account/factors")).await;
    chromium.click("#add-application").await;
    chromium.click("summary").await;
    let mut application = Authenticator::with(&chromium.text("#secret").await);
    chromium.fill_in("enrol-form", &[("code", &application.next()), ("name", "Phone")]).await;
    chromium.wait_for("#notice").await;
    application
}

/// Shows by password and code that it is the same person still, as the account asks before a change.
async fn prove(chromium: &Chromium, newcomer: &Newcomer, application: &mut Authenticator) {
    chromium.click("#prove").await;
    sign_in(chromium, &newcomer.username, &newcomer.password).await;
    chromium.fill_in("code-form", &[("code", &application.next())]).await;
    chromium.wait_for(".sections").await;
    assert!(!chromium.has("#prove").await, "that was enough");
}

/// Lets an application in that asks for consent, and takes that back.
async fn consent(chromium: &Chromium, facts: &Facts) {
    let request = Authorization::new(facts, "openid profile email");
    chromium.goto(&format!("{}&prompt=consent", request.url)).await;
    chromium.wait_for("#scopes").await;
    chromium.click("#allow").await;
    chromium.wait_for("#sign-in").await;
    let arrived = chromium.page.current_url().await.expect("an address");
    let client = facts.clients.web.redirect_uri.as_deref().expect("a redirect URI");
    assert!(arrived.as_str().starts_with(client), "{arrived}");
    chromium.goto(&facts.pool("/account/applications")).await;
    chromium.click("#applications button").await;
    chromium.wait_for("#no-applications").await;
}

/// Connects a television.
async fn connect_device(chromium: &Chromium, facts: &Facts) {
    let television = format!("{}/samples/device", facts.base_url);
    chromium.goto(&television).await;
    chromium.click("#begin").await;
    let code = chromium.text("#user-code").await;
    chromium.goto(&facts.pool("/device")).await;
    chromium.fill_in("device-form", &[("user_code", &code)]).await;
    chromium.click("#allow").await;
    chromium.wait_for("#device-done").await;
    chromium.goto(&format!("{television}/poll")).await;
    chromium.wait_for("#signed-in").await;
}

/// Changes the profile, and has recovery codes made.
async fn change_account(chromium: &Chromium, facts: &Facts) -> Vec<String> {
    chromium.goto(&facts.pool("/account/profile")).await;
    chromium.fill_in_what_is_asked("profile-form", &[("name", "Robin Roe")]).await;
    chromium.wait_for("#notice").await;
    chromium.goto(&facts.pool("/account/recovery-codes")).await;
    chromium.fill_in("renew-codes", &[]).await;
    let codes = chromium.text("#recovery-codes").await;
    codes.split_whitespace().map(str::to_owned).collect()
}

/// Signs in with a recovery code for the second step.
async fn sign_in_by_spare_code(chromium: &Chromium, (name, password): (&str, &str), code: &str) {
    sign_in(chromium, name, password).await;
    chromium.click("#other-ways button[value='recovery_code']").await;
    chromium.fill_in("recovery-form", &[("code", code)]).await;
    chromium.wait_for("#account-link").await;
}

async fn sign_out(chromium: &Chromium, facts: &Facts) {
    chromium.goto(&facts.pool("/account/profile")).await;
    chromium.click(".sections a[href*='/logout']").await;
    chromium.fill_in("logout-form", &[]).await;
    chromium.wait_for("#signed-out").await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn everything_but_passkeys_works_without_scripts() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    switch_scripts_off(&chromium, facts).await;
    let newcomer = Newcomer::named("robin");
    let first_code = sign_up(&chromium, facts, &newcomer).await;
    assert_signed_in(&chromium, facts, &newcomer.username).await;

    let mut application = enrol(&chromium, facts).await;
    prove(&chromium, &newcomer, &mut application).await;
    consent(&chromium, facts).await;
    connect_device(&chromium, facts).await;
    let spare_codes = change_account(&chromium, facts).await;
    sign_out(&chromium, facts).await;

    chromium.click("a[href*='/login']").await;
    let known = (newcomer.username.as_str(), newcomer.password.as_str());
    sign_in_by_spare_code(&chromium, known, &spare_codes[0]).await;
    sign_out(&chromium, facts).await;

    chromium.goto(&facts.pool("/forgotPassword")).await;
    chromium.fill_in("forgot-form", &[("username", &newcomer.username)]).await;
    let code = next_code_for(facts, &newcomer, &first_code).await;
    let new_password = "another long word for robin";
    chromium.fill_in("reset-form", &[("code", &code), ("new_password", new_password)]).await;
    let changed = (newcomer.username.as_str(), new_password);
    sign_in_by_spare_code(&chromium, changed, &spare_codes[1]).await;
    assert_no_script_runs(&chromium, facts).await;
    chromium.assert_no_violations().await;
}
