//! The page that asks before it signs out.

use askama::Template;

use super::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Confirm that signing out is meant (OpenID Connect RP-Initiated Logout 1.0 section 2): the form
/// `logout-form` goes to the address of the page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/logout.html")]
pub struct LogoutView {
    /// The surroundings, with the application that asks.
    pub frame: Frame,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl LogoutView {
    fn text(&self) -> String {
        let frame = &self.frame;
        match &frame.application {
            Some(application) => {
                let names = [
                    ("application", application.name.as_str()),
                    ("pool", frame.pool_name.as_str()),
                ];
                frame.locale.text_with("logout-asked", &names)
            }
            None => frame.t1("logout-text", "pool", &frame.pool_name),
        }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, LogoutView)> {
        let view = |error| {
            let frame = Frame { application: None, query: String::new(), ..Frame::sample(locale) };
            LogoutView { frame, error }
        };
        let asked = LogoutView { frame: Frame::sample(locale), ..view(None) };
        vec![
            ("default", view(None)),
            ("asked-by-application", asked),
            ("form-expired", view(Some(FormError::FormExpired))),
        ]
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
