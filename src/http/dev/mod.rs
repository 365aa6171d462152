//! Pages for development only: an overview, the outbox, a gallery of the hosted pages, and looks to try out.

mod branding;
mod gallery;
mod index;
mod outbox;

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::domain;

/// Nothing from elsewhere; the HTML of a message has its styles inside, and runs no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const POLICY_WITH_MESSAGE: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages, to be served on a loopback address in development and nowhere else.
pub fn router() -> Router<App> {
    Router::new()
        .route("/dev", get(index::get))
        .route("/dev/outbox", get(outbox::list))
        .route("/dev/outbox.json", get(outbox::json))
        .route("/dev/outbox/{id}", get(outbox::message))
        .route("/dev/branding", get(branding::get).post(branding::post))
        .route("/dev/branding/pictures", post(branding::upload::post))
        .route("/dev/branding/files/{file}", get(branding::preview::file))
        .route("/dev/branding/{page}/{scheme}", get(branding::preview::get))
        .route("/dev/gallery", get(gallery::index))
        .route("/dev/gallery/brand/{file}", get(gallery::brand))
        .route("/dev/gallery/{page}/{state}", get(gallery::sample))
}

/// Why there is no page, for a developer's eyes.
enum DevError {
    Missing { what: &'static str, onward: &'static str, onward_text: &'static str },
    Broken(Box<dyn std::error::Error>),
}

#[derive(Template)]
#[template(path = "dev/missing.html")]
struct MissingView {
    what: &'static str,
    onward: &'static str,
    onward_text: &'static str,
}

impl MissingView {
    fn section(&self) -> &'static str {
        ""
    }
}

impl IntoResponse for DevError {
    fn into_response(self) -> Response {
        match self {
            Self::Missing { what, onward, onward_text } => {
                let view = MissingView { what, onward, onward_text };
                match page(&view, POLICY) {
                    Ok(page) => (StatusCode::NOT_FOUND, page).into_response(),
                    Err(broken) => broken.into_response(),
                }
            }
            Self::Broken(error) => {
                tracing::error!(%error, "a development page is broken");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

impl From<askama::Error> for DevError {
    fn from(error: askama::Error) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl From<domain::Error> for DevError {
    fn from(error: domain::Error) -> Self {
        Self::Broken(Box::new(error))
    }
}

/// A rendered page with its headers.
fn page(view: &impl Template, policy: &'static str) -> Result<Response, DevError> {
    Ok(document(view.render()?, policy))
}

fn document(html: String, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(html)).into_response()
}
