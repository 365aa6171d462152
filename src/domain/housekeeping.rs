//! Housekeeping: what has served its time is removed, each kind with the margin that it needs.

use std::time::Duration;

use super::error::Result;
use super::oauth::registration;
use crate::context::Context;
use crate::model::Instant;
use crate::store::db::BoxFuture;
use crate::store::{self, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One kind of rows that end by themselves.
struct Sweep {
    what: &'static str,
    /// How long rows are kept after their end.
    margin: Duration,
    /// Removes the rows that ended before a time, and says how many.
    delete: for<'t> fn(&'t mut Tx, Instant) -> BoxFuture<'t, store::Result<u64>>,
}

const SWEEPS: [Sweep; 12] = [
    Sweep {
        what: "authorization_codes",
        margin: DAY, // a replay of a spent code still revokes what it gave
        delete: |tx, before| Box::pin(store::codes::delete_expired(tx, before)),
    },
    Sweep {
        what: "families",
        margin: DAY.saturating_mul(7), // a stolen refresh token that comes back late is still told
        delete: |tx, before| Box::pin(store::families::delete_expired(tx, before)),
    },
    Sweep {
        what: "sessions",
        margin: DAY,
        delete: |tx, before| Box::pin(store::sessions::delete_expired(tx, before)),
    },
    Sweep {
        what: "web_sessions",
        margin: HOUR,
        delete: |tx, before| Box::pin(store::web_sessions::delete_expired(tx, before)),
    },
    Sweep {
        what: "revoked_tokens",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before| Box::pin(store::revoked_tokens::delete_expired(tx, before)),
    },
    Sweep {
        what: "seen_tokens",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before| Box::pin(store::seen_tokens::delete_expired(tx, before)),
    },
    Sweep {
        what: "one_time_codes",
        margin: DAY, // "this code has expired" helps more than "wrong code"
        delete: |tx, before| Box::pin(store::one_time_codes::delete_expired(tx, before)),
    },
    Sweep {
        what: "device_grants",
        margin: HOUR, // "this code has expired" helps a device more than "unknown code"
        delete: |tx, before| Box::pin(store::device_grants::delete_expired(tx, before)),
    },
    Sweep {
        what: "attempts",
        margin: DAY, // longer than the quiet time that starts the count anew
        delete: |tx, before| Box::pin(store::attempts::delete_quiet(tx, before)),
    },
    Sweep {
        what: "initial_access_tokens",
        margin: DAY.saturating_mul(7), // an operator sees which ones have expired
        delete: |tx, before| Box::pin(store::initial_access_tokens::delete_expired(tx, before)),
    },
    Sweep {
        what: "failed_jobs",
        margin: DAY.saturating_mul(30),
        delete: |tx, before| Box::pin(store::jobs::delete_failed(tx, before)),
    },
    Sweep {
        what: "signing_keys",
        margin: HOUR,
        delete: |tx, before| Box::pin(delete_keys(tx, before)),
    },
];

/// Keys that left the key set are gone from the caches, too.
async fn delete_keys(tx: &mut Tx, before: Instant) -> store::Result<u64> {
    let removed = store::keys::delete_expired(tx, before).await?;
    if removed > 0 {
        store::epochs::advance(tx).await?;
    }
    Ok(removed)
}

/// Removes what has ended, each kind in a short write of its own; how many rows in all. It may run
/// on several nodes at once.
///
/// # Errors
/// When the database does not answer; what was removed until then stays removed.
pub async fn clean(cx: &Context) -> Result<u64> {
    let mut removed = 0;
    for Sweep { what, margin, delete } in SWEEPS {
        let count = cx.write(cx.now() - margin, move |tx, before| delete(tx, *before)).await?;
        if count > 0 {
            tracing::debug!(what, count, "removed what had ended");
        }
        removed += count;
    }
    Ok(removed + registration::unused::remove(cx).await?)
}
