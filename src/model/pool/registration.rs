//! How clients register themselves at a pool (RFC 7591).

use serde::{Deserialize, Serialize};

use crate::model::Invalid;

/// Who may register a client without an operator (RFC 7591).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Nobody.
    #[default]
    Off,
    /// Whoever has an initial access token.
    Token,
    /// Everybody.
    Open,
}

/// How clients register themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationPolicy {
    /// Who may.
    pub mode: RegistrationMode,
    /// How many such clients there may be at once.
    pub most_clients: u32,
    /// After how many days without a token a client is removed.
    pub unused_days: u32,
    /// After how many days a stranger's client is removed that has never had a token.
    pub never_used_days: u32,
}

impl Default for RegistrationPolicy {
    fn default() -> Self {
        Self {
            mode: RegistrationMode::Off,
            most_clients: 1000,
            unused_days: 30,
            never_used_days: 2,
        }
    }
}

impl RegistrationPolicy {
    /// Checks that its bounds are ones.
    ///
    /// # Errors
    /// Says what they may be.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let is_age = |days| (1..=3650).contains(&days);
        if is_age(self.unused_days) && is_age(self.never_used_days) && self.most_clients > 0 {
            return Ok(());
        }
        Err(Invalid::because(
            "clients that registered themselves are at least 1, and removed after 1 to 3650 days",
        ))
    }
}
