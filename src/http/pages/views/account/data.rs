//! The section with the copy of everything, and the end of the account.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::Frame;
use crate::words::Locale;

/// A copy of everything, and the end of the account.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/data.html")]
pub struct DataView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// How long the account stays once its deletion is asked for, in days.
    pub days: u32,
    /// When the account is deleted, if that is planned.
    pub due: Option<String>,
}

impl DataView {
    fn delete_text(&self) -> String {
        self.frame.t1("delete-text", "days", &self.days.to_string())
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, DataView)> {
        let open = || DataView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Data),
            days: 7,
            due: None,
        };
        let planned = DataView { due: Some("2026-01-08 00:00 UTC".to_owned()), ..open() };
        vec![
            ("open", open()),
            ("planned", planned.clone()),
            ("locked", DataView { room: Room::locked(Section::Data), ..open() }),
            ("planned-locked", DataView { room: Room::locked(Section::Data), ..planned }),
        ]
    }
}

account_page!(DataView);
