//! The section with the profile.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{Fault, Field, FieldError, Frame, Notice};
use crate::words::Locale;

/// What a person says of themselves.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/profile.html")]
pub struct ProfileView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The attributes that may be written, but for the language.
    pub fields: Vec<Field>,
    /// The language of messages, as a tag; empty for none in particular.
    pub language: String,
}

/// A language to choose.
struct Choice {
    tag: String,
    label: String,
    chosen: bool,
}

impl ProfileView {
    fn all_fields(&self) -> Vec<Field> {
        self.fields.iter().cloned().map(|field| field.marked(&self.room.errors)).collect()
    }

    /// Our languages, and the account's own where it is another.
    fn languages(&self) -> Vec<Choice> {
        let known = Locale::all().map(|own| (own.tag().to_owned(), own.native_name().to_owned()));
        let mut choices: Vec<(String, String)> =
            [(String::new(), self.frame.t("account-no-language"))]
                .into_iter()
                .chain(known)
                .collect();
        if !choices.iter().any(|(tag, _)| *tag == self.language) {
            choices.push((self.language.clone(), self.language.clone()));
        }
        let choice =
            |(tag, label): (String, String)| Choice { chosen: tag == self.language, tag, label };
        choices.into_iter().map(choice).collect()
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ProfileView)> {
        let frame = sample_frame(locale);
        let field = |name, value| Field::attribute(&frame, name, value).optional();
        let open = || ProfileView {
            frame: frame.clone(),
            room: Room::sample(Section::Profile),
            fields: vec![
                field("name", "Alice Adams"),
                field("given_name", "Alice"),
                field("family_name", "Adams"),
                field("birthdate", ""),
            ],
            language: "de".to_owned(),
        };
        let errors = vec![FieldError::new(&frame, "birthdate", Fault::Invalid)];
        let wrong = Room { errors, ..Room::sample(Section::Profile) };
        let saved = Room { notice: Some(Notice::Saved), ..Room::sample(Section::Profile) };
        vec![
            ("open", open()),
            ("saved", ProfileView { room: saved, ..open() }),
            ("wrong", ProfileView { room: wrong, ..open() }),
            ("locked", ProfileView { room: Room::locked(Section::Profile), ..open() }),
            ("other-language", ProfileView { language: "nl-NL".to_owned(), ..open() }),
        ]
    }
}

account_page!(ProfileView);
