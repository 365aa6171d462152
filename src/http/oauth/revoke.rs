//! The revocation endpoint (RFC 7009).

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::{client_auth, revoke};
use crate::domain::{Error, Refusal};
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Revokes a token.
///
/// # Errors
/// RFC 7009 section 2.2.1.
pub async fn post(
    cx: Context,
    at: AtPool,
    headers: HeaderMap,
    Form(parameters): Form,
) -> Result<Response, OauthError> {
    let client =
        client_auth::authenticate(&cx, &at.view, credentials(&headers, &parameters)?).await?;
    let token = parameters
        .required("token")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    revoke::revoke(&cx, &at.view, &client, token).await?;
    Ok((StatusCode::OK, no_store()).into_response())
}
