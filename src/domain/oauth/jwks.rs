//! The key set (RFC 7517): the public half of each key that verifies.

use crate::crypto::jose::{Jwk, JwkSet};
use crate::domain::error::{Error, Result};
use crate::domain::keys::KeyRing;
use crate::model::Instant;

/// The key set at `now` as JSON.
///
/// # Errors
/// When it cannot be written.
pub fn document(keys: &KeyRing, now: Instant) -> Result<Vec<u8>> {
    let set: JwkSet = keys
        .published(now)
        .map(|key| Jwk::published(key.public.clone(), &key.id, key.private.algorithm()))
        .collect();
    serde_json::to_vec(&set).map_err(Error::internal)
}
