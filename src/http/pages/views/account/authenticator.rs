//! The page that adds an authenticator application to the account.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::step::in_groups;
use crate::http::pages::views::{Field, FormError, Frame, Qr};
use crate::words::Locale;

/// Scan the picture, or type the secret, and then the first code.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/authenticator.html")]
pub struct AuthenticatorView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The picture.
    pub qr: Qr,
    /// The secret in base32.
    pub secret: String,
    /// The secret under our seal, which comes back with the code.
    pub sealed: String,
    /// The person's own name for it, as it was typed.
    pub name: String,
}

impl AuthenticatorView {
    fn code(&self) -> Field {
        Field::code(&self.frame).marked(&self.room.errors)
    }

    fn secret_in_groups(&self) -> String {
        in_groups(&self.secret)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, AuthenticatorView)> {
        let frame = sample_frame(locale);
        let dots: Vec<Vec<bool>> =
            (0..29).map(|y| (0..29).map(|x| (x * y + x / 3 + y / 2) % 3 == 0).collect()).collect();
        let open = || AuthenticatorView {
            qr: Qr::new(&dots, 200, &frame.t("totp-enrol-picture")),
            frame: frame.clone(),
            room: Room::sample(Section::Factors),
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
            sealed: "c2VhbGVk".to_owned(),
            name: String::new(),
        };
        let errors = vec![FormError::WrongTotp.at(&frame, "code")];
        let wrong = Room { errors, ..Room::sample(Section::Factors) };
        vec![
            ("open", open()),
            ("wrong", AuthenticatorView { room: wrong, name: "Phone".to_owned(), ..open() }),
        ]
    }
}

account_page!(AuthenticatorView);
