//! Request objects are not supported, and say so (OpenID Connect Core section 3.1.2.6).

use super::Request;
use crate::domain::error::{Error, Refusal, Result};

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    if request.parameters.get("request").is_some() {
        return Err(Error::new(
            Refusal::RequestNotSupported,
            "the parameter request is not supported",
        ));
    }
    if request.parameters.get("request_uri").is_some() {
        return Err(Error::new(
            Refusal::RequestUriNotSupported,
            "the parameter request_uri is not supported",
        ));
    }
    Ok(())
}
