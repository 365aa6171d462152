//! `/error`, and the pages for addresses and methods that do not exist.

use axum::http::Uri;
use axum::response::{IntoResponse, Response};

use super::views::Stop;
use crate::http::kit::error::OauthError;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::pool::is_for_programs;

/// The page that says that something went wrong. Nothing of the query is shown: whoever makes a
/// link could put any words into our mouth.
pub async fn get(_visit: Visit) -> PageError {
    PageError::new(Stop::BadRequest)
}

/// There is nothing: a page for people, JSON for programs.
pub async fn not_found(uri: Uri) -> Response {
    if is_for_programs(uri.path()) {
        return OauthError::not_found().into_response();
    }
    PageError::new(Stop::NotFound).into_response()
}

/// What is there does not take the method: a page for people, JSON for programs.
pub async fn method_not_allowed(uri: Uri) -> Response {
    if is_for_programs(uri.path()) {
        return OauthError::wrong_method().into_response();
    }
    PageError::new(Stop::MethodNotAllowed).into_response()
}
