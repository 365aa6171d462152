//! JSON Web Keys and signed JWTs that strangers send: keys of clients, assertions, request objects
//! and proofs (RFC 7515, RFC 7517, RFC 7519).
//!
//! What comes in is read strictly and as a whole before anything is believed: [`jws::Jws`] takes a
//! JWT apart, a caller's allow-list says which algorithms count, the key is one that the caller
//! holds ([`jwk_set::JwkSet`]) and never one that the header points at, and [`claims::check`] judges
//! what was signed. [`dpop::check`] does all of it for a proof of possession. Nothing here reads a
//! clock, a database or the network.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

mod address;
pub mod claims;
pub mod dpop;
pub mod header;
pub mod jwk;
pub mod jwk_set;
pub mod jws;
pub mod mechanism;
pub mod registered;
mod strict;
#[cfg(test)]
mod testing;

pub use header::Header;
pub use jwk::Jwk;
pub use jwk_set::JwkSet;
pub use jws::{Jws, Keys};
pub use mechanism::VerifyingKey;

pub use crate::model::algorithm::JwsAlgorithm;

/// The bytes of a base64url text, which has no padding and no loose bits (RFC 7515 section 2).
fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Bytes as base64url.
fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
