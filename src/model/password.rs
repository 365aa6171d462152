//! Passwords as they are typed, and the rules that a pool sets for new ones.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Invalid;

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
        self.text().as_bytes()
    }

    /// The characters, to be measured.
    pub fn text(&self) -> &str {
        self.0.expose_secret()
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

/// What a pool demands of a new password (Cognito's `PasswordPolicy`, and by default NIST SP 800-63B-4
/// section 3.1.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// The least number of characters, 6 to 99; where it is not said, 15, or 8 where everybody shows
    /// a second factor besides.
    pub minimum_length: Option<usize>,
    /// Whether it needs an upper-case letter.
    pub require_uppercase: bool,
    /// Whether it needs a lower-case letter.
    pub require_lowercase: bool,
    /// Whether it needs a digit.
    pub require_numbers: bool,
    /// Whether it needs one of Cognito's symbols.
    pub require_symbols: bool,
    /// How many passwords before the present one may not come back, nor that one itself, 0 to 24; 0
    /// lets all come back.
    pub history: u32,
    /// For how many days a password is good that an operator has given, 0 to 365; 0 stands for 7, as
    /// with Cognito.
    pub temporary_days: u32,
    /// How hard it must be to guess, 0 to 4 as zxcvbn counts; 3 are a hundred million guesses.
    pub strength: u8,
    /// Whether passwords that many people have are refused, and those that are made of the person's
    /// own names or the pool's.
    pub block_list: bool,
}

/// The days of a temporary password where a pool does not say.
const TEMPORARY_DAYS: u32 = 7;

/// How many letters and digits a password has at least besides names.
const LEAST_BESIDES_NAMES: usize = 6;

/// The shortest name that is looked for in a password, in characters.
const SHORTEST_NAME: usize = 4;

/// The longest name that is looked for, in characters.
const LONGEST_NAME: usize = 128;

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: None,
            require_uppercase: false,
            require_lowercase: false,
            require_numbers: false,
            require_symbols: false,
            history: 0,
            temporary_days: TEMPORARY_DAYS,
            strength: 3,
            block_list: true,
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
    /// It is made of the user's own names, or those of the pool or the application.
    IsTheName,
    /// Many people have it.
    IsCommon,
    /// It is guessed in few tries.
    IsGuessable,
    /// The user has it, or had it before.
    WasUsed,
}

/// The names that make no password: the person's own, the pool's, the application's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnNames(Vec<String>);

impl OwnNames {
    /// The names and their parts in lower case, the longest first.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut found: Vec<String> = Vec::new();
        for name in names {
            let name: String = name.nfc().take(LONGEST_NAME).collect::<String>().to_lowercase();
            let parts = name.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
            found.extend(std::iter::once(name.clone()).chain(parts));
        }
        found.retain(|name| name.chars().count() >= SHORTEST_NAME);
        found.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        found.dedup();
        Self(found)
    }

    /// Each of them.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Whether a text has little in it besides these names.
    fn make(&self, text: &str) -> bool {
        let whole = text.to_lowercase();
        let rest = self.0.iter().fold(whole.clone(), |rest, name| rest.replace(name, " "));
        rest != whole && rest.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_BESIDES_NAMES
    }
}

impl PasswordPolicy {
    /// For how many days a password is good that an operator has given.
    pub fn temporary_days(&self) -> u32 {
        if self.temporary_days == 0 { TEMPORARY_DAYS } else { self.temporary_days }
    }

    /// Checks that the rules are within their bounds.
    ///
    /// # Errors
    /// Says which rule is not.
    pub fn check_bounds(&self) -> Result<(), Invalid> {
        let rules = [
            (
                self.minimum_length.is_none_or(|length| (6..=99).contains(&length)),
                "a password's minimum length is 6 to 99",
            ),
            (self.history <= 24, "a pool remembers at most 24 passwords of a person"),
            (self.temporary_days <= 365, "a temporary password is good for at most 365 days"),
            (self.strength <= 4, "a password's strength is 0 to 4"),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(Invalid::because(broken)),
            None => Ok(()),
        }
    }

    /// Checks a new password by what can be seen of it: its characters, at least `least` of them, and
    /// the names that it must not be made of.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(
        &self,
        password: &Password,
        least: usize,
        names: &OwnNames,
    ) -> Result<(), Weakness> {
        let text = password.text();
        let symbol = |c: char| {
            c.is_ascii_punctuation() || (c == ' ' && !text.starts_with(' ') && !text.ends_with(' '))
        };
        let rules = [
            (text.chars().count() >= least, Weakness::TooShort),
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
            (!self.block_list || !names.make(text), Weakness::IsTheName),
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
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            ..PasswordPolicy::default()
        };
        let names = OwnNames::new(["Jane#2024x"]);
        let check = |text: &str| strict.check(&Password::new(text), 8, &names);
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
    fn names_make_no_password() {
        let names = OwnNames::new(["jane", "jane.doe@northwind.example", "Northwind"]);
        let check =
            |text: &str| PasswordPolicy::default().check(&Password::new(text), 8, &names).is_ok();
        for bad in
            ["Jane.Doe@Northwind.example", "northwind-2024!", "JaneJaneJane99", "JANE jane 1"]
        {
            assert!(!check(bad), "{bad}");
        }
        for good in
            ["jane likes walnuts", "north winds are cold", "99 red balloons", "a b c d e f g"]
        {
            assert!(check(good), "{good}");
        }
        let lenient = PasswordPolicy { block_list: false, ..PasswordPolicy::default() };
        assert_eq!(lenient.check(&Password::new("northwind-2024!"), 8, &names), Ok(()));
        assert_eq!(
            OwnNames::new(["", "a", "bob"]),
            OwnNames::default(),
            "too short to be looked for"
        );
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let policy = PasswordPolicy::default();
        let none = OwnNames::default();
        assert_eq!(policy.check(&Password::new("pässwörtér"), 10, &none), Ok(()));
        assert_eq!(policy.check(&Password::new("pässwörtér"), 11, &none), Err(Weakness::TooShort));
        assert_eq!(Password::new("e\u{301}").expose(), Password::new("é").expose());
    }

    #[test]
    fn rules_out_of_bounds_are_refused() {
        let policy = PasswordPolicy::default();
        assert_eq!(policy.check_bounds(), Ok(()));
        let broken = [
            PasswordPolicy { minimum_length: Some(5), ..policy.clone() },
            PasswordPolicy { minimum_length: Some(100), ..policy.clone() },
            PasswordPolicy { history: 25, ..policy.clone() },
            PasswordPolicy { temporary_days: 366, ..policy.clone() },
            PasswordPolicy { strength: 5, ..policy.clone() },
        ];
        for policy in broken {
            assert!(policy.check_bounds().is_err(), "{policy:?}");
        }
        assert_eq!(PasswordPolicy { temporary_days: 0, ..policy }.temporary_days(), 7);
    }

    #[test]
    fn a_password_is_never_shown() {
        assert!(!format!("{:?}", Password::new("hunter2")).contains("hunter2"));
    }
}
