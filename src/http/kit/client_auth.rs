//! What a request says of its client: the `Authorization: Basic` header or the body (RFC 6749
//! section 2.3.1).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::oauth::Parameters;
use crate::domain::oauth::client_auth::Credentials;
use crate::domain::{Error, Refusal};

/// The credentials of a request, not yet checked.
///
/// # Errors
/// When the header is not well-formed.
pub fn credentials(headers: &HeaderMap, parameters: &Parameters) -> Result<Credentials, Error> {
    Ok(Credentials {
        basic: basic(headers)?.map(|(id, secret)| (id, secret.into())),
        client_id: parameters.get("client_id").map(String::from),
        client_secret: parameters.get("client_secret").map(|secret| secret.to_owned().into()),
    })
}

fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Error> {
    let malformed =
        || Error::new(Refusal::InvalidClient, "the Authorization header is not well-formed Basic");
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed());
    }
    let (scheme, text) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed());
    }
    let bytes = STANDARD.decode(text.trim()).map_err(|_| malformed())?;
    let text = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    let decode = |part: &str| form_decode(part).ok_or_else(malformed);
    Ok(Some((decode(id)?, decode(secret)?)))
}

/// Both halves are form-encoded before they are joined (RFC 6749 section 2.3.1).
fn form_decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn read(value: &str) -> Result<Option<(String, String)>, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).expect("a header"));
        basic(&headers)
    }

    #[test]
    fn both_halves_are_form_encoded() {
        let header = format!("basic {}", STANDARD.encode("my%3Aid:p%2Ba%20s+s%C3%A9"));
        let (id, secret) = read(&header).expect("well-formed").expect("there");
        assert_eq!((id.as_str(), secret.as_str()), ("my:id", "p+a s sé"));
    }

    #[test]
    fn whatever_is_malformed_is_refused() {
        for value in
            ["Basic", "Basic !", "Basic YQ==", "Bearer abc", "Basic /////w==", "Basic YTolZmY="]
        {
            assert!(read(value).is_err(), "{value}");
        }
    }
}
