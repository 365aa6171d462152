//! The device authorization endpoint (RFC 8628 section 3.1).

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::client_auth::{self, Credentials, Occasion};
use crate::domain::oauth::device;
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Begins a grant for a device: the codes, and where the person types theirs.
///
/// # Errors
/// RFC 6749 section 5.2.
pub async fn post(
    cx: Context,
    at: AtPool,
    headers: HeaderMap,
    Form(parameters): Form,
) -> Result<Response, OauthError> {
    let credentials =
        Credentials { occasion: Occasion::Begins, ..credentials(&headers, &parameters)? };
    let client = client_auth::authenticate(&cx, &at.view, credentials).await?;
    let begun = device::begin(&cx, &at.view, &client, &parameters).await?;
    Ok((no_store(), Json(begun)).into_response())
}
