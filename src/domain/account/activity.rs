//! What happened to an account, for its owner to read.

use std::net::IpAddr;

use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration;
use crate::domain::error::Result;
use crate::model::{Instant, Sender, User};
use crate::store;

/// How many events stand on a page.
const PAGE: u32 = 25;

/// The kinds of events that are told; whatever else is kept is not for people to read.
pub const TOLD: [Event; 28] = [
    Event::UserSignedUp,
    Event::UserCreated,
    Event::UserConfirmed,
    Event::UserSignedIn,
    Event::SignInFailed,
    Event::UserSignedOut,
    Event::FactorAdded,
    Event::FactorRemoved,
    Event::FactorsReset,
    Event::IdentityLinked,
    Event::IdentityUnlinked,
    Event::EmailChanged,
    Event::NumberChanged,
    Event::RecoveryRequested,
    Event::PasswordChanged,
    Event::RecoveryCodeUsed,
    Event::RecoveryCodesRenewed,
    Event::RecoveryCodesRevoked,
    Event::BrowserRemembered,
    Event::BrowserForgotten,
    Event::TermsAgreed,
    Event::UserUpdated,
    Event::ConsentGiven,
    Event::ConsentTakenBack,
    Event::DeviceAllowed,
    Event::DeviceDenied,
    Event::DeletionPlanned,
    Event::DeletionCancelled,
];

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Happening {
    /// What.
    pub event: Event,
    /// When.
    pub at: Instant,
    /// From where, as far as that is known.
    pub sender: Option<Sender>,
    /// The name of the application that it is about, if it is about one.
    pub application: Option<String>,
    /// Whether an operator did it.
    pub by_operator: bool,
}

/// A page of what happened, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What happened.
    pub happenings: Vec<Happening>,
    /// After which event the next page begins; nothing on the last one.
    pub next: Option<String>,
}

/// What happened to an account before the event of that id; the newest, where it is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User, before: &str) -> Result<Page> {
    let kinds = TOLD.map(Event::as_str);
    let (pool, id) = (&user.pool_id, user.id.as_str());
    let mut tx = cx.read().await?;
    let mut events =
        store::audit::of_target_before(&mut tx, pool, id, &kinds, before, PAGE + 1).await?;
    drop(tx);
    // One more than a page has says that there is another.
    let more = events.split_off(events.len().min(PAGE as usize));
    let last = events.last().map(|event| event.id.clone());
    let mut page = Page { next: last.filter(|_| !more.is_empty()), ..Page::default() };
    for event in events {
        page.happenings.extend(happening(cx, event).await?);
    }
    Ok(page)
}

async fn happening(cx: &Context, event: AuditEvent) -> Result<Option<Happening>> {
    let Some(kind) = TOLD.into_iter().find(|told| told.as_str() == event.event) else {
        return Ok(None);
    };
    let client = match (audit::client_of(&event), &event.pool_id) {
        (Some(client), Some(pool)) => configuration::client(cx, pool, &client).await?,
        _ => None,
    };
    let agent = event.agent.unwrap_or_default();
    let address = event.address.and_then(|address| address.parse::<IpAddr>().ok());
    Ok(Some(Happening {
        event: kind,
        at: event.at,
        sender: address.map(|address| Sender::new(address, &agent)),
        application: client.map(|client| client.name.clone()),
        by_operator: event.actor == audit::OPERATOR,
    }))
}
