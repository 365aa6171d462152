//! Whose documents may be clients of a pool (OAuth Client ID Metadata Document).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::Invalid;
use super::client_id::check_document_url;

/// An entry of the list of documents that a pool takes for clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DocumentSource {
    /// Every document (`*`).
    Any,
    /// Those of a host, with its port where that is not 443 (`example.com`, `example.com:8443`).
    Host(String),
    /// Those of all hosts below one, and not of itself (`*.example.com`).
    Below(String),
    /// One document, to the letter.
    Document(String),
}

impl DocumentSource {
    /// Whether a document at that URL is one of these.
    pub fn admits(&self, url: &Url) -> bool {
        match self {
            Self::Any => true,
            Self::Host(own) => authority(url) == *own,
            Self::Below(own) => {
                let authority = authority(url);
                authority.strip_suffix(own.as_str()).is_some_and(|below| below.ends_with('.'))
            }
            Self::Document(own) => url.as_str() == own,
        }
    }
}

/// The host with its port, but for the one of https.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(443) if url.scheme() == "https" => host.to_owned(),
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

impl FromStr for DocumentSource {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if text.contains('/') {
            return check_document_url(text).map(|url| Self::Document(url.into()));
        }
        let wrong = || {
            Invalid::because(format!(
                "{text} is no host such as example.com, *.example.com or example.com:8443, nor the \
                 URL of a document, nor *"
            ))
        };
        let (host, below) = match text.strip_prefix("*.") {
            Some(host) => (host, true),
            None => (text, false),
        };
        // What is not written as URLs are when they have been read would never be met.
        let whole = format!("https://{host}/");
        let is_one = |url: &Url| url.as_str() == whole && !host.contains(['*', '@']);
        let url = Url::parse(&whole).ok().filter(is_one).ok_or_else(wrong)?;
        let is_name = matches!(url.host(), Some(Host::Domain(name)) if !name.ends_with('.'));
        let has_dot = url.host_str().is_some_and(|name| name.contains('.'));
        match (url.host(), below) {
            (Some(Host::Domain(_)), _) if !is_name => Err(wrong()),
            (Some(Host::Domain(_)), true) if has_dot => Ok(Self::Below(host.to_owned())),
            (_, true) | (None, false) => Err(wrong()),
            (Some(_), false) => Ok(Self::Host(host.to_owned())),
        }
    }
}

impl TryFrom<String> for DocumentSource {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<DocumentSource> for String {
    fn from(source: DocumentSource) -> Self {
        source.to_string()
    }
}

impl fmt::Display for DocumentSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Host(text) | Self::Document(text) => f.write_str(text),
            Self::Below(host) => write!(f, "*.{host}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(source: &str, url: &str) -> bool {
        let source: DocumentSource = source.parse().expect(source);
        source.admits(&Url::parse(url).expect(url))
    }

    #[test]
    fn an_entry_admits_what_it_says_and_no_neighbour() {
        for (source, url, admitted) in [
            ("*", "https://any.example/c", true),
            ("example.com", "https://example.com/c", true),
            ("example.com", "https://example.com:8443/c", false),
            ("example.com", "https://a.example.com/c", false),
            ("example.com", "https://badexample.com/c", false),
            ("example.com", "https://example.com.evil.example/c", false),
            ("example.com", "http://example.com/c", false),
            ("example.com:8443", "https://example.com:8443/c", true),
            ("example.com:8443", "https://example.com/c", false),
            ("*.example.com", "https://a.example.com/c", true),
            ("*.example.com", "https://b.a.example.com/c", true),
            ("*.example.com", "https://example.com/c", false),
            ("*.example.com", "https://badexample.com/c", false),
            ("*.example.com", "https://a.example.com:8443/c", false),
            ("*.example.com:8443", "https://a.example.com:8443/c", true),
            ("https://example.com/c", "https://example.com/c", true),
            ("https://example.com/c", "https://example.com/c/", false),
            ("https://example.com/c", "https://example.com/d", false),
            ("127.0.0.1:5000", "http://127.0.0.1:5000/c", true),
            ("[::1]:5000", "https://[::1]:5000/c", true),
        ] {
            assert_eq!(admits(source, url), admitted, "{source} {url}");
        }
    }

    #[test]
    fn entries_are_read_as_they_are_written() {
        for good in ["*", "example.com", "*.example.com", "a.example:8443", "https://a.example/c"] {
            let read: DocumentSource = good.parse().expect(good);
            assert_eq!(read.to_string(), good);
            let json = serde_json::to_string(&read).expect("JSON");
            assert_eq!(serde_json::from_str::<DocumentSource>(&json).expect("read"), read);
        }
        for bad in [
            "",
            "**",
            "*.com",
            "*.",
            "*example.com",
            "a.*.example",
            "Example.com",
            "example.com.",
            "example.com:443",
            "*.10.0.0.1",
            "*.[::1]",
            "user@example.com",
            "https://example.com",
            "https://example.com/",
            "https://*.example.com/c",
            "https://example.com/c?x",
            "example.com/c",
            "exa mple.com",
        ] {
            assert!(bad.parse::<DocumentSource>().is_err(), "{bad}");
        }
    }
}
