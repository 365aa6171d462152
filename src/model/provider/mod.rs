//! Identity providers: whose word on who somebody is counts at a pool.

mod details;
mod kind;
mod moves;
mod rules;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use details::{Details, RequestMethod, TokenAuth};
pub use kind::ProviderKind;
pub use rules::{ProviderRules, SecondFactor};

use super::{Instant, Invalid, PoolId, UserId};

/// What a pool's own accounts are called where a provider's name could stand.
pub const OWN: &str = "COGNITO";

/// The longest name of a provider, in characters (Cognito's `ProviderName`).
const LONGEST_NAME: usize = 32;

/// An identity provider of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Names it among all.
    pub id: String,
    /// The pool that takes its word.
    pub pool_id: PoolId,
    /// Its name in requests and user names.
    pub name: ProviderName,
    /// What it speaks.
    pub kind: ProviderKind,
    /// Where it is, and who we are there.
    pub details: Details,
    /// Our secret there, or our private key, under the master key.
    pub sealed: Option<Vec<u8>>,
    /// What its word counts for.
    pub rules: ProviderRules,
    /// Whether people may come from there.
    pub enabled: bool,
    /// When it was made known.
    pub created_at: Instant,
}

impl Provider {
    /// What people call it: the words that its pool has for it, else those that the world has.
    pub fn called(&self) -> String {
        match (&self.rules.label, self.kind.brand()) {
            (Some(label), _) => label.clone(),
            (None, "") => self.name.to_string(),
            (None, brand) => brand.to_owned(),
        }
    }
}

/// The name of a provider: 1 to 32 characters, as Cognito has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderName(String);

impl ProviderName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ProviderName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let is_name = (1..=LONGEST_NAME).contains(&text.len())
            && text.chars().all(fits)
            && !text.starts_with('_')
            && !text.ends_with('_')
            && !text.eq_ignore_ascii_case(OWN);
        match is_name {
            true => Ok(Self(text.to_owned())),
            false => Err(Invalid::because(
                "a provider's name has 1 to 32 letters, digits, dots, dashes and inner underscores",
            )),
        }
    }
}

impl TryFrom<String> for ProviderName {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<ProviderName> for String {
    fn from(name: ProviderName) -> String {
        name.0
    }
}

/// Who somebody is at a provider, as a row: it opens one account here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIdentity {
    /// The provider.
    pub provider_id: String,
    /// What the provider calls the person for good.
    pub subject: String,
    /// The pool.
    pub pool_id: PoolId,
    /// Whose account it opens.
    pub user_id: UserId,
    /// The address that the provider told last, for people to tell their identities apart.
    pub email: Option<String>,
    /// The provider's tokens under the master key, where the pool keeps them.
    pub tokens: Option<Vec<u8>>,
    /// Since when it opens this account.
    pub linked_at: Instant,
    /// When it was last used.
    pub used_at: Instant,
    /// Whether the account began with it; it says no more of one that did not.
    #[serde(default)]
    pub is_founding: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for good in ["Google", "SignInWithApple", "acme-sso", "a", "x_y.z"] {
            assert_eq!(good.parse::<ProviderName>().map(String::from), Ok(good.to_owned()));
        }
        for bad in ["", "_a", "a_", "a b", "COGNITO", "Cognito", "ü", "a/b", &"x".repeat(33)] {
            assert!(bad.parse::<ProviderName>().is_err(), "{bad}");
        }
    }
}
