//! JWTs that are good once (RFC 7523 section 3, point 7; RFC 9449 section 11.1): what counts is their
//! `jti` beside whoever made them, until they would have expired anyway.

use crate::context::Context;
use crate::crypto::digest;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::model::Instant;
use crate::store::seen_tokens::Seen;

/// What a JWT is for; the ids of one kind say nothing about those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It proves a client (RFC 7523 section 2.2).
    ClientAssertion,
    /// It proves that somebody has a key (RFC 9449).
    DpopProof,
    /// It tells what has become of somebody at an identity provider.
    ProviderNotice,
}

impl Purpose {
    fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::ClientAssertion => b"client assertion",
            Self::DpopProof => b"DPoP proof",
            Self::ProviderNotice => b"provider notice",
        }
    }
}

/// Uses a JWT up, `maker` being its client or key and `id` its `jti`; `false` when that was done
/// before. Of several that show it at once, on one node or on many, one is the first.
///
/// # Errors
/// When the database does not answer; then the JWT must not count as good.
pub async fn first_use(
    cx: &Context,
    pool: &PoolView,
    purpose: Purpose,
    (maker, id): (&str, &str),
    until: Instant,
) -> Result<bool> {
    Ok(cx.app.seen_tokens.note(seen(cx, pool, purpose, (maker, id), until)).await?)
}

/// What is noted of a JWT by its first use, for a write of which that is a part.
pub fn seen(
    cx: &Context,
    pool: &PoolView,
    purpose: Purpose,
    (maker, id): (&str, &str),
    until: Instant,
) -> Seen {
    let tag = cx.app.vault.tag(&[purpose.as_bytes(), maker.as_bytes(), id.as_bytes()]);
    Seen { pool: pool.id().clone(), digest: digest::hex(&tag), expires_at: until }
}
