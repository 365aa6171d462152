//! The page that asks whether the browser is to be remembered.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Remember this browser, or do not.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/remember.html")]
pub struct RememberView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// For how many days.
    pub days: u32,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl RememberView {
    fn lead(&self) -> String {
        self.frame.t1("remember-lead", "days", &self.days.to_string())
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, RememberView)> {
        let first = || RememberView {
            frame: Frame::sample(locale),
            name: "alice@example.com".to_owned(),
            days: 30,
            error: None,
        };
        let expired = RememberView { error: Some(FormError::FormExpired), ..first() };
        vec![("first", first()), ("form-expired", expired)]
    }
}

impl Page for RememberView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("remember-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
