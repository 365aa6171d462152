//! The page that asks for a recovery code.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::field::Kind;
use crate::http::pages::views::{Field, FieldError, FormError, Frame, Page};
use crate::model::Factor;
use crate::words::Locale;

/// Type one of the codes that were kept.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/recovery_code.html")]
pub struct RecoveryCodeView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What would do in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl RecoveryCodeView {
    fn others(&self) -> &[WayOn] {
        &self.others
    }

    fn code(&self) -> Field {
        let field = Field::code(&self.frame).marked(&self.errors());
        Field {
            kind: Kind::UserCode,
            label: self.frame.t("recovery-code-label"),
            autocomplete: "off",
            autofocus: self.error.is_none(),
            ..field
        }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, RecoveryCodeView)> {
        let frame = Frame::sample(locale);
        let empty = || RecoveryCodeView {
            others: WayOn::all(&frame, &[Factor::Totp]),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            error: None,
        };
        let failed = |error| RecoveryCodeView { error: Some(error), ..empty() };
        vec![
            ("empty", empty()),
            ("wrong", failed(FormError::WrongRecoveryCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 64 })),
        ]
    }
}

impl Page for RecoveryCodeView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("recovery-code-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "code")).collect()
    }
}
