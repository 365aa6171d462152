//! What a person granted a client: the authorization code, and the family of tokens born from it.

use serde::{Deserialize, Serialize};

use super::{ClientId, FamilyId, Instant, PoolId, Scopes, UserId};

/// What a sign-in established, carried from the authorization request to each token of the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// When the person proved who they are.
    pub auth_time: Instant,
    /// The request's nonce (OpenID Connect Core section 3.1.2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The browser session in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// How the person did it (RFC 8176).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// The level of assurance that this was (OpenID Connect Core section 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// The request's parameter `claims`, checked (OpenID Connect Core section 5.5).
    #[serde(default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// The thumbprint of the key that the code, or a public client's refresh token, is bound to
    /// (RFC 9449 sections 5 and 10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<String>,
    /// The resources that tokens are for (RFC 8707).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The identity provider by whose word the person came; what it opened ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// Single claims that a request asks for (OpenID Connect Core section 5.5): their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// For the ID token.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token: Vec<String>,
    /// For userinfo.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo: Vec<String>,
}

impl Authentication {
    /// A sign-in at that time, of which nothing else is known.
    pub fn at(auth_time: Instant) -> Self {
        Self {
            auth_time,
            nonce: None,
            session_id: None,
            amr: Vec::new(),
            acr: None,
            claims: ClaimsRequest::default(),
            binding: None,
            resources: Vec::new(),
            provider: None,
        }
    }
}

impl ClaimsRequest {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty() && self.userinfo.is_empty()
    }
}

/// An authorization code as it is kept (RFC 6749 section 4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// The time-ordered id by which it is found.
    pub id: String,
    /// SHA-256 of the whole code.
    pub digest: Vec<u8>,
    /// The pool that gave it.
    pub pool_id: PoolId,
    /// The client that it was given to.
    pub client_id: ClientId,
    /// The person who granted it.
    pub user_id: UserId,
    /// The redirect URI of the request, to the letter.
    pub redirect_uri: String,
    /// The granted scopes.
    pub scopes: Scopes,
    /// The PKCE challenge in the form in which the protocol machine keeps it.
    pub pkce: Option<String>,
    /// What the sign-in established.
    pub authentication: Authentication,
    /// When it stops being good.
    pub expires_at: Instant,
}

/// A family of tokens: all that came from one authorization by refreshing (`origin_jti`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// The pool that it belongs to.
    pub pool_id: PoolId,
    /// The client that it was given to.
    pub client_id: ClientId,
    /// The person who granted it.
    pub user_id: UserId,
    /// The scopes as first granted; a refresh may ask for fewer, never for more.
    pub scopes: Scopes,
    /// What the sign-in established.
    pub authentication: Authentication,
    /// SHA-256 of the refresh token that is good now in hexadecimal, if the family has any.
    pub digest: Option<String>,
    /// SHA-256 of the one before in hexadecimal.
    pub previous_digest: Option<String>,
    /// When the present refresh token was given.
    pub rotated_at: Instant,
    /// When the family was born.
    pub created_at: Instant,
    /// When the family ends, however often it is refreshed.
    pub expires_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

impl Family {
    /// Whether its tokens are good at `now`.
    pub fn is_live(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
