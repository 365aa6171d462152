//! What people set in their system holds on the pages: colours of their own, and nothing that moves.

use super::chromium::Chromium;
use super::gallery::{assert_none, findings};
use crate::process::server::{Folder, Server};

/// Elements that take their time over a change.
const MOVING: &str = "return [...document.querySelectorAll('*')]
    .filter((element) => getComputedStyle(element).transitionDuration !== '0s'
        || getComputedStyle(element).animationName !== 'none')
    .map((element) => element.outerHTML)";

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn fields_and_focus_are_seen_in_colours_of_ones_own() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    chromium.prefer("forced-colors", "active").await;
    let look = async |page: &Chromium| {
        let forced = page.run("return matchMedia('(forced-colors: active)').matches").await;
        assert!(forced == true, "the browser forces its colours");
        page.list(include_str!("edges.js")).await
    };
    let found = findings(&chromium, &server.facts, "en", look).await;
    chromium.goto(&format!("{}/dev/gallery/login/empty?lang=en", server.facts.base_url)).await;
    for (spoil, fault) in [
        ("document.getElementById('username').style.border = 0", "input username has no edge"),
        ("document.getElementById('password').style.outline = 0", "input password has no ring"),
    ] {
        chromium.run(spoil).await;
        let spoilt = look(&chromium).await;
        assert!(spoilt.iter().any(|one| one.starts_with(fault)), "{fault}: {spoilt:?}");
    }
    assert_none("Fields, buttons and focus have edges in forced colours", &found);
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn nothing_moves_where_people_want_it_still() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    let page = format!("{}/dev/gallery/sign-up/empty?lang=en", server.facts.base_url);
    chromium.goto(&page).await;
    assert!(!chromium.list(MOVING).await.is_empty(), "something moves where nobody minds");
    chromium.prefer("prefers-color-scheme", "light").await;
    assert_none("Nothing moves", &chromium.list(MOVING).await);
}
