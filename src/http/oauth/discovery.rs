//! Provider metadata: OpenID Connect Discovery's address and RFC 8414's, with the same document.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::http::kit::pool::AtPool;

/// How long a client may keep the document.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The pool's metadata.
pub async fn get(at: AtPool) -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json), (header::CACHE_CONTROL, CACHE)], at.view.metadata.clone())
        .into_response()
}
