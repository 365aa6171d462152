//! JWTs for the tests of this room: any header and any claims, signed by a key of the test.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::encode;
use super::jwk::Jwk;
use crate::crypto::keys::PrivateKey;

/// A JWT with that header and payload, and whatever signature `sign` makes of it.
pub(super) fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = encode(&sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// A JWT signed by a private key under that header.
pub(super) fn signed_under(key: &PrivateKey, header: &Value, claims: &Value) -> String {
    compact(header, claims, |message| key.sign(message).expect("signed"))
}

/// A JWT signed by a private key whose header says no more than `alg`.
pub(super) fn signed(key: &PrivateKey, claims: &Value) -> String {
    signed_under(key, &json!({"alg": key.algorithm().as_str()}), claims)
}

/// A JWT signed with a secret.
pub(super) fn keyed(
    name: &str,
    algorithm: hmac::Algorithm,
    secret: &[u8],
    claims: &Value,
) -> String {
    let key = hmac::Key::new(algorithm, secret);
    compact(&json!({ "alg": name }), claims, |message| hmac::sign(&key, message).as_ref().to_vec())
}

/// The public half of a key with nothing said of it.
pub(super) fn public(key: &PrivateKey) -> Jwk {
    Jwk { key: key.public(), key_id: None, algorithm: None, usage: None, operations: None }
}
