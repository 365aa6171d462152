//! The section with the recovery codes: how many are left, and new ones in their place.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::Frame;
use crate::http::pages::views::step::RecoveryCodesView;
use crate::words::Locale;

/// How many recovery codes are left.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/recovery_codes.html")]
pub struct AccountCodesView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// How many are left.
    pub left: u32,
    /// The new ones, this once.
    pub codes: Vec<String>,
}

impl AccountCodesView {
    fn count(&self) -> String {
        self.frame.t1("codes-left", "left", &self.left.to_string())
    }

    fn file(&self) -> String {
        RecoveryCodesView::file_of(&self.codes)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, AccountCodesView)> {
        let some = || AccountCodesView {
            frame: sample_frame(locale),
            room: Room::sample(Section::RecoveryCodes),
            left: 7,
            codes: Vec::new(),
        };
        let codes = (0..10).map(|n| format!("7K3M-9QR{n}-X2WD")).collect();
        vec![
            ("some", some()),
            ("none", AccountCodesView { left: 0, ..some() }),
            ("new", AccountCodesView { left: 10, codes, ..some() }),
            ("locked", AccountCodesView { room: Room::locked(Section::RecoveryCodes), ..some() }),
        ]
    }
}

account_page!(AccountCodesView);
