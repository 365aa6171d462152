//! The client may use the grant behind the response type (RFC 6749 section 4.1.2.1
//! `unauthorized_client`).

use super::{Request, ResponseType};
use crate::domain::error::{Error, Refusal, Result};

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    let response_type = ResponseType::read(request.parameters)?;
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
    Ok(())
}
