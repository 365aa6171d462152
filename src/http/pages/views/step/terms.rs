//! The page on which a person agrees to the pool's terms.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{Fault, FieldError, FormError, Frame, Page, Terms};
use crate::words::Locale;

/// Agree to the terms.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/terms.html")]
pub struct TermsView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// The terms.
    pub terms: Terms,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    /// Why the last attempt failed as a whole.
    pub error: Option<FormError>,
}

impl TermsView {
    fn terms_error(&self) -> Option<&str> {
        let error = self.errors.iter().find(|error| error.field == "terms");
        error.map(|error| error.text.as_str())
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, TermsView)> {
        let frame = Frame::sample(locale);
        let asked = || TermsView {
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            terms: Terms::sample(),
            errors: Vec::new(),
            error: None,
        };
        let missing = FieldError::new(&frame, "terms", Fault::Missing);
        vec![
            ("asked", asked()),
            ("not-agreed", TermsView { errors: vec![missing], ..asked() }),
            ("form-expired", TermsView { error: Some(FormError::FormExpired), ..asked() }),
        ]
    }
}

impl Page for TermsView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("terms-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        let whole = self.error.map(|error| error.at(&self.frame, ""));
        whole.into_iter().chain(self.errors.iter().cloned()).collect()
    }
}
