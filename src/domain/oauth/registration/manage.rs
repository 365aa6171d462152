//! A client that registered itself reads, replaces and removes its registration, with the token that
//! it got for it (RFC 7592).

use secrecy::SecretString;
use serde_json::Value;

use super::information::{self, Credentials};
use super::metadata::{self, Metadata};
use super::policy::{Offer, offered};
use super::{learn_epoch, new_secret, sector};
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::client_auth::secret;
use crate::model::client::{AuthMethod, SecretDigest};
use crate::model::{Client, ClientId, PoolId};
use crate::store::{self, Tx};

/// What a client must not send: it is the server's to say (RFC 7592 section 2.2).
const OURS: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// A request to a client's registration, not yet checked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Which client, as the address names it.
    pub client_id: &'a str,
    /// The registration access token, where the request has one.
    pub token: Option<&'a str>,
}

/// The client's registration. Its secret is not in it: only its digest is kept.
///
/// # Errors
/// [`Refusal::InvalidToken`], with the same words whether there is such a client or not.
pub async fn show(cx: &Context, pool: &PoolView, request: Request<'_>) -> Result<Value> {
    let (client, token) = authorize(cx, pool, request).await?;
    Ok(information::of(pool, &client, &Credentials { token, secret: None }))
}

/// Replaces all of the client's metadata; what is left out gets its default. A client that needs a
/// secret and has none that fits gets one.
///
/// # Errors
/// As [`show`]; RFC 7591 section 3.2.2, and [`Refusal::InvalidRequest`] for what is not the client's
/// to say.
pub async fn replace(
    cx: &Context,
    pool: &PoolView,
    request: Request<'_>,
    metadata: Metadata,
) -> Result<Value> {
    let (client, token) = authorize(cx, pool, request).await?;
    let shown = check_identity(&client, &metadata)?;
    let wanted = metadata::read(&metadata, &offer(cx, pool, &client), &client.settings)?;
    sector::check(cx, &wanted.settings).await?;
    let method = wanted.settings.proving.method;
    let made = new_secret()?;
    let kept = secret::keep(&cx.app.vault, &client.id, method, &made, cx.now(), &client.secrets)?;
    let offer = offer(cx, pool, &client);
    let event =
        audit::event(cx, pool.id(), Event::ClientUpdated, client.id.as_str(), client.id.as_str())?;
    let digest = digest::sha256(token.as_bytes());
    let replacing = Replacing { of: Own { client, digest, event }, metadata, offer, kept };
    let (client, is_new) =
        cx.write(replacing, |tx, replacing| Box::pin(write_replacement(tx, replacing))).await?;
    learn_epoch(cx).await;
    let keeps_secret = method.is_some_and(AuthMethod::needs_secret);
    let secret = if is_new { Some(made) } else { shown.filter(|_| keeps_secret) };
    Ok(information::of(pool, &client, &Credentials { token, secret: secret.as_ref() }))
}

/// Removes the client and all that was given to it.
///
/// # Errors
/// As [`show`].
pub async fn remove(cx: &Context, pool: &PoolView, request: Request<'_>) -> Result<()> {
    let (client, token) = authorize(cx, pool, request).await?;
    let event =
        audit::event(cx, pool.id(), Event::ClientDeleted, client.id.as_str(), client.id.as_str())?;
    let own = Own { client, digest: digest::sha256(token.as_bytes()), event };
    cx.write(own, |tx, own| Box::pin(write_removal(tx, own))).await?;
    learn_epoch(cx).await;
    Ok(())
}

fn refused() -> Error {
    Error::new(Refusal::InvalidToken, "the registration access token is not good")
}

/// The client whose token that is, if it may still get tokens. One that an operator has taken into
/// the house, so that nobody is asked for it, is the operator's to change.
async fn authorize<'a>(
    cx: &Context,
    pool: &PoolView,
    request: Request<'a>,
) -> Result<(Client, &'a str)> {
    offered(pool)?;
    let token = request.token.ok_or(Refusal::InvalidToken)?;
    let id = ClientId::at(pool.id(), request.client_id).map_err(|_| refused())?;
    let digest = digest::sha256(token.as_bytes());
    let mut tx = cx.read().await?;
    Ok((managed(&mut tx, pool.id(), &id, &digest).await?, token))
}

async fn managed(tx: &mut Tx, pool: &PoolId, id: &ClientId, digest: &[u8]) -> Result<Client> {
    let registration = store::registrations::by_client(tx, pool, id).await?;
    if !registration.is_some_and(|known| digest::equal(&known.digest, digest)) {
        return Err(refused());
    }
    let client = store::clients::by_id(tx, pool, id).await?;
    client.filter(|client| client.enabled && client.settings.consent).ok_or_else(refused)
}

/// Whether the metadata speaks of this client; its secret, where it was sent and is one of the
/// client's.
fn check_identity(client: &Client, metadata: &Metadata) -> Result<Option<SecretString>> {
    let malformed = |hint: &'static str| Err(Error::new(Refusal::InvalidRequest, hint));
    if OURS.iter().any(|name| metadata.get(name).is_some()) {
        return malformed("what the server alone says of a registration must be left out");
    }
    if metadata.string("client_id")? != Some(client.id.as_str()) {
        return malformed("client_id is missing or not the one that this registration is of");
    }
    let Some(secret) = metadata.string("client_secret")? else { return Ok(None) };
    let presented = digest::sha256(secret.as_bytes());
    if client.secrets.iter().any(|kept| digest::equal(&kept.digest, &presented)) {
        Ok(Some(secret.to_owned().into()))
    } else {
        malformed("client_secret is not the present one, and a client does not choose its own")
    }
}

/// A client that did not begin as one that acts for itself does not become one.
fn offer(cx: &Context, pool: &PoolView, client: &Client) -> Offer {
    Offer::of(cx, pool, client.settings.client_credentials)
}

/// A client as its request found it, and with which token.
struct Own {
    client: Client,
    digest: Vec<u8>,
    event: AuditEvent,
}

struct Replacing {
    of: Own,
    metadata: Metadata,
    offer: Offer,
    kept: SecretDigest,
}

/// Begins a write of what caches hold; gives the client as it is now.
async fn mark(tx: &mut Tx, own: &Own) -> Result<Client> {
    store::epochs::advance(tx).await?;
    let client = managed(tx, &own.client.pool_id, &own.client.id, &own.digest).await?;
    store::audit::insert(tx, &own.event).await?;
    Ok(client)
}

/// The metadata is laid over the client as it is now, so that what an operator changed meanwhile
/// stays. Says also whether the client got the new secret.
async fn write_replacement(tx: &mut Tx, replacing: &Replacing) -> Result<(Client, bool)> {
    let mut client = mark(tx, &replacing.of).await?;
    let wanted = metadata::read(&replacing.metadata, &replacing.offer, &client.settings)?;
    client.name = wanted.name.unwrap_or_else(|| client.id.to_string());
    client.settings = wanted.settings;
    store::clients::update(tx, &client).await?;
    let method = client.settings.proving.method;
    let serves = |kept: &SecretDigest| method.is_none_or(|method| secret::serves(kept, method));
    let unfit = client.secrets.extract_if(.., |kept| !serves(kept)).collect::<Vec<_>>();
    for secret in unfit {
        store::clients::delete_secret(tx, &client.id, &secret.id).await?;
    }
    let is_new = client.secrets.is_empty() && method.is_some_and(AuthMethod::needs_secret);
    if is_new {
        store::clients::insert_secret(tx, &client.id, &replacing.kept).await?;
        client.secrets.push(replacing.kept.clone());
    }
    Ok((client, is_new))
}

async fn write_removal(tx: &mut Tx, own: &Own) -> Result<()> {
    let client = mark(tx, own).await?;
    store::clients::delete(tx, &client.pool_id, &client.id).await?;
    Ok(())
}
