//! Refusals in the JSON of RFC 6749 section 5.2: one table from our kinds to the standard's codes.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::dpop;
use crate::domain::{Error, Refusal, UpstreamFault};
use crate::model::Instant;

/// How long a caller is asked to wait when too much is waiting, in seconds.
pub const RETRY_AFTER: &str = "1";

/// When it is worth asking again, as an extension of an answer.
#[derive(Debug, Clone, Copy)]
pub struct RetryAt(pub Instant);

impl RetryAt {
    /// The whole seconds until then, never fewer than it takes (RFC 9110 section 10.2.3).
    pub fn wait(self, now: Instant) -> u64 {
        let wait = self.0.since(now);
        (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
    }
}

/// A refusal on its way to an OAuth client.
#[derive(Debug)]
pub struct OauthError {
    status: StatusCode,
    code: &'static str,
    description: String,
    nonce: Option<String>,
    retry_at: Option<RetryAt>,
}

impl OauthError {
    /// The body is larger than the limit.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large or was cut off")
    }

    /// The method is not one of the endpoint's.
    pub fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this endpoint does not take that method")
    }

    /// Nothing is there.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this address")
    }

    fn new(status: StatusCode, description: &str) -> Self {
        let description = description.into();
        Self { status, code: "invalid_request", description, nonce: None, retry_at: None }
    }
}

/// The code and status of a kind of refusal.
pub fn code_of(refusal: &Refusal) -> (&'static str, StatusCode) {
    match refusal {
        Refusal::InvalidClient | Refusal::UnknownClient => {
            ("invalid_client", StatusCode::UNAUTHORIZED)
        }
        Refusal::InvalidGrant => ("invalid_grant", StatusCode::BAD_REQUEST),
        Refusal::UnauthorizedClient => ("unauthorized_client", StatusCode::BAD_REQUEST),
        Refusal::UnsupportedGrantType => ("unsupported_grant_type", StatusCode::BAD_REQUEST),
        Refusal::UnsupportedResponseType => ("unsupported_response_type", StatusCode::BAD_REQUEST),
        Refusal::InvalidScope => ("invalid_scope", StatusCode::BAD_REQUEST),
        Refusal::AuthorizationPending => ("authorization_pending", StatusCode::BAD_REQUEST),
        Refusal::SlowDown => ("slow_down", StatusCode::BAD_REQUEST),
        Refusal::ExpiredToken => ("expired_token", StatusCode::BAD_REQUEST),
        Refusal::LoginRequired => ("login_required", StatusCode::BAD_REQUEST),
        Refusal::RequestNotSupported => ("request_not_supported", StatusCode::BAD_REQUEST),
        Refusal::RequestUriNotSupported => ("request_uri_not_supported", StatusCode::BAD_REQUEST),
        Refusal::ConsentRequired => ("consent_required", StatusCode::BAD_REQUEST),
        Refusal::AccessDenied => ("access_denied", StatusCode::BAD_REQUEST),
        Refusal::InvalidRequestObject => ("invalid_request_object", StatusCode::BAD_REQUEST),
        Refusal::InvalidRequestUri => ("invalid_request_uri", StatusCode::BAD_REQUEST),
        Refusal::InvalidTarget => ("invalid_target", StatusCode::BAD_REQUEST),
        Refusal::UnmetAuthenticationRequirements => {
            ("unmet_authentication_requirements", StatusCode::BAD_REQUEST)
        }
        Refusal::UseDpopNonce(_) => ("use_dpop_nonce", StatusCode::BAD_REQUEST),
        Refusal::InvalidDpopProof => ("invalid_dpop_proof", StatusCode::BAD_REQUEST),
        Refusal::InvalidRedirectUri => ("invalid_redirect_uri", StatusCode::BAD_REQUEST),
        Refusal::InvalidClientMetadata => ("invalid_client_metadata", StatusCode::BAD_REQUEST),
        Refusal::UnapprovedSoftwareStatement => {
            ("unapproved_software_statement", StatusCode::BAD_REQUEST)
        }
        Refusal::InvalidToken => ("invalid_token", StatusCode::UNAUTHORIZED),
        Refusal::InsufficientScope => ("insufficient_scope", StatusCode::FORBIDDEN),
        Refusal::Busy => ("temporarily_unavailable", StatusCode::SERVICE_UNAVAILABLE),
        Refusal::Upstream(UpstreamFault::Unreachable) => {
            ("temporarily_unavailable", StatusCode::BAD_GATEWAY)
        }
        Refusal::Upstream(UpstreamFault::Refused(_)) => ("access_denied", StatusCode::FORBIDDEN),
        Refusal::Upstream(UpstreamFault::Untrue | UpstreamFault::Misconfigured) => {
            ("server_error", StatusCode::BAD_GATEWAY)
        }
        Refusal::Internal => ("server_error", StatusCode::INTERNAL_SERVER_ERROR),
        Refusal::NotFound => ("invalid_request", StatusCode::NOT_FOUND),
        Refusal::TooManyAttempts(_) => ("temporarily_unavailable", StatusCode::TOO_MANY_REQUESTS),
        Refusal::InvalidRequest
        | Refusal::RedirectMismatch
        | Refusal::WrongCredentials
        | Refusal::CodeMismatch
        | Refusal::CodeExpired
        | Refusal::WrongPasskey
        | Refusal::SignInExpired
        | Refusal::NameTaken
        | Refusal::WeakPassword(_)
        | Refusal::InvalidAttribute(_)
        | Refusal::NumberNotServed
        | Refusal::SignUpClosed
        | Refusal::Invalid => ("invalid_request", StatusCode::BAD_REQUEST),
    }
}

/// A hint in the characters that `error_description` may have (RFC 6749 section 5.2).
pub fn description(error: &Error) -> String {
    if error.is_internal() {
        return "something went wrong on our side; it is in the log".into();
    }
    let allowed = |c: &char| (' '..='~').contains(c) && *c != '"' && *c != '\\';
    error.hint().chars().filter(allowed).collect()
}

impl From<Error> for OauthError {
    fn from(error: Error) -> Self {
        if error.is_internal() {
            tracing::error!(%error, "a request failed");
        }
        let (code, status) = code_of(error.refusal());
        let nonce = match error.refusal() {
            Refusal::UseDpopNonce(nonce) => Some(nonce.clone()),
            _ => None,
        };
        let retry_at = match error.refusal() {
            Refusal::TooManyAttempts(until) => Some(RetryAt(*until)),
            _ => None,
        };
        Self { status, code, description: description(&error), nonce, retry_at }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let body = if self.description.is_empty() {
            json!({ "error": self.code })
        } else {
            json!({ "error": self.code, "error_description": self.description })
        };
        let mut response = (self.status, no_store(), Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"gatehouse\", charset=\"UTF-8\""),
            );
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        if let Some(nonce) = &self.nonce {
            dpop::offer(headers, nonce);
        }
        if let Some(retry_at) = self.retry_at {
            response.extensions_mut().insert(retry_at);
        }
        response
    }
}

/// What keeps tokens and refusals out of caches (RFC 6749 section 5.1).
pub fn no_store() -> [(HeaderName, HeaderValue); 3] {
    [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::PRAGMA, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ]
}
