//! The main job by keyboard alone: no mouse, but Tab, Enter, the space bar, and what is typed.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::json;

use super::authenticator::Authenticator;
use super::chromium::Chromium;
use super::journeys::{code_for, next_code_for};
use crate::process::journey::Newcomer;
use crate::process::server::{Folder, Server};

/// More stops than any page has.
const MOST_STOPS: usize = 100;

/// A person who has a keyboard and no mouse.
pub(super) struct Keyboard<'c>(&'c Chromium);

/// Where the keyboard stands.
#[derive(Debug, Deserialize)]
struct Stop {
    /// Its place among the stops of the page in the order of the document; -1 for none of them.
    at: i64,
    /// How many stops the page has.
    of: i64,
    name: String,
    faults: Vec<String>,
}

impl<'c> Keyboard<'c> {
    /// The keyboard of that window.
    pub(super) async fn of(chromium: &'c Chromium) -> Self {
        // A window that nobody sees loses the focus as a whole from time to time.
        let focused = json!({ "enabled": true });
        chromium.devtools("Emulation.setFocusEmulationEnabled", focused).await;
        Self(chromium)
    }

    async fn press(&self, key: Key) {
        self.type_in(&char::from(key).to_string()).await;
    }

    /// Types into whatever has the focus.
    async fn type_in(&self, text: &str) {
        let keyboard = text.chars().fold(KeyActions::new("keyboard".to_owned()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.0.page.perform_actions(keyboard).await.expect("keys can be pressed");
    }

    /// Where the keyboard stands, which is in sight, has a ring around it, and comes in its turn.
    async fn stop(&self) -> Stop {
        let stop = self.0.run(include_str!("stop.js")).await;
        let stop: Stop = serde_json::from_value(stop).expect("a stop");
        assert!(stop.faults.is_empty(), "{}: {:#?}", self.here().await, stop.faults);
        stop
    }

    async fn here(&self) -> String {
        self.0.page.current_url().await.expect("an address").path().to_owned()
    }

    async fn is_at(&self, selector: &str) -> bool {
        self.0.run(&format!("return document.activeElement.matches(\"{selector}\")")).await == true
    }

    /// Waits for this page and goes once around it: Tab leads to every stop in the order of the document,
    /// and to nothing else.
    pub(super) async fn around(&self, page: &str) {
        self.0.wait_for(page).await;
        self.press(Key::Tab).await;
        let mut stop = self.stop().await;
        let mut seen = vec![stop.name.clone()];
        for _ in 1..stop.of {
            let before = stop.at;
            self.press(Key::Tab).await;
            stop = self.stop().await;
            if stop.at == -1 {
                // Between the last and the first stop lies the window itself.
                self.press(Key::Tab).await;
                stop = self.stop().await;
            }
            seen.push(stop.name.clone());
            assert_eq!(stop.at, (before + 1) % stop.of, "{page}: {seen:#?}");
        }
    }

    /// Goes on with Tab until that has the focus.
    async fn to(&self, selector: &str) {
        self.0.wait_for(selector).await;
        for _ in 0..MOST_STOPS {
            if self.is_at(selector).await {
                self.stop().await;
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("no Tab leads to {selector} at {}", self.here().await);
    }

    /// Goes there and types, in the place of what stands there.
    async fn fill(&self, selector: &str, text: &str) {
        self.to(selector).await;
        let control = char::from(Key::Control);
        let all = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: control });
        self.0.page.perform_actions(all).await.expect("keys can be pressed");
        self.type_in(text).await;
    }

    /// Goes there and presses Enter.
    pub(super) async fn enter(&self, selector: &str) {
        self.to(selector).await;
        self.press(Key::Enter).await;
    }

    /// What is wrong has the focus; from its first link one goes to the field, and is there.
    async fn told_what_is_wrong(&self, field: &str) {
        self.0.wait_for("#error-summary").await;
        assert!(
            self.is_at("#error-summary").await,
            "{}: {:?}",
            self.here().await,
            self.stop().await
        );
        self.stop().await;
        if !field.is_empty() {
            self.around("#error-summary").await;
            self.enter(&format!("#error-summary a[href='#{field}']")).await;
            assert!(self.is_at(&format!("#{field}")).await, "{:?}", self.stop().await);
            // A fragment would take the focus from what is wrong on the next page.
            let address = self.0.page.current_url().await.expect("an address");
            assert!(address.fragment().is_none(), "{address}");
        }
    }
}

/// From the application through sign-up and its faults to the application.
async fn sign_up(keyboard: &Keyboard<'_>, server: &Server, newcomer: &Newcomer) -> String {
    let facts = &server.facts;
    keyboard.0.goto(&facts.samples.web).await;
    keyboard.enter("#sign-in").await;
    keyboard.around("#login-form").await;
    keyboard.enter("a[href*='signup']").await;
    keyboard.around("#signup-form").await;
    keyboard.fill("#username", &newcomer.username).await;
    keyboard.fill("#email", &newcomer.email).await;
    keyboard.fill("#password", "passwordpassword").await;
    keyboard.press(Key::Enter).await;
    keyboard.told_what_is_wrong("password").await;
    keyboard.type_in(&newcomer.password).await;
    keyboard.press(Key::Tab).await;
    assert!(keyboard.is_at(".reveal").await, "the button beside the password is next");
    keyboard.press(Key::Space).await;
    assert!(keyboard.0.has("#password[type='text']").await, "the password is shown");
    keyboard.enter("#signup-form button[type='submit']").await;
    keyboard.around("#confirm-form").await;
    keyboard.fill("#code", "000000").await;
    keyboard.press(Key::Enter).await;
    keyboard.told_what_is_wrong("").await;
    let code = code_for(facts, newcomer).await;
    keyboard.fill("#code", &code).await;
    keyboard.press(Key::Enter).await;
    keyboard.0.wait_for("#login-form, #signed-in").await;
    code
}

async fn sign_in(keyboard: &Keyboard<'_>, username: &str, password: &str) {
    keyboard.0.wait_for("#login-form").await;
    if keyboard.0.run("return document.getElementById('username').value").await == "" {
        keyboard.fill("#username", username).await;
    }
    keyboard.fill("#password", password).await;
    keyboard.press(Key::Enter).await;
}

/// Sets up an authenticator application in the account.
async fn enrol(keyboard: &Keyboard<'_>) -> Authenticator {
    keyboard.around("#factors").await;
    keyboard.enter("#add-application").await;
    keyboard.around("#enrol-form").await;
    keyboard.to("summary").await;
    keyboard.press(Key::Space).await;
    let mut application = Authenticator::with(&keyboard.0.text("#secret").await);
    keyboard.fill("#code", "000000").await;
    keyboard.press(Key::Enter).await;
    keyboard.told_what_is_wrong("").await;
    keyboard.fill("#code", &application.next()).await;
    keyboard.press(Key::Enter).await;
    keyboard.0.wait_for("#notice").await;
    application
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_person_without_a_mouse_signs_up_sets_up_an_application_and_recovers() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    let keyboard = Keyboard::of(&chromium).await;
    let newcomer = Newcomer::named("kim");
    let first_code = sign_up(&keyboard, &server, &newcomer).await;
    if chromium.has("#login-form").await {
        sign_in(&keyboard, &newcomer.username, "not the password").await;
        keyboard.told_what_is_wrong("").await;
        sign_in(&keyboard, &newcomer.username, &newcomer.password).await;
    }
    chromium.wait_for("#signed-in").await;

    chromium.goto(&facts.pool("/account/factors")).await;
    let mut application = enrol(&keyboard).await;
    for section in ["profile", "email", "password", "sessions", "applications", "data"] {
        keyboard.enter(&format!(".sections a[href*='/account/{section}']")).await;
        keyboard.around(&format!(".sections a[href*='/account/{section}'][aria-current]")).await;
    }
    keyboard.enter(".sections a[href*='/logout']").await;
    keyboard.around("#logout-form").await;
    keyboard.enter("#logout-confirm").await;
    keyboard.around("#signed-out").await;
    keyboard.enter("a[href*='/login']").await;

    keyboard.enter("a[href*='forgotPassword']").await;
    keyboard.around("#forgot-form").await;
    keyboard.fill("#username", &newcomer.username).await;
    keyboard.press(Key::Enter).await;
    keyboard.around("#reset-form").await;
    keyboard.fill("#code", &next_code_for(facts, &newcomer, &first_code).await).await;
    keyboard.fill("#new_password", "another long word for kim").await;
    keyboard.press(Key::Enter).await;
    sign_in(&keyboard, &newcomer.username, "another long word for kim").await;
    keyboard.around("#code-form").await;
    keyboard.fill("#code", &application.next()).await;
    keyboard.press(Key::Enter).await;
    chromium.wait_for("#account-link").await;
    chromium.assert_no_violations().await;
}
