//! What may be left waiting for a person in the name of a client that strangers can speak for.

use std::time::Duration;

use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::model::{Client, Instant};

/// When a client of which too much waits may ask again: some of it may have ended by then.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// `most` when so much may wait at this client, and nothing where it has no limit. Of a public client
/// one more counts at the sender's address: whoever knows its id can use up what all its people have.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has left as much as one may.
pub(super) async fn admit(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    most: u32,
) -> Result<Option<u32>> {
    if !client.is_open_to_strangers() {
        return Ok(None);
    }
    if client.is_public() {
        limits::take(cx, pool.id(), Limit::Waiting).await?;
    }
    Ok(Some(most))
}

/// Too much of this client waits (RFC 9126 section 2.3: status 429).
pub(super) fn too_many(now: Instant, hint: &'static str) -> Error {
    Error::new(Refusal::TooManyAttempts(now + AGAIN_AFTER), hint)
}
