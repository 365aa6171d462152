//! Redirect URIs: registered by the client, compared to the letter (RFC 9700 section 2.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::Invalid;

/// A registered redirect URI: https, a private-use scheme of an app, or http on a loopback host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// The URI to the letter as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request's URI is this one: the same text, but for the port of a loopback IP
    /// address (RFC 8252 section 7.3).
    pub fn matches(&self, requested: &str) -> bool {
        if self.0 == requested {
            return true;
        }
        let (Some(own), Some(other)) =
            (loopback_without_port(&self.0), loopback_without_port(requested))
        else {
            return false;
        };
        own == other
    }

    /// What a page's `form-action` must allow so that a browser follows the redirect there: the
    /// origin of a web address, the scheme of an app.
    pub fn form_action_source(&self) -> String {
        match Url::parse(&self.0) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                url.origin().ascii_serialization()
            }
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }
}

/// `http://127.0.0.1:49152/cb` as `("127.0.0.1", "/cb")`; nothing for any other kind of URI.
fn loopback_without_port(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let host = ["127.0.0.1", "[::1]"].into_iter().find(|host| rest.starts_with(host))?;
    let after = &rest[host.len()..];
    let path = match after.strip_prefix(':') {
        None => after,
        Some(port_and_path) => {
            let digits = port_and_path.bytes().take_while(u8::is_ascii_digit).count();
            port_and_path[..digits].parse::<u16>().ok()?;
            &port_and_path[digits..]
        }
    };
    (path.is_empty() || path.starts_with(['/', '?'])).then_some((host, path))
}

impl FromStr for RedirectUri {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Err(Invalid::because(format!("the redirect URI {why}")));
        if text.len() > 1024 {
            return refuse("is longer than 1024 characters");
        }
        if text.bytes().any(|b| !(0x21..=0x7e).contains(&b) || b"\\\"<>^`{|}".contains(&b)) {
            return refuse("has characters that a URI may not have");
        }
        if text.contains('#') {
            return refuse("has a fragment");
        }
        if text.contains('*') {
            return refuse("has a wildcard");
        }
        let Ok(url) = Url::parse(text) else {
            return refuse("is not an absolute URI");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has user information");
        }
        if text.split(['?']).next().is_some_and(|path| path.split('/').any(is_dot_segment)) {
            return refuse("has dot segments");
        }
        // Others would end a directive of the policy that a page names this host in.
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
        if !url.host_str().unwrap_or_default().bytes().all(plain) {
            return refuse("has a host with characters that no name has");
        }
        match url.scheme() {
            "https" => Ok(Self(text.to_owned())),
            "http" if is_loopback(&url) => Ok(Self(text.to_owned())),
            "http" => refuse("may use http only with localhost, 127.0.0.1 or [::1]"),
            "javascript" | "data" | "file" | "vbscript" | "blob" | "about" | "ftp" | "ws"
            | "wss" => refuse("has a scheme that browsers run or read themselves"),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> String {
        uri.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn uri(text: &str) -> RedirectUri {
        text.parse().unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn what_may_be_registered() {
        for good in [
            "https://app.example/cb",
            "https://app.example/cb?tenant=1",
            "http://localhost:3000/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:80/cb",
            "com.example.app:/cb",
        ] {
            uri(good);
        }
        for bad in [
            "",
            "/cb",
            "//app.example/cb",
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "https://app.example/cb#x",
            "https://*.example/cb",
            "https://user@app.example/cb",
            "https://app.example/a/../cb",
            "https://app.example/%2E%2e/cb",
            "https://app.example\\@evil.example/cb",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "https://app.example/c b",
            "https://app.example/\u{e9}",
        ] {
            assert!(bad.parse::<RedirectUri>().is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_differ() {
        let native = uri("http://127.0.0.1/cb");
        assert!(native.matches("http://127.0.0.1:49152/cb"));
        assert!(uri("http://[::1]:1/cb").matches("http://[::1]:2/cb"));
        for other in [
            "http://127.0.0.1:49152/cb/",
            "http://127.0.0.1:49152/cb?x",
            "http://127.0.0.1:80@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.1:99999/cb",
            "http://localhost/cb",
            "https://127.0.0.1/cb",
            "HTTP://127.0.0.1/cb",
        ] {
            assert!(!native.matches(other), "{other}");
        }
        let web = uri("https://app.example/cb");
        for other in [
            "https://app.example:443/cb",
            "https://APP.example/cb",
            "https://app.example/cb/",
            "https://app.example/cb?x=1",
            "https://app.example/x/../cb",
            "https://app.example/cb#",
            "https://app.example.evil/cb",
        ] {
            assert!(!web.matches(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_web_address_matches_nothing_but_itself(other in "https://app\\.example[!-~]{0,20}") {
            prop_assert_eq!(uri("https://app.example/cb").matches(&other), other == "https://app.example/cb");
        }
    }
}
