//! Digests: how secrets with enough entropy are kept, and how they are compared.

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::model::Algorithm;

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// HMAC-SHA-256 over parts, each with its length before it so that no two lists of parts collide.
pub fn hmac(key: &hmac::Key, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

/// HMAC-SHA-256 of one message under a secret that both sides know (RFC 2104).
pub fn keyed_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, message).as_ref().to_vec()
}

/// Whether two byte strings are equal, in a time that tells nothing of where they differ.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _: std::fmt::Result = write!(text, "{byte:02x}");
        text
    })
}

/// The left half of a token's hash in base64url, by the hash of the algorithm that signs the ID
/// token: `at_hash` and `c_hash` (OpenID Connect Core section 3.3.2.11), `s_hash` (FAPI 1.0 Part 2
/// section 5.1.1). Ed25519 hashes with SHA-512.
pub fn half_hash(token: &str, algorithm: Algorithm) -> String {
    use Algorithm::{ES256, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};

    let hash = match algorithm {
        RS256 | PS256 | ES256 => &digest::SHA256,
        RS384 | PS384 | ES384 => &digest::SHA384,
        RS512 | PS512 | ES512 | EdDSA => &digest::SHA512,
    };
    let hash = digest::digest(hash, token.as_bytes());
    let bytes = hash.as_ref();
    URL_SAFE_NO_PAD.encode(&bytes[..bytes.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        assert_ne!(hmac(&key, &[b"ab", b"c"]), hmac(&key, &[b"a", b"bc"]));
        assert!(equal(b"same", b"same") && !equal(b"same", b"samf") && !equal(b"same", b"sam"));
    }

    #[test]
    fn the_keyed_hash_is_that_of_the_standard() {
        // RFC 4231 section 4.3.
        let hash = keyed_sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&hash), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn the_half_hash_is_that_of_the_standard() {
        // OpenID Connect Core appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(half_hash(token, Algorithm::RS256), "77QmUPtjPfzWtF2AnpK9RQ");
    }

    #[test]
    fn the_half_hash_is_half_as_long_as_the_hash_of_its_algorithm() {
        let length = |algorithm| half_hash("token", algorithm).len();
        for algorithm in Algorithm::ALL {
            let expected = match &algorithm.as_str()[2..] {
                "256" => 22,
                "384" => 32,
                _ => 43,
            };
            assert_eq!(length(algorithm), expected, "{algorithm}");
        }
    }
}
