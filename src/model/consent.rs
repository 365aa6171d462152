//! Consent: what a person has allowed a client that is somebody else's.

use super::{ClientId, Instant, PoolId, Scopes, UserId};

/// What a person has allowed a client, remembered so that it is not asked for twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The pool.
    pub pool_id: PoolId,
    /// The person.
    pub user_id: UserId,
    /// The client.
    pub client_id: ClientId,
    /// The scopes.
    pub scopes: Scopes,
    /// Single claims by name.
    pub claims: Vec<String>,
    /// The resources at which it may use that (RFC 8707), where it has named any.
    pub resources: Vec<String>,
    /// When.
    pub granted_at: Instant,
}

impl Consent {
    /// Whether it covers these scopes, claims and resources.
    pub fn covers(&self, scopes: &Scopes, claims: &[String], resources: &[String]) -> bool {
        scopes.is_subset(&self.scopes)
            && claims.iter().all(|claim| self.claims.contains(claim))
            && resources.iter().all(|resource| self.resources.contains(resource))
    }
}
