//! The grants of the token endpoint, one file each (RFC 6749 section 4).

pub mod client_credentials;
pub mod code;
pub mod device;
pub mod refresh;

use std::future::Future;
use std::pin::Pin;

use super::client_auth::VerifiedClient;
use super::dpop::Proof;
use super::refresh_token::RefreshToken;
use super::registration;
use super::tokens::{self, TokenResponse};
use super::{Parameters, checks};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::grant::{Authentication, Family};
use crate::model::{Scopes, UserId};

/// A request at the token endpoint whose client is verified.
pub struct TokenRequest<'r> {
    /// The context.
    pub cx: &'r Context,
    /// The pool.
    pub pool: &'r PoolView,
    /// The client.
    pub client: &'r VerifiedClient,
    /// The key that the client has shown to have, if it has shown any (RFC 9449).
    pub proof: Option<&'r Proof>,
    /// The parameters.
    pub parameters: &'r Parameters,
}

impl TokenRequest<'_> {
    /// The thumbprint of the key that access tokens are bound to.
    pub fn key(&self) -> Option<String> {
        self.proof.map(|proof| proof.thumbprint.clone())
    }

    /// The thumbprint of the key that refresh tokens are bound to: a public client's, for those of
    /// others are bound by client authentication (RFC 9449 section 5).
    pub fn refresh_key(&self) -> Option<String> {
        self.key().filter(|_| self.client.client().is_public())
    }

    /// Checks that the request comes with the key that something is bound to.
    fn check_key(&self, bound_to: Option<&str>) -> Result<()> {
        let shown = self.proof.map(|proof| proof.thumbprint.as_str());
        if bound_to.is_none_or(|key| shown == Some(key)) {
            return Ok(());
        }
        let hint = "the grant is bound to a key, of which the request has no DPoP proof";
        Err(Error::new(Refusal::InvalidGrant, hint))
    }

    /// The resources that the access token is for: those that the request names, which were granted,
    /// or all of them (RFC 8707 section 2.2).
    fn resources(&self, granted: &Authentication) -> Result<Vec<String>> {
        let named = checks::resources(self.parameters)?;
        if named.is_empty() {
            return Ok(granted.resources.clone());
        }
        if named.iter().all(|resource| granted.resources.contains(resource)) {
            return Ok(named);
        }
        Err(Error::new(Refusal::InvalidTarget, "a resource is none of those that were granted"))
    }

    /// Refuses while signatures wait: before anything is spent, for a refusal later would cost the
    /// client its grant.
    fn check_room(&self) -> Result<()> {
        if self.cx.app.signer.has_room() { Ok(()) } else { Err(Refusal::Busy.into()) }
    }

    /// A family that begins with this request, not yet kept, and its first refresh token where the
    /// client gets any: by its settings, or by the scope `offline_access` (OpenID Connect Core section
    /// 11). Without one the family lives as long as its access token.
    fn new_family(
        &self,
        user: &UserId,
        scopes: &Scopes,
        authentication: &Authentication,
    ) -> Result<(Family, Option<RefreshToken>)> {
        let (cx, client, binding) = (self.cx, self.client.client(), self.refresh_key());
        let authentication = Authentication { binding: binding.clone(), ..authentication.clone() };
        let mut family = tokens::new_family(cx, client, user, scopes, authentication)?;
        if !client.settings.refresh && !scopes.contains("offline_access") {
            return Ok((family, None));
        }
        let refresh = RefreshToken::new(&cx.app.vault, &family.id)?;
        family.digest = Some(refresh.digest(binding.as_deref()));
        family.expires_at = cx.now() + client.settings.refresh_token_life();
        Ok((family, Some(refresh)))
    }
}

/// A grant: turns a request into tokens.
type Exchange = for<'r> fn(
    &'r TokenRequest<'r>,
) -> Pin<Box<dyn Future<Output = Result<TokenResponse>> + Send + 'r>>;

/// Every grant type with its grant.
const GRANTS: [(&str, Exchange); 4] = [
    ("authorization_code", |request| Box::pin(code::exchange(request))),
    ("refresh_token", |request| Box::pin(refresh::exchange(request))),
    ("client_credentials", |request| Box::pin(client_credentials::exchange(request))),
    (device::GRANT_TYPE, |request| Box::pin(device::exchange(request))),
];

/// Gives the tokens that a request asks for.
///
/// # Errors
/// The refusal of RFC 6749 section 5.2.
pub async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    if request.client.client().must_bind_tokens() && request.proof.is_none() {
        let hint = "this client's token requests need a DPoP proof";
        return Err(Error::new(Refusal::InvalidRequest, hint));
    }
    let grant_type = request
        .parameters
        .required("grant_type")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let (name, exchange) =
        GRANTS.iter().find(|(name, _)| *name == grant_type).ok_or_else(|| {
            Error::new(
                Refusal::UnsupportedGrantType,
                "grant_type is none of those that the metadata lists",
            )
        })?;
    let response = exchange(request).await?;
    if let Err(error) = registration::note_use(request.cx, request.client.client()).await {
        // The tokens are good; the next ones note it.
        tracing::warn!(%error, "the use of a client was not noted");
    }
    metrics::counter!("gatehouse_tokens_issued_total", "grant" => *name).increment(1);
    Ok(response)
}
