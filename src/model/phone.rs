//! Phone numbers: of a plan that exists, kept in the one form that the whole world dials (E.164).

use std::fmt;
use std::str::FromStr;

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type};
use serde::{Deserialize, Serialize};

use super::Invalid;

/// The most characters that are looked at: a number has 15 digits, with something between each.
const LONGEST: usize = 40;

/// How many digits of a masked number are shown, behind as many stars as Cognito has.
const SHOWN: usize = 4;

/// A phone number in the form of E.164: `+`, the country's code, and the number within.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// The number: `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with all but its last digits hidden, as Cognito shows it: `+*******1234`.
    pub fn masked(&self) -> String {
        let (_, shown) = self.0.split_at(self.0.len().saturating_sub(SHOWN));
        format!("+*******{shown}")
    }
}

impl FromStr for Phone {
    type Err = Invalid;

    /// Reads a number in its international form; blanks, dashes, dots and brackets are passed over.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::because("a phone number starts with + and the country's code, and has digits")
        };
        let text = text.trim();
        if text.len() > LONGEST || !text.starts_with('+') {
            return Err(refused());
        }
        let dialled: String = text.chars().filter(|c| !is_separator(*c)).collect();
        if !dialled[1..].bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        let number = in_one_form(&dialled).ok_or_else(refused)?;
        // What a country's rules change once more is no number that they know.
        if in_one_form(&number).as_ref() != Some(&number) {
            return Err(refused());
        }
        Ok(Self(number))
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2013}')
}

/// The number in the form of E.164, where a country's plan has it and a call or message there costs
/// nobody more than usual.
fn in_one_form(dialled: &str) -> Option<String> {
    let number = phonenumber::parse(None, dialled).ok()?;
    let is_dear = matches!(number.number_type(&DATABASE), Type::PremiumRate | Type::SharedCost);
    (number.is_valid() && !is_dear).then(|| number.format().mode(Mode::E164).to_string())
}

impl TryFrom<String> for Phone {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_one_form_however_it_is_typed() {
        for (typed, kept) in [
            ("+4915112345678", "+4915112345678"),
            (" +49 151 1234-5678 ", "+4915112345678"),
            ("+49 (0)151 12345678", "+4915112345678"),
            ("+1 (202) 555-0123", "+12025550123"),
            ("+39 06 698 12345", "+390669812345"),
        ] {
            let phone: Phone = typed.parse().expect("a number");
            assert_eq!(phone.as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn what_nobody_can_be_reached_at_is_refused() {
        for bad in [
            "",
            "+",
            "015112345678",
            "4915112345678",
            "004915112345678",
            "+49151",
            "+999123456789",
            "+491511234567890123",
            "+1800FLOWERS",
            "+12025550123;ext=5",
            "+12025550123\r\nBcc: all",
            "+１２０２５５５０１２３",
            "+12025550123,+12025550124",
            "+19005551234",
            "tel:+12025550123",
        ] {
            assert!(bad.parse::<Phone>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_masked_number_shows_its_end() {
        let phone: Phone = "+12025550123".parse().expect("a number");
        assert_eq!(phone.masked(), "+*******0123");
    }

    proptest! {
        #[test]
        fn a_number_that_was_read_is_read_the_same_again(digits in "\\+[1-9][0-9 ()-]{4,18}") {
            if let Ok(phone) = digits.parse::<Phone>() {
                prop_assert_eq!(phone.as_str().parse::<Phone>(), Ok(phone.clone()));
            }
        }
    }
}
