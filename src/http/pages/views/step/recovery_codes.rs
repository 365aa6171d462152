//! The page that shows recovery codes, once.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Keep these codes.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/recovery_codes.html")]
pub struct RecoveryCodesView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// The codes.
    pub codes: Vec<String>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl RecoveryCodesView {
    fn file(&self) -> String {
        Self::file_of(&self.codes)
    }

    /// Codes as a file of text, in an address that holds it whole (RFC 2397).
    pub fn file_of(codes: &[String]) -> String {
        format!("data:text/plain;charset=us-ascii,{}%0D%0A", codes.join("%0D%0A"))
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, RecoveryCodesView)> {
        let code = |n: u32| format!("7K3M-9QR{}-X2WD", n % 10);
        let first = || RecoveryCodesView {
            frame: Frame::sample(locale),
            name: "alice@example.com".to_owned(),
            codes: (0..10).map(code).collect(),
            error: None,
        };
        let expired = RecoveryCodesView { error: Some(FormError::FormExpired), ..first() };
        vec![("first", first()), ("form-expired", expired)]
    }
}

impl Page for RecoveryCodesView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("recovery-codes-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
