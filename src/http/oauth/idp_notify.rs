//! Where Apple tells what becomes of people between their sign-ins.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::context::Context;
use crate::domain::federation::notified;
use crate::domain::{Error, Refusal};
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::pool::AtPool;

/// What is posted: one notice, signed.
#[derive(Debug, Deserialize)]
pub struct Notice {
    payload: String,
}

/// Hears a notice. Whoever sends it proves nothing by that: its signature counts.
///
/// # Errors
/// `invalid_request` for what the provider has not signed for us.
pub async fn post(
    cx: Context,
    at: AtPool,
    Path((_, provider)): Path<(String, String)>,
    notice: Result<Json<Notice>, JsonRejection>,
) -> Result<Response, OauthError> {
    let unread = |_| Error::new(Refusal::InvalidRequest, "the body is no notice");
    let Json(notice) = notice.map_err(unread)?;
    let heard = notified::hear(&cx, &at.view, &provider, &notice.payload).await;
    heard.map_err(|error| match error.refusal() {
        Refusal::Upstream(_) => {
            let pool = at.view.id();
            tracing::warn!(%pool, provider, reason = error.why(), "a provider's notice was not believed");
            Error::new(Refusal::InvalidRequest, "the notice is not good")
        }
        _ => error,
    })?;
    Ok((StatusCode::OK, no_store()).into_response())
}
