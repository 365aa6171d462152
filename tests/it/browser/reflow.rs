//! Every state of every page in the narrowest window: 1280 by 1024 pixels at 400 % (WCAG 2.2, 1.4.10),
//! in the language of the longest words, from right to left, and in words that are longer still.

use super::chromium::Chromium;
use super::gallery::{LONGER, assert_none, findings};
use crate::process::server::{Folder, Server};
use gatehouse::words::Locale;

/// A window of 1280 by 1024 pixels, enlarged four times, in CSS pixels.
const ENLARGED: (u32, u32) = (320, 256);

/// What is too wide, cut off, or hidden although it has the focus.
pub async fn what_does_not_fit(chromium: &Chromium) -> Vec<String> {
    chromium.list(include_str!("reflow.js")).await
}

/// Walks through the gallery in each of these languages.
async fn assert_fits(languages: impl Iterator<Item = &str>) {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    chromium.resize(ENLARGED.0, ENLARGED.1).await;
    let mut found = Vec::new();
    for language in languages {
        let look = async |page: &Chromium| what_does_not_fit(page).await;
        found.extend(findings(&chromium, &server.facts, language, look).await);
    }
    assert_none("Every page fits a window of 320 by 256 pixels", &found);
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn every_state_fits_in_long_words_and_from_right_to_left() {
    assert_fits([Locale::German, Locale::Arabic].into_iter().map(Locale::tag)).await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn every_state_fits_in_words_that_are_longer_still() {
    assert_fits([LONGER].into_iter()).await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_page_that_does_not_fit_is_found_so() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    chromium.resize(ENLARGED.0, ENLARGED.1).await;
    let page = format!("{}/dev/gallery/login/empty?lang=en", server.facts.base_url);
    for (spoil, fault) in [
        ("h1.style.whiteSpace = 'nowrap'; h1.textContent = 'x'.repeat(80)", "pixels wide"),
        (
            "h1.style.overflow = 'hidden'; h1.style.whiteSpace = 'nowrap'; h1.textContent = 'x'.repeat(80)",
            "cuts off",
        ),
        ("document.querySelector('.reveal').style.width = '8rem'", "covers its field"),
        (
            "const lid = document.createElement('p'); lid.style = 'position: fixed; inset: 0'; document.body.append(lid)",
            "is behind p",
        ),
    ] {
        chromium.goto(&page).await;
        chromium.run(&format!("const h1 = document.querySelector('h1'); {spoil}")).await;
        let found = what_does_not_fit(&chromium).await;
        assert!(found.iter().any(|one| one.contains(fault)), "{fault}: {found:?}");
    }
}
