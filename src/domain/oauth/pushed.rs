//! Pushed authorization requests (RFC 9126): a client deposits a request by the back door and sends
//! the browser with a reference to it.

use std::time::Duration;

use super::authorize::{self, AuthorizeFailure};
use super::client_auth::VerifiedClient;
use super::request::{self, Effective, Pushed};
use super::{Parameters, checks, waiting};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Client, Instant, PoolId};
use crate::store::pushed_requests::PushedRequest;
use crate::store::{self, Tx};

/// How every reference begins (RFC 9126 section 2.2).
pub const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The life of a reference: long enough for a person to sign in, for it is used up by the answer and
/// not by the first look (FAPI 2.0 Security Profile section 5.3.2.2: less than ten minutes).
const LIFETIME: Duration = Duration::from_secs(590);

/// How many requests of a client that strangers can speak for may wait for an answer at a time: each
/// takes a row as long as a request may be.
const MOST_WAITING: u32 = 1000;

/// Parameters that prove the client and are no part of the request.
const PROOFS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// The length of the id at a reference's beginning: a UUID.
const ID: usize = 36;

/// A deposited request.
#[derive(Debug)]
pub struct Deposit {
    /// The reference.
    pub request_uri: String,
    /// Its life in seconds.
    pub expires_in: u64,
}

/// Checks and keeps a request; `binding` is the thumbprint of the key that proved itself with it.
///
/// # Errors
/// RFC 9126 section 2.3; [`Refusal::TooManyAttempts`] when too many wait already.
pub async fn deposit(
    cx: &Context,
    pool: &PoolView,
    client: &VerifiedClient,
    parameters: &Parameters,
    binding: Option<String>,
) -> Result<Deposit> {
    let client = client.client();
    let refuse = |hint: &'static str| Err(Error::new(Refusal::InvalidRequest, hint));
    if parameters.get("request_uri").is_some() {
        return refuse("request_uri cannot be pushed");
    }
    let bare = parameters.without(&PROOFS).with("client_id", client.id.as_str());
    let Effective { parameters, signed, .. } = match bare.get("request") {
        // All that counts stands in the object (RFC 9126 section 3).
        Some(object) => {
            let outside = Parameters::default().with("client_id", client.id.as_str());
            request::by_value(cx, pool, client, &outside, object).await?
        }
        None => Effective { parameters: bare, pushed: None, signed: false },
    };
    if let (Some(named), Some(proved)) = (parameters.get("dpop_jkt"), &binding)
        && named != proved
    {
        return Err(Error::new(
            Refusal::InvalidDpopProof,
            "dpop_jkt is not the thumbprint of the key of the DPoP proof",
        ));
    }
    let pushed = Some(Pushed { id: None, binding: binding.clone() });
    let effective = Effective { parameters: parameters.clone(), pushed, signed };
    authorize::right(cx, pool, client.clone(), effective).await.map_err(
        |failure| match failure {
            AuthorizeFailure::Page(error) | AuthorizeFailure::Reply(_, error) => error,
        },
    )?;
    let kept = parameters.with(checks::SIGNED, if signed { "1" } else { "" });
    // It is read again later, within the same limits.
    Parameters::parse(kept.encode().as_bytes())
        .map_err(|invalid| Error::new(Refusal::InvalidRequest, invalid.0))?;
    keep(cx, pool, client, &kept, binding).await
}

async fn keep(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    parameters: &Parameters,
    binding: Option<String>,
) -> Result<Deposit> {
    let id = random::ordered_id(cx.now())?;
    let reference = format!("{id}.{}", random::token::<32>()?);
    let request = PushedRequest {
        id,
        pool_id: client.pool_id.clone(),
        client_id: client.id.clone(),
        digest: digest::sha256(reference.as_bytes()),
        parameters: parameters.encode(),
        binding,
        expires_at: cx.now() + LIFETIME,
        used_at: None,
    };
    let most = waiting::admit(cx, pool, client, MOST_WAITING).await?;
    let kept = (request, most, cx.now());
    cx.write(kept, |tx, kept| Box::pin(insert(tx, kept))).await?;
    Ok(Deposit { request_uri: format!("{PREFIX}{reference}"), expires_in: LIFETIME.as_secs() })
}

async fn insert(
    tx: &mut Tx,
    (request, most_waiting, now): &(PushedRequest, Option<u32>, Instant),
) -> Result<()> {
    if let Some(most) = *most_waiting
        && store::pushed_requests::waiting(tx, &request.client_id, *now, most).await? >= most
    {
        let hint = "too many requests of this client wait for an answer";
        return Err(waiting::too_many(*now, hint));
    }
    Ok(store::pushed_requests::insert(tx, request).await?)
}

/// Uses a request up without an answer.
///
/// # Errors
/// `invalid_request_uri` when it was used before.
pub async fn spend(cx: &Context, pool: &PoolView, id: &str) -> Result<()> {
    let spent = (pool.id().clone(), id.to_owned(), cx.now());
    cx.write(spent, |tx, spent| Box::pin(write_spending(tx, spent))).await
}

async fn write_spending(tx: &mut Tx, (pool, id, now): &(PoolId, String, Instant)) -> Result<()> {
    match store::pushed_requests::spend(tx, pool, id, *now).await? {
        true => Ok(()),
        false => Err(Error::new(Refusal::InvalidRequestUri, "the request_uri was used before")),
    }
}

/// The request that a reference stands for, while it is good and the client's own.
///
/// # Errors
/// `invalid_request_uri`.
pub(super) async fn recall(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    uri: &str,
) -> Result<Effective> {
    let bad = || {
        Error::new(
            Refusal::InvalidRequestUri,
            "the request_uri is unknown, expired, used, or not this client's",
        )
    };
    let reference = uri.strip_prefix(PREFIX).ok_or_else(bad)?;
    let id = reference
        .split_once('.')
        .map(|(id, _)| id)
        .filter(|id| id.len() == ID && id.is_ascii())
        .ok_or_else(bad)?;
    let found = store::pushed_requests::by_id(&mut cx.read().await?, pool.id(), id).await?;
    let presented = digest::sha256(reference.as_bytes());
    let request = found
        .filter(|request| digest::equal(&request.digest, &presented))
        .filter(|request| request.client_id == client.id)
        .filter(|request| request.used_at.is_none() && cx.now() < request.expires_at)
        .ok_or_else(bad)?;
    let parameters = Parameters::parse(request.parameters.as_bytes())
        .map_err(|broken| Error::internal(broken.0))?;
    Ok(Effective {
        signed: parameters.get(checks::SIGNED).is_some(),
        parameters: parameters.without(&[checks::SIGNED]),
        pushed: Some(Pushed { id: Some(request.id), binding: request.binding }),
    })
}
