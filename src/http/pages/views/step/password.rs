//! The page that asks for the password of somebody who has begun with something else.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{
    Connecting, Field, FieldError, FormError, Frame, Page, ProviderLink,
};
use crate::words::Locale;

/// Type the password.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/password.html")]
pub struct PasswordView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What would do in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl PasswordView {
    fn others(&self) -> &[WayOn] {
        &self.others
    }

    fn password(&self) -> Field {
        let autofocus = self.error.is_none();
        Field { autofocus, ..Field::password(&self.frame).marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, PasswordView)> {
        let empty = || PasswordView {
            frame: Frame::sample(locale),
            name: "alice@example.com".to_owned(),
            others: Vec::new(),
            error: None,
        };
        let failed = |error| PasswordView { error: Some(error), ..empty() };
        let connecting = |by| Frame {
            connecting: Some(Connecting { provider: "Google".to_owned(), by }),
            ..Frame::sample(locale)
        };
        let either = ProviderLink::samples(&Frame::sample(locale), 2);
        vec![
            ("empty", empty()),
            ("connecting", PasswordView { frame: connecting(Vec::new()), ..empty() }),
            ("connecting-either-way", PasswordView { frame: connecting(either), ..empty() }),
            ("wrong", failed(FormError::WrongCredentials)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 32 })),
        ]
    }
}

impl Page for PasswordView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("password-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "password")).collect()
    }
}
