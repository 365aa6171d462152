//! The page that asks for a passkey, or for a new one.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{FieldError, FormError, Frame, Page, Passkey, PasskeyTask};
use crate::model::Factor;
use crate::words::Locale;

/// Show a passkey, or make one.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/passkey.html")]
pub struct PasskeyView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// Whether it is a new one.
    pub to_enrol: bool,
    /// The question to the browser; nothing at an address that can have no passkeys.
    pub passkey: Option<Passkey>,
    /// What would do in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl PasskeyView {
    fn lead(&self) -> String {
        self.frame.t(if self.to_enrol { "passkey-enrol-lead" } else { "passkey-lead" })
    }

    fn others(&self) -> &[WayOn] {
        &self.others
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, PasskeyView)> {
        let frame = Frame::sample(locale);
        let asked = || PasskeyView {
            others: WayOn::all(&frame, &[Factor::Totp]),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            to_enrol: false,
            passkey: Some(Passkey::sample(PasskeyTask::Show)),
            error: None,
        };
        let made = || PasskeyView {
            to_enrol: true,
            passkey: Some(Passkey::sample(PasskeyTask::Make)),
            ..asked()
        };
        let failed = |error| PasskeyView { error: Some(error), ..asked() };
        vec![
            ("asked", asked()),
            ("alone", PasskeyView { others: Vec::new(), ..asked() }),
            ("refused", failed(FormError::WrongPasskey)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 64 })),
            ("not-here", PasskeyView { passkey: None, ..asked() }),
            ("enrol", made()),
            ("enrol-refused", PasskeyView { error: Some(FormError::WrongPasskey), ..made() }),
        ]
    }
}

impl Page for PasskeyView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t(if self.to_enrol { "passkey-enrol-title" } else { "passkey-title" })
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
