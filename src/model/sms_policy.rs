//! To which numbers a pool sends SMS, and how many: what strangers can make it spend.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Destination, Invalid};

/// How many calling codes a pool lists at most.
const MOST_CODES: usize = 300;

/// More than any pool needs; 0 is how a ceiling is lifted.
const MOST_MESSAGES: u32 = 10_000_000;

/// The rules of a pool for what it sends by SMS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsPolicy {
    /// Where the numbers are to which it sends; everywhere when empty.
    pub calling_codes: Vec<CallingCode>,
    /// How many messages go out within an hour, whoever they are for; 0 lifts the ceiling.
    pub most_per_hour: u32,
    /// How many messages go out within a day; 0 lifts the ceiling.
    pub most_per_day: u32,
}

impl Default for SmsPolicy {
    fn default() -> Self {
        Self { calling_codes: Vec::new(), most_per_hour: 500, most_per_day: 2_000 }
    }
}

impl SmsPolicy {
    /// Whether a message to there may go out: mail always does.
    pub fn serves(&self, to: &Destination) -> bool {
        match to {
            Destination::Email(_) => true,
            Destination::Phone(number) => {
                let begins = |code: &CallingCode| number.as_str().starts_with(&code.0);
                self.calling_codes.is_empty() || self.calling_codes.iter().any(begins)
            }
        }
    }

    /// Checks that the rules fit together.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.calling_codes.len() > MOST_CODES {
            return Err(Invalid::because("a pool lists at most 300 calling codes"));
        }
        if self.most_per_hour.max(self.most_per_day) > MOST_MESSAGES {
            return Err(Invalid::because("a ceiling of SMS is at most 10000000; 0 lifts it"));
        }
        Ok(())
    }
}

/// What numbers of a country begin with (E.164): `+49`; or of a part of it: `+1242`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallingCode(String);

impl FromStr for CallingCode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default().as_bytes();
        match digits {
            [b'1'..=b'9', rest @ ..] if rest.len() < 7 && rest.iter().all(u8::is_ascii_digit) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Invalid::because("a calling code is + and 1 to 7 digits, such as +49")),
        }
    }
}

impl TryFrom<String> for CallingCode {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<CallingCode> for String {
    fn from(code: CallingCode) -> String {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Medium;

    #[test]
    fn a_number_is_served_where_its_code_is_listed() {
        let number = |text| Medium::PhoneNumber.destination(text).expect("a number");
        let (american, german) = (number("+12025550123"), number("+4915112345678"));
        let everywhere = SmsPolicy::default();
        assert!(everywhere.serves(&american) && everywhere.serves(&german));
        let codes = vec!["+49".parse().expect("a code"), "+44".parse().expect("a code")];
        let europe = SmsPolicy { calling_codes: codes, ..SmsPolicy::default() };
        assert!(!europe.serves(&american) && europe.serves(&german));
        assert!(europe.serves(&Medium::Email.destination("a@b.example").expect("an address")));
    }

    #[test]
    fn what_is_no_code_or_ceiling_is_refused() {
        for bad in ["", "+", "49", "+0", "+4a", "+ 49", "+12345678"] {
            assert!(bad.parse::<CallingCode>().is_err(), "{bad}");
        }
        assert_eq!(SmsPolicy::default().check(), Ok(()));
        let codes = vec!["+49".parse().expect("a code"); MOST_CODES + 1];
        let long = SmsPolicy { calling_codes: codes, ..SmsPolicy::default() };
        let high = SmsPolicy { most_per_day: MOST_MESSAGES + 1, ..SmsPolicy::default() };
        assert!(long.check().is_err() && high.check().is_err());
    }
}
