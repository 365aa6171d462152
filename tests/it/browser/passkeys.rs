//! Passkeys in a real Chromium, by a virtual authenticator (Web Authentication Level 3 section 11).

use serde_json::json;

use super::chromium::Chromium;
use super::journeys::{assert_signed_in, sign_in};
use crate::process::server::{Facts, Folder, Server, gatehouse, run};
use crate::process::visitor::poll;

/// The operator demands a passkey of everybody, which may begin a sign-in where `first` says so.
fn take_passkeys(data: &Folder, facts: &Facts, first: &[&str]) {
    let operator = Folder::new();
    let database = data.path().join("gatehouse.db");
    let key = std::fs::read(data.path().join("master.key")).expect("the master key");
    let config = format!(
        "[server]\nbase_url = \"{}\"\nallow_http = true\n\n[secrets]\nmaster_key = \"{}\"\n\n\
         [database]\nurl = \"sqlite://{}\"\n",
        facts.base_url,
        String::from_utf8_lossy(&key).trim(),
        database.display()
    );
    let rules = json!({ "sign_in": {
        "mfa": "required",
        "first_factors": first,
        "second_factors": ["passkey"],
    }});
    let mut command = gatehouse(&["pool", "update", &facts.pool_id]);
    command.arg("--config").arg(operator.write("gatehouse.toml", &config));
    command.arg("--settings").arg(operator.write("rules.json", &rules.to_string()));
    let said = run(&mut command);
    assert!(said.status.success(), "{}", said.all());
}

/// The sign-in page as it is since the pool has changed.
async fn open_sign_in(chromium: &Chromium, facts: &Facts) {
    poll("a sign-in page with passkeys", async || {
        chromium.goto(&facts.samples.web).await;
        chromium.click("#sign-in").await;
        chromium.wait_for("#login-form, #signed-in").await;
        chromium.has("#passkey-form").await.then_some(())
    })
    .await;
}

/// The person signs in by password, and has a passkey made on the way.
async fn make_passkey(chromium: &Chromium, facts: &Facts) {
    poll("a pool that demands a passkey", async || {
        chromium.goto(&facts.samples.web).await;
        chromium.page.delete_all_cookies().await.expect("cookies can be forgotten");
        chromium.click("#sign-in").await;
        sign_in(chromium, &facts.user.username, &facts.user.password).await;
        chromium.wait_for("#passkey_name, #signed-in").await;
        chromium.has("#passkey_name").await.then_some(())
    })
    .await;
    chromium.fill_in("passkey-form", &[("passkey_name", "Laptop")]).await;
    chromium.wait_for("#keep-form, #signed-in").await;
    if chromium.has("#keep-form").await {
        chromium.fill_in("keep-form", &[]).await;
    }
    assert_signed_in(chromium, facts, &facts.user.username).await;
    chromium.page.delete_all_cookies().await.expect("cookies can be forgotten");
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_passkey_that_the_browser_fills_in_signs_in_alone() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    take_passkeys(&folder, facts, &["password", "passkey"]);
    let chromium = Chromium::open().await;
    chromium.add_authenticator(true).await;
    make_passkey(&chromium, facts).await;

    // Conditional mediation: the virtual device picks its passkey as soon as the page asks.
    chromium.goto(&facts.samples.web).await;
    chromium.click("#sign-in").await;
    assert_signed_in(&chromium, facts, &facts.user.username).await;
    assert!(chromium.text("#claims").await.contains("pop"), "the token says how");
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_passkey_follows_the_password_at_the_press_of_a_button() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    take_passkeys(&folder, facts, &["password"]);
    let chromium = Chromium::open().await;
    chromium.add_authenticator(true).await;
    make_passkey(&chromium, facts).await;

    chromium.goto(&facts.samples.web).await;
    chromium.click("#sign-in").await;
    sign_in(&chromium, &facts.user.username, &facts.user.password).await;
    chromium.click("#passkey-form button").await;
    assert_signed_in(&chromium, facts, &facts.user.username).await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn whoever_turns_the_device_down_may_try_again_or_go_another_way() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    take_passkeys(&folder, facts, &["password", "passkey"]);
    let chromium = Chromium::open().await;
    chromium.add_authenticator(false).await;
    open_sign_in(&chromium, facts).await;
    chromium.click("#passkey-form button").await;
    chromium.wait_for("#passkey-fault:not([hidden])").await;
    chromium.wait_for("#passkey-form button:not([aria-busy])").await;
    sign_in(&chromium, &facts.user.username, &facts.user.password).await;
    chromium.wait_for("#passkey_name").await;
    chromium.assert_no_violations().await;
}
