//! The client may use the response type and the grant behind it (RFC 6749 section 4.1.2.1
//! `unauthorized_client`).

use super::{Request, response_type};
use crate::domain::error::{Error, Refusal, Result};

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    let response_type = response_type(request.parameters)?;
    let settings = &request.client.settings;
    if response_type.code && !settings.code {
        return Err(Error::new(
            Refusal::UnauthorizedClient,
            "this client may not use the authorization code grant",
        ));
    }
    if response_type.is_implicit() && !settings.implicit {
        return Err(Error::new(
            Refusal::UnauthorizedClient,
            "this client may not use the implicit grant",
        ));
    }
    if settings.response_types.as_ref().is_some_and(|own| !own.contains(&response_type)) {
        return Err(Error::new(
            Refusal::UnauthorizedClient,
            "this client has not registered this response_type",
        ));
    }
    Ok(())
}
