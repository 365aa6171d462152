//! User names: NFC, 1 to 128 characters, folded for look-up unless the pool minds case.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Invalid, Phone};

/// A user's name in its pool: immutable and unique (Cognito's `Username`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// The name as it was chosen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The form under which a typed sign-in name is looked up: NFC, trimmed, folded unless case counts;
/// a phone number in its one form, however it was typed.
pub fn look_up_key(typed: &str, case_sensitive: bool) -> String {
    let name: String = typed.trim().nfc().collect();
    if let Some(phone) = name.strip_prefix('+').and_then(|_| name.parse::<Phone>().ok()) {
        return phone.to_string();
    }
    if case_sensitive { name } else { name.to_lowercase().nfc().collect() }
}

impl FromStr for Username {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let name: String = text.trim().nfc().collect();
        let length = name.chars().count();
        if length == 0 || length > 128 {
            return Err(Invalid::because("a user name has 1 to 128 characters"));
        }
        if name.chars().any(|c| c.is_control() || c.is_whitespace() || is_invisible(c)) {
            return Err(Invalid::because("a user name has no spaces and no invisible characters"));
        }
        Ok(Self(name))
    }
}

/// Zero-width and direction characters: two names that look the same would differ by them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl TryFrom<String> for Username {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> String {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_cannot_be_told_apart_are_refused() {
        for bad in ["", "   ", "a b", "a\u{200b}b", "a\nb", "\u{202e}abc"] {
            assert!(bad.parse::<Username>().is_err(), "{bad:?}");
        }
        assert_eq!("  Zoë ".parse::<Username>().expect("a name").as_str(), "Zoë");
    }

    #[test]
    fn a_number_is_looked_up_in_one_form() {
        for typed in ["+1 202-555-0123", "+12025550123"] {
            assert_eq!(look_up_key(typed, true), "+12025550123");
        }
        assert_eq!(look_up_key("+12 Monkeys", false), "+12 monkeys");
    }

    proptest! {
        #[test]
        fn the_look_up_key_is_stable(text in "\\PC{0,40}") {
            let once = look_up_key(&text, false);
            prop_assert_eq!(look_up_key(&once, false), once);
        }
    }
}
