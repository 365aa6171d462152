//! Refusals in the JSON of RFC 6749 section 5.2: one table from our kinds to the standard's codes.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::dpop;
use crate::domain::{Error, Refusal};

/// How long a caller is asked to wait when too much is waiting, in seconds.
pub const RETRY_AFTER: &str = "1";

/// A refusal on its way to an OAuth client.
#[derive(Debug)]
pub struct OauthError {
    status: StatusCode,
    code: &'static str,
    description: String,
    nonce: Option<String>,
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
        Self { status, code: "invalid_request", description: description.into(), nonce: None }
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
        Refusal::Internal => ("server_error", StatusCode::INTERNAL_SERVER_ERROR),
        Refusal::NotFound => ("invalid_request", StatusCode::NOT_FOUND),
        Refusal::TooManyAttempts(_) => ("temporarily_unavailable", StatusCode::TOO_MANY_REQUESTS),
        Refusal::InvalidRequest
        | Refusal::RedirectMismatch
        | Refusal::WrongCredentials
        | Refusal::CodeMismatch
        | Refusal::CodeExpired
        | Refusal::NameTaken
        | Refusal::WeakPassword(_)
        | Refusal::InvalidAttribute(_)
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
        Self { status, code, description: description(&error), nonce }
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
