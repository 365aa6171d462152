//! The section with the places where the person is signed in.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::Frame;
use crate::words::Locale;

/// Where the person is signed in.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/sessions.html")]
pub struct SessionsView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The sessions, the last used first.
    pub sessions: Vec<SessionRow>,
}

/// A session.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its id.
    pub id: String,
    /// Browser and system in words; empty where they are not known.
    pub program: String,
    /// The address from which it was last used, where that is known.
    pub address: Option<String>,
    /// When it began.
    pub begun: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is the one in which this page is shown.
    pub current: bool,
}

impl SessionRow {
    fn label(&self, frame: &Frame) -> String {
        match self.program.as_str() {
            "" => frame.t("session-unknown"),
            program => program.to_owned(),
        }
    }
}

impl SessionsView {
    fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.current)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SessionsView)> {
        let row = |id: &str, program: &str, current| SessionRow {
            id: id.to_owned(),
            program: program.to_owned(),
            address: Some("203.0.113.7".to_owned()),
            begun: "2026-01-01 00:00 UTC".to_owned(),
            used: "2026-02-01 12:30 UTC".to_owned(),
            current,
        };
        let open = || SessionsView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Sessions),
            sessions: vec![row("1", "Firefox, Linux", true), row("2", "", false)],
        };
        let alone = vec![SessionRow { address: None, ..row("1", "Safari, iPhone", true) }];
        vec![
            ("open", open()),
            ("alone", SessionsView { sessions: alone, ..open() }),
            ("locked", SessionsView { room: Room::locked(Section::Sessions), ..open() }),
        ]
    }
}

account_page!(SessionsView);
