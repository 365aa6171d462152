//! Who sends a request to an endpoint for programs: credentials in the header or the body (RFC 6749
//! section 2.3.1, RFC 7521 section 4.2), and a proof of possession beside them (RFC 9449).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::dpop::{self, Target};
use super::pool::AtPool;
use crate::context::Context;
use crate::domain::oauth::Parameters;
use crate::domain::oauth::client_auth::{self, Credentials, Occasion, VerifiedClient};
use crate::domain::oauth::dpop::{Proof, use_up};
use crate::domain::{Error, Refusal};

/// A client that has proved itself, and the key that it has shown to have, if it has shown any.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The client.
    pub client: VerifiedClient,
    /// The proof of its key, used up.
    pub proof: Option<Proof>,
}

/// Finds out who sends a POST to the path below that of the pool. The proof is checked before the
/// client: whoever is told to try again with a nonce has not used up its client assertion yet. And it
/// is used up after: a stranger uses up nothing.
///
/// # Errors
/// As [`dpop::proof`] and [`client_auth::authenticate`].
pub async fn caller(
    cx: &Context,
    at: &AtPool,
    headers: &HeaderMap,
    parameters: &Parameters,
    path: &'static str,
    occasion: Occasion,
) -> Result<Caller, Error> {
    let target = Target { method: "POST", path, access_token: None };
    let proof = dpop::proof(cx, at, headers, &target)?;
    let credentials = Credentials { occasion, ..credentials(headers, parameters)? };
    let client = client_auth::authenticate(cx, &at.view, credentials).await?;
    if let Some(proof) = &proof {
        use_up(cx, &at.view, proof).await?;
    }
    Ok(Caller { client, proof })
}

/// The credentials of a request, not yet checked.
///
/// # Errors
/// When the header is not well-formed.
pub fn credentials(headers: &HeaderMap, parameters: &Parameters) -> Result<Credentials, Error> {
    let text = |name| parameters.get(name).map(String::from);
    Ok(Credentials {
        basic: basic(headers)?.map(|(id, secret)| (id, secret.into())),
        client_id: text("client_id"),
        client_secret: text("client_secret").map(Into::into),
        assertion_type: text("client_assertion_type"),
        assertion: text("client_assertion").map(Into::into),
        occasion: Occasion::default(),
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
