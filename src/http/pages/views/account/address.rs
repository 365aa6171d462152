//! The sections with the e-mail address and the phone number.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{Fault, Field, FieldError, FormError, Frame};
use crate::model::Medium;
use crate::words::Locale;

/// The address or the number, and the one that waits to be proved.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/address.html")]
pub struct AddressView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// Which of the two it is.
    pub medium: Medium,
    /// The address or the number; empty where there is none.
    pub address: String,
    /// Whether it was proved.
    pub verified: bool,
    /// The one that waits.
    pub pending: Option<String>,
    /// Whether the account may be without it.
    pub can_go: bool,
}

/// The name of the form, and the keys of what is said of an address or a number.
struct Words {
    form: &'static str,
    none: &'static str,
    proved: &'static str,
    unproved: &'static str,
    change: &'static str,
    hint: &'static str,
}

const EMAIL: Words = Words {
    form: "email-form",
    none: "email-none",
    proved: "email-proved",
    unproved: "email-unproved",
    change: "email-change",
    hint: "email-hint",
};

const PHONE: Words = Words {
    form: "phone-form",
    none: "phone-none",
    proved: "phone-proved",
    unproved: "phone-unproved",
    change: "phone-change",
    hint: "phone-hint",
};

impl AddressView {
    fn words(&self) -> Words {
        match self.medium {
            Medium::Email => EMAIL,
            Medium::PhoneNumber => PHONE,
        }
    }

    /// What is said of the address that is there.
    fn state(&self) -> String {
        let words = self.words();
        self.frame.t(if self.verified { words.proved } else { words.unproved })
    }

    fn field(&self) -> Field {
        Field::attribute(&self.frame, self.medium.attribute(), "").marked(&self.room.errors)
    }

    fn code(&self) -> Field {
        Field::code(&self.frame).marked(&self.room.errors)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale, medium: Medium) -> Vec<(&'static str, AddressView)> {
        let frame = sample_frame(locale);
        let (section, address, other) = match medium {
            Medium::Email => (Section::Email, "alice@example.com", "alice@example.org"),
            Medium::PhoneNumber => (Section::Phone, "+12025550127", "+12025550199"),
        };
        let open = || AddressView {
            frame: frame.clone(),
            room: Room::sample(section),
            medium,
            address: address.to_owned(),
            verified: true,
            pending: None,
            can_go: medium == Medium::PhoneNumber,
        };
        let room = |error| Room { errors: vec![error], ..Room::sample(section) };
        let wrong = FieldError::new(&frame, medium.attribute(), Fault::Invalid);
        let wrong_code = FormError::WrongCode.at(&frame, "code");
        let pending = || AddressView { pending: Some(other.to_owned()), ..open() };
        let none = AddressView { address: String::new(), can_go: false, ..open() };
        let in_use = FormError::NumberInUse.at(&frame, medium.attribute());
        let common = vec![
            ("open", open()),
            ("unproved", AddressView { verified: false, ..open() }),
            ("none", none),
            ("wrong", AddressView { room: room(wrong), ..open() }),
            ("pending", pending()),
            ("wrong-code", AddressView { room: room(wrong_code), ..pending() }),
            ("locked", AddressView { room: Room::locked(section), ..open() }),
        ];
        let of_numbers = (medium == Medium::PhoneNumber)
            .then(|| ("number-in-use", AddressView { room: room(in_use), ..open() }));
        common.into_iter().chain(of_numbers).collect()
    }
}

account_page!(AddressView);
