//! The section with the accounts elsewhere that open this one.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{FormError, Frame, Notice};
use crate::words::Locale;

/// Where else the person is known.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/identities.html")]
pub struct IdentitiesView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The accounts elsewhere, the oldest first.
    pub identities: Vec<IdentityRow>,
    /// Whose accounts can be connected.
    pub offered: Vec<Offered>,
    /// Where the browser goes by itself, to connect one.
    pub onward: Option<String>,
    /// Whose pages these are.
    pub leads_to: String,
}

/// An account elsewhere.
#[derive(Clone, Debug)]
pub struct IdentityRow {
    /// The id of the provider.
    pub provider_id: String,
    /// What people call it.
    pub provider: String,
    /// What it calls the person for good.
    pub subject: String,
    /// The address that it tells; empty where it tells none.
    pub email: String,
    /// When it was connected.
    pub added: String,
    /// When it was last used.
    pub used: String,
}

/// A provider whose accounts can be connected.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl IdentitiesView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, IdentitiesView)> {
        let frame = sample_frame(locale);
        let row = |provider: &str, email: &str| IdentityRow {
            provider_id: provider.to_lowercase(),
            provider: provider.to_owned(),
            subject: "1".to_owned(),
            email: email.to_owned(),
            added: "2026-01-01 00:00 UTC".to_owned(),
            used: "2026-02-01 12:30 UTC".to_owned(),
        };
        let some = || IdentitiesView {
            frame: frame.clone(),
            room: Room::sample(Section::Identities),
            identities: vec![row("Google", "alice@example.com"), row("GitHub", "")],
            offered: vec![Offered { id: "apple".to_owned(), name: "Apple".to_owned() }],
            onward: None,
            leads_to: String::new(),
        };
        let room = || Room::sample(Section::Identities);
        let last = Room { errors: vec![FormError::LastIdentity.at(&frame, "")], ..room() };
        let refused = Room { notice: Some(Notice::NotConnected), ..room() };
        let locked = Room::locked(Section::Identities);
        vec![
            ("some", some()),
            ("none", IdentitiesView { identities: Vec::new(), ..some() }),
            ("last", IdentitiesView { room: last, ..some() }),
            ("refused", IdentitiesView { room: refused, ..some() }),
            ("locked", IdentitiesView { room: locked, ..some() }),
        ]
    }
}

account_page!(IdentitiesView);
