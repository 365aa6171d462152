//! Every state of every page by axe-core: WCAG 2.2 A and AA and what is good practice, with no violation.

use std::path::PathBuf;

use serde_json::json;

use super::chromium::Chromium;
use super::gallery::{assert_none, findings};
use super::samples;
use crate::process::server::{Facts, Folder, Server};
use gatehouse::words::Locale;

/// The rules about colours, which hold or not in each scheme by itself.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// What the sample of a television must do to be one: it asks again by itself.
const OF_A_TELEVISION: &str = "meta-refresh: meta[http-equiv=\"refresh\"]";

/// Loads axe into each page before the page's own scripts.
async fn bring_axe(chromium: &Chromium) {
    let clients = std::env::var_os("GATEHOUSE_TEST_CLIENTS")
        .map(PathBuf::from)
        .expect("GATEHOUSE_TEST_CLIENTS is set by tests/run");
    let source = std::fs::read_to_string(clients.join("node_modules/axe-core/axe.min.js"))
        .expect("axe-core is installed by tests/run");
    let command = "Page.addScriptToEvaluateOnNewDocument";
    chromium.devtools(command, json!({ "source": source })).await;
}

/// What axe finds by these rules, or by all where none are named.
async fn violations(chromium: &Chromium, rules: &[&str]) -> Vec<String> {
    let found = chromium.page.execute_async(include_str!("axe.js"), vec![json!(rules)]).await;
    serde_json::from_value(found.expect("axe runs")).expect("a list of lines")
}

/// What axe finds in light by all rules, and in dark by those about colours.
async fn in_both_schemes(chromium: &Chromium) -> Vec<String> {
    chromium.prefer("prefers-color-scheme", "light").await;
    let mut found = violations(chromium, &[]).await;
    chromium.prefer("prefers-color-scheme", "dark").await;
    let dark = violations(chromium, &COLOURS).await;
    found.extend(dark.into_iter().map(|one| format!("dark: {one}")));
    found
}

/// The language of the build that is written in this direction, first in the list.
fn written(direction: &str) -> Option<Locale> {
    Locale::all().find(|locale| locale.direction() == direction)
}

async fn assert_accessible(direction: &str, (width, height): (u32, u32)) {
    let Some(locale) = written(direction) else { return };
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    bring_axe(&chromium).await;
    chromium.resize(width, height).await;
    let found =
        findings(&chromium, &server.facts, locale.tag(), async |page| in_both_schemes(page).await)
            .await;
    assert_none("Every state of every page is accessible", &found);
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn every_state_is_accessible_from_left_to_right() {
    assert_accessible("ltr", (1280, 1024)).await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn every_state_is_accessible_from_right_to_left_and_on_a_telephone() {
    assert_accessible("rtl", (390, 844)).await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn the_pages_of_development_and_the_samples_are_accessible() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    bring_axe(&chromium).await;
    let mut found = Vec::new();
    for url in samples::pages_of_development(&chromium, facts).await {
        chromium.goto(&url).await;
        let mut here = in_both_schemes(&chromium).await;
        here.retain(|one| !(url.ends_with("/samples/device") && one.starts_with(OF_A_TELEVISION)));
        found.extend(here.into_iter().map(|one| format!("{url}: {one}")));
    }
    assert_none("The pages of development are accessible", &found);
}

/// A page that was made faulty.
async fn faults_of_a_spoilt_page(chromium: &Chromium, facts: &Facts, spoil: &str) -> Vec<String> {
    chromium.goto(&format!("{}/dev/gallery/login/empty?lang=en", facts.base_url)).await;
    chromium.run(spoil).await;
    in_both_schemes(chromium).await
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_page_that_is_made_faulty_is_found_so() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    bring_axe(&chromium).await;
    for (spoil, rule) in [
        ("document.querySelector('label').remove()", "label: "),
        ("document.querySelector('.pool').style.color = '#ccc'", "color-contrast: "),
        (
            "document.querySelector('.aside').style.color = '#222'; document.querySelector('.aside a').style.color = '#222'",
            "dark: color-contrast: ",
        ),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang: "),
        ("document.querySelector('h1').outerHTML = '<h4>Sign in</h4>'", "page-has-heading-one: "),
        (
            "const one = document.querySelector('.reveal'); one.style.height = one.style.width = '12px'; one.style.padding = 0; one.after(one.cloneNode(true))",
            "target-size: ",
        ),
    ] {
        let found = faults_of_a_spoilt_page(&chromium, &server.facts, spoil).await;
        assert!(found.iter().any(|one| one.starts_with(rule)), "{rule}{found:?}");
    }
    let fine = faults_of_a_spoilt_page(&chromium, &server.facts, "").await;
    assert_none("The page as it comes is accessible", &fine);
}
