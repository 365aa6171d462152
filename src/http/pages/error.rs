//! `/error`, and the pages for addresses and methods that do not exist.

use std::any::Any;

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

/// The page does not take the method.
pub async fn method_not_allowed() -> PageError {
    PageError::new(Stop::MethodNotAllowed)
}

/// A handler panicked.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    PageError::of_panic(&*cause).into_response()
}
