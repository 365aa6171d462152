//! A client's identifier (RFC 6749 section 2.2): a name that was given here, or the URL of a document
//! that says what the client is (OAuth Client ID Metadata Document).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{Invalid, PoolId};

/// The longest URL, in bytes.
const LONGEST_URL: usize = 500;

/// Between a document's URL, which has no fragment, and the pool at which it is a client.
const AT: char = '#';

/// An app client: 26 lower-case alphanumerics, or the URL of its document.
///
/// A document is a client of many pools at once, and of each apart from the others. So what the
/// world sees of such an identifier ([`ClientId::as_str`]) is the URL, and what stands in a row or
/// in a value that is kept ([`ClientId::key`]) is the URL at its pool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId {
    key: String,
    /// How much of the key the world sees.
    seen: usize,
}

impl ClientId {
    /// What a request to that pool calls a client by.
    ///
    /// # Errors
    /// When no client is ever called so.
    pub fn at(pool: &PoolId, text: &str) -> Result<Self, Invalid> {
        if is_given(text) {
            return Ok(Self { key: text.to_owned(), seen: text.len() });
        }
        check_document_url(text)?;
        Ok(Self { key: format!("{text}{AT}{pool}"), seen: text.len() })
    }

    /// The identifier as the world sees it (`client_id`).
    pub fn as_str(&self) -> &str {
        self.key.get(..self.seen).unwrap_or(&self.key)
    }

    /// The identifier as it is kept: no two clients of all pools have the same.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The URL of the document that the client is; none for a client that was made here.
    pub fn document(&self) -> Option<Url> {
        if self.is_document() { Url::parse(self.as_str()).ok() } else { None }
    }

    /// Whether the client is a document.
    pub fn is_document(&self) -> bool {
        self.seen < self.key.len()
    }
}

/// Reads the form in which it is kept; what a request says is read by [`ClientId::at`].
impl FromStr for ClientId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.rsplit_once(AT) {
            Some((url, pool)) if !is_given(url) => Self::at(&pool.parse()?, url),
            None if is_given(text) => Ok(Self { key: text.to_owned(), seen: text.len() }),
            _ => Err(Invalid::because("not a valid ClientId")),
        }
    }
}

impl TryFrom<String> for ClientId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.key
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether that is a name as clients are given here.
fn is_given(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Checks that a URL may be a client (Client ID Metadata Document section 3). It must be written as
/// URLs are when they have been read: then there is one way to write each, and dots, user names,
/// default ports and capitals in the host cannot hide. One without https is for pools whose server
/// may call such a URL.
///
/// # Errors
/// Says what does not fit.
pub fn check_document_url(text: &str) -> Result<Url, Invalid> {
    let wrong = |why: &str| Invalid::because(format!("a client_id that is a URL {why}"));
    let url = Url::parse(text).map_err(|_| wrong("is a whole one, with https"))?;
    let has_host = match url.host() {
        Some(Host::Domain(name)) => !name.is_empty() && !name.ends_with('.') && !name.contains('*'),
        other => other.is_some(),
    };
    let rules = [
        (text.len() <= LONGEST_URL, "has at most 500 characters"),
        (matches!(url.scheme(), "https" | "http"), "is one with https"),
        (has_host, "has a host, without a dot at its end or an asterisk"),
        (url.username().is_empty() && url.password().is_none(), "has no user name"),
        (url.fragment().is_none(), "has no fragment"),
        (url.query().is_none(), "has no query"),
        (url.path() != "/", "has a path"),
        (url.as_str() == text, "is written as it is when it has been read"),
    ];
    match rules.into_iter().find(|(kept, _)| !kept) {
        Some((_, why)) => Err(wrong(why)),
        None => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GIVEN: &str = "1example23456789abcdefghij";
    const URL: &str = "https://app.example/oauth/client.json";

    fn pool(text: &str) -> PoolId {
        text.parse().expect("an id")
    }

    fn at(text: &str) -> Result<ClientId, Invalid> {
        ClientId::at(&pool("eu-central-1_Ab3dE6gH9"), text)
    }

    #[test]
    fn a_name_that_was_given_is_kept_as_it_is_seen() {
        let id = at(GIVEN).expect("an id");
        assert_eq!((id.as_str(), id.key(), id.document()), (GIVEN, GIVEN, None));
        assert_eq!(GIVEN.parse(), Ok(id));
        assert!("1Example23456789abcdefghij".parse::<ClientId>().is_err());
        assert!(format!("{GIVEN}#eu-central-1_Ab3dE6gH9").parse::<ClientId>().is_err());
    }

    #[test]
    fn a_document_is_seen_by_its_url_and_kept_with_its_pool() {
        let (here, there) = (at(URL).expect("here"), ClientId::at(&pool("us-1_Ab3dE6gH9"), URL));
        assert_eq!((here.as_str(), here.to_string().as_str()), (URL, URL));
        assert_eq!(here.key(), format!("{URL}#eu-central-1_Ab3dE6gH9"));
        assert_eq!(here.document().map(String::from).as_deref(), Some(URL));
        assert_ne!(Ok(&here), there.as_ref());
        assert_eq!(here.key().parse(), Ok(here.clone()));
        let kept = serde_json::to_string(&here).expect("JSON");
        assert_eq!(serde_json::from_str::<ClientId>(&kept).expect("read"), here);
        assert!(URL.parse::<ClientId>().is_err(), "nothing is kept without its pool");
        assert!(at(here.key()).is_err(), "no request says the pool");
    }

    #[test]
    fn urls_that_could_mean_another_are_refused() {
        for bad in [
            "https://app.example",
            "https://app.example/",
            "https://app.example/client?a=1",
            "https://app.example/client?",
            "https://app.example/client#",
            "https://app.example/client#eu-central-1_Ab3dE6gH9",
            "https://user@app.example/client",
            "https://@app.example/client",
            "https://:p@app.example/client",
            "https://app.example:443/client",
            "https://App.example/client",
            "HTTPS://app.example/client",
            "https://app.example./client",
            "https://app.example/a/./client",
            "https://app.example/a/../client",
            "https://app.example/a/%2e%2E/client",
            "https://app.example/a/.%2e/client",
            "https://app.example/%2e",
            "https:\\\\app.example\\client",
            "https://app.example\\client",
            "https:app.example/client",
            "https://app.example/cli ent",
            "https://app.example/cli\nent",
            " https://app.example/client",
            "https://ａpp.example/client",
            "https://app.example/clïent",
            "https://0x7f.1/client",
            "https://2130706433/client",
            "https://[::ffff:7f00:0001]/client",
            "https:///client",
            "ftp://app.example/client",
            "javascript:alert(1)",
            "urn:uuid:7",
            "app.example/client",
            "",
        ] {
            assert!(at(bad).is_err(), "{bad}");
        }
        let long = format!("https://app.example/{}", "a".repeat(LONGEST_URL));
        assert!(at(&long).is_err() && at(&long[..LONGEST_URL]).is_ok());
    }

    #[test]
    fn urls_of_each_kind_are_taken() {
        for good in [
            URL,
            "https://app.example:8443/c",
            "https://xn--bcher-kva.example/c",
            "https://app.example/a%2Fb/",
            "https://10.0.0.1/c",
            "https://[::1]:8443/c",
            "http://localhost:5000/client.json",
        ] {
            assert_eq!(at(good).map(|id| id.to_string()), Ok(good.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_is_seen_as_it_was_said(text in "https?://[a-z.:@%2eA-Z#?/\\\\]{0,40}") {
            if let Ok(id) = at(&text) {
                prop_assert_eq!(id.as_str(), text.as_str());
                prop_assert_eq!(id.key().parse(), Ok(id.clone()));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = at(&text);
            let _ = text.parse::<ClientId>();
        }
    }
}
