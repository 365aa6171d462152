//! The surfaces on HTTP, the only room that knows axum: one page from addresses to handlers.

pub mod assets;
pub mod dev;
pub mod health;
pub mod kit;
pub mod metrics;
pub mod oauth;
pub mod pages;
pub mod samples;
mod serve;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, middleware::Next, response::Response};
use tower_http::catch_panic::CatchPanicLayer;

pub use serve::{Listeners, serve};

use crate::app::App;
use kit::{pool, session, trace};

/// What is served besides the pools.
#[derive(Debug, Clone)]
pub enum Surface {
    /// Nothing that a stranger should not see.
    Production,
    /// The outbox, the gallery and the sample applications.
    Development(samples::SampleClients),
}

/// Every address of the public listener.
pub fn router(app: App, surface: Surface) -> Router {
    let browsers = oauth::for_browsers().merge(pages::router()).layer(session::layer(&app));
    let pool = oauth::for_programs().merge(browsers);
    let mut routes = Router::new()
        .nest("/{pool}", pool)
        .route("/{pool}/", get(pages::home::get))
        .route("/.well-known/oauth-authorization-server/{pool}", get(oauth::discovery::get))
        .route("/.well-known/openid-configuration/{pool}", get(oauth::discovery::get))
        .route("/static/{file}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon));
    if app.config.server.management_listen.is_none() {
        routes = routes.merge(management_routes());
    }
    if let Surface::Development(clients) = surface {
        routes = routes.merge(dev::router()).merge(samples::router(clients));
    }
    finish(routes, &app)
}

/// Every address of the management listener, where there is one.
pub fn management_router(app: App) -> Router {
    finish(management_routes(), &app)
}

fn management_routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::get))
}

/// The layers around all routes, the innermost first; a pool's own domain is led to its paths
/// before anything is routed.
fn finish(routes: Router<App>, app: &App) -> Router {
    let routed = routes
        .fallback(pages::error::not_found)
        .method_not_allowed_fallback(pages::error::method_not_allowed)
        .layer(CatchPanicLayer::custom(pages::error::panicked))
        .layer(from_fn_with_state(app.clone(), trace::limit))
        .layer(from_fn_with_state(app.clone(), kit::page::explain))
        .layer(from_fn_with_state(app.clone(), protect))
        .layer(from_fn_with_state(app.clone(), trace::trace))
        .with_state(app.clone());
    Router::new()
        .fallback_service(routed)
        .layer(from_fn_with_state(app.clone(), pool::lead_by_host))
}

/// No answer of ours is anything but what its content type says; and whoever came by https comes by
/// https again for two years (RFC 6797).
async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    if app.is_https() {
        let two_years = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, two_years);
    }
    response
}
