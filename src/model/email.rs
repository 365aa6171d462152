//! E-mail addresses: kept as typed, compared in lower case.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// An e-mail address (RFC 5321 form, at most 254 characters, no display name, no comment).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which it is looked up.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The address with all but its first letters hidden, as Cognito shows it: `j***@e***`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        format!("{}***@{}***", first(local), first(domain))
    }
}

impl FromStr for Email {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::because("this is not an e-mail address");
        let text = text.trim();
        if text.len() > 254
            || text
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || "<>\"(),:;[]\\".contains(c))
        {
            return Err(refused());
        }
        if !email_address::EmailAddress::is_valid(text) {
            return Err(refused());
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Email {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_masked() {
        let email: Email = " Jane@Example.test ".parse().expect("an address");
        assert_eq!(email.as_str(), "Jane@Example.test");
        assert_eq!(email.key(), "jane@example.test");
        assert_eq!(email.masked(), "J***@E***");
        for bad in [
            "",
            "jane",
            "jane@",
            "@x",
            "a b@x.y",
            "Jane <jane@x.y>",
            "jane@x.y\r\nBcc: all@x.y",
            "a@b,c@d",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }
}
