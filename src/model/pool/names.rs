//! What the people of a pool are called by, and by what they get back in.

use serde::{Deserialize, Serialize};

use crate::model::Medium;

/// What a user's name is in a pool (Cognito's `UsernameAttributes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsernameKind {
    /// A name of the person's choice.
    #[default]
    Chosen,
    /// The e-mail address; the user name proper is then the subject.
    Email,
    /// The phone number; the user name proper is then the subject.
    Phone,
}

impl UsernameKind {
    /// How a person of that name is reached, where the name says so.
    pub fn medium(self) -> Option<Medium> {
        match self {
            Self::Chosen => None,
            Self::Email => Some(Medium::Email),
            Self::Phone => Some(Medium::PhoneNumber),
        }
    }

    /// The attribute that is the name, where one is.
    pub fn attribute(self) -> Option<&'static str> {
        self.medium().map(Medium::attribute)
    }

    /// The alias that such a name is as well, where it is one.
    pub(super) fn alias(self) -> Option<Alias> {
        match self {
            Self::Chosen => None,
            Self::Email => Some(Alias::Email),
            Self::Phone => Some(Alias::PhoneNumber),
        }
    }
}

/// A verified attribute by which a person may sign in besides the user name (Cognito's `AliasAttributes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alias {
    /// The verified e-mail address.
    Email,
    /// The verified phone number.
    PhoneNumber,
    /// The preferred user name, once the account is confirmed.
    PreferredUsername,
}

impl Alias {
    /// The attribute that holds it.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }
}

/// By what a person may get back into the account (Cognito's `RecoveryMechanisms`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryWay {
    /// A code to the verified e-mail address.
    VerifiedEmail,
    /// A code to the verified phone number.
    VerifiedPhoneNumber,
}

impl RecoveryWay {
    /// How the code goes.
    pub fn medium(self) -> Medium {
        match self {
            Self::VerifiedEmail => Medium::Email,
            Self::VerifiedPhoneNumber => Medium::PhoneNumber,
        }
    }
}
