//! The grants of the token endpoint, one file each (RFC 6749 section 4).

pub mod client_credentials;
pub mod code;
pub mod refresh;

use std::future::Future;
use std::pin::Pin;

use super::Parameters;
use super::client_auth::VerifiedClient;
use super::tokens::TokenResponse;
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};

/// A request at the token endpoint whose client is verified.
pub struct TokenRequest<'r> {
    /// The context.
    pub cx: &'r Context,
    /// The pool.
    pub pool: &'r PoolView,
    /// The client.
    pub client: &'r VerifiedClient,
    /// The parameters.
    pub parameters: &'r Parameters,
}

/// A grant: turns a request into tokens.
type Exchange = for<'r> fn(
    &'r TokenRequest<'r>,
) -> Pin<Box<dyn Future<Output = Result<TokenResponse>> + Send + 'r>>;

/// Every grant type with its grant.
const GRANTS: [(&str, Exchange); 3] = [
    ("authorization_code", |request| Box::pin(code::exchange(request))),
    ("refresh_token", |request| Box::pin(refresh::exchange(request))),
    ("client_credentials", |request| Box::pin(client_credentials::exchange(request))),
];

/// Gives the tokens that a request asks for.
///
/// # Errors
/// The refusal of RFC 6749 section 5.2.
pub async fn exchange(request: &TokenRequest<'_>) -> Result<TokenResponse> {
    let grant_type = request
        .parameters
        .required("grant_type")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let (name, exchange) =
        GRANTS.iter().find(|(name, _)| *name == grant_type).ok_or_else(|| {
            Error::new(
                Refusal::UnsupportedGrantType,
                "grant_type is authorization_code, refresh_token or client_credentials",
            )
        })?;
    let response = exchange(request).await?;
    metrics::counter!("gatehouse_tokens_issued_total", "grant" => *name).increment(1);
    Ok(response)
}
