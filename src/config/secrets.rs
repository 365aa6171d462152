//! `[secrets]`: what seals secrets at rest.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

/// The dotted name of the master key.
pub(super) const MASTER_KEY: &str = "secrets.master_key";

/// 32 bytes that seal secrets at rest.
pub type MasterKey = SecretBox<[u8; 32]>;

const HOW_TO_MAKE_ONE: &str = "make one with `openssl rand -base64 32`, keep a copy in a safe \
    place, and set GATEHOUSE__SECRETS__MASTER_KEY or GATEHOUSE__SECRETS__MASTER_KEY_FILE";

/// Base64 with or without padding (RFC 4648 section 4).
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) const SECTION: Section = Section {
    name: "secrets",
    about: "What seals signing keys and other secrets at rest.",
    keys: &[Key::optional(
        "master_key",
        r#""base64 or hex of 32 bytes""#,
        "Required. Make one with `openssl rand -base64 32` and keep a copy in a safe place:\n\
         without it, what the database holds sealed is lost.",
    )
    .secret()],
};

/// What seals secrets at rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// Base64 or hex of 32 bytes.
    pub master_key: Option<SecretString>,
}

impl Secrets {
    pub(super) fn master_key(&self) -> Result<MasterKey, String> {
        let text = match &self.master_key {
            Some(text) if !text.expose_secret().trim().is_empty() => text.expose_secret().trim(),
            _ => return Err(format!("is missing: {HOW_TO_MAKE_ONE}")),
        };
        match from_hex(text).or_else(|| from_base64(text)) {
            Some(bytes) => Ok(bytes),
            None => Err(format!("is not base64 or hex of 32 bytes: {HOW_TO_MAKE_ONE}")),
        }
    }

    pub(super) fn check(&self, check: &mut Check<'_>) {
        if let Err(message) = self.master_key() {
            check.fault(MASTER_KEY, message);
        }
    }
}

fn from_base64(text: &str) -> Option<MasterKey> {
    let mut bytes = [0; 33];
    let length = BASE64.decode_slice(text, &mut bytes).ok()?;
    let key: [u8; 32] = bytes.get(..length)?.try_into().ok()?;
    Some(SecretBox::new(Box::new(key)))
}

fn from_hex(text: &str) -> Option<MasterKey> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(SecretBox::new(Box::new(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<[u8; 32], String> {
        let secrets = Secrets { master_key: Some(SecretString::from(text)) };
        secrets.master_key().map(|key| *key.expose_secret())
    }

    #[test]
    fn a_master_key_is_base64_or_hex() {
        let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
        let key: [u8; 32] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(read(base64), Ok(key));
        assert_eq!(read(base64.trim_end_matches('=')), Ok(key));
        assert_eq!(read(hex), Ok(key));
        assert_eq!(read(&format!(" {hex}\n")), Ok(key));
    }

    #[test]
    fn any_other_length_is_refused_with_a_way_to_make_one() {
        for text in ["", "AAECAwQ=", "not base64!", &"ab".repeat(31), &"AAAA".repeat(12)] {
            let message = read(text).unwrap_err();
            assert!(message.contains("openssl rand -base64 32"), "{message}");
        }
    }
}
