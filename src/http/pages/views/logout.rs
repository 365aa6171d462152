//! The page that asks before it signs out.

use askama::Template;

use super::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Confirm that signing out is meant.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/logout.html")]
pub struct LogoutView {
    /// The surroundings.
    pub frame: Frame,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl LogoutView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, LogoutView)> {
        let view = |error| LogoutView { frame: Frame::sample(locale), error };
        vec![("default", view(None)), ("form-expired", view(Some(FormError::FormExpired)))]
    }
}

impl Page for LogoutView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/logout"
    }

    fn heading(&self) -> String {
        self.frame.t("logout-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
