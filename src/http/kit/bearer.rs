//! Bearer tokens in requests and the challenge in answers (RFC 6750).

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::error::{code_of, description, no_store};
use crate::domain::{Error, Refusal};

/// The token of the `Authorization` header; the scheme's name may be in any case.
///
/// # Errors
/// When there are two such headers, or one of another scheme.
pub fn from_headers(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let malformed =
        || Error::new(Refusal::InvalidRequest, "the Authorization header is not a Bearer token");
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed());
    }
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(malformed());
    }
    Ok(Some(token.trim()))
}

/// A refusal on its way to whoever presented a token.
#[derive(Debug)]
pub struct BearerError(pub Error);

impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        if error.is_internal() {
            tracing::error!(%error, "a request failed");
        }
        let (code, status) = code_of(error.refusal());
        let description = description(&error);
        let challenge = match error.refusal() {
            // RFC 6750 section 3.1: without a token the challenge has no error code.
            Refusal::InvalidToken if description.is_empty() => {
                "Bearer realm=\"gatehouse\"".to_owned()
            }
            Refusal::InsufficientScope => {
                format!(
                    "Bearer realm=\"gatehouse\", error=\"{code}\", error_description=\"{description}\", scope=\"openid\""
                )
            }
            _ => format!(
                "Bearer realm=\"gatehouse\", error=\"{code}\", error_description=\"{description}\""
            ),
        };
        let body = serde_json::json!({ "error": code, "error_description": description });
        let mut response = (status, no_store(), axum::Json(body)).into_response();
        if status.is_client_error()
            && let Ok(value) = HeaderValue::from_str(&challenge)
        {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}
