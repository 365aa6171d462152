//! The frame in which applications ask whether a session still lives (OpenID Connect Session
//! Management 1.0 section 3.2).

use askama::Template;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::Error;
use crate::http::kit::error::OauthError;
use crate::http::kit::pool::AtPool;
use crate::http::kit::session::state_cookie_name;
use crate::http::pages::views::CheckSessionView;

/// Any site may frame it: it shows nothing, takes nothing and answers with one word.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
        ),
    ),
];

/// The document, which is the same for everybody.
///
/// # Errors
/// When the template fails.
pub async fn get(cx: Context, at: AtPool) -> Result<Response, OauthError> {
    let view = CheckSessionView { cookie: state_cookie_name(&cx.app, at.view.id()) };
    let document = view.render().map_err(Error::internal)?;
    Ok((HEADERS, document).into_response())
}
