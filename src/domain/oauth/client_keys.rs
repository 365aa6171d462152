//! A client's public keys: registered with it, or where it publishes them (OpenID Connect Dynamic
//! Client Registration 1.0 section 2, `jwks` and `jwks_uri`).

use std::sync::Arc;

use url::Url;

use super::registration::document;
use crate::context::Context;
use crate::crypto::jose::jws::{Claims, JwsFault};
use crate::crypto::jose::{JwkSet, Jws, JwsAlgorithm, Keys};
use crate::model::client::Proving;
use crate::model::{Algorithm, Client, Invalid};
use crate::outbound::Failure;

/// The algorithms that FAPI 2.0 takes (Security Profile section 5.4.1).
pub const FAPI_ALGORITHMS: [Algorithm; 3] = [Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// Why a JWT is not known to be the client's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysFault {
    /// The JWT is not signed with a key of the client.
    #[error(transparent)]
    Jws(#[from] JwsFault),
    /// The client has no keys that could be read.
    #[error("the client has no usable keys")]
    None,
    /// Its keys could not be fetched.
    #[error("the keys of the client could not be fetched: {0}")]
    Fetch(#[from] Failure),
}

/// The claims of a JWT that the client has signed with one of its keys and an algorithm of
/// `allowed`. Keys at a `jwks_uri` are fetched anew when none of those known fits, so that a client
/// may change its keys at any time; how often is for [`crate::outbound::Documents`] to limit. So is the
/// document of a client that has its keys there.
///
/// # Errors
/// Why nothing is known of its author.
pub async fn verified(
    cx: &Context,
    client: &Client,
    jws: Jws<'_>,
    allowed: &[JwsAlgorithm],
) -> Result<Claims, KeysFault> {
    let proving = &client.settings.proving;
    let Some(uri) = &proving.jwks_uri else {
        let missed = match jws.verify(Keys::Set(&registered(proving)?), allowed) {
            Ok(claims) => return Ok(claims.clone()),
            Err(fault) => fault,
        };
        let fresh = match missed {
            JwsFault::NoKey | JwsFault::Signature => read_again(cx, client).await,
            _ => None,
        };
        let fresh = fresh.ok_or(missed)?;
        let set = registered(&fresh.settings.proving)?;
        return Ok(jws.verify(Keys::Set(&set), allowed)?.clone());
    };
    if !allowed.contains(&jws.header().algorithm) {
        return Err(JwsFault::Algorithm.into());
    }
    let uri = Url::parse(uri).map_err(|_| KeysFault::None)?;
    let key_sets = match client.settings.consent {
        true => &cx.app.strangers_key_sets,
        false => &cx.app.key_sets,
    };
    let document = key_sets.get(cx.now(), &uri).await?;
    let known = JwkSet::from_json(&document).unwrap_or_default();
    match jws.verify(Keys::Set(&known), allowed) {
        Ok(claims) => return Ok(claims.clone()),
        Err(JwsFault::NoKey | JwsFault::Signature) => {}
        Err(fault) => return Err(fault.into()),
    }
    let document = key_sets.get_again(cx.now(), &uri).await?;
    let fresh = JwkSet::from_json(&document).map_err(|_| KeysFault::None)?;
    Ok(jws.verify(Keys::Set(&fresh), allowed)?.clone())
}

fn registered(proving: &Proving) -> Result<JwkSet, KeysFault> {
    let set = proving.jwks.as_ref().and_then(|set| JwkSet::from_json(set).ok());
    set.ok_or(KeysFault::None)
}

/// A client that is a document, as it says now.
async fn read_again(cx: &Context, client: &Client) -> Option<Arc<Client>> {
    if !client.id.is_document() {
        return None;
    }
    let found = document::find_again(cx, client).await;
    found.unwrap_or_else(|error| {
        let (pool, client) = (&client.pool_id, &client.id);
        tracing::info!(%pool, %client, %error, "a client document was not read again");
        None
    })
}

/// Checks that keys registered with a client are a key set with a key that can be used.
///
/// # Errors
/// Says what they are instead.
pub fn check(proving: &Proving) -> Result<(), Invalid> {
    let Some(set) = &proving.jwks else { return Ok(()) };
    let set = JwkSet::from_json(set)
        .map_err(|fault| Invalid::because(format!("jwks does not fit: {fault}")))?;
    if set.keys().is_empty() {
        return Err(Invalid::because(
            "jwks has no public key that signatures can be verified with",
        ));
    }
    Ok(())
}
