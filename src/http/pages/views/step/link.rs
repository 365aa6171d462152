//! The page behind the link in the mail of a sign-in.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// How the link is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// In the browser that has begun the sign-in, of that name.
    Here(String),
    /// In another browser: this is the code to be typed there.
    Elsewhere(String),
    /// Too late, or once too often.
    Over,
}

/// One button that goes on: opening the link must not, since mail scanners open links.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/link.html")]
pub struct LinkView {
    /// The surroundings.
    pub frame: Frame,
    /// How the link is opened.
    pub state: LinkState,
    /// Why the attempt failed.
    pub error: Option<FormError>,
}

impl LinkView {
    fn step(&self) -> String {
        self.frame.link(PATH)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, LinkView)> {
        let opened = |state| LinkView { frame: Frame::sample(locale), state, error: None };
        let here = || opened(LinkState::Here("alice@example.com".to_owned()));
        let failed = |error| LinkView { error: Some(error), ..opened(LinkState::Over) };
        vec![
            ("here", here()),
            ("elsewhere", opened(LinkState::Elsewhere("402917".to_owned()))),
            ("over", failed(FormError::ExpiredCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 600 })),
            ("form-expired", LinkView { error: Some(FormError::FormExpired), ..here() }),
        ]
    }
}

impl Page for LinkView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t(match self.state {
            LinkState::Elsewhere(_) => "link-elsewhere-title",
            LinkState::Here(_) | LinkState::Over => "link-title",
        })
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}
