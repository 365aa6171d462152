//! Headers that whole groups of endpoints share.

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

use super::dpop;

/// How long a browser keeps the answer to a preflight request.
const PREFLIGHT: Duration = Duration::from_secs(3600);

/// What clients of the Model Context Protocol send wherever they ask (its section "Transports").
const MCP_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Endpoints that scripts of any origin may call, without cookies (RFC 9700 section 2.6): those that
/// look at nothing but what the request itself carries.
pub fn open_to_scripts() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, dpop::PROOF, MCP_VERSION])
        .expose_headers([header::WWW_AUTHENTICATE, dpop::NONCE])
        .max_age(PREFLIGHT)
}
