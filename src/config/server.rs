//! `[server]`: addresses, limits and time-outs of the HTTP server.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};
use url::Url;

use super::{
    check::Check,
    duration, list,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "server",
    about: "Addresses, limits and time-outs of the HTTP server.",
    keys: &[
        Key::defaulted(
            "base_url",
            r#""http://localhost:9080""#,
            "The public address, without a path: issuers and links in mail start with it.\n\
             Set it to the https address that people reach.",
        ),
        Key::defaulted("listen", r#"["127.0.0.1:9080"]"#, "The addresses to listen on."),
        Key::optional(
            "management_listen",
            r#""127.0.0.1:9081""#,
            "Moves /healthz, /readyz and /metrics to this address, away from the public ones.",
        ),
        Key::defaulted(
            "allow_http",
            "false",
            "Allows a base_url without https. Passwords and tokens then travel in the clear.",
        ),
        Key::defaulted(
            "trusted_proxies",
            "[]",
            "The proxies in front, such as [\"10.2.0.7\", \"fd00:2::/64\"]: what they say of the\n\
             caller's address is believed, and nobody else. Addresses only: the host and the\n\
             scheme are always those of base_url.",
        ),
        Key::defaulted(
            "forwarded_header",
            r#""x-forwarded-for""#,
            "The one header in which they say it: \"x-forwarded-for\", or \"forwarded\" (RFC 7239).\n\
             The proxy must add to this header or replace it, never pass it on as it came.",
        ),
        Key::defaulted("request_timeout", r#""30s""#, "How long a request may take to answer."),
        Key::defaulted("header_timeout", r#""10s""#, "How long a client may take to send headers."),
        Key::defaulted("body_limit", "65536", "The longest request body, in bytes."),
        Key::defaulted(
            "shutdown_grace",
            r#""30s""#,
            "How long running requests and jobs may take to end after a stop signal.",
        ),
    ],
};

/// Addresses, limits and time-outs of the HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The public address: issuers and links in mail start with it.
    #[serde(deserialize_with = "absolute_url")]
    pub base_url: Url,
    /// The addresses to listen on.
    #[serde(deserialize_with = "addresses")]
    pub listen: Vec<SocketAddr>,
    /// Where health, readiness and metrics answer instead of the public addresses.
    pub management_listen: Option<SocketAddr>,
    /// Whether the base URL may do without https.
    pub allow_http: bool,
    /// The proxies that are believed in what they say of the caller's address.
    #[serde(deserialize_with = "proxies")]
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say it.
    pub forwarded_header: ForwardedHeader,
    /// How long a request may take to answer.
    #[serde(deserialize_with = "duration::deserialize")]
    pub request_timeout: Duration,
    /// How long a client may take to send its headers.
    #[serde(deserialize_with = "duration::deserialize")]
    pub header_timeout: Duration,
    /// The longest request body, in bytes.
    pub body_limit: usize,
    /// How long running requests and jobs may take to end after a stop signal.
    #[serde(deserialize_with = "duration::deserialize")]
    pub shutdown_grace: Duration,
}

/// The header in which a proxy says whose request it passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses with commas between them.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    /// The name of the header, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

impl Server {
    /// The base URL as an origin, without the slash at the end (RFC 6454 section 6.2).
    #[must_use]
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    pub(super) fn check(&self, check: &mut Check<'_>) {
        if let Err(message) = self.check_base_url() {
            check.fault("server.base_url", message);
        }
        check.between("server.listen", self.listen.len(), 1..=64);
        let second = Duration::from_secs(1);
        check.lasts("server.request_timeout", self.request_timeout, second..=600 * second);
        check.lasts("server.header_timeout", self.header_timeout, second..=600 * second);
        check.lasts("server.shutdown_grace", self.shutdown_grace, Duration::ZERO..=3600 * second);
        check.between("server.body_limit", self.body_limit, 4096..=16 << 20);
        if self.trusted_proxies.iter().any(|range| range.prefix_len() == 0) {
            check.fault("server.trusted_proxies", "a range of all addresses trusts everybody");
        }
    }

    /// An issuer is https without query or fragment (OpenID Connect Discovery 1.0 section 3).
    fn check_base_url(&self) -> Result<(), String> {
        let url = &self.base_url;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http => {}
            "http" => {
                return Err(format!(
                    "{url} is not https: set the public https address, \
                     or server.allow_http = true where nobody can listen in"
                ));
            }
            scheme => return Err(format!("`{scheme}` is not https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user name or password".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("must have no path, query or fragment".to_owned());
        }
        Ok(())
    }
}

fn absolute_url<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error| D::Error::custom(format!("`{text}` is not a URL: {error}")))
}

fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SocketAddr>, D::Error> {
    let address = |text: String| {
        text.parse().map_err(|_| {
            D::Error::custom(format!(
                "`{text}` is not an IP address with a port, such as 127.0.0.1:9080 or [::1]:9080"
            ))
        })
    };
    list::texts(from)?.into_iter().map(address).collect()
}

/// A single address is a range of one; one of IPv4 is not to be written as IPv6, in which form it is
/// never compared.
fn proxies<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let proxy = |text: String| {
        let range = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        range.ok().filter(|range| !is_mapped(range)).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is not an address or a range of addresses, such as 10.2.0.7 or fd00:2::/64"
            ))
        })
    };
    list::texts(from)?.into_iter().map(proxy).collect()
}

fn is_mapped(range: &IpNet) -> bool {
    matches!(range.addr(), IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}
