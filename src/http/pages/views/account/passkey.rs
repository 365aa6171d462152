//! The page that adds a passkey to the account.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{FormError, Frame, Passkey, PasskeyTask};
use crate::words::Locale;

/// Have the browser make a passkey.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/passkey.html")]
pub struct AccountPasskeyView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The question to the browser; nothing where browsers have no passkeys.
    pub passkey: Option<Passkey>,
}

impl AccountPasskeyView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, AccountPasskeyView)> {
        let open = || AccountPasskeyView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Factors),
            passkey: Some(Passkey::sample(PasskeyTask::Make)),
        };
        let errors = vec![FormError::WrongPasskey.at(&sample_frame(locale), "")];
        let wrong = Room { errors, ..Room::sample(Section::Factors) };
        vec![
            ("open", open()),
            ("wrong", AccountPasskeyView { room: wrong, ..open() }),
            ("nowhere", AccountPasskeyView { passkey: None, ..open() }),
        ]
    }
}

account_page!(AccountPasskeyView);
