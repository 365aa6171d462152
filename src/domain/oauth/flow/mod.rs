//! The protocol machines of `oxide_auth`, driven to their verdict over our own store.
//!
//! A driver may end a request earlier than its machine, with a better error; never later: what a
//! machine refuses stays refused. No driver holds a machine's input over an await, since it borrows
//! a request that must not move between threads.

pub mod authorize;
pub mod bearer;
pub mod client_credentials;
pub mod code;
pub mod refresh;

use oxide_auth::code_grant::error::AccessTokenErrorType;
use oxide_auth::primitives::grant::{Extensions, Grant, Value};
use url::Url;

use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Instant, Scopes};

/// The name of the PKCE extension in the crate's grants.
const PKCE: &str = "pkce";

/// Stands where the crate's types demand a redirect URI and the grant has none.
const NO_REDIRECT: &str = "https://no-redirect.invalid/";

/// What the machines know of a grant.
struct GrantParts<'g> {
    owner: &'g str,
    client: &'g str,
    scopes: &'g Scopes,
    redirect_uri: &'g str,
    pkce: Option<&'g str>,
    expires_at: Instant,
}

impl GrantParts<'_> {
    /// The grant in the crate's form.
    fn grant(&self, now: Instant) -> Result<Grant> {
        let mut extensions = Extensions::new();
        if let Some(pkce) = self.pkce {
            extensions.set_raw(PKCE.to_owned(), Value::private(Some(pkce.to_owned())));
        }
        Ok(Grant {
            owner_id: self.owner.to_owned(),
            client_id: self.client.to_owned(),
            scope: scope(self.scopes)?,
            redirect_uri: Url::parse(self.redirect_uri).map_err(Error::internal)?,
            until: machine_time(self.expires_at, now),
            extensions,
        })
    }
}

/// A set of scopes in the crate's form.
fn scope(scopes: &Scopes) -> Result<oxide_auth::primitives::scope::Scope> {
    scopes
        .to_string()
        .parse()
        .map_err(|_| Error::internal("a scope that the protocol crate cannot read"))
}

/// The crate's set of scopes in ours.
fn scopes(scope: &oxide_auth::primitives::scope::Scope) -> Result<Scopes> {
    scope
        .to_string()
        .parse()
        .map_err(|_| Error::new(Refusal::InvalidScope, "the scope is malformed"))
}

/// A time of our clock in that of the machines, which look at the system's themselves.
#[expect(clippy::disallowed_methods, reason = "the machines compare with this very clock")]
fn machine_time(at: Instant, now: Instant) -> chrono::DateTime<chrono::Utc> {
    let left = chrono::Duration::milliseconds(at.millis().saturating_sub(now.millis()));
    chrono::Utc::now().checked_add_signed(left).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC)
}

/// A machine's refusal of a token request as ours.
fn refused(kind: AccessTokenErrorType) -> Error {
    let (refusal, hint) = match kind {
        AccessTokenErrorType::InvalidRequest => {
            (Refusal::InvalidRequest, "the token request is malformed")
        }
        AccessTokenErrorType::InvalidClient => {
            (Refusal::InvalidClient, "client authentication failed")
        }
        AccessTokenErrorType::InvalidGrant => {
            (Refusal::InvalidGrant, "the grant is expired, or not for this client or redirect_uri")
        }
        AccessTokenErrorType::UnauthorizedClient => {
            (Refusal::UnauthorizedClient, "the client may not use this grant")
        }
        AccessTokenErrorType::UnsupportedGrantType => {
            (Refusal::UnsupportedGrantType, "the grant type is not supported")
        }
        AccessTokenErrorType::InvalidScope => {
            (Refusal::InvalidScope, "the scope is malformed or exceeds what was granted")
        }
    };
    Error::new(refusal, hint)
}

/// A machine in a state that our drivers never lead it to.
fn astray() -> Error {
    Error::internal("a protocol machine asked out of turn")
}
