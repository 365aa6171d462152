//! The page for somebody who is signed in and on the way to no application.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// Says who is signed in and offers to sign out.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_in.html")]
pub struct SignedInView {
    /// The surroundings.
    pub frame: Frame,
    /// Who is signed in.
    pub username: String,
}

impl SignedInView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SignedInView)> {
        let view = |username: &str| SignedInView {
            frame: Frame { application: None, query: String::new(), ..Frame::sample(locale) },
            username: username.to_owned(),
        };
        vec![("default", view("alice")), ("long-name", view(&"alexandria-".repeat(11)))]
    }
}

impl Page for SignedInView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/login"
    }

    fn heading(&self) -> String {
        self.frame.t("signed-in-title")
    }
}
