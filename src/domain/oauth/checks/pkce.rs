//! `code_challenge`: 43 characters of base64url, with the method S256 (RFC 7636 section 4.2); the
//! method `plain` is refused, also when it is meant by leaving the method out.

use super::{Request, response_type};
use crate::domain::error::{Error, Refusal, Result};

/// The length of a SHA-256 in base64url.
const LENGTH: usize = 43;

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    let challenge = request.parameters.get("code_challenge");
    let method = request.parameters.get("code_challenge_method");
    let refuse = |why: &'static str| Err(Error::new(Refusal::InvalidRequest, why));
    match (challenge, method) {
        (None, None) => {}
        (None, Some(_)) => return refuse("code_challenge_method stands without code_challenge"),
        (Some(challenge), Some("S256")) => {
            let base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            if challenge.len() != LENGTH || !challenge.bytes().all(base64url) {
                return refuse("code_challenge is not a SHA-256 in base64url");
            }
        }
        (Some(_), _) => return refuse("code_challenge_method must be S256"),
    }
    let is_code = response_type(request.parameters)?.code;
    if is_code && challenge.is_none() && request.client.requires_pkce() {
        return refuse("this client must use PKCE: code_challenge is missing");
    }
    Ok(())
}
