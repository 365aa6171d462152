//! The page after signing out.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// Says that the person is signed out.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOutView {
    /// The surroundings.
    pub frame: Frame,
}

impl SignedOutView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SignedOutView)> {
        vec![("default", SignedOutView { frame: Frame::sample(locale) })]
    }
}

impl Page for SignedOutView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t("signed-out-title")
    }
}
