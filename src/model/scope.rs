//! Scopes (RFC 6749 section 3.3): what an access token may be used for.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// The longest scope list that is read, in bytes.
const LONGEST_LIST: usize = 4096;

/// One scope token: printable ASCII without space, quote or backslash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

impl Scope {
    /// The scope as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scope {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let allowed = |b: u8| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b);
        if text.is_empty() || text.len() > 512 || !text.bytes().all(allowed) {
            return Err(Invalid::because(
                "a scope is printable ASCII without space, quote or backslash",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Scope {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> String {
        scope.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of scopes in alphabetical order, written with single spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Whether `scope` is among them.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|each| each.as_str() == scope)
    }

    /// Whether each of these is also in `other`.
    pub fn is_subset(&self, other: &Scopes) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each scope, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl FromStr for Scopes {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.len() > LONGEST_LIST {
            return Err(Invalid::because("the scope list is too long"));
        }
        text.split(' ').filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}

impl TryFrom<String> for Scopes {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> String {
        scopes.to_string()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_is_a_set_in_order() {
        let scopes: Scopes = "openid  email openid demo/read".parse().expect("valid");
        assert_eq!(scopes.to_string(), "demo/read email openid");
        assert!(scopes.contains("email") && !scopes.contains("mail"));
        assert!("a\"b".parse::<Scopes>().is_err());
        assert!("a\\b".parse::<Scopes>().is_err());
        assert!("a\tb".parse::<Scopes>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "[!#-\\[\\]-~ ]{0,80}") {
            let scopes: Scopes = text.parse().expect("valid characters");
            prop_assert_eq!(scopes.to_string().parse::<Scopes>().expect("own form"), scopes);
        }
    }
}
