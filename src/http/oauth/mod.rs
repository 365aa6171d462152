//! The OAuth and OpenID Connect endpoints of a pool.

pub mod authorize;
pub mod check_session;
pub mod device_authorization;
pub mod discovery;
pub mod idp_notify;
pub mod introspect;
pub mod jwks;
pub mod par;
pub mod register;
pub mod revoke;
pub mod token;
pub mod userinfo;

use axum::Router;
use axum::routing::{get, post};

use super::kit::error::OauthError;
use super::kit::headers;
use crate::app::App;

/// The endpoints that programs call: they know no browser session.
pub fn for_programs() -> Router<App> {
    let open = Router::new()
        .route("/{pool}/oauth2/token", post(token::post))
        .route("/{pool}/oauth2/device_authorization", post(device_authorization::post))
        .route("/{pool}/oauth2/revoke", post(revoke::post))
        .route("/{pool}/oauth2/userInfo", get(userinfo::get).post(userinfo::post))
        .route("/{pool}/oauth2/register", post(register::post))
        .route(
            "/{pool}/oauth2/register/{client_id}",
            get(register::get).put(register::put).delete(register::delete),
        )
        .route("/{pool}/.well-known/openid-configuration", get(discovery::get))
        .route("/{pool}/.well-known/oauth-authorization-server", get(discovery::get))
        .route("/.well-known/openid-configuration/{pool}", get(discovery::get))
        .route("/.well-known/oauth-authorization-server/{pool}", get(discovery::get))
        .route("/{pool}/.well-known/jwks.json", get(jwks::get))
        .method_not_allowed_fallback(async || OauthError::wrong_method())
        .layer(headers::open_to_scripts());
    let closed = Router::new()
        .route("/{pool}/oauth2/check_session", get(check_session::get))
        .route("/{pool}/oauth2/idpnotify/{provider}", post(idp_notify::post))
        .route("/{pool}/oauth2/introspect", post(introspect::post))
        .route("/{pool}/oauth2/par", post(par::post))
        .method_not_allowed_fallback(async || OauthError::wrong_method());
    open.merge(closed)
}

/// The endpoint that browsers are sent to.
pub fn for_browsers() -> Router<App> {
    Router::new().route("/{pool}/oauth2/authorize", get(authorize::get).post(authorize::post))
}
