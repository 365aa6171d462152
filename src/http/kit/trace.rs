//! One request from its first line to its last: its context, its time, its line in the log.

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use tracing::Instrument;

use super::error::OauthError;
use super::page::PageError;
use super::pool::is_for_programs;

use crate::app::App;
use crate::context::Context;
use crate::domain::{Error, Refusal};
use crate::telemetry::{HTTP_REQUEST_DURATION, Stopwatch};

/// Begins the request's context, and measures and logs the answer.
pub async fn trace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let cx = match Context::begin(&app) {
        Ok(cx) => cx,
        Err(error) => return Error::from(error).into_response(),
    };
    let request_id = cx.request_id().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    request.extensions_mut().insert(cx);
    let span = tracing::error_span!("request", request_id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status();
    let seconds = watch.seconds();
    metrics::histogram!(
        HTTP_REQUEST_DURATION,
        "method" => method_label(method.as_str()),
        "route" => route.to_owned(),
        "status" => status.as_u16().to_string(),
    )
    .record(seconds);
    if status.is_server_error() {
        tracing::warn!(%method, route, status = status.as_u16(), seconds, request_id, "answered with a fault");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), seconds, request_id, "answered");
    }
    response
}

/// Ends a request that takes longer than the configured time, with the words of a busy server.
pub async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let for_programs = is_for_programs(request.uri().path());
    match tokio::time::timeout(app.config.server.request_timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) if for_programs => OauthError::from(Error::from(Refusal::Busy)).into_response(),
        Err(_) => PageError::from(Error::from(Refusal::Busy)).into_response(),
    }
}

/// Methods that somebody makes up do not become labels.
fn method_label(method: &str) -> &'static str {
    ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}
