//! Clients that registered themselves and are not used: who is used is noted once a day, and who is
//! not is removed.

use std::time::Duration;

use super::learn_epoch;
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::Result;
use crate::model::{Client, ClientId, Instant, PoolId};
use crate::store::{self, Tx};

/// How exactly the last use is known.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many clients, and how many pools, one run looks at.
const BATCH: u32 = 100;

/// The actor of audit events about what nobody asked for.
const SYSTEM: &str = "system";

/// Notes that a client has got a token. A client for which people are not asked is of the house, and
/// costs nothing here.
///
/// # Errors
/// When the database does not answer.
pub async fn note_use(cx: &Context, client: &Client) -> Result<()> {
    if !client.settings.consent {
        return Ok(());
    }
    let (pool, id) = (client.pool_id.clone(), client.id.clone());
    let known = store::registrations::by_client(&mut cx.read().await?, &pool, &id).await?;
    if known.is_none_or(|known| cx.now().since(known.used_at) < DAY) {
        return Ok(());
    }
    let used = (pool, id, cx.now());
    cx.write(used, |tx, used| Box::pin(write_use(tx, used))).await
}

async fn write_use(tx: &mut Tx, (pool, id, now): &(PoolId, ClientId, Instant)) -> Result<()> {
    Ok(store::registrations::note_use(tx, pool, id, *now).await?)
}

struct Sweep {
    pool: PoolId,
    idle: Vec<(ClientId, AuditEvent)>,
    before: Instant,
    now: Instant,
}

/// Removes the clients that have had no token for as long as their pool says, and a day; how many.
/// One that an operator has taken into the house, so that nobody is asked for it, stays.
///
/// # Errors
/// When the database does not answer; what was removed until then stays removed.
pub async fn remove(cx: &Context) -> Result<u64> {
    let mut removed = 0;
    let mut after: Option<PoolId> = None;
    loop {
        let pools = pools_with_idle(cx, after.as_ref()).await?;
        let Some(last) = pools.last() else { break };
        after = Some(last.clone());
        for pool in pools {
            let Some(sweep) = sweep(cx, pool).await? else { continue };
            removed += cx.write(sweep, |tx, sweep| Box::pin(write_removal(tx, sweep))).await?;
        }
    }
    if removed > 0 {
        learn_epoch(cx).await;
    }
    Ok(removed)
}

async fn pools_with_idle(cx: &Context, after: Option<&PoolId>) -> Result<Vec<PoolId>> {
    let mut tx = cx.read().await?;
    Ok(store::registrations::pools_with_idle(&mut tx, cx.now() - DAY, after, BATCH).await?)
}

async fn sweep(cx: &Context, pool: PoolId) -> Result<Option<Sweep>> {
    let mut tx = cx.read().await?;
    let Some(found) = store::pools::by_id(&mut tx, &pool).await? else { return Ok(None) };
    let days = found.settings.registration.unused_days;
    let before = cx.now() - DAY.saturating_mul(days.saturating_add(1));
    let idle = store::registrations::idle(&mut tx, &pool, before, BATCH).await?;
    let idle = idle.into_iter().map(|id| {
        let event = audit::event(cx, &pool, Event::ClientDeleted, SYSTEM, id.as_str())?;
        Ok((id, event))
    });
    let idle = idle.collect::<Result<Vec<_>>>()?;
    Ok(if idle.is_empty() { None } else { Some(Sweep { idle, before, now: cx.now(), pool }) })
}

/// Looks at each once more: it may have been used since.
async fn write_removal(tx: &mut Tx, sweep: &Sweep) -> Result<u64> {
    let Sweep { pool, idle, before, now } = sweep;
    store::epochs::advance(tx).await?;
    let mut removed = 0;
    for (id, event) in idle {
        let known = store::registrations::by_client(tx, pool, id).await?;
        let client = store::clients::by_id(tx, pool, id).await?;
        match (known, client) {
            (Some(known), Some(client)) if known.used_at < *before => {
                if client.settings.consent {
                    store::clients::delete(tx, pool, id).await?;
                    store::audit::insert(tx, event).await?;
                    removed += 1;
                } else {
                    store::registrations::note_use(tx, pool, id, *now).await?;
                }
            }
            _ => {}
        }
    }
    Ok(removed)
}
