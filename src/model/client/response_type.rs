//! Response types: a set of words in any order (RFC 6749 section 3.1.1, OAuth 2.0 Multiple Response
//! Type Encoding Practices).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;

/// What the authorization endpoint is to answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResponseType {
    /// An authorization code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID token.
    pub id_token: bool,
}

impl ResponseType {
    /// A code alone.
    pub const CODE: Self = Self { code: true, token: false, id_token: false };

    /// Every response type.
    pub const ALL: [Self; 7] = [
        Self::CODE,
        Self { code: false, token: false, id_token: true },
        Self { code: false, token: true, id_token: true },
        Self { code: false, token: true, id_token: false },
        Self { code: true, token: false, id_token: true },
        Self { code: true, token: true, id_token: false },
        Self { code: true, token: true, id_token: true },
    ];

    /// Whether tokens come from the authorization endpoint itself.
    pub fn is_implicit(self) -> bool {
        self.token || self.id_token
    }
}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [(self.code, "code"), (self.id_token, "id_token"), (self.token, "token")];
        let words: Vec<&str> =
            words.into_iter().filter(|(is_in, _)| *is_in).map(|(_, word)| word).collect();
        f.write_str(&words.join(" "))
    }
}

impl FromStr for ResponseType {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let unknown = || Invalid::because("response_type is any of code, token and id_token");
        let mut response_type = Self::default();
        for word in text.split(' ') {
            let part = match word {
                "code" => &mut response_type.code,
                "token" => &mut response_type.token,
                "id_token" => &mut response_type.id_token,
                _ => return Err(unknown()),
            };
            if std::mem::replace(part, true) {
                return Err(unknown());
            }
        }
        Ok(response_type)
    }
}

impl TryFrom<String> for ResponseType {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<ResponseType> for String {
    fn from(response_type: ResponseType) -> Self {
        response_type.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_as_it_is_written() {
        for response_type in ResponseType::ALL {
            assert_eq!(response_type.to_string().parse(), Ok(response_type));
        }
    }

    #[test]
    fn the_words_are_a_set() {
        let read = |text: &str| text.parse::<ResponseType>().ok();
        assert_eq!(read("code"), Some(ResponseType::CODE));
        assert_eq!(read("id_token token"), read("token id_token"));
        assert!(read("id_token code").is_some_and(|r| r.code && r.id_token && r.is_implicit()));
        for bad in ["", "Code", "none", "code code", "code  token", "token x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
