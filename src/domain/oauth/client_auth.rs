//! Client authentication (RFC 6749 section 2.3): who asks at the token, revocation and introspection
//! endpoints.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::context::Context;
use crate::crypto::digest;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Client, ClientId};

/// What a request says of who sends it.
#[derive(Debug, Default)]
pub struct Credentials {
    /// The `Authorization: Basic` header, decoded.
    pub basic: Option<(String, SecretString)>,
    /// The parameter `client_id`.
    pub client_id: Option<String>,
    /// The parameter `client_secret`.
    pub client_secret: Option<SecretString>,
}

/// A client that has proved itself as far as it can: by a secret, or by its id when it is public.
#[derive(Debug, Clone)]
pub struct VerifiedClient {
    client: Arc<Client>,
}

impl VerifiedClient {
    /// The client.
    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }
}

fn refused() -> Error {
    Error::new(Refusal::InvalidClient, "client authentication failed")
}

/// Checks who sends the request. One method at a time; a confidential client must use one.
///
/// # Errors
/// [`Refusal::InvalidClient`], with the same words whatever was wrong; [`Refusal::InvalidRequest`]
/// when two methods are used.
pub async fn authenticate(
    cx: &Context,
    pool: &PoolView,
    credentials: Credentials,
) -> Result<VerifiedClient> {
    let (id, secret) = match credentials {
        Credentials { basic: Some(_), client_secret: Some(_), .. } => {
            return Err(Error::new(
                Refusal::InvalidRequest,
                "more than one client authentication method is used",
            ));
        }
        Credentials { basic: Some((id, secret)), client_id, .. } => {
            if client_id.is_some_and(|other| other != id) {
                return Err(Error::new(
                    Refusal::InvalidRequest,
                    "client_id differs from the Authorization header",
                ));
            }
            (id, Some(secret))
        }
        Credentials { client_id: Some(id), client_secret, .. } => (id, client_secret),
        Credentials { client_id: None, .. } => {
            return Err(Error::new(Refusal::InvalidClient, "the request names no client"));
        }
    };
    let id: ClientId = id.parse().map_err(|_| refused())?;
    let client = configuration::client(cx, pool.id(), &id).await?.ok_or_else(refused)?;
    if !client.enabled || !proves(&client, secret.as_ref()) {
        return Err(refused());
    }
    Ok(VerifiedClient { client })
}

/// A public client has nothing to prove, and must not pretend that it has.
fn proves(client: &Client, secret: Option<&SecretString>) -> bool {
    match secret {
        None => client.is_public(),
        Some(secret) => {
            let presented = digest::sha256(secret.expose_secret().as_bytes());
            client.secrets.iter().any(|kept| digest::equal(&kept.digest, &presented))
        }
    }
}
