//! Clients that are documents: an https URL is the `client_id`, and what stands there is the client's
//! metadata (OAuth Client ID Metadata Document).
//!
//! Nobody registers such a client: it exists where a pool lists its URL, from the first request that
//! names it. Its document is read (`fetch`) when something begins and what is known is no longer
//! fresh, and kept as a client like others (`keep`). Endpoints that go on with something use a public
//! client as it stands; one that proves itself by a key must still have it. It is somebody else's
//! client, and one without a secret.

mod fetch;
mod keep;
pub mod unused;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use self::keep::check_change;
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::model::client::AuthMethod;
use crate::model::{Client, ClientId};
use crate::store;
use crate::store::client_documents::ClientDocument;

/// How long a document that can no longer be read counts beyond its time.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a document that misses something, such as a key, is not read again.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The client that a request begins something with; one that is a document is read where what is
/// known of it is not fresh. Nothing where there is no such client; it may be disabled.
///
/// # Errors
/// [`Refusal::UnknownClient`] with what is wrong with the document, [`Refusal::Busy`] when the pool
/// has as many such clients as it may have, [`Refusal::TooManyAttempts`] at an address that has named
/// as many new ones as one may.
pub async fn find(cx: &Context, pool: &PoolView, name: &str) -> Result<Option<Arc<Client>>> {
    let Ok(id) = ClientId::at(pool.id(), name) else { return Ok(None) };
    match id.is_document() {
        true => current(cx, pool, &id, |known| known.is_fresh(cx)).await,
        false => configuration::client(cx, pool.id(), &id).await,
    }
}

/// The client that a request goes on with something with: as it is known, but for one that is a
/// document and proves itself by a key, which its owner may have withdrawn meanwhile.
///
/// # Errors
/// As [`find`].
pub async fn find_known(cx: &Context, pool: &PoolView, name: &str) -> Result<Option<Arc<Client>>> {
    let known = configuration::named(cx, pool, name).await?;
    let has_key = |client: &Arc<Client>| {
        client.id.is_document() && client.settings.proving.method == Some(AuthMethod::PrivateKeyJwt)
    };
    match known.as_ref().is_some_and(has_key) {
        true => find(cx, pool, name).await,
        false => Ok(known),
    }
}

/// A client that is a document, for a caller who missed something in it: read again, unless that was
/// done or tried within ten seconds.
///
/// # Errors
/// As [`find`].
pub async fn find_again(cx: &Context, client: &Client) -> Result<Option<Arc<Client>>> {
    let Some(pool) = configuration::pool(cx, &client.pool_id).await? else { return Ok(None) };
    let is_recent = |known: &Known| cx.now().since(known.document.fetched_at) < AGAIN_AFTER;
    current(cx, &pool, &client.id, is_recent).await
}

/// The client that a document describes: as it is known where it `stands` or an operator wants
/// nothing of it, or else read.
async fn current(
    cx: &Context,
    pool: &PoolView,
    id: &ClientId,
    stands: impl Fn(&Known) -> bool,
) -> Result<Option<Arc<Client>>> {
    let Some(url) = id.document().filter(|_| pool.pool.settings.admits(id)) else {
        return Ok(None);
    };
    let is_settled = |known: &Known| !known.client.enabled || stands(known);
    let known = known(cx, id, pool).await?;
    if known.as_ref().is_some_and(is_settled) {
        return Ok(known.map(|known| known.client));
    }
    let _turn = cx.app.errands.turn(id).await;
    // Whoever waited for another finds what that one has read.
    let known = self::known(cx, id, pool).await?;
    if known.as_ref().is_some_and(is_settled) {
        return Ok(known.map(|known| known.client));
    }
    match (read(cx, pool, id, &url, known.is_none()).await, known) {
        (Ok(client), _) => Ok(Some(Arc::new(client))),
        (Err(error), Some(known)) if known.outlives(cx, &error) => Ok(Some(known.client)),
        (Err(error), _) => Err(error),
    }
}

/// What is known of a client that is a document.
struct Known {
    document: ClientDocument,
    client: Arc<Client>,
}

impl Known {
    fn is_fresh(&self, cx: &Context) -> bool {
        cx.now() < self.document.expires_at
    }

    /// Whether it counts although it could not be read again.
    fn outlives(&self, cx: &Context, error: &Error) -> bool {
        let is_passing = matches!(error.refusal(), Refusal::UnknownClient | Refusal::Busy);
        is_passing && cx.now() < self.document.expires_at + GRACE
    }
}

async fn known(cx: &Context, id: &ClientId, pool: &PoolView) -> Result<Option<Known>> {
    let document = {
        let mut tx = cx.read().await?;
        store::client_documents::by_client(&mut tx, pool.id(), id).await?
    };
    let Some(document) = document else { return Ok(None) };
    let client = configuration::client(cx, pool.id(), id).await?;
    Ok(client.map(|client| Known { document, client }))
}

/// Reads a document and keeps what it says; what was in vain a moment ago is not tried again.
async fn read(
    cx: &Context,
    pool: &PoolView,
    id: &ClientId,
    url: &Url,
    is_new: bool,
) -> Result<Client> {
    if let Some(why) = cx.app.errands.was_in_vain(id, cx.now()) {
        return Err(Error::new(Refusal::UnknownClient, why.to_string()));
    }
    // One that nobody has heard of may be made up.
    let made_up = is_new && !pool.pool.settings.names_document(url);
    let host = url.host_str().unwrap_or_default();
    if made_up {
        check_newcomer(cx, pool, host).await?;
    }
    let outbound = match is_new {
        true => {
            unused::make_room(cx, pool).await?;
            cx.app.outbound.for_strangers()
        }
        false => cx.app.outbound.for_known_clients(),
    };
    let read = fetch::document(cx, pool, id, url, &outbound).await;
    if let Err(error) = &read
        && *error.refusal() == Refusal::UnknownClient
    {
        cx.app.errands.note(id.clone(), cx.now(), error.hint());
        if made_up {
            cx.app.errands.count(pool.id(), host, cx.now());
        }
    }
    keep::document(cx, pool, id, read?).await
}

/// Whether somebody may make this server read one more document that it has not heard of.
async fn check_newcomer(cx: &Context, pool: &PoolView, host: &str) -> Result<()> {
    if cx.app.errands.rests(pool.id(), host, cx.now()) {
        let hint = "too many client metadata documents of this host could not be read just now";
        return Err(Error::new(Refusal::UnknownClient, hint));
    }
    limits::take(cx, pool.id(), Limit::Registrations).await
}
