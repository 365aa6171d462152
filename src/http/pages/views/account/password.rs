//! The section with the password.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{Field, FormError, Frame, PasswordRules};
use crate::words::Locale;

/// The present password and a new one.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/password.html")]
pub struct AccountPasswordView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// Whether there is a present one.
    pub has_password: bool,
    /// What the pool asks of a new one.
    pub rules: PasswordRules,
}

impl AccountPasswordView {
    fn password(&self) -> Field {
        let label = self.frame.t("account-present-password");
        Field { label, ..Field::password(&self.frame).marked(&self.room.errors) }
    }

    fn new_password(&self) -> Field {
        let field = Field::new_password(&self.frame, "new_password", self.rules);
        field.marked(&self.room.errors)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, AccountPasswordView)> {
        let open = || AccountPasswordView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Password),
            has_password: true,
            rules: PasswordRules::at_least(15),
        };
        let error = FormError::WrongPassword.at(&sample_frame(locale), "password");
        let wrong = Room { errors: vec![error], ..Room::sample(Section::Password) };
        vec![
            ("open", open()),
            ("first", AccountPasswordView { has_password: false, ..open() }),
            ("wrong", AccountPasswordView { room: wrong, ..open() }),
            ("locked", AccountPasswordView { room: Room::locked(Section::Password), ..open() }),
        ]
    }
}

account_page!(AccountPasswordView);
