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

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

pub use kit::entrance::Entrance;
pub use serve::{Listeners, serve};

use crate::app::App;
use kit::{exchange, session};

/// What is served besides the pools.
#[derive(Debug, Clone)]
pub enum Surface {
    /// Nothing that a stranger should not see.
    Production,
    /// The outbox, the gallery and the sample applications.
    Development(samples::SampleClients),
}

/// Every address of the public listener.
pub fn router(app: App, surface: Surface) -> Entrance {
    let browsers = oauth::for_browsers().merge(pages::router()).layer(session::layer(&app));
    let mut routes = Router::new()
        .merge(oauth::for_programs())
        .merge(browsers)
        .route("/static/{file}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon));
    if app.config.server.management_listen.is_none() {
        routes = routes.merge(management_routes());
    }
    if let Surface::Development(clients) = surface {
        routes = routes.merge(dev::router()).merge(samples::router(clients));
    }
    finish(routes, app)
}

/// Every address of the management listener, where there is one.
pub fn management_router(app: App) -> Entrance {
    finish(management_routes(), app)
}

fn management_routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::get))
}

/// What is around all routes: one layer, and before it the entrance.
fn finish(routes: Router<App>, app: App) -> Entrance {
    let routes = routes
        .fallback(pages::error::not_found)
        .method_not_allowed_fallback(pages::error::method_not_allowed)
        .layer(from_fn_with_state(exchange::Surroundings::of(&app), exchange::exchange))
        .with_state(app.clone());
    Entrance::new(app, routes)
}
