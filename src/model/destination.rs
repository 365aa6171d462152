//! Where a message to a person goes: to an e-mail address or a phone number.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Email, Factor, Invalid, Phone, Proof};

/// How a person is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By mail.
    Email,
    /// By SMS.
    PhoneNumber,
}

impl Medium {
    /// The attribute that holds where.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// The attribute that says that it was proved.
    pub fn verified(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }

    /// Reads where it leads.
    ///
    /// # Errors
    /// Says what would be an address or a number.
    pub fn destination(self, text: &str) -> Result<Destination, Invalid> {
        match self {
            Self::Email => text.parse().map(Destination::Email),
            Self::PhoneNumber => text.parse().map(Destination::Phone),
        }
    }

    /// How the codes of a factor travel, if it has codes that are sent.
    pub fn of_factor(factor: Factor) -> Option<Self> {
        [Self::Email, Self::PhoneNumber].into_iter().find(|medium| medium.factor() == factor)
    }

    /// The factor whose codes go the same way.
    pub fn factor(self) -> Factor {
        match self {
            Self::Email => Factor::Email,
            Self::PhoneNumber => Factor::Sms,
        }
    }

    /// What a code shows that went the same way.
    pub fn proof(self) -> Proof {
        match self {
            Self::Email => Proof::Email,
            Self::PhoneNumber => Proof::Sms,
        }
    }
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An e-mail address.
    Email(Email),
    /// A phone number.
    Phone(Phone),
}

impl Destination {
    /// How it is reached.
    pub fn medium(&self) -> Medium {
        match self {
            Self::Email(_) => Medium::Email,
            Self::Phone(_) => Medium::PhoneNumber,
        }
    }

    /// The address or number as it is kept.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// The form by which two of them are the same.
    pub fn key(&self) -> String {
        match self {
            Self::Email(email) => email.key(),
            Self::Phone(phone) => phone.to_string(),
        }
    }

    /// As much of it as tells its owner which it is.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
