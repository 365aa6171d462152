//! One request from its first line to its last: its context, its bounds, the headers that every
//! answer has, its time, its line in the log.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::Instrument;

use super::client_address::ClientAddresses;
use super::error::{OauthError, RetryAt};
use super::page::{self, PageError};
use super::pool::is_for_programs;

use crate::app::App;
use crate::context::Context;
use crate::domain::{Error, Refusal};
use crate::telemetry::{HTTP_REQUEST_DURATION, Stopwatch};

/// What each exchange needs.
#[derive(Debug, Clone)]
pub struct Surroundings {
    app: App,
    addresses: ClientAddresses,
}

impl Surroundings {
    /// Those of an application.
    pub fn of(app: &App) -> Self {
        Self { app: app.clone(), addresses: ClientAddresses::of(app) }
    }
}

/// The one layer around all routes.
pub async fn exchange(
    State(Surroundings { app, addresses }): State<Surroundings>,
    mut request: Request,
    next: Next,
) -> Response {
    let watch = Stopwatch::start();
    let cx = match Context::begin(&app) {
        Ok(cx) => cx.sent_by(addresses.sender(&request)),
        Err(error) => return Error::from(error).into_response(),
    };
    let span = tracing::error_span!("request", request_id = cx.request_id());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(cx.clone());
    let mut response = answer(&app, request, next).instrument(span).await;
    mark(&app, &cx, &mut response);
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
    let request_id = cx.request_id();
    let address = cx.sender().map(|sender| tracing::field::display(sender.address()));
    if status.is_server_error() {
        tracing::warn!(%method, route, status = status.as_u16(), seconds, address, request_id, "answered with a fault");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), seconds, address, request_id, "answered");
    }
    response
}

async fn answer(app: &App, request: Request, next: Next) -> Response {
    if is_for_programs(request.uri().path()) {
        let faulty = |error: Error| OauthError::from(error).into_response();
        return bounded(app, next.run(request), faulty).await;
    }
    let (asked, body) = request.into_parts();
    let request = Request::from_parts(asked.clone(), body);
    let faulty = |error: Error| PageError::from(error).into_response();
    page::explain(app, asked, bounded(app, next.run(request), faulty).await).await
}

/// Ends a request that takes longer than the configured time, with the words of a busy server; and
/// one that panics, whose connection and neighbours go on.
async fn bounded(
    app: &App,
    answer: impl Future<Output = Response>,
    faulty: impl FnOnce(Error) -> Response,
) -> Response {
    let limit = app.config.server.request_timeout;
    match tokio::time::timeout(limit, AssertUnwindSafe(answer).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => faulty(Error::internal("a request panicked")),
        Err(_) => faulty(Refusal::Busy.into()),
    }
}

/// No answer of ours is anything but what its content type says; whoever came by https comes by
/// https again for two years (RFC 6797); and each says which request it answers, and those
/// that know when to come back say it.
fn mark(app: &App, cx: &Context, response: &mut Response) {
    let wait = response.extensions().get::<RetryAt>().map(|at| at.wait(cx.now()));
    let headers = response.headers_mut();
    if let Some(seconds) = wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    if app.is_https() {
        let two_years = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, two_years);
    }
    if let Ok(id) = HeaderValue::from_str(cx.request_id()) {
        headers.insert("x-request-id", id);
    }
}

/// Methods that somebody makes up do not become labels.
fn method_label(method: &str) -> &'static str {
    ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}
