//! Clients that are documents: an https URL is the `client_id`, and what stands there is the client's
//! metadata (OAuth Client ID Metadata Document).
//!
//! Nobody registers such a client: it exists where a pool lists its URL, from the first request that
//! names it. Its document is read ([`fetch`]) when something begins and what is known is no longer
//! fresh, and kept as a client like others ([`keep`]), which endpoints that go on with something use
//! as it stands. It is somebody else's client, and one without a secret.

mod fetch;
mod keep;
pub mod unused;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Client, ClientId};
use crate::store;
use crate::store::client_documents::ClientDocument;

/// How long a document that can no longer be read counts beyond its time.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// The client that a request begins something with; one that is a document is read where what is
/// known of it is not fresh. Nothing where there is no such client; it may be disabled.
///
/// # Errors
/// [`Refusal::UnknownClient`] with what is wrong with the document, [`Refusal::Busy`] when the pool
/// has as many such clients as it may have.
pub async fn find(cx: &Context, pool: &PoolView, name: &str) -> Result<Option<Arc<Client>>> {
    let Ok(id) = ClientId::at(pool.id(), name) else { return Ok(None) };
    let Some(url) = id.document() else { return configuration::client(cx, pool.id(), &id).await };
    if !pool.pool.settings.admits(&id) {
        return Ok(None);
    }
    let known = known(cx, &id, pool).await?;
    if known.as_ref().is_some_and(|known| known.is_settled(cx)) {
        return Ok(known.map(|known| known.client));
    }
    let _turn = cx.app.errands.turn(&id).await;
    // Whoever waited for another finds what that one has read.
    let known = self::known(cx, &id, pool).await?;
    if known.as_ref().is_some_and(|known| known.is_settled(cx)) {
        return Ok(known.map(|known| known.client));
    }
    match (read(cx, pool, &id, &url, known.is_none()).await, known) {
        (Ok(client), _) => Ok(Some(Arc::new(client))),
        (Err(error), Some(known))
            if *error.refusal() == Refusal::UnknownClient && known.is_in_grace(cx) =>
        {
            Ok(Some(known.client))
        }
        (Err(error), _) => Err(error),
    }
}

/// What is known of a client that is a document.
struct Known {
    document: ClientDocument,
    client: Arc<Client>,
}

impl Known {
    /// Whether it need not be read: it is fresh, or an operator wants nothing of it.
    fn is_settled(&self, cx: &Context) -> bool {
        cx.now() < self.document.expires_at || !self.client.enabled
    }

    fn is_in_grace(&self, cx: &Context) -> bool {
        cx.now() < self.document.expires_at + GRACE
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
    let host = url.host_str().unwrap_or_default();
    if cx.app.errands.rests(host, cx.now()) {
        let hint = "too many client metadata documents of this host could not be read just now";
        return Err(Error::new(Refusal::UnknownClient, hint));
    }
    if is_new {
        unused::make_room(cx, pool).await?;
    }
    let read = fetch::document(cx, pool, id, url).await;
    if let Err(error) = &read
        && *error.refusal() == Refusal::UnknownClient
    {
        cx.app.errands.note(id.clone(), host, cx.now(), error.hint());
    }
    keep::document(cx, pool, id, read?).await
}
