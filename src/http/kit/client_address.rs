//! Who sends a request: the peer of the connection or, where that is a proxy of ours, whoever it
//! names.
//!
//! A header is read from its end, where our own proxies write. What stands before the first address
//! that is none of theirs, anybody may have written: it is not looked at, however much it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Once};

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::app::App;
use crate::model::Sender;

/// How many proxies of ours a request may pass on its way.
const MOST_PROXIES: usize = 16;

/// Reads the address in one entry of a header; nothing where there is none.
type Entry = fn(&str) -> Option<IpAddr>;

/// The headers in which proxies name addresses, and how an entry of each is read.
const HEADERS: [(HeaderName, Entry); 2] =
    [(HeaderName::from_static("x-forwarded-for"), address), (header::FORWARDED, element)];

/// Finds out who sends a request.
#[derive(Debug, Clone)]
pub struct ClientAddresses {
    proxies: Arc<[IpNet]>,
    headers: Vec<(HeaderName, Entry)>,
    warned: Arc<Once>,
}

impl ClientAddresses {
    /// By the proxies and the header that the operator has named.
    pub fn of(app: &App) -> Self {
        let server = &app.config.server;
        Self::believing(&server.trusted_proxies, server.forwarded_header.name())
    }

    fn believing(proxies: &[IpNet], header: &str) -> Self {
        Self {
            proxies: proxies.into(),
            headers: HEADERS.into_iter().filter(|(name, _)| name == header).collect(),
            warned: Arc::new(Once::new()),
        }
    }

    /// Who sends the request; nobody where it came over no connection.
    pub fn sender(&self, request: &Request) -> Option<Sender> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        let (peer, headers) = (peer.ip().to_canonical(), request.headers());
        if self.is_overlooked(peer, headers) {
            self.warned.call_once(|| {
                tracing::warn!(
                    "requests come through a proxy that server.trusted_proxies does not name: \
                     all people have its address, and share the limits per address"
                );
            });
        }
        let agent = headers.get(header::USER_AGENT).map(|name| name.as_bytes()).unwrap_or_default();
        Some(Sender::new(self.client(peer, headers), &String::from_utf8_lossy(agent)))
    }

    /// The last address that is no proxy's; the first of the proxies where all are. What cannot be
    /// read leaves the peer.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        if !self.is_proxy(peer) {
            return client;
        }
        for (name, read) in &self.headers {
            let lines = headers.get_all(name).iter().rev();
            let lines = lines.map(|line| line.to_str().unwrap_or("?"));
            for entry in lines.flat_map(|line| line.rsplit(',')).take(MOST_PROXIES) {
                let Some(named) = read(entry.trim()) else { return peer };
                client = named.to_canonical();
                if !self.is_proxy(client) {
                    return client;
                }
            }
        }
        client
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|range| range.contains(&address))
    }

    /// Whether the peer looks like a proxy that nobody has named.
    fn is_overlooked(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        self.proxies.is_empty()
            && is_inside(peer)
            && HEADERS.iter().any(|(name, _)| headers.contains_key(name))
    }
}

/// Whether an address is one of this machine or its own network (RFC 1918, RFC 4193).
fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// An address, alone or with a port; IPv6 with a port is in brackets (RFC 7239 section 6).
fn address(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']')?;
        let ends = after.is_empty() || after.strip_prefix(':').is_some_and(is_port);
        return inside.parse::<Ipv6Addr>().ok().filter(|_| ends).map(IpAddr::from);
    }
    match text.split_once(':') {
        Some((host, port)) if is_port(port) => host.parse::<Ipv4Addr>().ok().map(IpAddr::from),
        _ => text.parse().ok(),
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// The address in one element of `Forwarded` (RFC 7239 section 4), unless it is hidden.
fn element(text: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = unquoted(value)?;
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
    }
    address(found?)
}

/// A value without its quotes. One with a quote inside is refused: an element that was cut out of
/// somebody's quotes has one.
fn unquoted(value: &str) -> Option<&str> {
    let bare = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => value,
    };
    (!bare.contains(['"', '\\'])).then_some(bare)
}

#[cfg(test)]
mod tests;
