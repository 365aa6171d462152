//! The section with the applications that have access.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::http::pages::views::{Frame, Permission, claim_in_words};
use crate::words::Locale;

/// Which applications have access to the account.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/applications.html")]
pub struct ApplicationsView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// The applications.
    pub applications: Vec<ApplicationRow>,
}

/// An application.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    /// Its id.
    pub client: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// The claims that it may learn besides, by name.
    pub claims: Vec<String>,
    /// The resources at which it may use its access (RFC 8707), as it names them.
    pub resources: Vec<String>,
    /// Since when.
    pub since: String,
}

impl ApplicationRow {
    fn claims_in_words(&self, frame: &Frame) -> Vec<String> {
        self.claims.iter().map(|claim| claim_in_words(frame, claim)).collect()
    }
}

impl ApplicationsView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ApplicationsView)> {
        let open = || ApplicationsView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Applications),
            applications: vec![ApplicationRow {
                client: "3n4b5c6d7e8f9g0h1j2k3l4m5n".to_owned(),
                name: "Harbour Planner".to_owned(),
                scopes: vec![Permission::named("openid"), Permission::named("email")],
                claims: vec!["birthdate".to_owned()],
                resources: vec!["https://tools.example.com/mcp".to_owned()],
                since: "2026-01-01 00:00 UTC".to_owned(),
            }],
        };
        let locked = Room::locked(Section::Applications);
        vec![
            ("open", open()),
            ("none", ApplicationsView { applications: Vec::new(), ..open() }),
            ("locked", ApplicationsView { room: locked, ..open() }),
        ]
    }
}

account_page!(ApplicationsView);
