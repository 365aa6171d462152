//! A look tried out in a real Chromium: it shows while it is typed, with its pictures, and is applied.

use fantoccini::Locator;
use serde_json::json;

use super::chromium::Chromium;
use crate::process::server::{Folder, Server};
use crate::process::visitor::poll;

const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>"#;

/// The colour of the button in the first preview.
const BUTTON: &str = "const frame = document.querySelector('#previews iframe');
    const button = frame.contentDocument?.querySelector('button[type=submit]');
    return button ? getComputedStyle(button).backgroundColor : '';";

impl Chromium {
    async fn type_into(&self, selector: &str, text: &str) {
        let field = self.page.find(Locator::Css(selector)).await.expect("the field is there");
        field.send_keys(text).await.expect("it can be typed into");
    }

    /// Waits until a script returns that.
    async fn wait_until(&self, script: &str, expected: &str) {
        let what = format!("{expected} of {script}");
        poll(&what, async || (self.run(script).await == json!(expected)).then_some(())).await;
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_look_shows_while_it_is_typed() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    chromium.goto(&format!("{}/dev/branding", server.facts.base_url)).await;
    chromium.wait_until(BUTTON, "rgb(47, 91, 234)").await;
    chromium.type_into("[id='light.brand']", "#0a6e46").await;
    chromium.wait_until(BUTTON, "rgb(10, 110, 70)").await;
    chromium.type_into("[id='dark.brand']", "#000000").await;
    chromium.wait_for("#said table").await;

    let file = folder.write("logo.svg", LOGO);
    chromium.type_into("#logo + [type='file']", file.to_str().expect("UTF-8")).await;
    let logo = "const frame = document.querySelector('#previews iframe');
        return String(frame.contentDocument?.querySelector('.emblem')?.naturalWidth);";
    chromium.wait_until(logo, "8").await;
    chromium.click("#apply").await;
    chromium.wait_for("p.notice").await;
    chromium.assert_no_violations().await;

    chromium.goto(&format!("{}/{}/login", server.facts.base_url, server.facts.pool_id)).await;
    chromium.wait_for("img.emblem").await;
    chromium.assert_no_violations().await;
}
