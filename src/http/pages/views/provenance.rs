//! Where an application comes from, and what a person should know of one that nobody has checked.

use super::Frame;

/// Where an application comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Somebody of the pool vouches for it.
    House,
    /// It registered itself (RFC 7591).
    Registered,
    /// It says what it is at this host, where its id is the URL of that document (OAuth Client ID
    /// Metadata Document).
    Document(String),
}

impl Provenance {
    /// What a person should know before trusting the application, where nobody here has checked it.
    pub fn caution(&self, frame: &Frame) -> Option<String> {
        let pool = frame.pool_name.as_str();
        match self {
            Self::House => None,
            Self::Registered => Some(frame.t1("consent-unvetted", "pool", pool)),
            Self::Document(host) => {
                let names = [("host", host.as_str()), ("pool", pool)];
                Some(frame.locale.text_with("consent-document", &names))
            }
        }
    }
}
