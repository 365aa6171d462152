//! `[keys]`: rotation of the signing keys.

use std::time::Duration;

use serde::Deserialize;

use super::{
    check::Check,
    duration,
    table::{Key, Section},
};

const HOUR: Duration = Duration::from_secs(3600);

pub(super) const SECTION: Section = Section {
    name: "keys",
    about: "Rotation of the signing keys.",
    keys: &[
        Key::defaulted(
            "rotate_every",
            r#""90d""#,
            "The age at which a pool's signing key is replaced; \"0\" never does it by itself.",
        ),
        Key::defaulted(
            "publish_ahead",
            r#""1h""#,
            "How long a new key is in the JWKS before it signs, so that caches know it.",
        ),
    ],
};

/// Rotation of the signing keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The age at which a key is replaced; zero is never.
    #[serde(deserialize_with = "duration::deserialize")]
    pub rotate_every: Duration,
    /// How long a new key is published before it signs.
    #[serde(deserialize_with = "duration::deserialize")]
    pub publish_ahead: Duration,
}

impl Keys {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.lasts("keys.publish_ahead", self.publish_ahead, Duration::ZERO..=7 * 24 * HOUR);
        if self.rotate_every.is_zero() {
            return;
        }
        check.lasts("keys.rotate_every", self.rotate_every, HOUR..=10 * 365 * 24 * HOUR);
        if self.rotate_every <= self.publish_ahead {
            check.fault("keys.rotate_every", "must be longer than keys.publish_ahead");
        }
    }
}
