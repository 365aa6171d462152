//! `POST /dev/branding/pictures`: a picture for the demo pool, sent by the page's script as it is.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::{DevError, demo_pool, in_json};
use crate::context::Context;
use crate::domain::admin::pictures;
use crate::http::kit::csrf::Csrf;
use crate::http::kit::form::PageForm;
use crate::http::kit::params::Query;

/// Takes a picture; the query carries the token of the page's form.
pub(in crate::http::dev) async fn post(
    cx: Context,
    headers: HeaderMap,
    query: Query,
    body: Body,
) -> Result<Response, DevError> {
    let pool = demo_pool(&cx).await?;
    let form = PageForm(query.parameters().cloned().unwrap_or_default());
    let refused = |status, why: &str| Ok(in_json(status, &json!({ "error": why })));
    if !Csrf::of(&cx.app, &pool, &headers)?.accepts(&form) {
        return refused(StatusCode::FORBIDDEN, "this is not sent by the page: load it again");
    }
    let Ok(content) = axum::body::to_bytes(body, pictures::LARGEST).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "a picture has at most 1 MiB");
    };
    match pictures::put(&cx, pool.id(), content.to_vec()).await {
        Ok(id) => Ok(in_json(StatusCode::CREATED, &json!({ "picture": id }))),
        Err(error) if error.is_internal() => Err(error.into()),
        Err(error) => refused(StatusCode::BAD_REQUEST, error.hint()),
    }
}
