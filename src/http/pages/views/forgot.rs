//! The page for a forgotten password.

use askama::Template;

use super::{Field, FieldError, FormError, Frame, Notice, Page};
use crate::words::Locale;

/// Ask for a code to choose a new password with.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/forgot.html")]
pub struct ForgotView {
    /// The surroundings.
    pub frame: Frame,
    /// What was typed before.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// What the step before has to say.
    pub notice: Option<Notice>,
}

impl ForgotView {
    fn identifier(&self) -> Field {
        let autofocus = self.error.is_none();
        let field = Field::identifier(&self.frame, &self.username);
        Field { autofocus, ..field.marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ForgotView)> {
        let view = |username: &str, error| ForgotView {
            frame: Frame::sample(locale),
            username: username.to_owned(),
            error,
            notice: None,
        };
        vec![
            ("empty", view("", None)),
            ("prefilled", view("alice@example.com", None)),
            ("missing-field", view("", Some(FormError::MissingField))),
            ("throttled", view("alice", Some(FormError::TooManyAttempts { seconds: 300 }))),
            ("form-expired", view("alice", Some(FormError::FormExpired))),
            (
                "reset-required",
                ForgotView { notice: Some(Notice::ResetRequired), ..view("alice", None) },
            ),
        ]
    }
}

impl Page for ForgotView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/forgotPassword"
    }

    fn heading(&self) -> String {
        self.frame.t("forgot-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "username")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}
