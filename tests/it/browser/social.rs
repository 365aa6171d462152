//! Signing in with others in a real Chromium: there and back, connected and disconnected, and out again.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::chromium::Chromium;
use super::journeys::{ask_web_app_to_sign_in, assert_signed_in, sign_in};
use super::keyboard::Keyboard;
use super::scripts_off::{assert_no_script_runs, switch_scripts_off};
use super::wire::Sent;
use crate::process::server::{Facts, Folder, Server};
use crate::process::visitor::poll;
use crate::support::upstream::Fake;

/// The button that leads to the pretend provider of development.
const PRETEND: &str = "a[href*='/login/with/Pretend']";
/// The button that leads to Apple.
const APPLE: &str = "a[href*='/login/with/SignInWithApple']";
/// The cookie by which a browser is known here.
const COOKIE: &str = "gatehouse";

/// Has the application ask for somebody, whoever is signed in there.
async fn ask(chromium: &Chromium, facts: &Facts) {
    chromium.goto(&format!("{}/login", facts.samples.web)).await;
}

/// Goes by the button to the pretend provider, and comes back as one of its people.
async fn come_as(chromium: &Chromium, person: &str) {
    chromium.click(PRETEND).await;
    choose(chromium, person).await;
}

async fn choose(chromium: &Chromium, person: &str) {
    chromium.click(&format!("#people-form button[value='{person}']")).await;
}

/// Whose account the application was told of.
async fn account(chromium: &Chromium) -> String {
    chromium.wait_for("#signed-in").await;
    let told: Value = serde_json::from_str(&chromium.text("#userinfo").await).expect("claims");
    told["sub"].as_str().expect("a subject").to_owned()
}

/// Makes a fake one of the pool's providers, as an operator does, and waits until its button is there.
async fn make_known(server: &Server, folder: &Folder, fake: &Fake, chromium: &Chromium) {
    let pool = &server.facts.pool_id;
    let provider = fake.provider(&pool.parse().expect("a pool"));
    let key = folder.write("key.pem", fake.secret().expose_secret());
    let details = json!(provider.details);
    let details = details.as_object().expect("an object").iter();
    let set: Vec<String> = details
        .map(|(name, value)| format!("{name}={}", value.as_str().expect("a text")))
        .collect();
    let mut words = vec!["provider", "create", "--pool", pool, provider.kind.as_str()];
    words.extend(["--private-key-file", key.to_str().expect("UTF-8")]);
    words.extend(set.iter().flat_map(|one| ["--set", one.as_str()]));
    let said = server.operate(folder, &words);
    assert!(said.status.success(), "{}", said.all());
    poll("a button", async || {
        ask(chromium, &server.facts).await;
        chromium.has(APPLE).await.then_some(())
    })
    .await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_button_leads_to_the_provider_and_back_to_the_application() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    ask_web_app_to_sign_in(&chromium, facts).await;
    chromium.wait_for("#login-form").await;
    come_as(&chromium, "noor").await;
    assert_signed_in(&chromium, facts, "noor@example.test").await;
    let newcomer = account(&chromium).await;
    chromium.assert_no_violations().await;

    let plain = Chromium::open().await;
    switch_scripts_off(&plain, facts).await;
    ask_web_app_to_sign_in(&plain, facts).await;
    come_as(&plain, "noor").await;
    assert_signed_in(&plain, facts, "noor@example.test").await;
    assert_eq!(account(&plain).await, newcomer);
    assert_no_script_runs(&plain, facts).await;
    plain.assert_no_violations().await;
}

/// The provider posted its answer without our cookie, and the request after that brought it.
fn assert_posted_without_cookie(sent: &[Sent]) {
    let back = sent.iter().filter(|one| one.url.contains("/oauth2/idpresponse"));
    let back: Vec<&Sent> = back.collect();
    let [posted, collected] = back[..] else { panic!("{back:#?}") };
    let is_cookie = |name: &String| name == COOKIE;
    assert_eq!(posted.method, "POST");
    assert!(posted.cookies.is_empty(), "{posted:#?}");
    assert!(posted.withheld.iter().any(is_cookie), "{posted:#?}");
    assert_eq!(collected.method, "GET");
    assert!(collected.cookies.iter().any(is_cookie), "{collected:#?}");
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn an_answer_that_another_site_posts_counts_in_the_browser_that_was_sent() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let apple = Fake::apple(facts).await;
    let chromium = Chromium::open_with_wire().await;
    make_known(&server, &folder, &apple, &chromium).await;
    chromium.sent().await;
    chromium.click(APPLE).await;
    let newcomer = account(&chromium).await;
    assert_posted_without_cookie(&chromium.sent().await);
    assert!(chromium.text("#claims").await.contains("privaterelay.appleid.com"));
    chromium.assert_no_violations().await;

    let plain = Chromium::open_with_wire().await;
    switch_scripts_off(&plain, facts).await;
    ask(&plain, facts).await;
    plain.sent().await;
    plain.click(APPLE).await;
    plain.click("form[action*='/oauth2/idpresponse'] button").await;
    assert_eq!(account(&plain).await, newcomer);
    assert_posted_without_cookie(&plain.sent().await);
    assert_no_script_runs(&plain, facts).await;
}

/// Presses the first button that disconnects an account elsewhere.
async fn disconnect(chromium: &Chromium) {
    chromium.click("#disconnect-1 button").await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn an_account_elsewhere_is_connected_and_disconnected() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let (own, other) = (Chromium::open().await, Chromium::open().await);
    ask(&own, facts).await;
    sign_in(&own, &facts.user.username, &facts.user.password).await;
    let demo = account(&own).await;
    own.goto(&facts.pool("/account/identities")).await;
    own.click("#connect-1 button").await;
    choose(&own, "noor").await;
    assert!(own.text("#identities li").await.contains("noor@example.test"));

    ask(&other, facts).await;
    come_as(&other, "noor").await;
    assert_eq!(account(&other).await, demo);

    disconnect(&own).await;
    own.wait_for("#identities:not(:has(li))").await;
    ask(&own, facts).await;
    assert_eq!(account(&own).await, demo, "the session in which it was done goes on");
    ask(&other, facts).await;
    come_as(&other, "noor").await;
    assert_ne!(
        account(&other).await,
        demo,
        "what it had opened is over, and it opens that no more"
    );

    other.goto(&facts.pool("/account/identities")).await;
    disconnect(&other).await;
    assert!(!other.text("#error-summary").await.is_empty(), "nothing else opens the account");
    assert!(other.text("#identities li").await.contains("noor@example.test"));
    own.assert_no_violations().await;
    other.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn whoever_has_the_address_of_an_account_shows_it_once() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let (username, password) = (&facts.user.username, &facts.user.password);
    let chromium = Chromium::open().await;
    ask(&chromium, facts).await;
    come_as(&chromium, "dana").await;
    assert!(chromium.text("#connects").await.contains("Pretend"));
    chromium.fill_in("password-form", &[("password", password)]).await;
    let demo = account(&chromium).await;

    let later = Chromium::open().await;
    ask(&later, facts).await;
    come_as(&later, "dana").await;
    assert_eq!(account(&later).await, demo, "at once");
    later.page.delete_all_cookies().await.expect("cookies can be forgotten");
    ask(&later, facts).await;
    sign_in(&later, username, password).await;
    assert_eq!(account(&later).await, demo, "the password opens it still");
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn what_a_provider_has_opened_ends_everywhere() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let (here, there) = (Chromium::open().await, Chromium::open().await);
    for browser in [&here, &there] {
        ask(browser, facts).await;
        come_as(browser, "noor").await;
        account(browser).await;
    }
    here.goto(&facts.pool("/account/sessions")).await;
    here.click("#end-others button").await;
    here.wait_for("#notice").await;
    ask(&there, facts).await;
    there.wait_for("#login-form").await;
    ask(&here, facts).await;
    here.wait_for("#signed-in").await;
    here.click("#sign-out").await;
    here.wait_for("#sign-in").await;
    ask(&here, facts).await;
    here.wait_for("#login-form").await;

    sign_in(&here, &facts.user.username, &facts.user.password).await;
    here.wait_for("#signed-in").await;
    come_as(&there, "noor").await;
    there.wait_for("#signed-in").await;
    let words = ["provider", "disable", "--pool", &facts.pool_id, "Pretend"];
    let said = server.operate(&folder, &words);
    assert!(said.status.success(), "{}", said.all());
    ask(&there, facts).await;
    there.wait_for("#login-form").await;
    poll("no button", async || {
        ask(&there, facts).await;
        (!there.has(PRETEND).await).then_some(())
    })
    .await;
    ask(&here, facts).await;
    here.wait_for("#signed-in").await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_person_without_a_mouse_says_no_there_and_then_yes() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    let keyboard = Keyboard::of(&chromium).await;
    ask(&chromium, facts).await;
    keyboard.around("#login-form").await;
    keyboard.enter(PRETEND).await;
    keyboard.around("#people-form").await;
    keyboard.enter("#nobody-form button").await;
    keyboard.around("#error-message").await;
    keyboard.enter(".action a").await;
    keyboard.enter("#people-form button[value='noor']").await;
    assert_signed_in(&chromium, facts, "noor@example.test").await;
    chromium.assert_no_violations().await;
}
