//! A signed JWT in its compact form (RFC 7515 section 3.1, RFC 7519), taken apart and verified.

use aws_lc_rs::hmac;
use serde_json::{Map, Value};

use super::header::Header;
use super::jwk::JwkFault;
use super::mechanism::VerifyingKey;
use super::{Jwk, JwkSet, JwsAlgorithm, decode, strict};
use crate::model::Algorithm;

/// The longest JWT that is looked at, in bytes.
pub const LONGEST: usize = 32 * 1024;

/// The shortest secret that a JWT may be signed with, in bytes (RFC 7518 section 3.2).
const SHORTEST_SECRET: usize = 32;

/// The claims of a JWT.
pub type Claims = Map<String, Value>;

/// Why a JWT is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsFault {
    /// It is longer than [`LONGEST`].
    #[error("the JWT is longer than 32 KiB")]
    TooLong,
    /// It is not three parts in base64url.
    #[error("the JWT is not three base64url parts with dots between")]
    Parts,
    /// Its header is no JSON object, names a member twice, or has one of another type.
    #[error("the header of the JWT is malformed")]
    Header,
    /// Its header has `crit` or `b64` (RFC 7515 section 4.1.11, RFC 7797).
    #[error("the header of the JWT has parameters that are not supported: crit or b64")]
    Critical,
    /// Its `alg` is missing, unknown, `none`, or not in the list for this use.
    #[error("the alg of the JWT is not accepted here")]
    Algorithm,
    /// The `jwk` in its header is no public key that could be used.
    #[error("the jwk in the header of the JWT is not usable: {0}")]
    Key(JwkFault),
    /// Its payload is no JSON object, or names a member twice.
    #[error("the payload of the JWT is not a JSON object that names each claim once")]
    Payload,
    /// No key fits its `alg` and `kid`.
    #[error("no key fits the alg and kid of the JWT")]
    NoKey,
    /// The signature is not by that key.
    #[error("the signature of the JWT does not verify")]
    Signature,
}

/// The keys by which a JWT may be signed.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'k> {
    /// One public key.
    One(&'k Jwk),
    /// One of these public keys, as the header says which.
    Set(&'k JwkSet),
    /// A shared secret (OpenID Connect Core section 10.1: the bytes of the client secret).
    Secret(&'k [u8]),
}

/// A signed JWT taken apart, not yet verified.
#[derive(Debug, Clone)]
pub struct Jws<'t> {
    header: Header,
    claims: Claims,
    message: &'t str,
    signature: Vec<u8>,
}

impl<'t> Jws<'t> {
    /// Takes a JWT apart; an encrypted one has more parts and is refused.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn parse(text: &'t str) -> Result<Self, JwsFault> {
        if text.len() > LONGEST {
            return Err(JwsFault::TooLong);
        }
        let (message, signature) = text.rsplit_once('.').ok_or(JwsFault::Parts)?;
        let (header, payload) = message.split_once('.').ok_or(JwsFault::Parts)?;
        let bytes = |part| decode(part).ok_or(JwsFault::Parts);
        let (header, payload, signature) = (bytes(header)?, bytes(payload)?, bytes(signature)?);
        Ok(Self {
            header: Header::read(&header)?,
            claims: strict::object(&payload).ok_or(JwsFault::Payload)?,
            message,
            signature,
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The claims before anything is known of their author: good for finding out which client's keys
    /// to verify with, and for nothing else.
    pub fn unverified_claims(&self) -> &Claims {
        &self.claims
    }

    /// The claims, once one of the keys has verified the signature by an algorithm of `allowed`.
    ///
    /// # Errors
    /// Why they are not to be believed.
    pub fn verify(&self, keys: Keys<'_>, allowed: &[JwsAlgorithm]) -> Result<&Claims, JwsFault> {
        let algorithm = self.header.algorithm;
        if !allowed.contains(&algorithm) {
            return Err(JwsFault::Algorithm);
        }
        match (keys, algorithm, hmac_of(algorithm)) {
            (Keys::Secret(secret), _, Some(hmac)) => self.verify_secret(secret, hmac)?,
            (Keys::One(key), JwsAlgorithm::Signed(algorithm), _) if key.fits(algorithm) => {
                self.verify_any(std::iter::once(key), algorithm)?;
            }
            (Keys::Set(set), JwsAlgorithm::Signed(algorithm), _) => {
                self.verify_any(set.candidates(&self.header), algorithm)?;
            }
            // A secret for a public key's algorithm, or a public key for a secret's.
            _ => return Err(JwsFault::NoKey),
        }
        Ok(&self.claims)
    }

    fn verify_secret(&self, secret: &[u8], algorithm: hmac::Algorithm) -> Result<(), JwsFault> {
        if secret.len() < SHORTEST_SECRET {
            return Err(JwsFault::NoKey);
        }
        let key = hmac::Key::new(algorithm, secret);
        hmac::verify(&key, self.message.as_bytes(), &self.signature)
            .map_err(|_| JwsFault::Signature)
    }

    fn verify_any<'k>(
        &self,
        keys: impl Iterator<Item = &'k Jwk>,
        algorithm: Algorithm,
    ) -> Result<(), JwsFault> {
        let mut fault = JwsFault::NoKey;
        for key in keys {
            // A point that is not on its curve is found here, and is no key.
            let Ok(key) = VerifyingKey::new(&key.key, algorithm) else { continue };
            if key.verifies(self.message.as_bytes(), &self.signature) {
                return Ok(());
            }
            fault = JwsFault::Signature;
        }
        Err(fault)
    }
}

/// What the library calls an algorithm of shared secrets.
fn hmac_of(algorithm: JwsAlgorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        JwsAlgorithm::HS256 => Some(hmac::HMAC_SHA256),
        JwsAlgorithm::HS384 => Some(hmac::HMAC_SHA384),
        JwsAlgorithm::HS512 => Some(hmac::HMAC_SHA512),
        JwsAlgorithm::Signed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{compact, keyed, public, signed, signed_under};
    use super::super::{decode, encode};
    use super::*;
    use crate::crypto::keys::{Curve, PrivateKey, PublicKey};
    use proptest::prelude::*;
    use serde_json::json;

    const SECRET: &[u8] = b"a secret of a client, 52 characters as we make them!";

    fn every() -> Vec<JwsAlgorithm> {
        let signed = Algorithm::ALL.map(JwsAlgorithm::Signed);
        JwsAlgorithm::SYMMETRIC.into_iter().chain(signed).collect()
    }

    fn key(algorithm: Algorithm) -> PrivateKey {
        PrivateKey::generate(algorithm).expect("a key")
    }

    #[test]
    fn the_examples_of_the_standard_verify() {
        // RFC 7515 appendices A.1 and A.3.
        const PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let hs256 = format!(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        let secret = decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow").expect("base64url");
        let jws = Jws::parse(&hs256).expect("a JWT");
        assert!(jws.header().is_type("jwt"));
        let claims = jws.verify(Keys::Secret(&secret), &every()).expect("verified");
        assert_eq!(claims["iss"], "joe");
        let es256 = format!(
            "eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        );
        let key = Jwk::from_json(&json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }));
        let jws = Jws::parse(&es256).expect("a JWT");
        assert!(jws.verify(Keys::One(&key.expect("a key")), &every()).is_ok());
    }

    #[test]
    fn the_examples_that_are_no_jwts_verify_by_their_keys() {
        // RFC 7515 appendix A.4 (ES512) and RFC 8037 appendix A.4 (Ed25519).
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let ec = json!({
            "kty": "EC",
            "crv": "P-521",
            "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
            "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
        });
        for (key, algorithm, text) in [
            (
                ec,
                Algorithm::ES512,
                "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
            ),
            (
                ed,
                Algorithm::EdDSA,
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            ),
        ] {
            let key = Jwk::from_json(&key).expect("a key");
            let key = VerifyingKey::new(&key.key, algorithm).expect("a key");
            let (message, signature) = text.rsplit_once('.').expect("parts");
            assert!(key.verifies(message.as_bytes(), &decode(signature).expect("base64url")));
            assert!(matches!(Jws::parse(text), Err(JwsFault::Payload)));
        }
    }

    #[test]
    fn each_algorithm_verifies_with_its_own_key_and_no_other() {
        for algorithm in Algorithm::ALL {
            let (own, other) = (key(algorithm), public(&key(algorithm)));
            let text = signed(&own, &json!({"sub": "x"}));
            let jws = Jws::parse(&text).expect("a JWT");
            let own = public(&own);
            let verify = |key, allowed: &[JwsAlgorithm]| jws.verify(Keys::One(key), allowed).err();
            assert_eq!(verify(&own, &[algorithm.into()]), None);
            assert_eq!(verify(&other, &[algorithm.into()]), Some(JwsFault::Signature));
            let rest: Vec<_> = every().into_iter().filter(|one| *one != algorithm.into()).collect();
            assert_eq!(verify(&own, &rest), Some(JwsFault::Algorithm));
            let pinned = Jwk { algorithm: Some("HS256".into()), ..own.clone() };
            assert_eq!(verify(&pinned, &every()), Some(JwsFault::NoKey));
            let set: JwkSet = [other, own].into_iter().collect();
            assert!(jws.verify(Keys::Set(&set), &every()).is_ok());
            let empty = jws.verify(Keys::Set(&JwkSet::default()), &every());
            assert_eq!(empty, Err(JwsFault::NoKey));
        }
    }

    #[test]
    fn each_hmac_verifies_with_the_secret_alone() {
        for (name, algorithm) in [
            ("HS256", hmac::HMAC_SHA256),
            ("HS384", hmac::HMAC_SHA384),
            ("HS512", hmac::HMAC_SHA512),
        ] {
            let text = keyed(name, algorithm, SECRET, &json!({"sub": "x"}));
            let jws = Jws::parse(&text).expect("a JWT");
            assert!(jws.verify(Keys::Secret(SECRET), &JwsAlgorithm::SYMMETRIC).is_ok());
            let wrong = jws.verify(Keys::Secret(&[7; 52]), &every());
            assert_eq!(wrong, Err(JwsFault::Signature));
            let weak = keyed(name, algorithm, &SECRET[..31], &json!({}));
            let weak = Jws::parse(&weak).expect("a JWT");
            assert_eq!(weak.verify(Keys::Secret(&SECRET[..31]), &every()), Err(JwsFault::NoKey));
        }
    }

    #[test]
    fn a_public_key_is_never_taken_for_a_secret() {
        for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
            let public = public(&key(algorithm));
            let bytes = public.key.to_bytes();
            let json = public.to_json().to_string();
            for secret in [&bytes[..], json.as_bytes()] {
                let text = keyed("HS256", hmac::HMAC_SHA256, secret, &json!({"sub": "x"}));
                let jws = Jws::parse(&text).expect("a JWT");
                let set: JwkSet = [public.clone()].into_iter().collect();
                assert_eq!(jws.verify(Keys::One(&public), &every()), Err(JwsFault::NoKey));
                assert_eq!(jws.verify(Keys::Set(&set), &every()), Err(JwsFault::NoKey));
            }
        }
        let text = signed(&key(Algorithm::EdDSA), &json!({}));
        let jws = Jws::parse(&text).expect("a JWT");
        assert_eq!(jws.verify(Keys::Secret(SECRET), &every()), Err(JwsFault::NoKey));
    }

    #[test]
    fn a_changed_jwt_does_not_verify() {
        let own = key(Algorithm::ES256);
        let text = signed(&own, &json!({"sub": "x"}));
        let (message, signature) = text.rsplit_once('.').expect("parts");
        let (header, _) = message.split_once('.').expect("parts");
        let forged = format!("{header}.{}.{signature}", encode(br#"{"sub":"y"}"#));
        let zeros = format!("{message}.{}", encode(&[0; 64]));
        let der = format!("{message}.{}", encode(&[0x30, 0x06, 2, 1, 1, 2, 1, 1]));
        for text in [forged, zeros, der, format!("{message}.")] {
            let jws = Jws::parse(&text).expect("a JWT");
            let verified = jws.verify(Keys::One(&public(&own)), &every());
            assert_eq!(verified, Err(JwsFault::Signature), "{text}");
        }
    }

    #[test]
    fn a_point_that_is_not_on_its_curve_is_no_key() {
        let text = signed(&key(Algorithm::ES256), &json!({}));
        let key = PublicKey::Ec { curve: Curve::P256, x: vec![1; 32], y: vec![2; 32] };
        let key = Jwk { key, ..public(&PrivateKey::generate(Algorithm::ES256).expect("a key")) };
        let jws = Jws::parse(&text).expect("a JWT");
        assert_eq!(jws.verify(Keys::One(&key), &every()), Err(JwsFault::NoKey));
    }

    #[test]
    fn the_key_in_a_header_is_not_used_of_itself() {
        let (own, intruder) = (key(Algorithm::ES256), key(Algorithm::ES256));
        let header = json!({"alg": "ES256", "jwk": public(&intruder)});
        let text = signed_under(&intruder, &header, &json!({}));
        let jws = Jws::parse(&text).expect("a JWT");
        let verified = jws.verify(Keys::One(&public(&own)), &every());
        assert_eq!(verified, Err(JwsFault::Signature));
    }

    #[test]
    fn what_is_no_jwt_is_refused() {
        let long = "a".repeat(LONGEST + 1);
        for (text, fault) in [
            ("", JwsFault::Parts),
            (".", JwsFault::Parts),
            ("..", JwsFault::Header),
            ("a.b.c", JwsFault::Parts),
            ("e30.e30.e30.e30.e30", JwsFault::Parts),
            ("e30=.e30.", JwsFault::Parts),
            ("e30 .e30.", JwsFault::Parts),
            ("e31.e30.", JwsFault::Parts),
            (&long, JwsFault::TooLong),
        ] {
            assert_eq!(Jws::parse(text).err(), Some(fault), "{text:.40}");
        }
        let list = compact(&json!({"alg": "EdDSA"}), &json!([]), |_| vec![]);
        assert_eq!(Jws::parse(&list).err(), Some(JwsFault::Payload));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*", header in ".*", payload in ".*") {
            let _: Result<Jws<'_>, JwsFault> = Jws::parse(&text);
            let parts = format!("{}.{}.", encode(header.as_bytes()), encode(payload.as_bytes()));
            let _: Result<Jws<'_>, JwsFault> = Jws::parse(&parts);
        }

        #[test]
        fn no_signature_makes_the_verifier_panic(signature: Vec<u8>, x: [u8; 32], y: [u8; 32]) {
            let keys = [
                PublicKey::Ed { x: x.to_vec() },
                PublicKey::Ec { curve: Curve::P256, x: x.to_vec(), y: y.to_vec() },
                PublicKey::Rsa { n: [x, y].concat(), e: x[..3].to_vec() },
            ];
            for (key, algorithm) in
                keys.iter().zip([Algorithm::EdDSA, Algorithm::ES256, Algorithm::PS256])
            {
                if let Ok(key) = VerifyingKey::new(key, algorithm) {
                    let _: bool = key.verifies(b"message", &signature);
                }
            }
        }
    }
}
