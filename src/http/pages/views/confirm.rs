//! The page that confirms a new account by code.

use askama::Template;

use super::{Field, FieldError, FormError, Frame, Notice, Page};
use crate::words::Locale;

/// Type the code that was sent, or ask for another.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/confirm.html")]
pub struct ConfirmView {
    /// The surroundings.
    pub frame: Frame,
    /// Whose account it is; empty when the person has to say so.
    pub username: String,
    /// Where the code went, masked.
    pub destination: Option<String>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
}

impl ConfirmView {
    fn identifier(&self) -> Field {
        Field::identifier(&self.frame, &self.username)
    }

    fn code(&self) -> Field {
        let autofocus = self.error.is_none() && !self.username.is_empty();
        Field { autofocus, ..Field::code(&self.frame).marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ConfirmView)> {
        let sent = || ConfirmView {
            frame: Frame::sample(locale),
            username: "alice".to_owned(),
            destination: Some("a***@e***.com".to_owned()),
            error: None,
            notice: None,
        };
        let failed = |error| ConfirmView { error: Some(error), ..sent() };
        vec![
            ("sent", sent()),
            ("unknown", ConfirmView { username: String::new(), destination: None, ..sent() }),
            ("resent", ConfirmView { notice: Some(Notice::CodeSent), ..sent() }),
            ("wrong-code", failed(FormError::WrongCode)),
            ("expired-code", failed(FormError::ExpiredCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 900 })),
            ("form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for ConfirmView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/confirm"
    }

    fn heading(&self) -> String {
        self.frame.t("confirm-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "code")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}
