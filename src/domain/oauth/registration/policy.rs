//! Who may register a client at a pool, and what such a client may have.

use super::Metadata;
use super::members::wrong;
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::configuration::{PoolView, STANDARD_SCOPES};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::ClientSettings;
use crate::model::pool::RegistrationMode;
use crate::model::{Algorithm, Scope, Scopes};
use crate::store;

/// The scope that administers a person's account: for applications of the house alone.
const ACCOUNT_SCOPE: &str = "aws.cognito.signin.user.admin";

/// Who wants to register a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Anybody.
    Stranger,
    /// Somebody to whom an operator gave an initial access token, by its SHA-256.
    Invited(Vec<u8>),
}

/// What a pool has to offer to clients that register themselves.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// The algorithms by which it signs.
    pub algorithms: Vec<Algorithm>,
    /// The scopes that speak of a person; those of a client that asks for none.
    pub identity: Scopes,
    /// The scopes of resource servers.
    pub custom: Scopes,
    /// Whether clients may act for themselves, without a person who is asked.
    pub machines: bool,
    /// Whether URLs that this server calls may do without https.
    pub http: bool,
}

impl Offer {
    /// What a pool offers; `machines` says whether the client may act for itself.
    pub fn of(cx: &Context, pool: &PoolView, machines: bool) -> Self {
        let settings = &pool.pool.settings;
        let own = std::iter::once(pool.pool.algorithm);
        let identity = STANDARD_SCOPES.iter().filter(|scope| **scope != ACCOUNT_SCOPE);
        Self {
            algorithms: own.chain(settings.algorithms.iter().copied()).collect(),
            identity: identity.filter_map(|scope| scope.parse::<Scope>().ok()).collect(),
            custom: pool.custom_scopes.clone(),
            machines,
            http: cx.app.config.outbound.allow_http,
        }
    }
}

/// Whether clients register themselves at this pool at all.
///
/// # Errors
/// [`Refusal::NotFound`], as if nothing were there.
pub fn offered(pool: &PoolView) -> Result<()> {
    match pool.pool.settings.registration.mode {
        RegistrationMode::Off => {
            Err(Error::new(Refusal::NotFound, "there is nothing at this address"))
        }
        RegistrationMode::Token | RegistrationMode::Open => Ok(()),
    }
}

/// Decides who wants to register. A token must be good wherever one is shown.
///
/// # Errors
/// [`Refusal::InvalidToken`], [`Refusal::NotFound`] where registration is off.
pub async fn admit(cx: &Context, pool: &PoolView, token: Option<&str>) -> Result<Standing> {
    offered(pool)?;
    let Some(token) = token else {
        return match pool.pool.settings.registration.mode {
            RegistrationMode::Open => Ok(Standing::Stranger),
            _ => Err(Refusal::InvalidToken.into()),
        };
    };
    let digest = digest::sha256(token.as_bytes());
    let mut tx = cx.read().await?;
    if store::initial_access_tokens::is_good(&mut tx, pool.id(), &digest, cx.now()).await? {
        Ok(Standing::Invited(digest))
    } else {
        Err(not_good())
    }
}

pub(super) fn not_good() -> Error {
    Error::new(Refusal::InvalidToken, "the initial access token is not good")
}

/// The scopes that a client gets. One that asks for none gets those that speak of a person, of which
/// each person is asked. Those of resource servers it gets where it names them; what does not exist
/// is left out (RFC 7591 section 2), and the scope that administers accounts nobody gets this way.
pub(super) fn scopes(
    metadata: &Metadata,
    offer: &Offer,
    settings: &ClientSettings,
) -> Result<Scopes> {
    let Some(asked) = metadata.string("scope")? else {
        let is_machine = settings.client_credentials;
        return Ok(if is_machine { Scopes::default() } else { offer.identity.clone() });
    };
    let asked: Scopes = asked.parse().map_err(wrong)?;
    let has = |scope: &&Scope| {
        offer.identity.contains(scope.as_str()) || offer.custom.contains(scope.as_str())
    };
    let scopes: Scopes = asked.iter().filter(has).cloned().collect();
    if scopes.is_empty() && !asked.is_empty() {
        return Err(wrong("scope has none that a client gets by registering itself"));
    }
    Ok(scopes)
}
