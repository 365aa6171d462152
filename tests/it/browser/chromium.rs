//! One Chromium with a profile of its own, driven through the chromedriver that `tests/run` started.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::process::server::Folder;

const WAIT_LIMIT: Duration = Duration::from_secs(30);

/// How often a page is looked at that is waited for.
const WAIT_STEP: Duration = Duration::from_millis(20);

/// A browser window.
pub struct Chromium {
    pub page: Client,
    driver: String,
    session: String,
    http: reqwest::Client,
    _profile: Folder,
}

impl Chromium {
    /// Opens a window; its console is kept for `assert_no_violations`.
    pub async fn open() -> Self {
        Self::open_keeping(json!({ "browser": "ALL" })).await
    }

    /// Opens a window; what goes over the wire is kept, too, for `sent`.
    pub async fn open_with_wire() -> Self {
        Self::open_keeping(json!({ "browser": "ALL", "performance": "ALL" })).await
    }

    async fn open_keeping(logs: Value) -> Self {
        let driver = std::env::var("GATEHOUSE_TEST_CHROMEDRIVER")
            .expect("GATEHOUSE_TEST_CHROMEDRIVER is set by tests/run");
        let profile = Folder::new();
        let mut options = json!({ "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            "--lang=en",
            "--host-resolver-rules=MAP *.localhost 127.0.0.1",
            format!("--user-data-dir={}", profile.path().display()),
        ]});
        if let Ok(binary) = std::env::var("GATEHOUSE_TEST_CHROMIUM") {
            options["binary"] = Value::from(binary);
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), logs);
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver)
            .await
            .expect("chromedriver opens a window");
        let session = page.session_id().await.expect("chromedriver answers").expect("a session");
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.expect("a plain HTTP client can be built");
        Self { page, driver, session, http, _profile: profile }
    }

    pub async fn goto(&self, url: &str) {
        self.page.goto(url).await.expect("the page opens");
    }

    /// Waits until the page has an element that fits this selector.
    pub async fn wait_for(&self, selector: &str) {
        let wait = self.page.wait().at_most(WAIT_LIMIT).every(WAIT_STEP);
        let found = wait.for_element(Locator::Css(selector)).await;
        if found.is_err() {
            let (url, source) = (self.page.current_url().await, self.page.source().await);
            panic!("no {selector} at {url:?}:\n{}", source.unwrap_or_default());
        }
    }

    /// Whether the page has it now.
    pub async fn has(&self, selector: &str) -> bool {
        !self.page.find_all(Locator::Css(selector)).await.expect("chromedriver answers").is_empty()
    }

    pub async fn text(&self, selector: &str) -> String {
        self.wait_for(selector).await;
        let element = self.page.find(Locator::Css(selector)).await.expect("it was there");
        element.text().await.expect("it has a text")
    }

    pub async fn click(&self, selector: &str) {
        self.wait_for(selector).await;
        let element = self.page.find(Locator::Css(selector)).await.expect("it was there");
        element.click().await.expect("it can be clicked");
    }

    /// Types into the visible fields of a form and presses its button.
    pub async fn fill_in(&self, form: &str, values: &[(&str, &str)]) {
        self.wait_for(&format!("#{form}")).await;
        for (name, value) in values {
            let selector = format!("#{form} [name='{name}']:not([type='hidden'])");
            let field =
                self.page.find(Locator::Css(&selector)).await.expect("the form has the field");
            field.clear().await.expect("it can be cleared");
            field.send_keys(value).await.expect("it can be typed into");
        }
        self.click(&format!("#{form} button[type='submit']")).await;
    }

    /// As `fill_in`, leaving out what the form does not ask for.
    pub async fn fill_in_what_is_asked(&self, form: &str, values: &[(&str, &str)]) {
        self.wait_for(&format!("#{form}")).await;
        let mut asked = Vec::new();
        for (name, value) in values {
            if self
                .has(&format!("#{form} [name='{name}']:not([type='hidden']):not([readonly])"))
                .await
            {
                asked.push((*name, *value));
            }
        }
        self.fill_in(form, &asked).await;
    }

    /// What a script in the page returns.
    pub async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.expect("a script runs")
    }

    /// What a script in the page returns as a list of texts.
    pub async fn list(&self, script: &str) -> Vec<String> {
        serde_json::from_value(self.run(script).await).expect("a list of texts")
    }

    /// Sends one command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.driver_command("goog/cdp/execute", body).await;
        assert!(answer.get("error").is_none(), "{command}: {answer}");
        answer
    }

    /// The size of the window's inside, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// What the page learns of the person's settings by media queries, and nothing moves.
    pub async fn prefer(&self, feature: &str, value: &str) {
        let features = json!([
            { "name": feature, "value": value },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Adds a device for passkeys, whose holder is there and either known or not.
    pub async fn add_authenticator(&self, knows_its_holder: bool) {
        let device = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": knows_its_holder,
            "isUserConsenting": true,
        });
        let added = self.driver_command("webauthn/authenticator", device).await;
        assert!(added.is_string(), "{added}");
    }

    /// Nothing in the console speaks of the content security policy.
    pub async fn assert_no_violations(&self) {
        let log = self.driver_command("se/log", json!({ "type": "browser" })).await;
        let entries = log.as_array().expect("a list of log entries");
        let violations: Vec<&Value> = entries
            .iter()
            .filter(|entry| {
                entry["message"]
                    .as_str()
                    .is_some_and(|text| text.contains("Content Security Policy"))
            })
            .collect();
        assert!(violations.is_empty(), "{violations:#?}");
    }

    pub(super) async fn driver_command(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/session/{}/{path}", self.driver, self.session);
        let answer = self.http.post(url).json(&body).send().await.expect("chromedriver answers");
        let mut answer: Value = answer.json().await.expect("chromedriver answers in JSON");
        answer["value"].take()
    }
}

impl Drop for Chromium {
    /// Closes the window, also when the test failed.
    fn drop(&mut self) {
        let address = self.driver.trim_start_matches("http://");
        let Ok(mut stream) = TcpStream::connect(address) else { return };
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n",
            self.session
        );
        let _ = stream.set_read_timeout(Some(WAIT_LIMIT));
        let _ = stream.write_all(request.as_bytes());
        // The answer comes when the browser is gone; its profile can go then, too.
        let _ = stream.read(&mut [0; 64]);
    }
}
