//! The key set (RFC 7517).

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::http::kit::pool::AtPool;

/// How long a verifier may keep the set: shorter than a new key is published ahead.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The public keys that verify now.
pub async fn get(at: AtPool) -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json), (header::CACHE_CONTROL, CACHE)], at.view.jwks.clone())
        .into_response()
}
