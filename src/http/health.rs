//! `/healthz` and `/readyz`: whether the process lives, and whether requests should come to it.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::context::Context;
use crate::domain::health::{self, Health};

const NO_STORE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// `GET /healthz`.
pub async fn live() -> Response {
    ([NO_STORE], "ok").into_response()
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    schema: &'static str,
}

/// `GET /readyz`.
pub async fn ready(cx: Context) -> Response {
    answer(health::look(&cx).await)
}

fn answer(health: Health) -> Response {
    let ready = health.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let (database, schema) = (health.database.as_str(), health.schema.as_str());
    (status, [NO_STORE], Json(Readiness { ready, database, schema })).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::health::Finding;

    #[test]
    fn a_node_that_is_not_ready_says_so_to_the_load_balancer() {
        let good = Health { database: Finding::Good, schema: Finding::Good };
        assert_eq!(answer(good).status(), StatusCode::OK);
        let down = answer(Health { database: Finding::Bad("down"), ..good });
        assert_eq!(down.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(down.headers()[header::CACHE_CONTROL], "no-store");
    }
}
