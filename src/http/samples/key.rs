//! A key of an application (P-256), and what it signs: assertions, requests and proofs.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openidconnect::CsrfToken;
use serde_json::{Value, json};

use super::Fault;

/// The algorithm of all its signatures.
pub(super) const ALGORITHM: &str = "ES256";

/// The life of what it signs, in seconds.
const LIFETIME: u64 = 60;

/// A private key.
pub(super) struct Key(EcdsaKeyPair);

impl Key {
    /// Reads a key from PKCS #8 in base64.
    pub(super) fn read(text: &str) -> Option<Self> {
        let der = STANDARD.decode(text).ok()?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).ok().map(Self)
    }

    /// Makes a new key.
    pub(super) fn generate() -> Result<Self, Fault> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .map(Self)
            .map_err(|error| Fault::caused("no key could be made", &error))
    }

    /// The public half (RFC 7517), its members in the order of their names.
    fn public(&self) -> Value {
        let point = self.0.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len() / 2);
        json!({ "crv": "P-256", "kty": "EC", "x": encode(x), "y": encode(y) })
    }

    /// The thumbprint of the public half (RFC 7638).
    pub(super) fn thumbprint(&self) -> String {
        hash(&self.public().to_string())
    }

    /// The key set in which the public half is published (RFC 7517 section 5).
    pub(super) fn published(&self) -> Value {
        let mut key = self.public();
        key["kid"] = json!(self.thumbprint());
        key["alg"] = json!(ALGORITHM);
        key["use"] = json!("sig");
        json!({ "keys": [key] })
    }

    /// A statement about a person, such as an ID token (OpenID Connect Core section 2).
    pub(super) fn statement(&self, claims: &Value) -> Result<String, Fault> {
        self.sign(&json!({ "typ": "JWT", "kid": self.thumbprint() }), claims)
    }

    /// A request object (RFC 9101): the parameters as claims, for the issuer alone.
    pub(super) fn request(
        &self,
        client: &str,
        issuer: &str,
        parameters: &[(&str, String)],
    ) -> Result<String, Fault> {
        let mut claims = self.claims(client, issuer);
        for (name, value) in parameters {
            claims[*name] = json!(value);
        }
        self.sign(&json!({ "typ": "oauth-authz-req+jwt", "kid": self.thumbprint() }), &claims)
    }

    /// A client assertion (RFC 7523).
    pub(super) fn assertion(&self, client: &str, issuer: &str) -> Result<String, Fault> {
        let mut claims = self.claims(client, issuer);
        claims["sub"] = json!(client);
        self.sign(&json!({ "typ": "JWT", "kid": self.thumbprint() }), &claims)
    }

    /// A proof of possession for one request (RFC 9449 section 4.2).
    pub(super) fn proof(
        &self,
        (method, url): (&str, &str),
        access_token: Option<&str>,
        nonce: Option<&str>,
    ) -> Result<String, Fault> {
        let mut claims = json!({
            "jti": fresh_id(), "htm": method, "htu": url, "iat": seconds_since_1970(),
        });
        if let Some(token) = access_token {
            claims["ath"] = json!(hash(token));
        }
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        self.sign(&json!({ "typ": "dpop+jwt", "jwk": self.public() }), &claims)
    }

    fn claims(&self, client: &str, issuer: &str) -> Value {
        let now = seconds_since_1970();
        json!({
            "iss": client, "aud": issuer,
            "iat": now, "nbf": now, "exp": now + LIFETIME, "jti": fresh_id(),
        })
    }

    /// A JWT in the compact form (RFC 7515 section 3.1).
    fn sign(&self, header: &Value, claims: &Value) -> Result<String, Fault> {
        let mut header = header.clone();
        header["alg"] = json!(ALGORITHM);
        let message = format!(
            "{}.{}",
            encode(header.to_string().as_bytes()),
            encode(claims.to_string().as_bytes())
        );
        let signature = self
            .0
            .sign(&SystemRandom::new(), message.as_bytes())
            .map_err(|error| Fault::caused("nothing could be signed", &error))?;
        Ok(format!("{message}.{}", encode(signature.as_ref())))
    }
}

/// The SHA-256 of a text in base64url.
pub(super) fn hash(text: &str) -> String {
    encode(digest(&SHA256, text.as_bytes()).as_ref())
}

/// An id that nobody has used.
fn fresh_id() -> String {
    CsrfToken::new_random().into_secret()
}

/// The time.
#[expect(clippy::disallowed_methods, reason = "the samples stand for applications of their own")]
pub(super) fn seconds_since_1970() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map(|since| since.as_secs()).unwrap_or_default()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::jwt::Jwt;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_proof_is_signed_by_the_key_that_it_shows() {
        let key = Key::generate().expect("a key");
        let proof = key.proof(("POST", "http://localhost/token"), Some("a token"), Some("n"));
        let proof = proof.expect("a proof");
        let jwt = Jwt::read(&proof).expect("a JWT");
        assert!(jwt.header.contains("dpop+jwt") && jwt.header.contains("P-256"), "{}", jwt.header);
        assert_eq!(jwt.claims["ath"], hash("a token"));
        let (message, signature) = proof.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.0.public_key().as_ref())
            .verify(message.as_bytes(), &signature)
            .expect("the signature is good");
    }

    #[test]
    fn what_is_signed_for_the_issuer_says_by_whom_and_for_how_long() {
        let key = Key::generate().expect("a key");
        let scope = [("scope", "openid".to_owned())];
        let request = key.request("abc", "https://id.example/p", &scope).expect("signed");
        let claims = Jwt::read(&request).expect("a JWT").claims;
        assert_eq!((&claims["iss"], &claims["scope"]), (&json!("abc"), &json!("openid")));
        assert_eq!(claims["aud"], "https://id.example/p");
        let life = claims["exp"].as_u64().zip(claims["iat"].as_u64());
        assert_eq!(life.map(|(end, start)| end - start), Some(LIFETIME));
        assert!(Key::read("AAAA").is_none());
    }
}
