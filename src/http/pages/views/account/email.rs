//! The section with the e-mail address.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{Fault, Field, FieldError, FormError, Frame};
use crate::words::Locale;

/// The address, and the one that waits to be proved.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/email.html")]
pub struct EmailView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The address; empty where there is none.
    pub address: String,
    /// Whether it was proved.
    pub verified: bool,
    /// The one that waits.
    pub pending: Option<String>,
}

impl EmailView {
    fn email(&self) -> Field {
        Field::attribute(&self.frame, "email", "").marked(&self.room.errors)
    }

    fn code(&self) -> Field {
        Field::code(&self.frame).marked(&self.room.errors)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, EmailView)> {
        let frame = sample_frame(locale);
        let open = || EmailView {
            frame: frame.clone(),
            room: Room::sample(Section::Email),
            address: "alice@example.com".to_owned(),
            verified: true,
            pending: None,
        };
        let room = |error| Room { errors: vec![error], ..Room::sample(Section::Email) };
        let wrong = FieldError::new(&frame, "email", Fault::Invalid);
        let wrong_code = FormError::WrongCode.at(&frame, "code");
        let pending = || EmailView { pending: Some("alice@example.org".to_owned()), ..open() };
        vec![
            ("open", open()),
            ("unproved", EmailView { verified: false, ..open() }),
            ("none", EmailView { address: String::new(), ..open() }),
            ("wrong", EmailView { room: room(wrong), ..open() }),
            ("pending", pending()),
            ("wrong-code", EmailView { room: room(wrong_code), ..pending() }),
            ("locked", EmailView { room: Room::locked(Section::Email), ..open() }),
        ]
    }
}

account_page!(EmailView);
