//! `response_mode`: query for codes, fragment for anything; tokens never travel in a query (OAuth
//! 2.0 Multiple Response Type Encoding Practices section 2.1).

use super::{Request, ResponseType};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;

/// Where in the redirect the answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
}

impl ResponseMode {
    /// The mode that a request asks for, or the one that its response type has by itself.
    ///
    /// # Errors
    /// When the mode is not supported, or would put tokens into a query.
    pub fn read(parameters: &Parameters) -> Result<Self> {
        let implicit = ResponseType::read(parameters).is_ok_and(ResponseType::is_implicit);
        match (parameters.get("response_mode"), implicit) {
            (None, false) | (Some("query"), false) => Ok(Self::Query),
            (None | Some("fragment"), _) => Ok(Self::Fragment),
            (Some("query"), true) => {
                Err(Error::new(Refusal::InvalidRequest, "tokens do not travel in a query"))
            }
            (Some(_), _) => {
                Err(Error::new(Refusal::InvalidRequest, "response_mode is query or fragment"))
            }
        }
    }
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    ResponseMode::read(request.parameters).map(drop)
}
