//! The page on which a person chooses a password in place of a temporary one.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{Fault, Field, FieldError, FormError, Frame, Page, PasswordRules};
use crate::words::Locale;

/// Choose a password.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/new_password.html")]
pub struct NewPasswordView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What the pool asks of a password.
    pub password: PasswordRules,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    /// Why the last attempt failed as a whole.
    pub error: Option<FormError>,
}

impl NewPasswordView {
    fn new_password(&self) -> Field {
        let field = Field::new_password(&self.frame, "new_password", self.password);
        Field { autofocus: self.errors().is_empty(), ..field.marked(&self.errors) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, NewPasswordView)> {
        let frame = Frame::sample(locale);
        let empty = || NewPasswordView {
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            password: PasswordRules::at_least(15),
            errors: Vec::new(),
            error: None,
        };
        let faulty = |fault| NewPasswordView {
            errors: vec![FieldError::new(&frame, "new_password", fault)],
            ..empty()
        };
        vec![
            ("empty", empty()),
            ("short", faulty(Fault::TooShort(15))),
            ("like-the-name", faulty(Fault::LikeTheName)),
            ("common", faulty(Fault::TooCommon)),
            ("guessable", faulty(Fault::TooGuessable)),
            ("used-before", faulty(Fault::UsedBefore)),
            ("busy", NewPasswordView { error: Some(FormError::Busy), ..empty() }),
        ]
    }
}

impl Page for NewPasswordView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("reset-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        let whole = self.error.map(|error| error.at(&self.frame, "new_password"));
        whole.into_iter().chain(self.errors.iter().cloned()).collect()
    }
}
