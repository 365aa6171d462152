//! `response_mode`: query for codes, fragment or form for anything, each also as a signed JWT; tokens
//! never travel in a query (OAuth 2.0 Multiple Response Type Encoding Practices section 2.1, OAuth
//! 2.0 Form Post Response Mode, JARM section 2.3).

use super::{Request, response_type};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;
use crate::model::client::ResponseType;

/// Where the answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In the query of the redirect.
    Query,
    /// In the fragment of the redirect.
    Fragment,
    /// In a form that the browser posts.
    Form,
}

/// How the answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseMode {
    /// Where it stands.
    pub placement: Placement,
    /// Whether it is one signed JWT (JARM).
    pub signed: bool,
}

/// Each mode by its name. `jwt` takes the place that its response type has by itself.
pub const MODES: [(&str, Option<Placement>, bool); 7] = [
    ("query", Some(Placement::Query), false),
    ("fragment", Some(Placement::Fragment), false),
    ("form_post", Some(Placement::Form), false),
    ("jwt", None, true),
    ("query.jwt", Some(Placement::Query), true),
    ("fragment.jwt", Some(Placement::Fragment), true),
    ("form_post.jwt", Some(Placement::Form), true),
];

impl ResponseMode {
    /// The mode that a request asks for, or the one that its response type has by itself.
    ///
    /// # Errors
    /// When the mode is not supported, or would put tokens into a query.
    pub fn read(parameters: &Parameters) -> Result<Self> {
        let implicit = response_type(parameters).is_ok_and(ResponseType::is_implicit);
        let own = if implicit { Placement::Fragment } else { Placement::Query };
        let Some(name) = parameters.get("response_mode") else {
            return Ok(Self { placement: own, signed: false });
        };
        let (_, placement, signed) =
            MODES.into_iter().find(|(known, ..)| *known == name).ok_or_else(|| {
                Error::new(Refusal::InvalidRequest, "the response_mode is not supported")
            })?;
        let placement = placement.unwrap_or(own);
        if implicit && placement == Placement::Query {
            return Err(Error::new(Refusal::InvalidRequest, "tokens do not travel in a query"));
        }
        Ok(Self { placement, signed })
    }

    /// The mode for a refusal: what can be read of the request decides.
    pub fn for_refusal(parameters: &Parameters) -> Self {
        Self::read(parameters).unwrap_or_else(|_| {
            let implicit = response_type(parameters).is_ok_and(ResponseType::is_implicit);
            let placement = if implicit { Placement::Fragment } else { Placement::Query };
            Self { placement, signed: false }
        })
    }
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    ResponseMode::read(request.parameters).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<(Placement, bool)> {
        let parameters = Parameters::parse(query.as_bytes()).expect("parameters");
        ResponseMode::read(&parameters).ok().map(|mode| (mode.placement, mode.signed))
    }

    #[test]
    fn each_type_has_its_own_place_and_tokens_avoid_the_query() {
        assert_eq!(read("response_type=code"), Some((Placement::Query, false)));
        assert_eq!(read("response_type=code+id_token"), Some((Placement::Fragment, false)));
        assert_eq!(read("response_type=code&response_mode=jwt"), Some((Placement::Query, true)));
        let hybrid = "response_type=code+token&response_mode=";
        assert_eq!(read(&format!("{hybrid}jwt")), Some((Placement::Fragment, true)));
        assert_eq!(read(&format!("{hybrid}form_post")), Some((Placement::Form, false)));
        for bad in ["query", "query.jwt", "web_message", "Fragment"] {
            assert_eq!(read(&format!("{hybrid}{bad}")), None, "{bad}");
        }
    }
}
