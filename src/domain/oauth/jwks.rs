//! The key set (RFC 7517): the public half of each key that verifies, as `openidconnect` writes it.

use openidconnect::JsonWebKeyId;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet};
use serde_json::Value;

use crate::crypto::keys::PublicKey;
use crate::domain::error::{Error, Result};
use crate::domain::keys::{Key, KeyRing};
use crate::model::Instant;

/// The key set at `now` as JSON.
///
/// # Errors
/// When it cannot be written.
pub fn document(keys: &KeyRing, now: Instant) -> Result<Vec<u8>> {
    let set = CoreJsonWebKeySet::new(keys.published(now).map(|key| jwk(key)).collect());
    let mut set = serde_json::to_value(set).map_err(Error::internal)?;
    // The crate does not write `alg`, which verifiers pin keys by (RFC 7517 section 4.4).
    if let Some(list) = set.get_mut("keys").and_then(Value::as_array_mut) {
        for (entry, key) in list.iter_mut().zip(keys.published(now)) {
            entry["alg"] = Value::from(key.private.algorithm().as_str());
            entry["use"] = Value::from("sig");
        }
    }
    serde_json::to_vec(&set).map_err(Error::internal)
}

fn jwk(key: &Key) -> CoreJsonWebKey {
    use openidconnect::core::CoreJsonCurveType::{Ed25519, P256};

    let id = Some(JsonWebKeyId::new(key.id.to_string()));
    match key.public.clone() {
        PublicKey::Rsa { n, e } => CoreJsonWebKey::new_rsa(n, e, id),
        PublicKey::Ec { x, y } => CoreJsonWebKey::new_ec(x, y, P256, id),
        PublicKey::Ed { x } => CoreJsonWebKey::new_okp(x, Ed25519, id),
    }
}
