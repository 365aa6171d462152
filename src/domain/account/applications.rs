//! The applications that have access to an account: what was allowed, and how to take it back.

use std::collections::BTreeMap;

use super::{Member, locked};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Refusal, Result};
use crate::model::session::Session;
use crate::model::{ClientId, Instant, Scope, Scopes, User};
use crate::store::{self, Tx};

/// An application that has access.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Its id.
    pub client: ClientId,
    /// Its name.
    pub name: String,
    /// What it may do, and what it was given tokens for.
    pub scopes: Scopes,
    /// The claims that it may learn besides.
    pub claims: Vec<String>,
    /// The resources at which it may use that (RFC 8707), where it has named any.
    pub resources: Vec<String>,
    /// Since when.
    pub since: Instant,
}

/// What is known of an application before its name is.
#[derive(Default)]
struct Access {
    scopes: Vec<Scope>,
    claims: Vec<String>,
    resources: Vec<String>,
    since: Option<Instant>,
}

impl Access {
    fn add(&mut self, scopes: &Scopes, since: Instant) {
        self.scopes.extend(scopes.iter().cloned());
        self.since = Some(self.since.map_or(since, |before| before.min(since)));
    }
}

/// The applications to which a person has allowed something, or that have tokens of theirs.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<Connected>> {
    let mut tx = cx.read().await?;
    let consents = store::consents::of_user(&mut tx, &user.pool_id, &user.id).await?;
    let families =
        store::families::live_of_user(&mut tx, &user.pool_id, &user.id, cx.now()).await?;
    drop(tx);
    let mut found: BTreeMap<ClientId, Access> = BTreeMap::new();
    for consent in consents {
        let access = found.entry(consent.client_id).or_default();
        access.add(&consent.scopes, consent.granted_at);
        access.claims.extend(consent.claims);
        access.resources.extend(consent.resources);
    }
    for family in families {
        found.entry(family.client_id).or_default().add(&family.scopes, family.created_at);
    }
    let mut connected = Vec::with_capacity(found.len());
    for (client, access) in found {
        let known = configuration::client(cx, &user.pool_id, &client).await?;
        connected.push(Connected {
            name: known.map_or_else(|| client.to_string(), |known| known.name.clone()),
            scopes: access.scopes.into_iter().collect(),
            claims: access.claims,
            resources: access.resources,
            since: access.since.unwrap_or(cx.now()),
            client,
        });
    }
    Ok(connected)
}

struct TakingBack {
    session: Session,
    client: ClientId,
    event: AuditEvent,
    now: Instant,
}

/// Takes back what an application was allowed, and ends the tokens that it got.
///
/// # Errors
/// [`Refusal::NotFound`] when it has no access.
pub async fn take_back(cx: &Context, pool: &PoolView, member: &Member, client: &str) -> Result<()> {
    let client = ClientId::at(pool.id(), client).map_err(|_| Refusal::NotFound)?;
    let user = member.user.id.as_str();
    let event = audit::event(cx, pool.id(), Event::ConsentTakenBack, user, user)?;
    let back = TakingBack {
        session: member.session.clone(),
        event: audit::told(event, Some(&client)),
        client,
        now: cx.now(),
    };
    cx.write(back, |tx, back| Box::pin(write(tx, back))).await
}

async fn write(tx: &mut Tx, back: &TakingBack) -> Result<()> {
    let TakingBack { session, client, event, now } = back;
    let user = locked(tx, session, *now).await?;
    let (pool, user) = (&user.pool_id, &user.id);
    let allowed = store::consents::delete(tx, pool, user, client).await?;
    let ended = store::families::revoke_of_user_at(tx, pool, user, client, *now).await?;
    if !allowed && ended == 0 {
        return Err(Refusal::NotFound.into());
    }
    Ok(store::audit::insert(tx, event).await?)
}
