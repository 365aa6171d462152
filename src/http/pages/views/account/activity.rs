//! The section with what happened to the account.

use askama::Template;

use super::{Room, Section, account_page, sample_frame};
use crate::domain::account::activity::TOLD;
use crate::domain::audit::Event;
use crate::http::pages::views::Frame;
use crate::words::Locale;

/// What happened, a page of it.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account/activity.html")]
pub struct ActivityView {
    /// The surroundings.
    pub frame: Frame,
    /// What each section shows.
    pub room: Room,
    /// What happened, the newest first.
    pub rows: Vec<ActivityRow>,
    /// The address of the page with what happened before; nothing on the last one.
    pub older: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    /// What.
    pub event: Event,
    /// When.
    pub at: String,
    /// Browser and system in words; empty where they are not known.
    pub program: String,
    /// The address from which it was done, where that is known.
    pub address: Option<String>,
    /// The name of the application that it is about, if it is about one.
    pub application: Option<String>,
    /// Whether an operator did it.
    pub by_operator: bool,
}

/// What each kind of event is called; one that is not here is not told.
const WORDS: [(Event, &str); 28] = [
    (Event::UserSignedUp, "activity-made"),
    (Event::UserCreated, "activity-made"),
    (Event::UserConfirmed, "activity-confirmed"),
    (Event::UserSignedIn, "activity-signed-in"),
    (Event::SignInFailed, "activity-failed"),
    (Event::UserSignedOut, "activity-signed-out"),
    (Event::FactorAdded, "activity-factor-added"),
    (Event::FactorRemoved, "activity-factor-removed"),
    (Event::IdentityLinked, "activity-factor-added"),
    (Event::IdentityUnlinked, "activity-factor-removed"),
    (Event::FactorsReset, "activity-factors-reset"),
    (Event::EmailChanged, "activity-email"),
    (Event::NumberChanged, "activity-number"),
    (Event::RecoveryRequested, "activity-recovery"),
    (Event::PasswordChanged, "activity-password"),
    (Event::RecoveryCodeUsed, "activity-code-used"),
    (Event::RecoveryCodesRenewed, "activity-codes-made"),
    (Event::RecoveryCodesRevoked, "activity-codes-ended"),
    (Event::BrowserRemembered, "activity-remembered"),
    (Event::BrowserForgotten, "activity-forgotten"),
    (Event::TermsAgreed, "activity-terms"),
    (Event::UserUpdated, "activity-updated"),
    (Event::ConsentGiven, "activity-access-given"),
    (Event::ConsentTakenBack, "activity-access-ended"),
    (Event::DeviceAllowed, "activity-device-allowed"),
    (Event::DeviceDenied, "activity-device-denied"),
    (Event::DeletionPlanned, "activity-deletion"),
    (Event::DeletionCancelled, "activity-kept"),
];

impl ActivityRow {
    fn label(&self, frame: &Frame) -> String {
        let words = WORDS.iter().find(|(event, _)| *event == self.event);
        words.map(|(_, key)| frame.t(key)).unwrap_or_default()
    }
}

impl ActivityView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ActivityView)> {
        let row = |event| ActivityRow {
            event,
            at: "2026-02-01 12:30 UTC".to_owned(),
            program: "Firefox, Linux".to_owned(),
            address: Some("203.0.113.7".to_owned()),
            application: None,
            by_operator: false,
        };
        let planner = Some("Northwind Planner".to_owned());
        let open = || ActivityView {
            frame: sample_frame(locale),
            room: Room::sample(Section::Activity),
            rows: vec![
                ActivityRow { application: planner.clone(), ..row(Event::UserSignedIn) },
                ActivityRow { program: String::new(), ..row(Event::SignInFailed) },
                ActivityRow { by_operator: true, address: None, ..row(Event::PasswordChanged) },
                row(Event::UserSignedUp),
            ],
            older: Some("/eu-central-1_Ab3dE6gH9/account/activity?_before=0193".to_owned()),
        };
        let mut newer: Vec<ActivityRow> = TOLD.into_iter().map(row).collect();
        let older = newer.split_off(newer.len() / 2);
        vec![
            ("open", open()),
            ("everything-newer", ActivityView { rows: newer, ..open() }),
            ("everything-older", ActivityView { rows: older, older: None, ..open() }),
            ("none", ActivityView { rows: Vec::new(), older: None, ..open() }),
        ]
    }
}

account_page!(ActivityView);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_that_is_told_has_words() {
        for event in TOLD {
            assert!(WORDS.iter().any(|(known, _)| *known == event), "{event:?}");
        }
        assert_eq!(WORDS.len(), TOLD.len());
    }
}
