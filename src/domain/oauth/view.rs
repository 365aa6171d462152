//! Our requests as the protocol machines see them: one verified client, canonical parameters.

use std::borrow::Cow;

use oxide_auth::code_grant::{accesstoken, authorization, client_credentials, refresh, resource};

use super::Parameters;
use super::client_auth::VerifiedClient;
use crate::model::Client;

/// An authorization request (RFC 6749 section 4.1.1).
pub struct AuthorizationView<'r> {
    /// The client that it names, known and enabled.
    pub client: &'r Client,
    /// The redirect URI, to the letter as the client registered or may vary it.
    pub redirect_uri: &'r str,
    /// Its parameters.
    pub parameters: &'r Parameters,
    /// Whether it asks for a code, which PKCE binds.
    pub code: bool,
}

impl authorization::Request for AuthorizationView<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn client_id(&self) -> Option<Cow<'_, str>> {
        Some(self.client.id.as_str().into())
    }

    fn scope(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("scope").map(Cow::from)
    }

    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        Some(self.redirect_uri.into())
    }

    fn state(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("state").map(Cow::from)
    }

    /// The machine knows the response type `code` alone; which one it really is, our own check has
    /// settled before.
    fn response_type(&self) -> Option<Cow<'_, str>> {
        Some("code".into())
    }

    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        self.parameters.get(key).map(Cow::from)
    }
}

/// A request for the tokens of a code (RFC 6749 section 4.1.3).
pub struct CodeView<'r> {
    /// The client, verified.
    pub client: &'r VerifiedClient,
    /// Its parameters.
    pub parameters: &'r Parameters,
    /// The redirect URI that it names, or the kept one where it need not name any.
    pub redirect_uri: Option<&'r str>,
}

impl accesstoken::Request for CodeView<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("code").map(Cow::from)
    }

    fn authorization(&self) -> accesstoken::Authorization<'_> {
        accesstoken::Authorization::Username(self.client.client().id.as_str().into())
    }

    fn client_id(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        self.redirect_uri.map(Cow::from)
    }

    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("grant_type").map(Cow::from)
    }

    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        public_extension(self.parameters, key)
    }
}

/// A request to refresh (RFC 6749 section 6).
pub struct RefreshView<'r> {
    /// The client, verified.
    pub client: &'r VerifiedClient,
    /// Its parameters.
    pub parameters: &'r Parameters,
}

impl refresh::Request for RefreshView<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn refresh_token(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("refresh_token").map(Cow::from)
    }

    fn scope(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("scope").map(Cow::from)
    }

    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("grant_type").map(Cow::from)
    }

    /// Always given: the machine then compares the token's client with this one.
    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        Some((self.client.client().id.as_str().into(), Cow::Borrowed(&[])))
    }

    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        public_extension(self.parameters, key)
    }
}

/// A client's request for a token of its own (RFC 6749 section 4.4.2).
pub struct ClientCredentialsView<'r> {
    /// The client, verified.
    pub client: &'r VerifiedClient,
    /// Its parameters.
    pub parameters: &'r Parameters,
}

impl client_credentials::Request for ClientCredentialsView<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        Some((self.client.client().id.as_str().into(), Cow::Borrowed(&[])))
    }

    fn scope(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("scope").map(Cow::from)
    }

    fn grant_type(&self) -> Option<Cow<'_, str>> {
        self.parameters.get("grant_type").map(Cow::from)
    }

    fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
        public_extension(self.parameters, key)
    }
}

/// Credentials in the body were checked before; the machines would take them for a second set.
fn public_extension<'r>(parameters: &'r Parameters, key: &str) -> Option<Cow<'r, str>> {
    match key {
        "client_id" | "client_secret" => None,
        _ => parameters.get(key).map(Cow::from),
    }
}

/// A request with a bearer token (RFC 6750 section 2).
pub struct BearerView<'r> {
    /// The bare token.
    pub token: Option<&'r str>,
}

impl resource::Request for BearerView<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn token(&self) -> Option<Cow<'_, str>> {
        self.token.map(|token| format!("Bearer {token}").into())
    }
}
