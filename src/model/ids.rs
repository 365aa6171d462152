//! Identifiers, each its own type, in the forms that Amazon Cognito gives them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// Declares an identifier: a checked text that never mixes with another kind of identifier.
/// A macro because the five types differ in nothing but name and rule.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $rule:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                let rule: fn(&str) -> bool = $rule;
                if rule(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(Invalid::because(concat!("not a valid ", stringify!($name))))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// A user pool: `{region}_{9 alphanumerics}`, at most 55 characters.
    PoolId,
    |text| {
        text.len() <= 55
            && text.split_once('_').is_some_and(|(region, suffix)| {
                !region.is_empty()
                    && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                    && suffix.len() == 9
                    && suffix.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }
);

identifier!(
    /// A user's subject (`sub`): a UUID in its hyphenated lower-case form.
    UserId,
    is_uuid
);

identifier!(
    /// A token family, also the `origin_jti` of each of its tokens: a time-ordered UUID.
    FamilyId,
    is_uuid
);

identifier!(
    /// A signing key (`kid`): base64url text.
    KeyId,
    |text| (8..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
);

identifier!(
    /// A sign-in session of one browser at one pool (`sid`): a time-ordered UUID.
    SessionId,
    is_uuid
);

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_the_forms_of_cognito() {
        assert!("eu-central-1_Ab3dE6gH9".parse::<PoolId>().is_ok());
        for bad in [
            "",
            "eu-central-1",
            "eu-central-1_short",
            "EU_Ab3dE6gH9",
            "eu_Ab3dE6gH9'",
            "_Ab3dE6gH9",
        ] {
            assert!(bad.parse::<PoolId>().is_err(), "{bad}");
        }
        assert!("0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse::<UserId>().is_ok());
        assert!("0193D3A0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse::<UserId>().is_err());
        assert!("0193d3a006f7e-7c31-8f4e-1b2c3d4e5f60".parse::<UserId>().is_err());
    }
}
