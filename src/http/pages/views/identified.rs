//! The page that asks for the password of a name that was typed on a page of its own.

use askama::Template;

use super::step::WayOn;
use super::{Field, FieldError, FormError, Frame, Page};
use crate::model::Factor;
use crate::words::Locale;

/// Type the password, or take a code: the same ways for every name.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/identified.html")]
pub struct IdentifiedView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// The codes that would do in place of the password.
    pub codes: Vec<WayOn>,
    /// Whether the pool lets people reset a forgotten password.
    pub can_recover: bool,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl IdentifiedView {
    fn password(&self) -> Field {
        let autofocus = self.error.is_none();
        Field { autofocus, ..Field::password(&self.frame).marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, IdentifiedView)> {
        let asked = || IdentifiedView {
            frame: Frame::sample(locale),
            name: "alice@example.com".to_owned(),
            codes: Vec::new(),
            can_recover: true,
            error: None,
        };
        let codes = || WayOn::codes(&Frame::sample(locale), &[Factor::Email]);
        let failed = |error| IdentifiedView { error: Some(error), ..asked() };
        vec![
            ("password", asked()),
            ("password-or-code", IdentifiedView { codes: codes(), ..asked() }),
            ("wrong", failed(FormError::WrongCredentials)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 32 })),
            ("form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for IdentifiedView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/login"
    }

    fn heading(&self) -> String {
        self.frame.t("password-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "password")).collect()
    }
}
