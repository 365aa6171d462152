//! The client registration endpoint (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and a
//! client's own one (RFC 7592).

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::context::Context;
use crate::domain::oauth::registration::{self, Metadata, manage};
use crate::domain::{Error, Refusal};
use crate::http::kit::bearer::{self, BearerError};
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::pool::AtPool;

/// The longest metadata, in bytes.
const LONGEST: usize = 64 * 1024;

/// A refusal; one of a token comes with a challenge (RFC 6750 section 3).
#[derive(Debug)]
pub enum Refused {
    /// Of a token.
    Token(BearerError),
    /// Of anything else.
    Other(OauthError),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error.refusal() {
            Refusal::InvalidToken => Self::Token(BearerError(error)),
            _ => Self::Other(error.into()),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Token(error) => error.into_response(),
            Self::Other(error) => error.into_response(),
        }
    }
}

/// Registers a client.
///
/// # Errors
/// RFC 7591 section 3.2.2.
pub async fn post(
    cx: Context,
    at: AtPool,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Refused> {
    registration::offered(&at.view)?;
    let token = bearer::from_headers(request.headers())?;
    let standing = registration::admit(&cx, &at.view, token).await?;
    let metadata = metadata(&app, request).await?;
    let registered = registration::register(&cx, &at.view, standing, &metadata).await?;
    Ok((StatusCode::CREATED, no_store(), Json(registered)).into_response())
}

/// Tells a client of its registration.
///
/// # Errors
/// RFC 7592 section 2.1.
pub async fn get(
    cx: Context,
    at: AtPool,
    Path((_, client_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    registration::offered(&at.view)?;
    let request = manage::Request { client_id: &client_id, token: bearer::from_headers(&headers)? };
    let registered = manage::show(&cx, &at.view, request).await?;
    Ok((no_store(), Json(registered)).into_response())
}

/// Replaces a client's metadata.
///
/// # Errors
/// RFC 7592 section 2.2.
pub async fn put(
    cx: Context,
    at: AtPool,
    Path((_, client_id)): Path<(String, String)>,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Refused> {
    registration::offered(&at.view)?;
    let headers = request.headers().clone();
    let of = manage::Request { client_id: &client_id, token: bearer::from_headers(&headers)? };
    manage::show(&cx, &at.view, of).await?; // who is nobody is not asked what it wants
    let metadata = metadata(&app, request).await?;
    let registered = manage::replace(&cx, &at.view, of, metadata).await?;
    Ok((no_store(), Json(registered)).into_response())
}

/// Removes a client.
///
/// # Errors
/// RFC 7592 section 2.3.
pub async fn delete(
    cx: Context,
    at: AtPool,
    Path((_, client_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    registration::offered(&at.view)?;
    let request = manage::Request { client_id: &client_id, token: bearer::from_headers(&headers)? };
    manage::remove(&cx, &at.view, request).await?;
    Ok((StatusCode::NO_CONTENT, no_store()).into_response())
}

/// The JSON object in a body, within the limits.
async fn metadata(app: &App, request: Request) -> Result<Metadata, Refused> {
    let malformed = |hint: &'static str| Error::new(Refusal::InvalidClientMetadata, hint);
    if !is_json(request.headers()) {
        return Err(malformed("the content type must be application/json").into());
    }
    let most = app.config.server.body_limit.min(LONGEST);
    let body = axum::body::to_bytes(request.into_body(), most).await;
    let body = body.map_err(|_| Refused::Other(OauthError::too_large()))?;
    let members =
        serde_json::from_slice(&body).map_err(|_| malformed("the body is not a JSON object"))?;
    Ok(Metadata::new(members))
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(content_type), None) = (types.next(), types.next()) else { return false };
    let essence = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
