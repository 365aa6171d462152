//! The entrance before all routes: requests that come to a pool's own domain are led to that pool's
//! paths.

use std::convert::Infallible;
use std::task::{Context as TaskContext, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{self, HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use axum::{BoxError, Router};
use futures_util::future::{BoxFuture, Either};
use tower::Service;

use super::pool::AtDomain;
use crate::app::App;
use crate::context::Context;
use crate::domain::{Result, configuration};
use crate::model::PoolId;

/// Paths that are no pool's: they answer at every host, also when the database does not.
const SHARED: [&str; 4] = ["/favicon.ico", "/healthz", "/readyz", "/metrics"];

/// All routes with what comes before them. A service and no layer: a path can be changed only before
/// it is routed, and a request to the server's own host passes without a second router.
#[derive(Debug, Clone)]
pub struct Entrance {
    app: App,
    routes: Router,
}

impl Entrance {
    /// Puts itself before these routes.
    pub fn new(app: App, routes: Router) -> Self {
        Self { app, routes }
    }

    /// The host that a request names where it may be a pool's.
    fn foreign_host(&self, request: &Request) -> Option<String> {
        let path = request.uri().path();
        let shared = path.starts_with("/static/") || SHARED.contains(&path);
        let host = host(request.headers(), request.uri())?;
        let own = self.app.config.server.base_url.host_str();
        (!shared && !own.is_some_and(|own| own.eq_ignore_ascii_case(host)))
            .then(|| host.to_ascii_lowercase())
    }

    async fn lead(mut self, mut request: Request, host: String) -> Response {
        match self.pool_of(&host).await {
            Ok(None) => {}
            Ok(Some(pool)) => {
                if let Some(uri) = under_pool(request.uri(), &pool) {
                    *request.uri_mut() = uri;
                    request.extensions_mut().insert(AtDomain);
                }
            }
            Err(error) => return error.into_response(),
        }
        let Ok(response) = self.routes.call(request).await;
        response
    }

    async fn pool_of(&self, host: &str) -> Result<Option<PoolId>> {
        configuration::pool_of_host(&Context::begin(&self.app)?, host).await
    }
}

impl<B> Service<http::Request<B>> for Entrance
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<RouteFuture<Infallible>, BoxFuture<'static, Result<Response, Infallible>>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let request = request.map(Body::new);
        match self.foreign_host(&request) {
            None => Either::Left(self.routes.call(request)),
            Some(host) => {
                let led = self.clone().lead(request, host);
                Either::Right(Box::pin(async { Ok(led.await) }))
            }
        }
    }
}

/// The host that a request names, without its port.
fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    let named = match uri.host() {
        Some(host) => host,
        None => headers.get(header::HOST)?.to_str().ok()?,
    };
    Some(match named.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => named,
    })
}

fn under_pool(uri: &Uri, pool: &PoolId) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let path_and_query = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    parts.path_and_query = Some(format!("/{pool}{path_and_query}").parse().ok()?);
    Uri::from_parts(parts).ok()
}
