//! Passwords as they are typed, and the rules that a pool sets for new ones.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest password that is read, in characters; longer ones are refused unhashed.
pub const LONGEST: usize = 256;

/// A typed password in NFC, never shown.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

impl Password {
    /// The password as typed, in NFC so that each keyboard gives the same bytes
    /// (NIST SP 800-63B-4 section 3.1.1.2).
    pub fn new(typed: &str) -> Self {
        Self(typed.nfc().collect::<String>().into())
    }

    /// The bytes to hash.
    pub fn expose(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }

    /// Whether it is too long to be looked at.
    pub fn is_too_long(&self) -> bool {
        self.0.expose_secret().chars().take(LONGEST + 1).count() > LONGEST
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }
}

/// What a pool demands of a new password (Cognito's `PasswordPolicy`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// The least number of characters, 6 to 99.
    pub minimum_length: usize,
    /// Whether it needs an upper-case letter.
    pub require_uppercase: bool,
    /// Whether it needs a lower-case letter.
    pub require_lowercase: bool,
    /// Whether it needs a digit.
    pub require_numbers: bool,
    /// Whether it needs one of Cognito's symbols.
    pub require_symbols: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_uppercase: false,
            require_lowercase: false,
            require_numbers: false,
            require_symbols: false,
        }
    }
}

/// A rule that a new password breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than the pool demands.
    TooShort,
    /// More than [`LONGEST`] characters.
    TooLong,
    /// No upper-case letter.
    NoUppercase,
    /// No lower-case letter.
    NoLowercase,
    /// No digit.
    NoNumber,
    /// No symbol.
    NoSymbol,
    /// It is the user's own name or address.
    IsTheName,
}

impl PasswordPolicy {
    /// Checks a new password; `names` are the user's own names, which are no passwords.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, password: &Password, names: &[&str]) -> Result<(), Weakness> {
        let text = password.0.expose_secret();
        let symbol = |c: char| {
            c.is_ascii_punctuation() || (c == ' ' && !text.starts_with(' ') && !text.ends_with(' '))
        };
        let rules = [
            (text.chars().count() >= self.minimum_length, Weakness::TooShort),
            (!password.is_too_long(), Weakness::TooLong),
            (
                !self.require_uppercase || text.chars().any(char::is_uppercase),
                Weakness::NoUppercase,
            ),
            (
                !self.require_lowercase || text.chars().any(char::is_lowercase),
                Weakness::NoLowercase,
            ),
            (!self.require_numbers || text.chars().any(|c| c.is_ascii_digit()), Weakness::NoNumber),
            (!self.require_symbols || text.chars().any(symbol), Weakness::NoSymbol),
            (!names.iter().any(|name| name.eq_ignore_ascii_case(text)), Weakness::IsTheName),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, weakness)) => Err(weakness),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_kept() {
        let strict = PasswordPolicy {
            minimum_length: 8,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
        };
        let check = |text: &str| strict.check(&Password::new(text), &["Jane#2024x"]);
        assert_eq!(check("Aa1!aaa"), Err(Weakness::TooShort));
        assert_eq!(check("aa1!aaaa"), Err(Weakness::NoUppercase));
        assert_eq!(check("AA1!AAAA"), Err(Weakness::NoLowercase));
        assert_eq!(check("Aab!aaaa"), Err(Weakness::NoNumber));
        assert_eq!(check("Aa1aaaaa"), Err(Weakness::NoSymbol));
        assert_eq!(check("JANE#2024x"), Err(Weakness::IsTheName));
        assert_eq!(check(&"Aa1!".repeat(65)), Err(Weakness::TooLong));
        assert_eq!(check("Aa1!aaaa"), Ok(()));
    }

    #[test]
    fn a_password_is_never_shown() {
        assert!(!format!("{:?}", Password::new("hunter2")).contains("hunter2"));
    }
}
