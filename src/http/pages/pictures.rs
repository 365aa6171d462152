//! The pictures of a pool: each under a name that says what is in it, so that it may be kept for good.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::Result;
use crate::domain::configuration::{self, PoolView};
use crate::model::branding::PictureId;

/// A drawing that is opened by itself runs nothing and fetches nothing; only our own pages show it.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// The picture of that name, as exactly what its name says.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn show(cx: &Context, pool: &PoolView, id: &PictureId) -> Result<Response> {
    let Some(content) = configuration::picture(cx, pool.id(), id).await? else {
        let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return Ok((StatusCode::NOT_FOUND, [no_store]).into_response());
    };
    let content = Body::from(Bytes::from_owner(content));
    let kind = HeaderValue::from_static(id.kind().media_type());
    Ok((HEADERS, [(header::CONTENT_TYPE, kind)], content).into_response())
}
