//! The page that sets a new password by code.

use askama::Template;

use super::{Fault, Field, FieldError, FormError, Frame, Notice, Page, PasswordRules};
use crate::words::Locale;

/// Type the code that was sent, and a new password.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/reset.html")]
pub struct ResetView {
    /// The surroundings.
    pub frame: Frame,
    /// Whose password it is; empty when the person has to say so.
    pub username: String,
    /// Where the code went, masked; none where nobody may learn whether there is an account.
    pub destination: Option<String>,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    /// Why the last attempt failed as a whole.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
    /// What the pool asks of a password.
    pub password: PasswordRules,
}

impl ResetView {
    fn identifier(&self) -> Field {
        Field::identifier(&self.frame, &self.username).marked(&self.errors)
    }

    fn code(&self) -> Field {
        let errors = self.errors();
        let autofocus = errors.is_empty() && !self.username.is_empty();
        Field { autofocus, ..Field::code(&self.frame).marked(&errors) }
    }

    fn new_password(&self) -> Field {
        Field::new_password(&self.frame, "new_password", self.password).marked(&self.errors)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ResetView)> {
        let frame = Frame::sample(locale);
        let sent = || ResetView {
            frame: frame.clone(),
            username: "alice".to_owned(),
            destination: None,
            errors: Vec::new(),
            error: None,
            notice: None,
            password: PasswordRules::at_least(8),
        };
        let failed = |error| ResetView { error: Some(error), ..sent() };
        let short = FieldError::new(&frame, "new_password", Fault::TooShort(8));
        let masked = Some("a***@e***.com".to_owned());
        vec![
            ("sent", ResetView { notice: Some(Notice::CodeSent), ..sent() }),
            ("sent-to", ResetView { destination: masked, ..sent() }),
            ("unknown", ResetView { username: String::new(), ..sent() }),
            ("password-refused", ResetView { errors: vec![short], ..sent() }),
            ("wrong-code", failed(FormError::WrongCode)),
            ("expired-code", failed(FormError::ExpiredCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 900 })),
        ]
    }
}

impl Page for ResetView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/confirmforgotPassword"
    }

    fn heading(&self) -> String {
        self.frame.t("reset-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        let whole = self.error.map(|error| error.at(&self.frame, "code"));
        whole.into_iter().chain(self.errors.iter().cloned()).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}
