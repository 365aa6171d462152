//! Access tokens in requests and the challenge in answers (RFC 6750, RFC 9449 section 7).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::{code_of, description, no_store};
use crate::domain::{Error, Refusal};

/// How a token is presented in the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Whoever has it may use it (RFC 6750 section 2.1).
    Bearer,
    /// With a proof of possession (RFC 9449 section 7.1).
    Dpop,
}

/// The token of the `Authorization` header with its scheme, whose name may be in any case; nothing
/// when the header is of a scheme that is not for tokens.
///
/// # Errors
/// When there are two such headers, or one without a token.
pub fn presented(headers: &HeaderMap) -> Result<Option<(Scheme, &str)>, Error> {
    let malformed =
        || Error::new(Refusal::InvalidRequest, "the Authorization header is not well-formed");
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed());
    }
    let value = value.to_str().map_err(|_| malformed())?;
    let (name, token) = value.split_once(' ').unwrap_or((value, ""));
    let schemes = [("bearer", Scheme::Bearer), ("dpop", Scheme::Dpop)];
    let scheme = schemes.into_iter().find(|(own, _)| name.eq_ignore_ascii_case(own));
    match (scheme, token.trim()) {
        (None, _) => Ok(None),
        (Some(_), "") => Err(malformed()),
        (Some((_, scheme)), token) => Ok(Some((scheme, token))),
    }
}

/// The token of an `Authorization: Bearer` header.
///
/// # Errors
/// As [`presented`].
pub fn from_headers(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let bearer = |(scheme, token)| (scheme == Scheme::Bearer).then_some(token);
    Ok(presented(headers)?.and_then(bearer))
}

/// A refusal on its way to whoever presented a token.
#[derive(Debug)]
pub struct BearerError(pub Error);

impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let (code, _) = code_of(error.refusal());
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
        refusal(&error, &challenge)
    }
}

/// A refusal in JSON with its challenge. A proof that is not good is one to try again with, as a token
/// is (RFC 9449 section 7.1), where the token endpoint calls it a bad request.
pub(super) fn refusal(error: &Error, challenge: &str) -> Response {
    if error.is_internal() {
        tracing::error!(%error, "a request failed");
    }
    let (code, status) = match error.refusal() {
        Refusal::InvalidDpopProof | Refusal::UseDpopNonce(_) => {
            (code_of(error.refusal()).0, StatusCode::UNAUTHORIZED)
        }
        refusal => code_of(refusal),
    };
    let body = serde_json::json!({ "error": code, "error_description": description(error) });
    let mut response = (status, no_store(), axum::Json(body)).into_response();
    if status.is_client_error()
        && let Ok(value) = HeaderValue::from_str(challenge)
    {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
