//! The pushed authorization request endpoint (RFC 9126).

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::context::Context;
use crate::domain::oauth::client_auth::Occasion;
use crate::domain::oauth::pushed;
use crate::http::kit::client_auth::{Caller, caller};
use crate::http::kit::dpop;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Its path below that of the pool.
const PATH: &str = "/oauth2/par";

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
    let Caller { client, proof } =
        caller(&cx, &at, &headers, &parameters, PATH, Occasion::Begins).await?;
    let binding = proof.as_ref().map(|proof| proof.thumbprint.clone());
    let kept = pushed::deposit(&cx, &at.view, &client, &parameters, binding).await?;
    let body = json!({ "request_uri": kept.request_uri, "expires_in": kept.expires_in });
    let mut response = (StatusCode::CREATED, no_store(), Json(body)).into_response();
    dpop::offer_fresh(&cx, proof.as_ref(), &mut response);
    Ok(response)
}
