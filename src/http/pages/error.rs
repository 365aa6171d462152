//! `/error`, and the pages for addresses and methods that do not exist.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use super::views::Stop;
use crate::http::kit::page::{PageError, Visit};

/// The page that says that something went wrong. Nothing of the query is shown: whoever makes a
/// link could put any words into our mouth.
pub async fn get(_visit: Visit) -> PageError {
    PageError::new(Stop::BadRequest)
}

/// There is no such page.
pub async fn not_found() -> PageError {
    PageError::new(Stop::NotFound)
}

/// The page does not take the method.
pub async fn method_not_allowed() -> PageError {
    PageError::new(Stop::MethodNotAllowed)
}

/// A handler panicked.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    PageError::of_panic(&*cause).into_response()
}
