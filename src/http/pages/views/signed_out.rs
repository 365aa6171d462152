//! The page after signing out.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// Says that the person is signed out, and tells the applications of the session meanwhile, as
/// [`super::SigningOutView`] does; its text is `signed-out`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOutView {
    /// The surroundings.
    pub frame: Frame,
    /// The applications' addresses (`frontchannel_logout_uri` with `iss` and `sid`).
    pub frames: Vec<String>,
}

impl SignedOutView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SignedOutView)> {
        let view = |frames| SignedOutView { frame: Frame::sample(locale), frames };
        let address = "https://planner.example/out?sid=1".to_owned();
        vec![("default", view(Vec::new())), ("telling", view(vec![address]))]
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
