//! The page behind the link that takes the change of an e-mail address back.

use askama::Template;

use super::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// One button that puts the old address back: opening the link must not, since mail scanners open
/// links.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/undo_email.html")]
pub struct UndoEmailView {
    /// The surroundings.
    pub frame: Frame,
    /// The code of the link.
    pub code: String,
    /// Why the attempt failed.
    pub error: Option<FormError>,
}

impl UndoEmailView {
    /// Whether the link is good no more, or never was.
    fn is_spent(&self) -> bool {
        self.code.is_empty() || self.error == Some(FormError::ExpiredCode)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, UndoEmailView)> {
        let opened = || UndoEmailView {
            frame: Frame { application: None, query: String::new(), ..Frame::sample(locale) },
            code: "sample".to_owned(),
            error: None,
        };
        let failed = |error| UndoEmailView { error: Some(error), ..opened() };
        vec![
            ("opened", opened()),
            ("spent", failed(FormError::ExpiredCode)),
            ("form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for UndoEmailView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t("undo-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        // That a link is spent is said in place of the button.
        let other = self.error.filter(|_| !self.is_spent());
        other.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
