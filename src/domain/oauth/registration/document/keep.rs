//! What a client metadata document says, kept as a client like others.

use super::super::{learn_epoch, metadata};
use super::fetch::{Document, newcomer, of_document};
use super::unused;
use crate::context::Context;
use crate::domain::attempts::STRANGER;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::ClientSettings;
use crate::model::{Client, ClientId, Instant, PoolId};
use crate::store::client_documents::ClientDocument;
use crate::store::{self, Tx};

struct Reading {
    pool: PoolId,
    id: ClientId,
    document: Document,
    first: AuditEvent,
    changed: AuditEvent,
    now: Instant,
}

/// Keeps what a document says: the client as it is now.
///
/// # Errors
/// [`Refusal::UnknownClient`] when the pool no longer takes the document, [`Refusal::Busy`] when it
/// has as many such clients as it may have.
pub(super) async fn document(
    cx: &Context,
    pool: &PoolView,
    id: &ClientId,
    document: Document,
) -> Result<Client> {
    let event = |event| audit::event(cx, pool.id(), event, STRANGER, id.as_str());
    let reading = Reading {
        pool: pool.id().clone(),
        id: id.clone(),
        document,
        first: event(Event::ClientRegistered)?,
        changed: event(Event::ClientUpdated)?,
        now: cx.now(),
    };
    let (client, is_changed) =
        cx.write(reading, |tx, reading| Box::pin(write(tx, reading))).await?;
    if is_changed {
        learn_epoch(cx).await;
    }
    Ok(client)
}

/// The pool is read again: what it takes may have changed since. Says also whether caches may hold
/// the client as it was.
async fn write(tx: &mut Tx, reading: &Reading) -> Result<(Client, bool)> {
    let Reading { pool, id, document, now, .. } = reading;
    store::registrations::queue(tx, pool).await?;
    let found = store::pools::by_id(tx, pool).await?;
    let settings = found.map(|pool| pool.settings).filter(|settings| settings.admits(id));
    let Some(settings) = settings else {
        return Err(Error::new(Refusal::UnknownClient, "the client_id is not known here"));
    };
    let kept = match present(tx, reading).await? {
        Some(client) => (lay_over(tx, reading, client).await?, true),
        None => {
            unused::check_room(tx, pool, settings.registration.most_clients).await?;
            (begin(tx, reading).await?, false)
        }
    };
    let document = ClientDocument {
        client_id: id.clone(),
        pool_id: pool.clone(),
        fetched_at: *now,
        expires_at: document.fresh_until,
        used_at: None,
    };
    store::client_documents::put(tx, &document).await?;
    Ok(kept)
}

/// No cache holds a client that did not exist, so none has to learn of it.
async fn begin(tx: &mut Tx, reading: &Reading) -> Result<Client> {
    let Reading { pool, id, document, first, now, .. } = reading;
    let wanted = metadata::read(&document.metadata, &document.offer, &newcomer());
    let wanted = wanted.map_err(of_document)?;
    let client = Client {
        id: id.clone(),
        pool_id: pool.clone(),
        name: wanted.name.unwrap_or_else(|| host(id)),
        secrets: Vec::new(),
        settings: wanted.settings,
        enabled: true,
        created_at: *now,
    };
    store::clients::insert(tx, &client).await?;
    store::audit::insert(tx, first).await?;
    Ok(client)
}

/// The client as it is. Where the document changes it, the mark comes first as in every other change
/// of a client: on PostgreSQL it makes them wait for one another, so that what an operator writes at
/// the same time is read here.
async fn present(tx: &mut Tx, reading: &Reading) -> Result<Option<Client>> {
    let Reading { pool, id, .. } = reading;
    let found = store::clients::by_id(tx, pool, id).await?;
    match &found {
        Some(client) if laid_over(reading, client)? != *client => {
            store::epochs::advance(tx).await?;
            Ok(store::clients::by_id(tx, pool, id).await?)
        }
        _ => Ok(found),
    }
}

async fn lay_over(tx: &mut Tx, reading: &Reading, client: Client) -> Result<Client> {
    let new = laid_over(reading, &client)?;
    if new != client {
        store::clients::update(tx, &new).await?;
        store::audit::insert(tx, &reading.changed).await?;
    }
    Ok(new)
}

/// The document is laid over the client as it is, so that what an operator has set stays.
fn laid_over(reading: &Reading, client: &Client) -> Result<Client> {
    let Reading { id, document, .. } = reading;
    let wanted = metadata::read(&document.metadata, &document.offer, &client.settings);
    let wanted = wanted.map_err(of_document)?;
    Ok(Client {
        name: wanted.name.unwrap_or_else(|| host(id)),
        settings: wanted.settings,
        ..client.clone()
    })
}

/// Checks that an operator changes nothing that a document says: the next time that it is read would
/// undo it.
///
/// # Errors
/// [`Refusal::Invalid`] with what that is.
pub fn check_change(client: &Client, name: &str, settings: &ClientSettings) -> Result<()> {
    let of = |settings: &ClientSettings| serde_json::to_value(settings).map_err(Error::internal);
    let (wanted, kept) = (of(settings)?, of(&metadata::combined(&client.settings, settings))?);
    let members = wanted.as_object().into_iter().flatten();
    let changed = members.filter(|(member, value)| kept.get(member.as_str()) != Some(*value));
    let changed = changed.map(|(member, _)| member.as_str());
    let changed: Vec<&str> =
        (name != client.name).then_some("name").into_iter().chain(changed).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let hint = format!(
        "this client is a document, and what that says cannot be changed here: {}",
        changed.join(", ")
    );
    Err(Error::new(Refusal::Invalid, hint))
}

/// What a client is called that does not say its name.
fn host(id: &ClientId) -> String {
    let host = id.document().and_then(|url| url.host_str().map(String::from));
    host.unwrap_or_else(|| id.to_string())
}
