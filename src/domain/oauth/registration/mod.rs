//! Clients that register themselves: dynamic registration (RFC 7591, OpenID Connect Dynamic Client
//! Registration 1.0) and its management (RFC 7592).
//!
//! Whoever may register ([`policy`]) says in metadata what the client is to be ([`metadata`]). Such
//! a client is somebody else's: people are asked before it learns anything of them, its ID tokens
//! are lean, it uses PKCE when it is public, and it acts for itself only when it came with an
//! initial access token. It manages itself with a token of its own ([`manage`]), and is removed when
//! it goes unused ([`unused`]), unless an operator makes it one for which people are not asked.
//! One that registers nowhere is a document that says the same ([`document`]).

pub mod document;
mod information;
pub mod initial_access_tokens;
pub mod manage;
mod members;
pub mod metadata;
pub mod policy;
mod sector;
pub mod unused;
mod uses;

use secrecy::SecretString;
use serde_json::Value;

use self::information::Credentials;
pub use self::metadata::Metadata;
pub use self::policy::{Offer, Standing, admit, offered};
pub use self::unused::note_use;
use super::client_auth::secret;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::attempts::STRANGER;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::model::client::{AuthMethod, ClientSettings};
use crate::model::pool::RegistrationMode;
use crate::model::{Client, Instant};
use crate::store::registrations::Registration;
use crate::store::{self, Tx};

/// The settings of a client of which nothing is known but that it is somebody else's.
fn somebody_elses() -> ClientSettings {
    ClientSettings {
        consent: true,
        lean_id_token: true,
        require_pkce: false,
        ..ClientSettings::default()
    }
}

/// Registers a client and tells it all that it must know, its secret and its token included.
///
/// # Errors
/// RFC 7591 section 3.2.2; [`Refusal::InvalidToken`] when the token was used up meanwhile,
/// [`Refusal::Busy`] when the pool has as many such clients as it may have,
/// [`Refusal::TooManyAttempts`] at an address that has registered as many as one may.
pub async fn register(
    cx: &Context,
    pool: &PoolView,
    standing: Standing,
    metadata: &Metadata,
) -> Result<Value> {
    let offer = Offer::of(cx, pool, standing != Standing::Stranger);
    let wanted = metadata::read(metadata, &offer, &somebody_elses())?;
    if matches!(standing, Standing::Stranger) {
        limits::take(cx, pool.id(), Limit::Registrations).await?;
    }
    sector::check(cx, &wanted.settings).await?;
    let id = random::client_id()?;
    let method = wanted.settings.proving.method;
    let secret =
        if method.is_some_and(AuthMethod::needs_secret) { Some(new_secret()?) } else { None };
    let keep = |secret| secret::keep(&cx.app.vault, &id, method, secret, cx.now(), &[]);
    let client = Client {
        pool_id: pool.id().clone(),
        name: wanted.name.unwrap_or_else(|| id.to_string()),
        secrets: secret.iter().map(keep).collect::<Result<_>>()?,
        settings: wanted.settings,
        enabled: true,
        created_at: cx.now(),
        id,
    };
    let token = random::token::<32>()?;
    let registration = Registration {
        client_id: client.id.clone(),
        pool_id: client.pool_id.clone(),
        digest: digest::sha256(token.as_bytes()),
        created_at: cx.now(),
        used_at: cx.now(),
    };
    let event = audit::event(cx, pool.id(), Event::ClientRegistered, STRANGER, client.id.as_str())?;
    let removal = audit::event(cx, pool.id(), Event::ClientDeleted, STRANGER, "")?;
    let new = Registering { client, registration, standing, event, removal, now: cx.now() };
    let (client, has_removed) =
        cx.write(new, |tx, new| Box::pin(write_registration(tx, new))).await?;
    if has_removed {
        learn_epoch(cx).await;
    }
    let credentials = Credentials { token: &token, secret: secret.as_ref() };
    Ok(information::of(pool, &client, &credentials))
}

fn new_secret() -> Result<SecretString> {
    Ok(SecretString::from(random::client_secret()?))
}

struct Registering {
    client: Client,
    registration: Registration,
    standing: Standing,
    event: AuditEvent,
    /// Another client had to make room; it has no name yet.
    removal: AuditEvent,
    now: Instant,
}

/// The pool is read again: what it allows may have changed since. No cache holds a client that did
/// not exist, so none has to learn of it; whether one had to go that a cache may hold is told.
async fn write_registration(tx: &mut Tx, new: &Registering) -> Result<(Client, bool)> {
    let pool = &new.client.pool_id;
    store::registrations::queue(tx, pool).await?;
    let found = store::pools::by_id(tx, pool).await?;
    let policy = found.map(|pool| pool.settings.registration).unwrap_or_default();
    let admitted = match (policy.mode, &new.standing) {
        (RegistrationMode::Off, _) => return Err(Refusal::NotFound.into()),
        (RegistrationMode::Open, Standing::Stranger) => true,
        (RegistrationMode::Token, Standing::Stranger) => false,
        (_, Standing::Invited(digest)) => {
            store::initial_access_tokens::spend(tx, pool, digest, new.now).await?
        }
    };
    if !admitted {
        return Err(policy::not_good());
    }
    let is_stranger = new.standing == Standing::Stranger;
    let full = store::registrations::count(tx, pool).await? >= u64::from(policy.most_clients);
    let has_removed =
        full && is_stranger && unused::make_room(tx, pool, &new.removal, new.now).await?;
    if full && is_stranger && !has_removed {
        tracing::warn!(%pool, "no more clients may register themselves: see registration.most_clients");
        return Err(Error::new(Refusal::Busy, "no more clients may register at present"));
    }
    store::clients::insert(tx, &new.client).await?;
    store::registrations::insert(tx, &new.registration).await?;
    if !is_stranger {
        store::registrations::note_use(tx, pool, &new.client.id, new.now).await?;
    }
    store::audit::insert(tx, &new.event).await?;
    Ok((new.client.clone(), has_removed))
}

/// This node no longer trusts what it read before a write of what caches hold.
async fn learn_epoch(cx: &Context) {
    if let Err(error) = configuration::learn_epoch(&cx.app).await {
        // The change is durable, and a node that does not know the epoch trusts no entry.
        tracing::warn!(%error, "the caches are off until the epoch can be read");
    }
}
