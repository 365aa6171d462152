//! `response_type`: a known set of words in any order (RFC 6749 section 3.1.1, OAuth 2.0 Multiple
//! Response Type Encoding Practices).

use super::Request;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;
use crate::model::client::ResponseType;

/// The response type of a request.
///
/// # Errors
/// When it is missing or not one of those that are supported.
pub fn read(parameters: &Parameters) -> Result<ResponseType> {
    let missing = |invalid: crate::model::Invalid| Error::new(Refusal::InvalidRequest, invalid.0);
    let text = parameters.required("response_type").map_err(missing)?;
    text.parse().map_err(|invalid: crate::model::Invalid| {
        Error::new(Refusal::UnsupportedResponseType, invalid.0)
    })
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    read(request.parameters).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<ResponseType, Refusal> {
        let parameters = Parameters::parse(text.as_bytes()).expect("parameters");
        super::read(&parameters).map_err(|error| error.refusal().clone())
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_unknown() {
        assert_eq!(read("response_type=code"), Ok(ResponseType::CODE));
        assert_eq!(read("response_type=code+x"), Err(Refusal::UnsupportedResponseType));
        assert_eq!(read("response_type=none"), Err(Refusal::UnsupportedResponseType));
        assert_eq!(read("scope=openid"), Err(Refusal::InvalidRequest));
    }
}
