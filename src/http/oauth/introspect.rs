//! The introspection endpoint (RFC 7662); signed answers for whoever wants to keep them (RFC 9701).

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::oauth::{client_auth, introspect};
use crate::domain::{Error, Refusal};
use crate::http::kit::client_auth::credentials;
use crate::http::kit::error::{OauthError, no_store};
use crate::http::kit::form::Form;
use crate::http::kit::pool::AtPool;

/// The media type of a signed answer (RFC 9701 section 4).
const SIGNED: &str = "application/token-introspection+jwt";

/// Tells a client whether a token is good.
///
/// # Errors
/// RFC 7662 section 2.3.
pub async fn post(
    cx: Context,
    at: AtPool,
    headers: HeaderMap,
    Form(parameters): Form,
) -> Result<Response, OauthError> {
    let client =
        client_auth::authenticate(&cx, &at.view, credentials(&headers, &parameters)?).await?;
    let token = parameters
        .required("token")
        .map_err(|missing| Error::new(Refusal::InvalidRequest, missing.0))?;
    let answer = introspect::introspect(&cx, &at.view, &client, token).await?;
    if !wants_signed(&headers) {
        return Ok((no_store(), Json(answer)).into_response());
    }
    let signed = introspect::signed(&cx, &at.view, &client, &answer).await?;
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(SIGNED))];
    Ok((no_store(), content_type, signed).into_response())
}

/// Whether the signed form is among those that the client accepts.
fn wants_signed(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(SIGNED));
        let zero = |q: &str| q.parse::<f32>().is_ok_and(|q| q == 0.0);
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(zero));
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_form_is_given_where_it_is_named() {
        for (accept, signed) in [
            ("application/token-introspection+jwt", true),
            ("application/json, Application/Token-Introspection+JWT;q=0.5", true),
            ("application/token-introspection+jwt; q=0", false),
            ("application/token-introspection+jwt;q=0.000, application/json", false),
            ("application/json", false),
            ("*/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(wants_signed(&headers), signed, "{accept}");
        }
        assert!(!wants_signed(&HeaderMap::new()));
    }
}
