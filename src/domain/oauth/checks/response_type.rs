//! `response_type`: a known set of words in any order (RFC 6749 section 3.1.1, OAuth 2.0 Multiple
//! Response Type Encoding Practices).

use super::Request;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;

/// What the authorization endpoint is to answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResponseType {
    /// An authorization code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID token.
    pub id_token: bool,
}

impl ResponseType {
    /// Whether tokens come from the authorization endpoint itself.
    pub fn is_implicit(self) -> bool {
        self.token || self.id_token
    }

    /// The response type of a request.
    ///
    /// # Errors
    /// When it is missing or not one of those that are supported.
    pub fn read(parameters: &Parameters) -> Result<Self> {
        let mut response_type = Self::default();
        let unsupported = || {
            Error::new(
                Refusal::UnsupportedResponseType,
                "response_type is any of code, token and id_token",
            )
        };
        for word in parameters.required("response_type").map_err(missing)?.split(' ') {
            let part = match word {
                "code" => &mut response_type.code,
                "token" => &mut response_type.token,
                "id_token" => &mut response_type.id_token,
                _ => return Err(unsupported()),
            };
            if std::mem::replace(part, true) {
                return Err(unsupported());
            }
        }
        Ok(response_type)
    }
}

fn missing(invalid: crate::model::Invalid) -> Error {
    Error::new(Refusal::InvalidRequest, invalid.0)
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    ResponseType::read(request.parameters).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<ResponseType> {
        let parameters =
            Parameters::parse(format!("response_type={text}").as_bytes()).expect("parameters");
        ResponseType::read(&parameters).ok()
    }

    #[test]
    fn the_words_are_a_set() {
        assert!(read("code").is_some_and(|r| r.code && !r.is_implicit()));
        assert_eq!(read("id_token+token"), read("token+id_token"));
        assert!(read("id_token+code").is_some_and(|r| r.code && r.id_token && r.is_implicit()));
        for bad in ["", "Code", "none", "code+code", "code++token", "token+x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
