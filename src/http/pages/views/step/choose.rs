//! The page on which a person chooses how to go on.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{FieldError, FormError, Frame, Page};
use crate::model::Factor;
use crate::words::Locale;

/// Choose what to show, or what to set up.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/choose.html")]
pub struct ChooseView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What there is.
    pub ways: Vec<WayOn>,
    /// Whether it is to be set up first.
    pub to_enrol: bool,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl ChooseView {
    fn lead(&self) -> String {
        self.frame.t(if self.to_enrol { "enrol-lead" } else { "choose-lead" })
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ChooseView)> {
        let frame = Frame::sample(locale);
        let choice = || ChooseView {
            ways: WayOn::all(&frame, &[Factor::Totp, Factor::Email, Factor::Passkey]),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            to_enrol: false,
            error: None,
        };
        let to_enrol = ChooseView {
            ways: WayOn::all(&frame, &[Factor::Totp, Factor::Passkey]),
            to_enrol: true,
            ..choice()
        };
        vec![
            ("several", choice()),
            ("form-expired", ChooseView { error: Some(FormError::FormExpired), ..choice() }),
            ("to-enrol", to_enrol),
        ]
    }
}

impl Page for ChooseView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t(if self.to_enrol { "enrol-title" } else { "choose-title" })
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
