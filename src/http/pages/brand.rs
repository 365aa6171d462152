//! `/{pool}/brand/{file}`: what the pages of a pool look like: its style sheets and pictures.

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pictures;
use crate::domain::Result;
use crate::http::kit::page::Visit;
use crate::model::branding::PictureId;

/// The name of a style sheet says what is in it, so that it may be kept for a year (RFC 8246).
const SHEET: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

#[derive(Deserialize)]
pub(super) struct Named {
    file: String,
}

/// `GET /{pool}/brand/{file}`. A style sheet that is no longer, or not yet, that of the pool or of
/// the client is not there, so that nobody keeps another one under its name.
pub(super) async fn get(visit: Visit, Path(Named { file }): Path<Named>) -> Result<Response> {
    if let Ok(picture) = file.parse::<PictureId>() {
        return pictures::show(&visit.cx, &visit.pool, &picture).await;
    }
    let look = visit.look();
    let sheet = look.appearance.sheet.as_ref().filter(|sheet| sheet.name == file);
    Ok(match sheet {
        Some(sheet) => (SHEET, sheet.content.clone()).into_response(),
        None => {
            let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            (StatusCode::NOT_FOUND, [no_store]).into_response()
        }
    })
}
