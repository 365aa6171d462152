//! `nonce`: needed where an ID token comes from the authorization endpoint (OpenID Connect Core
//! section 3.2.2.1).

use super::{Request, response_type};
use crate::domain::error::{Error, Refusal, Result};

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    if response_type(request.parameters)?.id_token && request.parameters.get("nonce").is_none() {
        return Err(Error::new(Refusal::InvalidRequest, "the parameter nonce is missing"));
    }
    Ok(())
}
