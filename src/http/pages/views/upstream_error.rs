//! The page of those for whom nothing came of signing in elsewhere, with a way back.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// Why nobody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The person, or the provider, said no.
    Denied,
    /// The provider does not answer, does not know us, or cannot be believed.
    Failed,
    /// The identity opens no account here.
    NoAccount,
    /// As many identities open the person's account as may.
    Full,
    /// It took too long, was done already, or began in another browser.
    Over,
}

impl Trouble {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Trouble::Denied => ("upstream-denied", "upstream-denied-text"),
            Trouble::Failed => ("upstream-failed", "upstream-failed-text"),
            Trouble::NoAccount => ("upstream-no-account", "upstream-no-account-text"),
            Trouble::Full => ("upstream-full", "upstream-full-text"),
            Trouble::Over => ("stop-request-expired", "upstream-over-text"),
        }
    }
}

/// Says what happened, and leads back to where it began.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/upstream_error.html")]
pub struct UpstreamErrorView {
    /// The surroundings.
    pub frame: Frame,
    /// What happened.
    pub trouble: Trouble,
    /// What people call the provider; empty where it is not known.
    pub provider: String,
    /// Where it can be tried again, where that is not the sign-in page.
    pub retry: Option<String>,
    /// The id under which the log tells more, or empty.
    pub request_id: String,
}

impl UpstreamErrorView {
    fn explanation(&self) -> String {
        self.frame.t1(self.trouble.keys().1, "provider", &self.provider)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, UpstreamErrorView)> {
        let view = |trouble| UpstreamErrorView {
            frame: Frame::sample(locale),
            trouble,
            provider: "Google".to_owned(),
            retry: Some("/login/with/Google".to_owned()),
            request_id: String::new(),
        };
        let request_id = "01JD8Z4T7M".to_owned();
        let failed = UpstreamErrorView { request_id, ..view(Trouble::Failed) };
        let over = UpstreamErrorView { retry: None, ..view(Trouble::Over) };
        vec![
            ("denied", view(Trouble::Denied)),
            ("failed", failed),
            ("no-account", view(Trouble::NoAccount)),
            ("full", view(Trouble::Full)),
            ("over", over),
        ]
    }
}

impl Page for UpstreamErrorView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t1(self.trouble.keys().0, "provider", &self.provider)
    }

    fn title(&self) -> String {
        let title = format!("{} – {}", self.heading(), self.frame.pool_name);
        self.frame.t1("title-error", "title", &title)
    }
}
