//! The token endpoint (RFC 6749 section 3.2).

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::client_auth;
use crate::domain::oauth::grants::{self, TokenRequest};
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Exchanges a grant for tokens.
///
/// # Errors
/// RFC 6749 section 5.2.
pub async fn post(
    cx: Context,
    at: AtPool,
    headers: HeaderMap,
    Form(parameters): Form,
) -> Result<Response, OauthError> {
    let client =
        client_auth::authenticate(&cx, &at.view, credentials(&headers, &parameters)?).await?;
    let request =
        TokenRequest { cx: &cx, pool: &at.view, client: &client, parameters: &parameters };
    let tokens = grants::exchange(&request).await?;
    Ok((no_store(), Json(tokens)).into_response())
}
