//! Which pool a request is for: the first part of its path, or the host that is the pool's domain.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::OauthError;
use super::page::PageError;
use crate::app::App;
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::{Error, Refusal};
use crate::model::PoolId;

/// The pool that a request is for.
#[derive(Debug, Clone)]
pub struct AtPool {
    /// The pool.
    pub view: Arc<PoolView>,
    /// What stands before the paths of its pages: nothing at its own domain, else `/{pool_id}`.
    pub base: String,
}

/// Marks a request that came to a pool's own domain.
#[derive(Debug, Clone, Copy)]
struct AtDomain;

impl FromRequestParts<App> for AtPool {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match find(parts, app).await {
            Ok(Some(view)) => {
                let own_domain = parts.extensions.get::<AtDomain>().is_some();
                let base = if own_domain { String::new() } else { format!("/{}", view.id()) };
                Ok(Self { view, base })
            }
            Ok(None) => Err(missing(parts, Refusal::NotFound.into())),
            Err(error) => Err(missing(parts, error)),
        }
    }
}

async fn find(parts: &mut Parts, app: &App) -> Result<Option<Arc<PoolView>>, Error> {
    let cx = Context::from_request_parts(parts, app).await?;
    let Ok(params) = RawPathParams::from_request_parts(parts, app).await else { return Ok(None) };
    let id = params
        .iter()
        .find(|(name, _)| *name == "pool")
        .and_then(|(_, id)| id.parse::<PoolId>().ok());
    match id {
        Some(id) => configuration::pool(&cx, &id).await,
        None => Ok(None),
    }
}

/// Whether what is at a path is for programs, which read JSON and no pages.
pub fn is_for_programs(path: &str) -> bool {
    let oauth = path.contains("/oauth2/") && !path.ends_with("/oauth2/authorize");
    oauth || path.contains("/.well-known/")
}

/// A page for people, JSON for programs.
fn missing(parts: &Parts, error: Error) -> Response {
    let path = parts.uri.path();
    let for_programs = is_for_programs(path);
    match (for_programs, error.refusal()) {
        (true, Refusal::NotFound) => OauthError::not_found().into_response(),
        (true, _) => OauthError::from(error).into_response(),
        (false, _) => PageError::from(error).into_response(),
    }
}

impl FromRequestParts<App> for Context {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        if let Some(cx) = parts.extensions.get::<Context>() {
            return Ok(cx.clone());
        }
        let cx = Context::begin(app)?;
        parts.extensions.insert(cx.clone());
        Ok(cx)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        PageError::from(self).into_response()
    }
}

/// Paths that are no pool's: they answer at every host, also when the database does not.
const SHARED: [&str; 4] = ["/favicon.ico", "/healthz", "/readyz", "/metrics"];

/// Leads requests that come to a pool's domain to that pool's paths, before they are routed.
pub async fn lead_by_host(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(host) = host(request.headers(), request.uri()) else { return next.run(request).await };
    let path = request.uri().path();
    let shared = path.starts_with("/static/") || SHARED.contains(&path);
    if shared || app.config.server.base_url.host_str() == Some(host.as_str()) {
        return next.run(request).await;
    }
    let found = match Context::begin(&app) {
        Ok(cx) => configuration::pool_of_host(&cx, &host).await,
        Err(error) => Err(error.into()),
    };
    match found {
        Ok(None) => next.run(request).await,
        Ok(Some(pool)) => {
            if let Some(uri) = under_pool(request.uri(), &pool) {
                *request.uri_mut() = uri;
                request.extensions_mut().insert(AtDomain);
            }
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

/// The host that a request names, without its port, in lower case.
fn host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let named = match uri.host() {
        Some(host) => host,
        None => headers.get(header::HOST)?.to_str().ok()?,
    };
    let without_port = match named.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => named,
    };
    Some(without_port.to_ascii_lowercase())
}

fn under_pool(uri: &Uri, pool: &PoolId) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let path_and_query = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    parts.path_and_query = Some(format!("/{pool}{path_and_query}").parse().ok()?);
    Uri::from_parts(parts).ok()
}
