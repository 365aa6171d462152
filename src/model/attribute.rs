//! User attributes: OpenID Connect's standard claims as Cognito keeps them, and a pool's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use super::{Email, Invalid, Medium, Phone};

/// The longest value of an attribute, in characters.
const LONGEST_VALUE: usize = 2048;

/// A user's attributes by name; each value is text, as in Cognito's API.
pub type Attributes = BTreeMap<String, String>;

/// Gives a phone number its one form, in which it is kept and compared; what is none stays, and is
/// refused by [`check_value`].
pub fn in_one_form(attributes: &mut Attributes) {
    if let Some(value) = attributes.get_mut(Medium::PhoneNumber.attribute())
        && let Ok(phone) = value.parse::<Phone>()
    {
        *value = phone.to_string();
    }
}

/// What a value is in a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A JSON string.
    Text,
    /// A JSON boolean.
    Flag,
    /// A JSON number.
    Number,
}

/// A standard claim (OpenID Connect Core section 5.1): its name, kind, and the scope that asks for it.
#[derive(Debug)]
pub struct Standard {
    /// The claim's and the attribute's name.
    pub name: &'static str,
    /// What its value is in a token.
    pub kind: Kind,
    /// The scope by which a client asks for it (OpenID Connect Core section 5.4).
    pub scope: &'static str,
}

/// Each standard attribute but `sub`, which every user has.
pub const STANDARD: [Standard; 19] = [
    standard("name", Kind::Text, "profile"),
    standard("family_name", Kind::Text, "profile"),
    standard("given_name", Kind::Text, "profile"),
    standard("middle_name", Kind::Text, "profile"),
    standard("nickname", Kind::Text, "profile"),
    standard("preferred_username", Kind::Text, "profile"),
    standard("profile", Kind::Text, "profile"),
    standard("picture", Kind::Text, "profile"),
    standard("website", Kind::Text, "profile"),
    standard("gender", Kind::Text, "profile"),
    standard("birthdate", Kind::Text, "profile"),
    standard("zoneinfo", Kind::Text, "profile"),
    standard("locale", Kind::Text, "profile"),
    standard("updated_at", Kind::Number, "profile"),
    standard("address", Kind::Text, "address"),
    standard("email", Kind::Text, "email"),
    standard("email_verified", Kind::Flag, "email"),
    standard("phone_number", Kind::Text, "phone"),
    standard("phone_number_verified", Kind::Flag, "phone"),
];

const fn standard(name: &'static str, kind: Kind, scope: &'static str) -> Standard {
    Standard { name, kind, scope }
}

/// The standard attribute of that name.
pub fn standard_of(name: &str) -> Option<&'static Standard> {
    STANDARD.iter().find(|each| each.name == name)
}

/// Whether only Gatehouse itself may set it: what a person claims is not thereby verified.
pub fn is_reserved(name: &str) -> bool {
    matches!(name, "sub" | "email_verified" | "phone_number_verified" | "updated_at" | "identities")
}

/// The type of a pool's own attribute (Cognito's `AttributeDataType`); values are always text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DataType {
    /// Any text; the limits count characters.
    #[default]
    String,
    /// A whole number; the limits are values.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// An attribute that a pool adds; its name in tokens and requests starts with `custom:`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomAttribute {
    /// Its name without `custom:`, 1 to 20 characters.
    pub name: String,
    /// Its type.
    #[serde(default)]
    pub data_type: DataType,
    /// The least length or value.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// The greatest length or value.
    #[serde(default)]
    pub maximum: Option<i64>,
    /// What the whole value must match.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// Whether it may change after sign-up.
    #[serde(default = "yes")]
    pub mutable: bool,
}

fn yes() -> bool {
    true
}

impl CustomAttribute {
    /// Checks the attribute's own definition.
    ///
    /// # Errors
    /// Says which part does not fit.
    pub fn check_definition(&self) -> Result<(), Invalid> {
        let fits = (1..=20).contains(&self.name.len())
            && self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if !fits {
            return Err(Invalid::because(
                "a custom attribute's name has 1 to 20 letters, digits, _ or -",
            ));
        }
        let is_bound = self.minimum.is_some() || self.maximum.is_some() || self.pattern.is_some();
        if self.data_type == DataType::Boolean && is_bound {
            let why = format!("custom:{}: a Boolean has neither range nor pattern", self.name);
            return Err(Invalid::because(why));
        }
        match (self.minimum, self.maximum) {
            (Some(least), Some(most)) if least > most => Err(Invalid::because(format!(
                "custom:{}: the minimum is above the maximum",
                self.name
            ))),
            _ => Ok(()),
        }
    }

    fn check(&self, value: &str) -> Result<(), Invalid> {
        let wrong = |what: &str| Err(Invalid::because(format!("custom:{} {what}", self.name)));
        let measure = match self.data_type {
            DataType::Boolean if matches!(value, "true" | "false") => return Ok(()),
            DataType::Boolean => return wrong("is true or false"),
            DataType::Number => match value.parse::<i64>() {
                Ok(number) => number,
                Err(_) => return wrong("is a whole number"),
            },
            DataType::String => i64::try_from(value.chars().count()).unwrap_or(i64::MAX),
        };
        if self.minimum.is_some_and(|least| measure < least)
            || self.maximum.is_some_and(|most| measure > most)
        {
            return wrong("is out of its range");
        }
        match &self.pattern {
            Some(pattern) if !pattern.matches(value) => wrong("has not the form that it must have"),
            _ => Ok(()),
        }
    }
}

/// Checks one attribute's value against the standard forms and the pool's own attributes.
///
/// # Errors
/// Says what the value would have to be.
pub fn check_value(name: &str, value: &str, custom: &[CustomAttribute]) -> Result<(), Invalid> {
    if value.chars().count() > LONGEST_VALUE {
        return Err(Invalid::because(format!("{name} is longer than {LONGEST_VALUE} characters")));
    }
    if value.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Invalid::because(format!("{name} has control characters")));
    }
    if let Some(own) = name.strip_prefix("custom:") {
        return match custom.iter().find(|each| each.name == own) {
            Some(attribute) => attribute.check(value),
            None => Err(Invalid::because(format!("{name} is not an attribute of this pool"))),
        };
    }
    if standard_of(name).is_none() {
        return Err(Invalid::because(format!("{name} is not an attribute of this pool")));
    }
    match name {
        "email" => value.parse::<Email>().map(drop),
        "phone_number" => value.parse::<Phone>().map(drop),
        "birthdate" if !is_date(value) => {
            Err(Invalid::because("a birth date has the form YYYY-MM-DD"))
        }
        "updated_at" if value.parse::<u64>().is_err() => {
            Err(Invalid::because("updated_at is seconds since 1970"))
        }
        "picture" | "profile" | "website" if !is_web_address(value) => {
            Err(Invalid::because(format!("{name} is an http or https address")))
        }
        _ => Ok(()),
    }
}

fn is_date(value: &str) -> bool {
    value.len() == 10
        && value
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}

fn is_web_address(value: &str) -> bool {
    url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_has_neither_range_nor_pattern() {
        let truth = CustomAttribute {
            name: "vip".into(),
            data_type: DataType::Boolean,
            minimum: None,
            maximum: None,
            pattern: None,
            mutable: true,
        };
        assert_eq!(truth.check_definition(), Ok(()));
        assert!(CustomAttribute { maximum: Some(1), ..truth.clone() }.check_definition().is_err());
        let pattern = Some("true".parse().expect("a pattern"));
        assert!(CustomAttribute { pattern, ..truth }.check_definition().is_err());
    }

    #[test]
    fn values_are_checked_by_name() {
        let level = CustomAttribute {
            name: "level".into(),
            data_type: DataType::Number,
            minimum: Some(1),
            maximum: Some(9),
            pattern: None,
            mutable: true,
        };
        let custom = [level];
        let good = [
            ("name", "Jane"),
            ("phone_number", "+4915112345678"),
            ("birthdate", "2000-02-29"),
            ("custom:level", "9"),
        ];
        for (name, value) in good {
            assert_eq!(check_value(name, value, &custom), Ok(()), "{name}");
        }
        let long = "x".repeat(2049);
        let bad = [
            ("name", long.as_str()),
            ("name", "a\u{0}b"),
            ("phone_number", "0151 123"),
            ("birthdate", "29.2.2000"),
            ("custom:level", "10"),
            ("custom:level", "nine"),
            ("custom:other", "1"),
            ("shoe_size", "44"),
            ("picture", "javascript:alert(1)"),
        ];
        for (name, value) in bad {
            assert!(check_value(name, value, &custom).is_err(), "{name}={value}");
        }
    }

    #[test]
    fn verified_flags_are_not_for_users_to_set() {
        assert!(is_reserved("email_verified") && is_reserved("sub") && !is_reserved("email"));
    }
}
