//! What a request comes to, in words that both sides share.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

/// What of a redirect is the answer, and not the redirect URI itself.
const ANSWER: [&str; 6] = ["code", "state", "error", "error_description", "iss", "session_state"];

/// What a request comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The client is not told.
    Page,
    /// The client gets a code, there and with that state.
    Code { to: String, state: Option<String> },
    /// The client is told an error, there and with that state.
    Told { to: String, state: Option<String>, error: String },
    /// The client gets tokens of these scopes.
    Tokens(BTreeSet<String>),
    /// The client gets an error of RFC 6749 section 5.2 or RFC 6750 section 3.1.
    Refused(String),
    /// The token is good for what is asked.
    Admitted,
}

/// The tokens that a client holds.
#[derive(Debug, Clone)]
pub struct Given {
    pub access: String,
    pub refresh: Option<String>,
}

impl Outcome {
    /// A redirect to a client, whose answer stands in the query or in the fragment, and the code in it.
    pub fn of_redirect(location: &str) -> (Self, Option<String>) {
        let url = Url::parse(location).unwrap_or_else(|why| panic!("{why}: {location}"));
        let fragment = url.fragment().unwrap_or_default();
        let pairs = || url.query_pairs().chain(form_urlencoded::parse(fragment.as_bytes()));
        let find = |name: &str| {
            let mut values = pairs().filter(|(own, _)| own == name).map(|(_, value)| value);
            let value = values.next().map(|value| value.into_owned());
            assert!(values.next().is_none(), "{name} comes twice in {location}");
            value
        };
        let own: Vec<_> = pairs().filter(|(name, _)| !ANSWER.contains(&&**name)).collect();
        let to = format!("{}{} {own:?}", url.origin().ascii_serialization(), url.path());
        let (code, error, state) = (find("code"), find("error"), find("state"));
        match (code, error) {
            (Some(code), None) => (Self::Code { to, state }, Some(code)),
            (None, Some(error)) => (Self::Told { to, state, error }, None),
            _ => panic!("neither a code nor an error: {location}"),
        }
    }

    /// Tokens in their JSON form.
    pub fn of_tokens(json: &Value) -> (Self, Given) {
        let text = |name: &str| json[name].as_str().map(String::from);
        let access = text("access_token").unwrap_or_else(|| panic!("no access token: {json}"));
        let scopes = text("scope").unwrap_or_default();
        let scopes = scopes.split(' ').filter(|one| !one.is_empty()).map(String::from).collect();
        (Self::Tokens(scopes), Given { access, refresh: text("refresh_token") })
    }

    /// Whether something is given.
    pub fn accepts(&self) -> bool {
        matches!(self, Self::Code { .. } | Self::Tokens(_) | Self::Admitted)
    }

    /// The word for it in the table of differences.
    pub fn word(&self) -> &str {
        match self {
            Self::Page => "page",
            Self::Code { .. } => "code",
            Self::Told { error, .. } | Self::Refused(error) => error,
            Self::Tokens(_) => "tokens",
            Self::Admitted => "admitted",
        }
    }
}
