//! The section with what else the person signs in with.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{FormError, Frame};
use crate::model::Factor;
use crate::words::Locale;

/// The factors that are set up.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/factors.html")]
pub struct FactorsView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// What is set up.
    pub factors: Vec<FactorRow>,
    /// What is asked for first.
    pub preferred: Option<Factor>,
    /// Whether an authenticator application can be added.
    pub takes_applications: bool,
    /// Whether a passkey can be added.
    pub takes_passkeys: bool,
}

/// A factor that is set up.
#[derive(Clone, Debug)]
pub struct FactorRow {
    /// Its id.
    pub id: String,
    /// What it is.
    pub factor: Factor,
    /// The person's own name for it.
    pub name: String,
    /// When it was added.
    pub added: String,
    /// When it was last used.
    pub used: Option<String>,
}

/// A factor that may be asked for first.
struct Choice {
    name: &'static str,
    label: String,
    chosen: bool,
}

impl FactorRow {
    fn kind(&self, frame: &Frame) -> String {
        frame.t(key(self.factor))
    }
}

fn key(factor: Factor) -> &'static str {
    match factor {
        Factor::Password => "way-password",
        Factor::Totp => "way-totp",
        Factor::Email => "way-email",
        Factor::Sms => "way-sms",
        Factor::Passkey => "way-passkey",
    }
}

impl FactorsView {
    /// What can be asked for first; nothing to choose where there is one kind at most.
    fn choices(&self) -> Vec<Choice> {
        let there = |factor: &Factor| self.factors.iter().any(|row| row.factor == *factor);
        let choice = |factor| Choice {
            name: Factor::as_str(factor),
            label: self.frame.t(key(factor)),
            chosen: self.preferred == Some(factor),
        };
        let choices: Vec<Choice> = Factor::ALL.into_iter().filter(there).map(choice).collect();
        if choices.len() > 1 { choices } else { Vec::new() }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, FactorsView)> {
        let frame = sample_frame(locale);
        let row = |id: &str, factor, name: &str, used: Option<&str>| FactorRow {
            id: id.to_owned(),
            factor,
            name: name.to_owned(),
            added: "2026-01-01 00:00 UTC".to_owned(),
            used: used.map(str::to_owned),
        };
        let open = || FactorsView {
            frame: frame.clone(),
            room: Room::sample(Section::Factors),
            factors: vec![
                row("1", Factor::Totp, "Phone", Some("2026-02-01 12:30 UTC")),
                row("2", Factor::Passkey, "", None),
            ],
            preferred: Some(Factor::Totp),
            takes_applications: true,
            takes_passkeys: true,
        };
        let errors = vec![FormError::LastFactor.at(&frame, "")];
        let last = Room { errors, ..Room::sample(Section::Factors) };
        let none = FactorsView { factors: Vec::new(), preferred: None, ..open() };
        vec![
            ("open", open()),
            ("none", none),
            ("last", FactorsView { room: last, ..open() }),
            ("locked", FactorsView { room: Room::locked(Section::Factors), ..open() }),
        ]
    }
}

account_page!(FactorsView);
