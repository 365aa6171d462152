//! The pushed authorization request endpoint (RFC 9126).

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::context::Context;
use crate::domain::oauth::{client_auth, pushed};
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Keeps a request and gives a reference to it.
///
/// # Errors
/// RFC 9126 section 2.3.
pub async fn post(
    cx: Context,
    at: AtPool,
    headers: HeaderMap,
    Form(parameters): Form,
) -> Result<Response, OauthError> {
    let client =
        client_auth::authenticate(&cx, &at.view, credentials(&headers, &parameters)?).await?;
    let kept = pushed::deposit(&cx, &at.view, &client, &parameters, None).await?;
    let body = json!({ "request_uri": kept.request_uri, "expires_in": kept.expires_in });
    Ok((StatusCode::CREATED, no_store(), Json(body)).into_response())
}
