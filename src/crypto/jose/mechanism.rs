//! What aws-lc-rs calls each algorithm, to sign with and to verify by (RFC 7518 section 3, RFC 8037).

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING,
    ED25519, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaParameters, RsaSignatureEncoding,
};

use crate::crypto::Error;
use crate::crypto::keys::{Curve, PublicKey};
use crate::model::Algorithm;

/// The library's names for an algorithm, and the kind of key that it takes.
#[derive(Debug, Clone, Copy)]
pub(in crate::crypto) enum Mechanism {
    /// Keys of 2048 to 8192 bits.
    Rsa { signing: &'static RsaSignatureEncoding, verifying: &'static RsaParameters },
    /// Signatures are both numbers at full length (RFC 7518 section 3.4).
    Ec {
        curve: Curve,
        signing: &'static EcdsaSigningAlgorithm,
        verifying: &'static EcdsaVerificationAlgorithm,
    },
    /// Ed25519.
    Ed,
}

impl Mechanism {
    /// The mechanism of an algorithm.
    pub(in crate::crypto) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::RS256 => rsa(&RSA_PKCS1_SHA256, &RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RS384 => rsa(&RSA_PKCS1_SHA384, &RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RS512 => rsa(&RSA_PKCS1_SHA512, &RSA_PKCS1_2048_8192_SHA512),
            Algorithm::PS256 => rsa(&RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256),
            Algorithm::PS384 => rsa(&RSA_PSS_SHA384, &RSA_PSS_2048_8192_SHA384),
            Algorithm::PS512 => rsa(&RSA_PSS_SHA512, &RSA_PSS_2048_8192_SHA512),
            Algorithm::ES256 => {
                ec(Curve::P256, &ECDSA_P256_SHA256_FIXED_SIGNING, &ECDSA_P256_SHA256_FIXED)
            }
            Algorithm::ES384 => {
                ec(Curve::P384, &ECDSA_P384_SHA384_FIXED_SIGNING, &ECDSA_P384_SHA384_FIXED)
            }
            Algorithm::ES512 => {
                ec(Curve::P521, &ECDSA_P521_SHA512_FIXED_SIGNING, &ECDSA_P521_SHA512_FIXED)
            }
            Algorithm::EdDSA => Self::Ed,
        }
    }
}

fn rsa(signing: &'static RsaSignatureEncoding, verifying: &'static RsaParameters) -> Mechanism {
    Mechanism::Rsa { signing, verifying }
}

fn ec(
    curve: Curve,
    signing: &'static EcdsaSigningAlgorithm,
    verifying: &'static EcdsaVerificationAlgorithm,
) -> Mechanism {
    Mechanism::Ec { curve, signing, verifying }
}

/// A public key parsed for one algorithm, ready to verify more than one signature.
#[derive(Debug, Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// Parses a key; for a curve this is where a point is found not to lie on it.
    ///
    /// # Errors
    /// When the key is of another kind than the algorithm takes, or the library refuses it.
    pub fn new(key: &PublicKey, algorithm: Algorithm) -> Result<Self, Error> {
        let refused = |_| Error::Failed("public key");
        let key = match (key, Mechanism::of(algorithm)) {
            (PublicKey::Rsa { n, e }, Mechanism::Rsa { verifying, .. }) => {
                PublicKeyComponents { n, e }.to_parsed_public_key(verifying).map_err(refused)?
            }
            (PublicKey::Ec { curve, x, y }, Mechanism::Ec { curve: own, verifying, .. })
                if *curve == own =>
            {
                // SEC 1 section 2.3.4: a byte of 4, then both coordinates.
                let point = [&[4][..], x, y].concat();
                ParsedPublicKey::new(verifying, point).map_err(refused)?
            }
            (PublicKey::Ed { x }, Mechanism::Ed) => {
                ParsedPublicKey::new(&ED25519, x).map_err(refused)?
            }
            _ => return Err(Error::Failed("public key: of another kind than the algorithm")),
        };
        Ok(Self { algorithm, key })
    }

    /// The one algorithm by which it verifies.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether the signature of the message is by this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}
