//! Client authentication (RFC 6749 section 2.3): who asks at the endpoints for programs, by the one
//! method that the client has.

mod assertion;
pub mod secret;

use std::sync::Arc;

use secrecy::SecretString;

use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits;
use crate::domain::oauth::registration::document;
use crate::model::Client;
use crate::model::client::AuthMethod;

/// What a request is to its sender's client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Occasion {
    /// Something begins, for which a client that is a document is read again when it is not fresh.
    Begins,
    /// Something goes on, for which the client is as it is known; a key must still be its own.
    #[default]
    GoesOn,
}

/// What a request says of who sends it.
#[derive(Debug, Default)]
pub struct Credentials {
    /// The `Authorization: Basic` header, decoded.
    pub basic: Option<(String, SecretString)>,
    /// The parameter `client_id`.
    pub client_id: Option<String>,
    /// The parameter `client_secret`.
    pub client_secret: Option<SecretString>,
    /// The parameter `client_assertion_type` (RFC 7521 section 4.2).
    pub assertion_type: Option<String>,
    /// The parameter `client_assertion`.
    pub assertion: Option<SecretString>,
    /// What the request is.
    pub occasion: Occasion,
}

/// What a client shows of itself.
enum Shown {
    Nothing,
    Basic(SecretString),
    Post(SecretString),
    Assertion(SecretString),
}

/// A client that has proved itself as far as it can: by its method, or by its id when it is public.
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

/// Checks who sends the request. One method at a time, and the client's own; a confidential client
/// must use one.
///
/// # Errors
/// [`Refusal::InvalidClient`], with the same words whatever was wrong as long as the sender may be
/// anybody; with what is wrong with its document, where it is one; [`Refusal::InvalidRequest`] when
/// two methods are used; [`Refusal::TooManyAttempts`] at an address where this has failed too often.
pub async fn authenticate(
    cx: &Context,
    pool: &PoolView,
    credentials: Credentials,
) -> Result<VerifiedClient> {
    match proved(cx, pool, credentials).await {
        Err(error) => Err(limits::after_client_failure(cx, pool.id(), error).await),
        proved => proved,
    }
}

async fn proved(cx: &Context, pool: &PoolView, credentials: Credentials) -> Result<VerifiedClient> {
    let occasion = credentials.occasion;
    let (name, shown) = credentials.read()?;
    let client = client(cx, pool, &name, occasion).await?.ok_or_else(refused)?;
    let proves = client.enabled
        && match &shown {
            Shown::Nothing => client.is_public() && allows(&client, AuthMethod::None),
            Shown::Basic(secret) => {
                allows(&client, AuthMethod::ClientSecretBasic) && secret::is_live(&client, secret)
            }
            Shown::Post(secret) => {
                allows(&client, AuthMethod::ClientSecretPost) && secret::is_live(&client, secret)
            }
            Shown::Assertion(text) => {
                assertion::check(cx, pool, &client, text).await.map(|()| true)?
            }
        };
    if proves { Ok(VerifiedClient { client }) } else { Err(refused()) }
}

async fn client(
    cx: &Context,
    pool: &PoolView,
    name: &str,
    occasion: Occasion,
) -> Result<Option<Arc<Client>>> {
    let found = match occasion {
        Occasion::Begins => document::find(cx, pool, name).await,
        Occasion::GoesOn => document::find_known(cx, pool, name).await,
    };
    found.map_err(|error| match error.refusal() {
        Refusal::UnknownClient => Error::new(Refusal::InvalidClient, error.hint().to_owned()),
        _ => error,
    })
}

/// Whether the client may prove itself by that method: the one that it has registered, and where it
/// has registered none its secret in the header or the body. FAPI 2.0 takes no shared secret
/// (Security Profile section 5.3.2.1).
fn allows(client: &Client, method: AuthMethod) -> bool {
    let settings = &client.settings;
    let own = match settings.proving.method {
        Some(own) => own == method,
        None => !matches!(method, AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt),
    };
    own && (!settings.profile.is_fapi() || method == AuthMethod::PrivateKeyJwt)
}

impl Credentials {
    /// The client that is named, and the one thing that is shown of it.
    fn read(self) -> Result<(String, Shown)> {
        let invalid = |hint: &'static str| Error::new(Refusal::InvalidRequest, hint);
        let assertion = assertion::presented(self.assertion_type.as_deref(), self.assertion)?;
        let (id, shown) = match (self.basic, self.client_secret, assertion) {
            (None, None, None) => (None, Shown::Nothing),
            (Some((id, secret)), None, None) => (Some(id), Shown::Basic(secret)),
            (None, Some(secret), None) => (None, Shown::Post(secret)),
            (None, None, Some((id, text))) => (Some(id), Shown::Assertion(text)),
            _ => return Err(invalid("more than one client authentication method is used")),
        };
        match (id, self.client_id) {
            (Some(id), Some(other)) if id != other => {
                Err(invalid("client_id is not the client that proves itself"))
            }
            (Some(id), _) | (None, Some(id)) => Ok((id, shown)),
            (None, None) => Err(Error::new(Refusal::InvalidClient, "the request names no client")),
        }
    }
}
