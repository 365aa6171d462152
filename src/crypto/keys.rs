//! Signing keys: made, sealed by others, parsed once and held; and their public halves.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;

use super::Error;
use crate::model::Algorithm;

/// A private key, parsed once: parsing costs as much as a signature.
#[derive(Debug, Clone)]
pub struct PrivateKey {
    pair: Arc<Pair>,
}

#[derive(Debug)]
enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A public key in the parts that a JWK has (RFC 7517, RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA: modulus and exponent, big-endian.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// P-256: the coordinates, 32 bytes each.
    Ec {
        /// The first.
        x: Vec<u8>,
        /// The second.
        y: Vec<u8>,
    },
    /// Ed25519: 32 bytes.
    Ed {
        /// The point.
        x: Vec<u8>,
    },
}

impl PrivateKey {
    /// Makes a key; an RSA key takes a good part of a second.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        let failed = |_| Error::Failed("generate key");
        Ok(Self::of(match algorithm {
            Algorithm::RS256 => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?),
            Algorithm::ES256 => {
                Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?)
            }
            Algorithm::EdDSA => Pair::Ed(Ed25519KeyPair::generate().map_err(failed)?),
        }))
    }

    /// Reads a key from PKCS #8.
    ///
    /// # Errors
    /// When it is no key for that algorithm.
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, Error> {
        let failed = |_| Error::Failed("read key");
        Ok(Self::of(match algorithm {
            Algorithm::RS256 => Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(failed)?),
            Algorithm::ES256 => Pair::Ec(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(failed)?,
            ),
            Algorithm::EdDSA => Pair::Ed(Ed25519KeyPair::from_pkcs8(der).map_err(failed)?),
        }))
    }

    fn of(pair: Pair) -> Self {
        Self { pair: Arc::new(pair) }
    }

    /// The key as PKCS #8, to be sealed.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Failed("write key");
        Ok(match &*self.pair {
            Pair::Rsa(pair) => pair.as_der().map_err(failed)?.as_ref().to_vec(),
            Pair::Ec(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Pair::Ed(pair) => pair.to_pkcs8().map_err(failed)?.as_ref().to_vec(),
        })
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        match &*self.pair {
            Pair::Rsa(_) => Algorithm::RS256,
            Pair::Ec(_) => Algorithm::ES256,
            Pair::Ed(_) => Algorithm::EdDSA,
        }
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        match &*self.pair {
            Pair::Rsa(pair) => PublicKey::Rsa {
                n: pair.public_key().modulus().big_endian_without_leading_zero().to_vec(),
                e: pair.public_key().exponent().big_endian_without_leading_zero().to_vec(),
            },
            Pair::Ec(pair) => PublicKey::from_point(pair.public_key().as_ref()),
            Pair::Ed(pair) => PublicKey::Ed { x: pair.public_key().as_ref().to_vec() },
        }
    }

    /// Signs a message; RS256 takes close to a millisecond, the others a fiftieth of it.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Failed("sign");
        let random = SystemRandom::new();
        Ok(match &*self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(failed)?;
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, message).map_err(failed)?.as_ref().to_vec(),
            Pair::Ed(pair) => pair.try_sign(message).map_err(failed)?.as_ref().to_vec(),
        })
    }
}

impl PublicKey {
    /// From an uncompressed point: a byte of 4, then both coordinates.
    fn from_point(point: &[u8]) -> Self {
        let coordinates = point.get(1..).unwrap_or_default();
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        Self::Ec { x: x.to_vec(), y: y.to_vec() }
    }

    /// The key in the form in which it is kept: each part with its length before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = match self {
            Self::Rsa { n, e } => vec![n, e],
            Self::Ec { x, y } => vec![x, y],
            Self::Ed { x } => vec![x],
        };
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// Reads a key from the form in which it is kept.
    ///
    /// # Errors
    /// When it is not such a form.
    pub fn from_bytes(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let mut part = || -> Result<Vec<u8>, Error> {
            let broken = Error::Failed("read public key");
            let (length, after) = rest.split_at_checked(2).ok_or(broken.clone())?;
            let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
            let (value, after) = after.split_at_checked(length).ok_or(broken)?;
            rest = after;
            Ok(value.to_vec())
        };
        Ok(match algorithm {
            Algorithm::RS256 => Self::Rsa { n: part()?, e: part()? },
            Algorithm::ES256 => Self::Ec { x: part()?, y: part()? },
            Algorithm::EdDSA => Self::Ed { x: part()? },
        })
    }

    /// The key as the verifier takes it.
    ///
    /// # Errors
    /// When the library refuses it.
    pub fn decoding_key(&self) -> Result<DecodingKey, Error> {
        let base64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let failed = |_| Error::Failed("public key");
        match self {
            Self::Rsa { n, e } => Ok(DecodingKey::from_rsa_raw_components(n, e)),
            Self::Ec { x, y } => {
                DecodingKey::from_ec_components(&base64(x), &base64(y)).map_err(failed)
            }
            Self::Ed { x } => DecodingKey::from_ed_components(&base64(x)).map_err(failed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_being_written_and_read() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).expect("a key");
            let again =
                PrivateKey::from_pkcs8(algorithm, &key.to_pkcs8().expect("der")).expect("read");
            assert_eq!(again.public(), key.public());
            let public = PublicKey::from_bytes(algorithm, &key.public().to_bytes()).expect("read");
            assert_eq!(public, key.public());
            assert!(PublicKey::from_bytes(algorithm, &key.public().to_bytes()[..5]).is_err());
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let ec = PrivateKey::generate(Algorithm::ES256).expect("a key").to_pkcs8().expect("der");
        assert!(PrivateKey::from_pkcs8(Algorithm::RS256, &ec).is_err());
        assert!(PrivateKey::from_pkcs8(Algorithm::EdDSA, &ec).is_err());
    }
}
