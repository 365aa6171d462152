//! The sign-in page.

use askama::Template;

use super::{Application, Field, FieldError, FormError, Frame, Notice, Page};
use crate::words::Locale;

/// Sign in with a password.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/login.html")]
pub struct LoginView {
    /// The surroundings.
    pub frame: Frame,
    /// What was typed before, or the `login_hint` of the application.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
    /// Whether the pool lets people sign up.
    pub can_sign_up: bool,
    /// Whether the pool lets people reset a forgotten password.
    pub can_recover: bool,
}

impl LoginView {
    /// Both fields are blamed together, since nobody may learn which of them is wrong.
    fn fields(&self) -> [Field; 2] {
        let blamed =
            matches!(self.error, Some(FormError::WrongCredentials | FormError::MissingField));
        let named = !self.username.is_empty();
        let quiet = self.error.is_none();
        let identifier = Field::identifier(&self.frame, &self.username);
        [
            Field { blamed, autofocus: quiet && !named, ..identifier },
            Field { blamed, autofocus: quiet && named, ..Field::password(&self.frame) },
        ]
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, LoginView)> {
        let empty = || LoginView {
            frame: Frame::sample(locale),
            username: String::new(),
            error: None,
            notice: None,
            can_sign_up: true,
            can_recover: true,
        };
        let failed = |error| LoginView {
            username: "alice@example.com".to_owned(),
            error: Some(error),
            ..empty()
        };
        let told = |notice| LoginView { notice: Some(notice), ..empty() };
        let dressed = Frame { application: Some(Application::sample()), ..Frame::sample(locale) };
        let bare = Frame { application: None, query: String::new(), ..Frame::sample(locale) };
        vec![
            ("empty", empty()),
            ("prefilled", LoginView { username: "alice@example.com".to_owned(), ..empty() }),
            ("wrong-credentials", failed(FormError::WrongCredentials)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 32 })),
            ("throttled-long", failed(FormError::TooManyAttempts { seconds: 900 })),
            ("busy", failed(FormError::Busy)),
            ("form-expired", failed(FormError::FormExpired)),
            ("missing-field", LoginView { error: Some(FormError::MissingField), ..empty() }),
            ("confirmed", told(Notice::Confirmed)),
            ("password-reset", told(Notice::PasswordReset)),
            ("signed-out", told(Notice::SignedOut)),
            ("no-sign-up", LoginView { can_sign_up: false, can_recover: false, ..empty() }),
            ("dressed-application", LoginView { frame: dressed, ..empty() }),
            ("no-application", LoginView { frame: bare, ..empty() }),
        ]
    }
}

impl Page for LoginView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/login"
    }

    fn heading(&self) -> String {
        self.frame.t("login-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "username")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}
