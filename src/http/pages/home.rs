//! `/`: what a pool is, for whoever opens its address.

use axum::response::Response;

use super::views::HomeView;
use crate::http::kit::page::{PageError, Visit};

/// The start page of a pool.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    let discovery_url = format!("{}/.well-known/openid-configuration", visit.pool.base);
    visit.show(&HomeView { frame: visit.frame(), discovery_url })
}
