//! Refresh tokens: a handle on a token family that only the holder of the master key can make.
//!
//! A token is the family's id, 16 random bytes and a tag over both. The tag tells a token that we
//! gave from one that somebody made up, without a look at the database: so a guess costs nothing,
//! and a genuine token that is no longer the present one is known to be reused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::crypto;
use crate::crypto::seal::Vault;
use crate::crypto::{digest, random};
use crate::model::FamilyId;

const PURPOSE: &[u8] = b"refresh token";
const ID: usize = 16;
const NONCE: usize = 16;
const TAG: usize = 32;

/// A refresh token that we gave once; whether it is still good, the store knows.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The family that it belongs to.
    pub family: FamilyId,
    text: String,
}

impl RefreshToken {
    /// Makes a token of a family.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(vault: &Vault, family: &FamilyId) -> Result<Self, crypto::Error> {
        let id =
            Uuid::parse_str(family.as_str()).map_err(|_| crypto::Error::Failed("family id"))?;
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend_from_slice(&random::bytes::<NONCE>()?);
        bytes.extend_from_slice(&vault.tag(&[PURPOSE, &bytes]));
        Ok(Self { family: family.clone(), text: URL_SAFE_NO_PAD.encode(bytes) })
    }

    /// Reads a token; nothing when we never gave it.
    pub fn parse(vault: &Vault, text: &str) -> Option<Self> {
        let mut buffer = [0; ID + NONCE + TAG + 3];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut buffer).ok()?;
        let (message, tag) = buffer.get(..length)?.split_at_checked(ID + NONCE)?;
        if tag.len() != TAG || !digest::equal(tag, &vault.tag(&[PURPOSE, message])) {
            return None;
        }
        let id = Uuid::from_slice(message.get(..ID)?).ok()?;
        Some(Self { family: id.to_string().parse().ok()?, text: text.to_owned() })
    }

    /// The token as the client gets it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The digest by which the store knows it, in hexadecimal. Of a token that is bound to a key (RFC
    /// 9449 section 5) the key's thumbprint is a part: with another key it is another token.
    pub fn digest(&self, key: Option<&str>) -> String {
        let key = key.map(|key| format!(".{key}")).unwrap_or_default();
        digest::hex(&digest::sha256(format!("{}{key}", self.text).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::SecretBox;

    fn vault(byte: u8) -> Vault {
        Vault::new(&SecretBox::new(Box::new([byte; 32]))).expect("a vault")
    }

    #[test]
    fn only_our_own_tokens_are_read() {
        let family: FamilyId = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        let token = RefreshToken::new(&vault(1), &family).expect("a token");
        assert_eq!(RefreshToken::parse(&vault(1), token.as_str()).expect("ours").family, family);
        assert!(RefreshToken::parse(&vault(2), token.as_str()).is_none());
        for at in 0..token.as_str().len() {
            assert!(RefreshToken::parse(&vault(1), &token.as_str()[..at]).is_none(), "cut at {at}");
            let mut changed = token.as_str().to_owned().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(RefreshToken::parse(&vault(1), &changed).is_none(), "changed at {at}");
        }
        assert!(RefreshToken::parse(&vault(1), &format!("{}A", token.as_str())).is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,120}") {
            prop_assert!(RefreshToken::parse(&vault(1), &text).is_none());
        }
    }
}
