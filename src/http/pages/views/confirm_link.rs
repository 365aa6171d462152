//! The page behind the link of a confirmation mail.

use askama::Template;

use super::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// One button that confirms: opening the link must not, since mail scanners open links.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/confirm_link.html")]
pub struct ConfirmLinkView {
    /// The surroundings.
    pub frame: Frame,
    /// Whose account it is.
    pub username: String,
    /// The code of the link.
    pub code: String,
    /// Why the attempt failed.
    pub error: Option<FormError>,
}

impl ConfirmLinkView {
    /// Whether another code is what helps.
    fn is_spent(&self) -> bool {
        matches!(self.error, Some(FormError::WrongCode | FormError::ExpiredCode))
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ConfirmLinkView)> {
        let opened = || ConfirmLinkView {
            frame: Frame { application: None, query: String::new(), ..Frame::sample(locale) },
            username: "alice".to_owned(),
            code: "402917".to_owned(),
            error: None,
        };
        let failed = |error| ConfirmLinkView { error: Some(error), ..opened() };
        vec![
            ("opened", opened()),
            ("expired-code", failed(FormError::ExpiredCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 600 })),
            ("form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for ConfirmLinkView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t("confirm-link-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
