//! Signing keys: made, sealed by others, parsed once and held; and their public halves.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair, RsaSignatureEncoding,
};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;

use super::Error;
use super::jose::mechanism::Mechanism;
use crate::model::Algorithm;

/// A private key for one algorithm, parsed once: parsing costs as much as a signature.
#[derive(Debug, Clone)]
pub struct PrivateKey {
    algorithm: Algorithm,
    pair: Arc<Pair>,
}

#[derive(Debug)]
enum Pair {
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ec(EcdsaKeyPair, Curve),
    Ed(Ed25519KeyPair),
}

/// An elliptic curve of ECDSA (RFC 7518 section 6.2.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
}

impl Curve {
    /// Each curve.
    pub const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// The `crv` value of a JWK.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// The length of a coordinate in bytes.
    pub fn coordinate_length(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
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
    /// A point of a curve: both coordinates at full length.
    Ec {
        /// The curve.
        curve: Curve,
        /// The first coordinate.
        x: Vec<u8>,
        /// The second coordinate.
        y: Vec<u8>,
    },
    /// Ed25519: 32 bytes.
    Ed {
        /// The point.
        x: Vec<u8>,
    },
}

impl PrivateKey {
    /// Makes a key; an RSA key has 2048 bits and takes a good part of a second.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        let failed = |_| Error::Failed("generate key");
        let pair = match Mechanism::of(algorithm) {
            Mechanism::Rsa { signing, .. } => {
                Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?, signing)
            }
            Mechanism::Ec { curve, signing, .. } => {
                Pair::Ec(EcdsaKeyPair::generate(signing).map_err(failed)?, curve)
            }
            Mechanism::Ed => Pair::Ed(Ed25519KeyPair::generate().map_err(failed)?),
        };
        Ok(Self { algorithm, pair: Arc::new(pair) })
    }

    /// Reads a key from PKCS #8.
    ///
    /// # Errors
    /// When it is no key for that algorithm.
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, Error> {
        let failed = |_| Error::Failed("read key");
        let pair = match Mechanism::of(algorithm) {
            Mechanism::Rsa { signing, .. } => {
                Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(failed)?, signing)
            }
            Mechanism::Ec { curve, signing, .. } => {
                Pair::Ec(EcdsaKeyPair::from_pkcs8(signing, der).map_err(failed)?, curve)
            }
            Mechanism::Ed => Pair::Ed(Ed25519KeyPair::from_pkcs8(der).map_err(failed)?),
        };
        Ok(Self { algorithm, pair: Arc::new(pair) })
    }

    /// Reads a key from PKCS #8 as an operator has it: in PEM (RFC 7468 section 10), or what stands
    /// between its first and last line.
    ///
    /// # Errors
    /// When it is no key for that algorithm.
    pub fn from_text(algorithm: Algorithm, text: &str) -> Result<Self, Error> {
        let failed = Error::Failed("read key");
        let der = match PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()) {
            Ok(der) => der.secret_pkcs8_der().to_vec(),
            Err(_) => {
                let bare: String = text.split_ascii_whitespace().collect();
                STANDARD.decode(bare).map_err(|_| failed)?
            }
        };
        Self::from_pkcs8(algorithm, &der)
    }

    /// The key as PKCS #8, to be sealed.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Failed("write key");
        Ok(match &*self.pair {
            Pair::Rsa(pair, _) => pair.as_der().map_err(failed)?.as_ref().to_vec(),
            Pair::Ec(pair, _) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Pair::Ed(pair) => pair.to_pkcs8().map_err(failed)?.as_ref().to_vec(),
        })
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        match &*self.pair {
            Pair::Rsa(pair, _) => PublicKey::Rsa {
                n: pair.public_key().modulus().big_endian_without_leading_zero().to_vec(),
                e: pair.public_key().exponent().big_endian_without_leading_zero().to_vec(),
            },
            Pair::Ec(pair, curve) => PublicKey::from_point(*curve, pair.public_key().as_ref()),
            Pair::Ed(pair) => PublicKey::Ed { x: pair.public_key().as_ref().to_vec() },
        }
    }

    /// Signs a message; with RSA this takes close to a millisecond, with P-256 or Ed25519 a fiftieth
    /// of it.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Failed("sign");
        let random = SystemRandom::new();
        Ok(match &*self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).map_err(failed)?;
                signature
            }
            Pair::Ec(pair, _) => pair.sign(&random, message).map_err(failed)?.as_ref().to_vec(),
            Pair::Ed(pair) => pair.try_sign(message).map_err(failed)?.as_ref().to_vec(),
        })
    }
}

impl PublicKey {
    /// From an uncompressed point: a byte of 4, then both coordinates.
    fn from_point(curve: Curve, point: &[u8]) -> Self {
        let coordinates = point.get(1..).unwrap_or_default();
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        Self::Ec { curve, x: x.to_vec(), y: y.to_vec() }
    }

    /// Whether the algorithm takes keys of this kind.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        match (self, Mechanism::of(algorithm)) {
            (Self::Rsa { .. }, Mechanism::Rsa { .. }) | (Self::Ed { .. }, Mechanism::Ed) => true,
            (Self::Ec { curve, .. }, Mechanism::Ec { curve: own, .. }) => *curve == own,
            _ => false,
        }
    }

    /// The key in the form in which it is kept: each part with its length before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = match self {
            Self::Rsa { n, e } => vec![n, e],
            Self::Ec { x, y, .. } => vec![x, y],
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
        Ok(match Mechanism::of(algorithm) {
            Mechanism::Rsa { .. } => Self::Rsa { n: part()?, e: part()? },
            Mechanism::Ec { curve, .. } => Self::Ec { curve, x: part()?, y: part()? },
            Mechanism::Ed => Self::Ed { x: part()? },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::jose::VerifyingKey;

    #[test]
    fn keys_survive_being_written_and_read() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).expect("a key");
            let again =
                PrivateKey::from_pkcs8(algorithm, &key.to_pkcs8().expect("der")).expect("read");
            assert_eq!(again.public(), key.public());
            assert_eq!(again.algorithm(), algorithm);
            let public = PublicKey::from_bytes(algorithm, &key.public().to_bytes()).expect("read");
            assert_eq!(public, key.public());
            assert!(PublicKey::from_bytes(algorithm, &key.public().to_bytes()[..5]).is_err());
            let signature = again.sign(b"message").expect("signed");
            let verifying = VerifyingKey::new(&public, algorithm).expect("a key");
            assert!(verifying.verifies(b"message", &signature), "{algorithm}");
            assert!(!verifying.verifies(b"another", &signature), "{algorithm}");
        }
    }

    #[test]
    fn a_key_is_read_as_an_operator_has_it() {
        let key = PrivateKey::generate(Algorithm::ES256).expect("a key");
        let bare = STANDARD.encode(key.to_pkcs8().expect("der"));
        let lines = bare.as_bytes().chunks(64).map(String::from_utf8_lossy).collect::<Vec<_>>();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            lines.join("\n")
        );
        for text in [&bare, &lines.join("\n"), &pem, &pem.replace('\n', "\r\n")] {
            let read = PrivateKey::from_text(Algorithm::ES256, text).expect("a key");
            assert_eq!(read.public(), key.public());
            assert!(PrivateKey::from_text(Algorithm::RS256, text).is_err());
        }
        for text in ["", "a secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
        {
            assert!(PrivateKey::from_text(Algorithm::ES256, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let ec = PrivateKey::generate(Algorithm::ES256).expect("a key");
        let der = ec.to_pkcs8().expect("der");
        for algorithm in Algorithm::ALL.into_iter().filter(|other| *other != Algorithm::ES256) {
            assert!(PrivateKey::from_pkcs8(algorithm, &der).is_err(), "{algorithm}");
            assert!(VerifyingKey::new(&ec.public(), algorithm).is_err(), "{algorithm}");
            assert!(!ec.public().fits(algorithm), "{algorithm}");
        }
        assert!(ec.public().fits(Algorithm::ES256));
    }

    #[test]
    fn a_signature_has_the_length_that_its_algorithm_says() {
        for (algorithm, length) in [
            (Algorithm::PS512, 256),
            (Algorithm::ES256, 64),
            (Algorithm::ES384, 96),
            (Algorithm::ES512, 132),
            (Algorithm::EdDSA, 64),
        ] {
            let key = PrivateKey::generate(algorithm).expect("a key");
            assert_eq!(key.sign(b"message").expect("signed").len(), length, "{algorithm}");
        }
    }
}
