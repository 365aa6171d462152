//! `/metrics`: counts and times for Prometheus, without a person, address or token in any label.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::{self, outbox};
use crate::telemetry;

/// Prometheus text exposition format, version 0.0.4.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`. What only the database knows is read now; while it does not answer, the last
/// values stand, so that the rest can still be seen.
pub async fn get(cx: Context) -> Response {
    if let Err(error) = refresh(&cx).await {
        tracing::warn!(%error, "the age of the outbox is not known");
    }
    let headers = [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")];
    (headers, telemetry::metrics_recorder().render()).into_response()
}

async fn refresh(cx: &Context) -> domain::Result<()> {
    let age = outbox::age(cx).await?;
    metrics::gauge!(telemetry::OUTBOX_AGE, "channel" => "email").set(age.as_secs_f64());
    Ok(())
}
