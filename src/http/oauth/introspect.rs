//! The introspection endpoint (RFC 7662).

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::{client_auth, introspect};
use crate::domain::{Error, Refusal};
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Tells a client whether a token is good.
///
/// # Errors
/// RFC 7662 section 2.3.
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
    let answer = introspect::introspect(&cx, &at.view, &client, token).await?;
    Ok((no_store(), Json(answer)).into_response())
}
