//! The signature algorithms that a pool may sign with (RFC 7518 section 3.1, RFC 8037), and those of
//! JWTs that it is sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// How a pool signs its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and a 2048-bit key: OpenID Connect's and Cognito's default.
    #[default]
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// ECDSA on P-256 with SHA-256: some 35 times as fast to sign.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
    /// Ed25519.
    EdDSA,
}

impl Algorithm {
    /// Each algorithm that a pool may choose.
    pub const ALL: [Self; 10] = [
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::EdDSA,
    ];

    /// The `alg` value of a JOSE header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::EdDSA => "EdDSA",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text).ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            Invalid::because(format!("the algorithm is one of {all}"))
        })
    }
}

/// The name that RFC 9864 section 2.2 gives to EdDSA with Ed25519, the only EdDSA there is here.
const FULLY_SPECIFIED_ED25519: &str = "Ed25519";

/// How a JWT that was sent to us may be signed (RFC 7518 section 3.1); `none` is no algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum JwsAlgorithm {
    /// HMAC with SHA-256, keyed by a client's secret.
    HS256,
    /// HMAC with SHA-384, keyed by a client's secret.
    HS384,
    /// HMAC with SHA-512, keyed by a client's secret.
    HS512,
    /// A signature that a public key verifies.
    Signed(Algorithm),
}

impl JwsAlgorithm {
    /// The algorithms that a shared secret is enough for (`client_secret_jwt`).
    pub const SYMMETRIC: [Self; 3] = [Self::HS256, Self::HS384, Self::HS512];

    /// Every algorithm.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::SYMMETRIC.into_iter().chain(Algorithm::ALL.map(Self::Signed))
    }

    /// The `alg` value of a JOSE header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::Signed(algorithm) => algorithm.as_str(),
        }
    }
}

impl From<Algorithm> for JwsAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        Self::Signed(algorithm)
    }
}

impl fmt::Display for JwsAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for JwsAlgorithm {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == FULLY_SPECIFIED_ED25519 {
            return Ok(Self::Signed(Algorithm::EdDSA));
        }
        match Self::SYMMETRIC.into_iter().find(|algorithm| algorithm.as_str() == text) {
            Some(algorithm) => Ok(algorithm),
            None => text.parse().map(Self::Signed),
        }
    }
}

impl TryFrom<String> for JwsAlgorithm {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<JwsAlgorithm> for String {
    fn from(algorithm: JwsAlgorithm) -> Self {
        algorithm.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_is_read_as_it_is_written() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
            assert_eq!(serde_json::json!(algorithm), algorithm.as_str());
        }
        for unknown in ["none", "HS256", "rs256", "RS256 ", ""] {
            assert!(unknown.parse::<Algorithm>().is_err(), "{unknown}");
        }
    }

    #[test]
    fn each_algorithm_of_others_is_read_as_it_is_written() {
        for algorithm in JwsAlgorithm::all() {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
            assert_eq!(serde_json::json!(algorithm), algorithm.as_str());
        }
        assert_eq!("Ed25519".parse(), Ok(JwsAlgorithm::Signed(Algorithm::EdDSA)));
    }

    #[test]
    fn none_is_no_algorithm_in_any_case() {
        for text in ["none", "None", "NONE", "nOnE", "", "hs256", "HS1", "RSA-OAEP", "Ed448"] {
            assert!(text.parse::<JwsAlgorithm>().is_err(), "{text}");
        }
    }
}
