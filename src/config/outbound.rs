//! `[outbound]`: calls to the servers of others.

use std::{fs::File, path::PathBuf, time::Duration};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};

use super::{
    check::Check,
    duration, list,
    table::{Key, Section},
};

/// The shortest prefixes of private ranges: 10.0.0.0/8 (RFC 1918) and fc00::/7 (RFC 4193).
const WIDEST: (u8, u8) = (8, 7);

pub(super) const SECTION: Section = Section {
    name: "outbound",
    about: "Calls to the servers of others, such as for the keys and metadata of clients.",
    keys: &[
        Key::defaulted("timeout", r#""5s""#, "How long a call may take in all."),
        Key::defaulted("connect_timeout", r#""2s""#, "How long its connection may take to open."),
        Key::defaulted("body_limit", "262144", "The longest answer, in bytes."),
        Key::defaulted("concurrency", "32", "Calls made at once; more than these wait."),
        Key::defaulted(
            "allowed_private_ranges",
            "[]",
            "Addresses that may be called although they are not public, such as\n\
             [\"10.2.0.0/16\"]. Without them nobody can make Gatehouse call this machine or\n\
             its network.",
        ),
        Key::defaulted("allow_http", "false", "Allows calls without https, to these ranges only."),
        Key::defaulted(
            "extra_ca_files",
            "[]",
            "PEM files with authorities to trust besides those of the system.",
        ),
    ],
};

/// Calls to the servers of others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    /// How long a call may take in all, from waiting for its turn to the end of the answer.
    #[serde(deserialize_with = "duration::deserialize")]
    pub timeout: Duration,
    /// How long finding the host and connecting to it may take.
    #[serde(deserialize_with = "duration::deserialize")]
    pub connect_timeout: Duration,
    /// The longest answer, in bytes.
    pub body_limit: usize,
    /// Calls made at once.
    pub concurrency: usize,
    /// Addresses that may be called although they are not public.
    #[serde(deserialize_with = "ranges")]
    pub allowed_private_ranges: Vec<IpNet>,
    /// Whether these ranges may be called without https.
    pub allow_http: bool,
    /// PEM files with authorities to trust besides those of the system.
    #[serde(deserialize_with = "files")]
    pub extra_ca_files: Vec<PathBuf>,
}

impl Outbound {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        let second = Duration::from_secs(1);
        check.lasts("outbound.timeout", self.timeout, second / 10..=60 * second);
        check.lasts("outbound.connect_timeout", self.connect_timeout, second / 10..=60 * second);
        check.between("outbound.body_limit", self.body_limit, 4096..=16 << 20);
        check.between("outbound.concurrency", self.concurrency, 1..=1024);
        if self.allow_http && self.allowed_private_ranges.is_empty() {
            let message = "allows nothing while outbound.allowed_private_ranges is empty";
            check.fault("outbound.allow_http", message);
        }
        if let Some(range) = self.allowed_private_ranges.iter().find(|range| is_too_wide(range)) {
            let message = format!("{range} is wider than any private range");
            check.fault("outbound.allowed_private_ranges", message);
        }
        for file in &self.extra_ca_files {
            if let Err(error) = File::open(file) {
                let message = format!("cannot read {}: {error}", file.display());
                check.fault("outbound.extra_ca_files", message);
            }
        }
    }
}

fn is_too_wide(range: &IpNet) -> bool {
    let (v4, v6) = WIDEST;
    range.prefix_len() < if range.addr().is_ipv4() { v4 } else { v6 }
}

fn ranges<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let range = |text: String| {
        text.parse().map_err(|_| {
            D::Error::custom(format!(
                "`{text}` is not a range of addresses, such as 10.2.0.0/16 or fd00::/8"
            ))
        })
    };
    list::texts(from)?.into_iter().map(range).collect()
}

/// A bracket starts a list that TOML is still to read.
fn files<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
    let file = |text: String| match text.starts_with('[') || text.is_empty() {
        true => Err(D::Error::custom(format!("`{text}` is not the path of a file"))),
        false => Ok(PathBuf::from(text)),
    };
    list::texts(from)?.into_iter().map(file).collect()
}
