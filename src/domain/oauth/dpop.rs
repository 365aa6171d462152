//! Proof of possession (RFC 9449) as this server asks for it: each proof has a nonce of ours and is
//! good once.
//!
//! A nonce tells within which minutes a proof was made, so that none can be made ahead, and so that
//! the sender's clock need not be right. It is a tag over a stretch of time: nothing is kept of it,
//! and every node knows the nonces of all others.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::client_keys::FAPI_ALGORITHMS;
use super::replay::{self, Purpose};
use crate::context::Context;
use crate::crypto::digest;
pub use crate::crypto::jose::dpop::Proof;
use crate::crypto::jose::dpop::{self, DpopFault, Request};
use crate::crypto::seal::Vault;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Algorithm, Instant};

/// The algorithms of proofs (`dpop_signing_alg_values_supported`).
pub const ALGORITHMS: [Algorithm; 3] = FAPI_ALGORITHMS;

/// For how long one nonce is given out; it is taken for as long again.
const STRETCH: Duration = Duration::from_secs(5 * 60);

/// How far a sender's clock may differ from ours: the nonce tells the age of its proof better.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// The length of a nonce in bytes.
const NONCE: usize = 16;

/// A proof and the request that it came with.
#[derive(Clone, Copy)]
pub struct Sent<'r> {
    /// The proof.
    pub proof: &'r str,
    /// The request's method, to the letter.
    pub method: &'r str,
    /// The request's address as the world knows it.
    pub url: &'r str,
    /// The access token that came with it, if any did.
    pub access_token: Option<&'r str>,
}

/// Checks a proof by itself; who sends it must be known before it is used up ([`use_up`]).
///
/// # Errors
/// [`Refusal::UseDpopNonce`] when it is good but for its nonce (RFC 9449 section 8), else
/// [`Refusal::InvalidDpopProof`].
pub fn check(cx: &Context, sent: &Sent<'_>) -> Result<Proof> {
    let nonce = |shown: Option<&str>| shown.is_some_and(|shown| is_ours(cx, shown));
    let request = Request {
        method: sent.method,
        url: sent.url,
        access_token: sent.access_token,
        algorithms: &ALGORITHMS,
        nonce: &nonce,
        now: cx.now(),
        skew: SKEW,
    };
    dpop::check(sent.proof, &request).map_err(|fault| {
        let refusal = match fault {
            DpopFault::NonceWanted => Refusal::UseDpopNonce(fresh_nonce(cx)),
            _ => Refusal::InvalidDpopProof,
        };
        Error::new(refusal, fault.to_string())
    })
}

/// Uses a proof up (RFC 9449 section 11.1).
///
/// # Errors
/// [`Refusal::InvalidDpopProof`] when it was used before.
pub async fn use_up(cx: &Context, pool: &PoolView, proof: &Proof) -> Result<()> {
    let maker = (proof.thumbprint.as_str(), proof.id.as_str());
    if replay::first_use(cx, pool, Purpose::DpopProof, maker, proof.good_until).await? {
        return Ok(());
    }
    Err(Error::new(Refusal::InvalidDpopProof, "the DPoP proof was used before"))
}

/// The nonce for the next proof.
pub fn fresh_nonce(cx: &Context) -> String {
    nonce_of(&cx.app.vault, stretch(cx.now()))
}

/// The present stretch, the one before, and the next one, which a node has begun whose clock is ahead.
fn is_ours(cx: &Context, shown: &str) -> bool {
    let present = stretch(cx.now());
    [present, present - 1, present + 1]
        .into_iter()
        .any(|stretch| digest::equal(nonce_of(&cx.app.vault, stretch).as_bytes(), shown.as_bytes()))
}

/// Which stretch of time this is, counted from 1970.
fn stretch(now: Instant) -> i64 {
    let length = i64::try_from(STRETCH.as_secs()).unwrap_or(i64::MAX);
    now.seconds().div_euclid(length)
}

fn nonce_of(vault: &Vault, stretch: i64) -> String {
    let tag = vault.tag(&[b"DPoP nonce", &stretch.to_be_bytes()]);
    URL_SAFE_NO_PAD.encode(tag.get(..NONCE).unwrap_or(&tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretBox;

    #[test]
    fn a_nonce_belongs_to_its_minutes_and_its_master_key() {
        let vault = |byte| Vault::new(&SecretBox::new(Box::new([byte; 32]))).expect("a vault");
        let at = |seconds| nonce_of(&vault(1), stretch(Instant::from_seconds(seconds)));
        assert_eq!(at(1_700_000_100), at(1_700_000_399));
        assert_ne!(at(1_700_000_399), at(1_700_000_400));
        assert_ne!(
            at(1_700_000_100),
            nonce_of(&vault(2), stretch(Instant::from_seconds(1_700_000_100)))
        );
        assert_eq!(at(0).len(), 22);
    }
}
