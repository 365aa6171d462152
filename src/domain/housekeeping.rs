//! Housekeeping: what has served its time is removed, each kind with the margin that it needs.

use std::time::Duration;

use super::account;
use super::error::Result;
use super::notices::MEMORY;
use super::oauth::registration;
use crate::context::Context;
use crate::model::Instant;
use crate::store::db::BoxFuture;
use crate::store::{self, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many rows one write removes, so that nobody waits long for it.
const BATCH: u32 = 1000;

/// How many writes one kind gets before the others have their turn; the rest is for the next time.
const MOST_BATCHES: u32 = 500;

/// One kind of rows that end by themselves.
struct Sweep {
    what: &'static str,
    /// How long rows are kept after their end.
    margin: Duration,
    /// Removes so many of the rows that ended before a time, and says how many there were.
    delete: for<'t> fn(&'t mut Tx, Instant, u32) -> BoxFuture<'t, store::Result<u64>>,
}

const SWEEPS: [Sweep; 18] = [
    Sweep {
        what: "authorization_codes",
        margin: DAY, // a replay of a spent code still revokes what it gave
        delete: |tx, before, most| Box::pin(store::codes::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "families",
        margin: DAY.saturating_mul(7), // a stolen refresh token that comes back late is still told
        delete: |tx, before, most| Box::pin(store::families::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "sessions",
        margin: MEMORY, // they tell where somebody has signed in before
        delete: |tx, before, most| Box::pin(store::sessions::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "web_sessions",
        margin: HOUR,
        delete: |tx, before, most| Box::pin(store::web_sessions::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "revoked_tokens",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before, most| {
            Box::pin(store::revoked_tokens::delete_expired(tx, before, most))
        },
    },
    Sweep {
        what: "seen_tokens",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before, most| Box::pin(store::seen_tokens::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "one_time_codes",
        margin: DAY, // "this code has expired" helps more than "wrong code"
        delete: |tx, before, most| {
            Box::pin(store::one_time_codes::delete_expired(tx, before, most))
        },
    },
    Sweep {
        what: "pushed_requests",
        margin: HOUR, // "this request has expired" helps more than "unknown request"
        delete: |tx, before, most| {
            Box::pin(store::pushed_requests::delete_expired(tx, before, most))
        },
    },
    Sweep {
        what: "device_grants",
        margin: HOUR, // "this code has expired" helps a device more than "unknown code"
        delete: |tx, before, most| Box::pin(store::device_grants::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "sign_ins",
        margin: HOUR,
        delete: |tx, before, most| Box::pin(store::sign_ins::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "upstream_requests",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before, most| Box::pin(store::upstream::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "devices",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before, most| Box::pin(store::devices::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "email_undos",
        margin: HOUR, // the clocks of two nodes may differ
        delete: |tx, before, most| Box::pin(store::email_undos::delete_expired(tx, before, most)),
    },
    Sweep {
        what: "attempts",
        margin: DAY.saturating_mul(8), // longer than any quiet time that starts a count anew
        delete: |tx, before, most| Box::pin(store::attempts::delete_quiet(tx, before, most)),
    },
    Sweep {
        what: "initial_access_tokens",
        margin: DAY.saturating_mul(7), // an operator sees which ones have expired
        delete: |tx, before, most| {
            Box::pin(store::initial_access_tokens::delete_expired(tx, before, most))
        },
    },
    Sweep {
        what: "failed_jobs",
        margin: DAY.saturating_mul(30),
        delete: |tx, before, most| Box::pin(store::jobs::delete_failed(tx, before, most)),
    },
    Sweep {
        what: "pictures",
        margin: DAY, // one that was put up waits for the settings that will name it
        delete: |tx, before, most| Box::pin(store::pictures::delete_unnamed(tx, before, most)),
    },
    Sweep {
        what: "signing_keys",
        margin: HOUR,
        delete: |tx, before, most| Box::pin(delete_keys(tx, before, most)),
    },
];

/// Keys that left the key set are gone from the caches, too.
async fn delete_keys(tx: &mut Tx, before: Instant, most: u32) -> store::Result<u64> {
    let removed = store::keys::delete_expired(tx, before, most).await?;
    if removed > 0 {
        store::epochs::advance(tx).await?;
    }
    Ok(removed)
}

/// Audit events, when they are not kept for ever.
fn audit_events(cx: &Context) -> Option<Sweep> {
    let days = cx.app.config.audit.keep_days;
    let sweep = Sweep {
        what: "audit_events",
        margin: DAY.saturating_mul(days),
        delete: |tx, before, most| Box::pin(store::audit::delete_old(tx, before, most)),
    };
    (days > 0).then_some(sweep)
}

/// Removes what has ended, each kind in short writes of its own; how many rows in all. It may run on
/// several nodes at once.
///
/// # Errors
/// When the database does not answer; what was removed until then stays removed.
pub async fn clean(cx: &Context) -> Result<u64> {
    fill(cx).await?;
    let mut removed = 0;
    for sweep in SWEEPS.into_iter().chain(audit_events(cx)) {
        removed += clean_one(cx, sweep).await?;
    }
    removed += account::deletion::carry_out(cx).await?;
    removed += registration::unused::remove(cx).await?;
    Ok(removed + registration::document::unused::remove(cx).await?)
}

/// Fills what nodes of an older version do not know of.
async fn fill(cx: &Context) -> Result<()> {
    for _ in 0..MOST_BATCHES {
        if !cx.write((), |tx, ()| Box::pin(write_filling(tx))).await? {
            break;
        }
    }
    Ok(())
}

async fn write_filling(tx: &mut Tx) -> Result<bool> {
    Ok(store::migrate::fill_verified_emails(tx).await?)
}

async fn clean_one(cx: &Context, Sweep { what, margin, delete }: Sweep) -> Result<u64> {
    let mut removed = 0;
    for _ in 0..MOST_BATCHES {
        let before = cx.now() - margin;
        let count = cx.write(before, move |tx, before| delete(tx, *before, BATCH)).await?;
        removed += count;
        if count < u64::from(BATCH) {
            break;
        }
    }
    if removed > 0 {
        tracing::debug!(what, removed, "removed what had ended");
    }
    Ok(removed)
}
