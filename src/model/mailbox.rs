//! Whom mail comes from: an address, with a name before it where there is one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Email, Invalid};

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;

/// A mailbox (RFC 5322 section 3.4): `Name <address>`, or the address alone. The name may have any
/// letters; the address has those of ASCII, since not every server takes others (RFC 6531).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mailbox {
    name: Option<String>,
    address: Email,
}

impl Mailbox {
    /// The name before the address.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address.
    pub fn address(&self) -> &Email {
        &self.address
    }
}

impl FromStr for Mailbox {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::because("a sender is an address, or `Name <address>`");
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(refused());
        }
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address),
            None => ("", text),
        };
        let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = quoted.unwrap_or(name).trim();
        if name.chars().count() > LONGEST_NAME || name.contains(['"', '\\', '<', '>']) {
            return Err(refused());
        }
        let address: Email = address.parse().map_err(|_| refused())?;
        if !address.as_str().is_ascii() {
            return Err(refused());
        }
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), address })
    }
}

impl TryFrom<String> for Mailbox {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Mailbox> for String {
    fn from(mailbox: Mailbox) -> String {
        mailbox.to_string()
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => write!(f, "{}", self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<String>, String)> {
        let mailbox = text.parse::<Mailbox>().ok()?;
        assert_eq!(mailbox.to_string().parse().as_ref(), Ok(&mailbox), "{text} comes back");
        Some((mailbox.name().map(str::to_owned), mailbox.address().to_string()))
    }

    #[test]
    fn a_name_may_stand_before_the_address() {
        let named = |name: &str| Some((Some(name.to_owned()), "a@b.example".to_owned()));
        assert_eq!(read("a@b.example"), Some((None, "a@b.example".to_owned())));
        assert_eq!(read("<a@b.example>"), Some((None, "a@b.example".to_owned())));
        assert_eq!(read("Café Łódź <a@b.example>"), named("Café Łódź"));
        assert_eq!(read(r#" "Northwind, Ltd." <a@b.example> "#), named("Northwind, Ltd."));
    }

    #[test]
    fn what_is_no_sender_is_refused() {
        for bad in [
            "",
            "Northwind",
            "Northwind <>",
            "Northwind <a@b.example",
            "a@b.example, c@d.example",
            "A <a@b.example>, C <c@d.example>",
            "A\r\nBcc: x@y.example <a@b.example>",
            "A <a@b.example>\nBcc: x@y.example",
            "A \"B\" <a@b.example>",
            "A <jörg@b.example>",
            &format!("{} <a@b.example>", "x".repeat(129)),
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
