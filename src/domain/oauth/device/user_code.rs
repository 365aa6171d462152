//! User codes (RFC 8628 section 6.1): short enough to type, in letters that spell no word.

use std::fmt;
use std::str::FromStr;

use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::error::Result;
use crate::model::{Invalid, PoolId};

/// Consonants only, which nobody takes for digits.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many letters a code has: 20⁸ codes are more than 34 bits.
const LENGTH: usize = 8;

/// How many letters stand together when a code is shown.
const GROUP: usize = 4;

/// The code that a device shows and a person types; shown as `WDJB-MJHT`.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A new code, each as likely as the next.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub(super) fn new() -> Result<Self> {
        let fair = 256 - 256 % LETTERS.len();
        let mut letters = String::with_capacity(LENGTH);
        while letters.len() < LENGTH {
            let bytes = random::bytes::<16>()?.map(usize::from);
            for byte in bytes.into_iter().filter(|byte| *byte < fair) {
                if letters.len() < LENGTH {
                    letters.push(char::from(LETTERS[byte % LETTERS.len()]));
                }
            }
        }
        Ok(Self(letters))
    }

    /// What is kept of it in that pool.
    pub(super) fn digest(&self, cx: &Context, pool: &PoolId) -> String {
        let parts = [b"user code", pool.as_str().as_bytes(), self.0.as_bytes()];
        digest::hex(&cx.app.vault.tag(&parts))
    }
}

impl FromStr for UserCode {
    type Err = Invalid;

    /// Reads a code as people type it: in any case, with any punctuation (RFC 8628 section 6.1).
    fn from_str(typed: &str) -> Result<Self, Invalid> {
        let letters = typed.chars().filter(|c| c.is_alphanumeric()).take(LENGTH + 1);
        let letters: String = letters.map(|c| c.to_ascii_uppercase()).collect();
        let fits = letters.len() == LENGTH && letters.bytes().all(|b| LETTERS.contains(&b));
        match fits {
            true => Ok(Self(letters)),
            false => Err(Invalid::because("a user code has eight letters, such as WDJB-MJHT")),
        }
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(GROUP);
        write!(f, "{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "W.D.J.B/M.J.H.T", "WDJB–MJHT"] {
            let code: UserCode = typed.parse().expect("a code");
            assert_eq!(code.to_string(), "WDJB-MJHT", "{typed}");
        }
        for wrong in ["", "WDJB", "WDJB-MJHTX", "WDJB-MJH1", "WDJB-MJHA", "WDJB-MJHÄ", "ＷDJB-MJHT"]
        {
            assert!(wrong.parse::<UserCode>().is_err(), "{wrong}");
        }
        assert!("B".repeat(100_000).parse::<UserCode>().is_err());
    }

    #[test]
    fn a_new_code_is_one_that_can_be_typed() {
        for _ in 0..200 {
            let code = UserCode::new().expect("random");
            assert!(code.to_string().parse::<UserCode>().expect("its own form") == code);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(typed in ".{0,40}") {
            let _ = typed.parse::<UserCode>();
        }
    }
}
