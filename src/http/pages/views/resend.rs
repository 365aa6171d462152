//! The page that sends another confirmation code.

use askama::Template;

use super::{Field, FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Ask for another code.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/resend.html")]
pub struct ResendView {
    /// The surroundings.
    pub frame: Frame,
    /// What was typed before.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl ResendView {
    fn identifier(&self) -> Field {
        let autofocus = self.error.is_none();
        let field = Field::identifier(&self.frame, &self.username);
        Field { autofocus, ..field.marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ResendView)> {
        let view = |username: &str, error| ResendView {
            frame: Frame::sample(locale),
            username: username.to_owned(),
            error,
        };
        vec![
            ("empty", view("", None)),
            ("missing-field", view("", Some(FormError::MissingField))),
            ("throttled", view("alice", Some(FormError::TooManyAttempts { seconds: 60 }))),
        ]
    }
}

impl Page for ResendView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/resendcode"
    }

    fn heading(&self) -> String {
        self.frame.t("resend-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "username")).collect()
    }
}
