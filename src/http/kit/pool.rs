//! Which pool a request is for: the first part of its path, or the host that is the pool's domain.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::error::OauthError;
use super::page::PageError;
use crate::app::App;
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::federation::requests::PATH;
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
pub(super) struct AtDomain;

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
    let is_for_people = ["/oauth2/authorize", PATH].iter().any(|page| path.ends_with(page));
    let oauth = path.contains("/oauth2/") && !is_for_people;
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
