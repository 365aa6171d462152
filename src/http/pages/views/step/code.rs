//! The page that asks for a one-time code, wherever it comes from.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{Field, FieldError, FormError, Frame, Page};
use crate::model::Factor;
use crate::words::Locale;

/// Where the code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// An authenticator application.
    Totp,
}

/// Type a code.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/code.html")]
pub struct CodeView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// Where the code comes from.
    pub kind: CodeKind,
    /// What would do in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl CodeView {
    fn answer(&self) -> &'static str {
        match self.kind {
            CodeKind::Totp => "totp",
        }
    }

    fn lead(&self) -> String {
        match self.kind {
            CodeKind::Totp => self.frame.t("totp-lead"),
        }
    }

    fn others(&self) -> &[WayOn] {
        &self.others
    }

    fn code(&self) -> Field {
        let field = match self.kind {
            CodeKind::Totp => Field::code(&self.frame),
        };
        Field { autofocus: self.error.is_none(), ..field.marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, CodeView)> {
        let frame = Frame::sample(locale);
        let totp = || CodeView {
            others: WayOn::all(&frame, &[Factor::Passkey]),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            kind: CodeKind::Totp,
            error: None,
        };
        let failed = |error| CodeView { error: Some(error), ..totp() };
        vec![
            ("totp", totp()),
            ("totp-alone", CodeView { others: Vec::new(), ..totp() }),
            ("totp-wrong", failed(FormError::WrongTotp)),
            ("totp-throttled", failed(FormError::TooManyAttempts { seconds: 64 })),
            ("totp-form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for CodeView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        match self.kind {
            CodeKind::Totp => self.frame.t("totp-title"),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "code")).collect()
    }
}
