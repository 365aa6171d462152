//! What a client's set of rules asks of its requests: pushed (RFC 9126 section 6), signed (RFC 9101
//! section 10.5), and codes only (FAPI 2.0 Security Profile section 5.3.2.2).

use super::{Request, response_type};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::Profile;

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    let settings = &request.client.settings;
    let fapi = settings.profile.is_fapi();
    let pushed = fapi || settings.requests.pushed || request.require_pushed;
    let signed = settings.profile == Profile::Fapi2MessageSigning || settings.requests.signed;
    let response_type = response_type(request.parameters)?;
    let refuse = |refusal, hint: &'static str| Err(Error::new(refusal, hint));
    if pushed && !request.pushed {
        return refuse(
            Refusal::InvalidRequest,
            "requests of this client must be pushed (RFC 9126)",
        );
    }
    if signed && !request.signed {
        return refuse(
            Refusal::InvalidRequest,
            "requests of this client must be signed (RFC 9101)",
        );
    }
    if fapi && (response_type.is_implicit() || !response_type.code) {
        return refuse(
            Refusal::UnsupportedResponseType,
            "the response_type of this client is code",
        );
    }
    if response_type.token && request.client.must_bind_tokens() {
        let hint = "tokens of this client are bound to a key, which no browser has shown";
        return refuse(Refusal::UnauthorizedClient, hint);
    }
    if fapi && request.parameters.get("redirect_uri").is_none() {
        return refuse(Refusal::InvalidRequest, "the parameter redirect_uri is missing");
    }
    Ok(())
}
