//! `[limits]`: how much one address may do at one pool.

use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

/// More than anybody needs; 0 is how a limit is lifted.
const MOST: u32 = 1_000_000;

pub(super) const SECTION: Section = Section {
    name: "limits",
    about: "How much one address may do at one pool, on all nodes together; 0 lifts a limit.\n\
            Of an IPv6 address the first 64 bits count. Behind a proxy, set\n\
            server.trusted_proxies: otherwise all people have the proxy's address.",
    keys: &[
        Key::defaulted("sign_in_failures", "100", "Failed sign-ins within 15 minutes."),
        Key::defaulted("code_failures", "100", "Wrong codes within an hour."),
        Key::defaulted(
            "client_failures",
            "100",
            "Failed client authentications within 15 minutes; right ones are always let through.",
        ),
        Key::defaulted("sign_ups", "30", "Sign-ups within an hour."),
        Key::defaulted("messages", "30", "Codes asked for within an hour."),
        Key::defaulted(
            "registrations",
            "500",
            "Clients that register themselves, uninvited, and documents of clients that nobody has\n\
             heard of, within an hour.",
        ),
        Key::defaulted(
            "waiting",
            "200",
            "Pushed requests and devices of public clients within 10 minutes.",
        ),
        Key::defaulted(
            "departures",
            "1000",
            "Browsers that are sent to identity providers within 10 minutes.",
        ),
    ],
};

/// How much one address may do at one pool; 0 is a limit that is lifted, and by `Default` all are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Failed sign-ins within 15 minutes.
    pub sign_in_failures: u32,
    /// Wrong codes within an hour.
    pub code_failures: u32,
    /// Failed client authentications within 15 minutes.
    pub client_failures: u32,
    /// Sign-ups within an hour.
    pub sign_ups: u32,
    /// Codes asked for within an hour.
    pub messages: u32,
    /// Clients that register themselves, and documents that are new here, within an hour.
    pub registrations: u32,
    /// Pushed requests and devices of public clients within 10 minutes.
    pub waiting: u32,
    /// Browsers that are sent to identity providers within 10 minutes.
    pub departures: u32,
}

impl Limits {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        for (key, most) in [
            ("limits.sign_in_failures", self.sign_in_failures),
            ("limits.code_failures", self.code_failures),
            ("limits.client_failures", self.client_failures),
            ("limits.sign_ups", self.sign_ups),
            ("limits.messages", self.messages),
            ("limits.registrations", self.registrations),
            ("limits.waiting", self.waiting),
            ("limits.departures", self.departures),
        ] {
            check.between(key, most, 0..=MOST);
        }
    }
}
