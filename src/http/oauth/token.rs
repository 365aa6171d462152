//! The token endpoint (RFC 6749 section 3.2).

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::client_auth::Occasion;
use crate::domain::oauth::grants::{self, TokenRequest};
use crate::http::kit::client_auth::{Caller, caller};
use crate::http::kit::dpop;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// Its path below that of the pool.
const PATH: &str = "/oauth2/token";

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
    let Caller { client, proof } =
        caller(&cx, &at, &headers, &parameters, PATH, Occasion::GoesOn).await?;
    let request = TokenRequest {
        cx: &cx,
        pool: &at.view,
        client: &client,
        proof: proof.as_ref(),
        parameters: &parameters,
    };
    let tokens = grants::exchange(&request).await?;
    let mut response = (no_store(), Json(tokens)).into_response();
    dpop::offer_fresh(&cx, proof.as_ref(), &mut response);
    Ok(response)
}
