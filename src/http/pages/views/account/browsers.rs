//! The section with the browsers that are remembered.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::Frame;
use crate::words::Locale;

/// Where the person is not asked for a second factor.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/browsers.html")]
pub struct BrowsersView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The browsers, the last used first.
    pub browsers: Vec<BrowserRow>,
}

/// A browser that is remembered.
#[derive(Clone, Debug)]
pub struct BrowserRow {
    /// Its id.
    pub id: String,
    /// Browser and system in words; empty where they are not known.
    pub program: String,
    /// When it was last used.
    pub used: String,
    /// Until when it is remembered.
    pub until: String,
}

impl BrowserRow {
    fn label(&self, frame: &Frame) -> String {
        match self.program.as_str() {
            "" => frame.t("session-unknown"),
            program => program.to_owned(),
        }
    }
}

impl BrowsersView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, BrowsersView)> {
        let row = |id: &str, program: &str| BrowserRow {
            id: id.to_owned(),
            program: program.to_owned(),
            used: "2026-02-01 12:30 UTC".to_owned(),
            until: "2026-03-01 12:30 UTC".to_owned(),
        };
        let some = || BrowsersView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Browsers),
            browsers: vec![row("1", "Firefox, Linux"), row("2", "")],
        };
        vec![
            ("some", some()),
            ("none", BrowsersView { browsers: Vec::new(), ..some() }),
            ("locked", BrowsersView { room: Room::locked(Section::Browsers), ..some() }),
        ]
    }
}

account_page!(BrowsersView);
