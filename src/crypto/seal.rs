//! Sealing: what the database must give back is encrypted with keys derived from the master key.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::{hkdf, hmac};
use secrecy::{ExposeSecret, SecretBox};

use super::{Error, digest};

/// The length of a nonce, kept before the ciphertext, in bytes.
const NONCE: usize = 12;

/// Keys derived from the master key, each for one use; cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    keys: Arc<Keys>,
}

#[derive(Debug)]
struct Keys {
    sealing: RandomizedNonceKey,
    authentication: hmac::Key,
}

impl Vault {
    /// Derives the keys.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn new(master_key: &SecretBox<[u8; 32]>) -> Result<Self, Error> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"gatehouse master key");
        let secret = salt.extract(master_key.expose_secret());
        let sealing = derive(&secret, b"sealing at rest")?;
        let authentication = derive(&secret, b"authentication of handles")?;
        Ok(Self {
            keys: Arc::new(Keys {
                sealing: RandomizedNonceKey::new(&AES_256_GCM, &sealing)
                    .map_err(|_| Error::Failed("sealing key"))?,
                authentication: hmac::Key::new(hmac::HMAC_SHA256, &authentication),
            }),
        })
    }

    /// Encrypts; `context` names the row, so that no ciphertext can be moved to another.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut buffer = plain.to_vec();
        let nonce = self
            .keys
            .sealing
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut buffer)
            .map_err(|_| Error::Failed("seal"))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut buffer);
        Ok(sealed)
    }

    /// Decrypts what was sealed in the same context.
    ///
    /// # Errors
    /// When it was changed, moved, or sealed with another master key.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let wrong = |_| Error::Failed("open: changed, or sealed with another master key");
        let (nonce, ciphertext) =
            sealed.split_at_checked(NONCE).ok_or(Error::Failed("open: too short"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(wrong)?;
        let mut buffer = ciphertext.to_vec();
        let plain = self
            .keys
            .sealing
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut buffer)
            .map_err(wrong)?;
        Ok(plain.to_vec())
    }

    /// A tag that only the holder of the master key can make for these parts.
    pub fn tag(&self, parts: &[&[u8]]) -> Vec<u8> {
        digest::hmac(&self.keys.authentication, parts)
    }
}

fn derive(secret: &hkdf::Prk, purpose: &[u8]) -> Result<[u8; 32], Error> {
    let mut key = [0; 32];
    secret
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut key))
        .map_err(|_| Error::Failed("derive"))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(&SecretBox::new(Box::new([byte; 32]))).expect("a vault")
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place() {
        let sealed = vault(1).seal("key/1", b"private").expect("sealed");
        assert_eq!(vault(1).open("key/1", &sealed).expect("opened"), b"private");
        assert!(vault(1).open("key/2", &sealed).is_err());
        assert!(vault(2).open("key/1", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault(1).open("key/1", &changed).is_err());
            assert!(vault(1).open("key/1", &sealed[..at]).is_err());
        }
    }

    #[test]
    fn tags_need_the_master_key() {
        assert_eq!(vault(1).tag(&[b"a"]), vault(1).tag(&[b"a"]));
        assert_ne!(vault(1).tag(&[b"a"]), vault(2).tag(&[b"a"]));
    }
}
