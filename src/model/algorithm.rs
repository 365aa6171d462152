//! The signature algorithms that a pool may sign with (RFC 7518 section 3.1, RFC 8037).

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
    /// ECDSA on P-256 with SHA-256: some 35 times as fast to sign.
    ES256,
    /// Ed25519.
    EdDSA,
}

impl Algorithm {
    /// Each algorithm that a pool may choose.
    pub const ALL: [Self; 3] = [Self::RS256, Self::ES256, Self::EdDSA];

    /// The `alg` value of a JOSE header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
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
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == text)
            .ok_or_else(|| Invalid::because("the algorithm is RS256, ES256 or EdDSA"))
    }
}
