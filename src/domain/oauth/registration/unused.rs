//! Clients that registered themselves and are not used: who is used is noted at once and then once a
//! day, and who is not is removed.

use std::time::Duration;

use super::{document, learn_epoch};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::Result;
use crate::model::{Client, ClientId, Instant, PoolId};
use crate::store::registrations::{Ages, Registration};
use crate::store::{self, Tx};

/// How exactly the last use is known.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many clients, and how many pools, one run looks at.
const BATCH: u32 = 100;

/// How long a stranger's client has its place in a pool that is full, so that whoever registers it
/// can use it.
const UNDISTURBED: Duration = Duration::from_secs(60 * 60);

/// The actor of audit events about what nobody asked for.
const SYSTEM: &str = "system";

/// Notes that a client has got a token. A client for which people are not asked is of the house, and
/// costs nothing here.
///
/// # Errors
/// When the database does not answer.
pub async fn note_use(cx: &Context, client: &Client) -> Result<()> {
    if client.id.is_document() {
        return document::unused::note_use(cx, client).await;
    }
    if !client.settings.consent {
        return Ok(());
    }
    let (pool, id) = (client.pool_id.clone(), client.id.clone());
    let known = store::registrations::by_client(&mut cx.read().await?, &pool, &id).await?;
    let is_new = |known: &Registration| known.is_unwanted() || cx.now().since(known.used_at) >= DAY;
    if !known.as_ref().is_some_and(is_new) {
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
    ages: Ages,
    now: Instant,
}

/// Removes the clients that have had no token for as long as their pool says, and a day, and those of
/// strangers that have never had one for as long as it says of these; how many. One that an operator
/// has taken into the house, so that nobody is asked for it, stays.
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
    let policy = found.settings.registration;
    let ages = Ages {
        used_before: cx.now() - DAY.saturating_mul(policy.unused_days.saturating_add(1)),
        made_before: cx.now() - DAY.saturating_mul(policy.never_used_days),
    };
    let idle = store::registrations::idle(&mut tx, &pool, ages, BATCH).await?;
    let idle = idle.into_iter().map(|id| {
        let event = audit::event(cx, &pool, Event::ClientDeleted, SYSTEM, id.as_str())?;
        Ok((id, event))
    });
    let idle = idle.collect::<Result<Vec<_>>>()?;
    Ok(if idle.is_empty() { None } else { Some(Sweep { idle, ages, now: cx.now(), pool }) })
}

async fn write_removal(tx: &mut Tx, sweep: &Sweep) -> Result<u64> {
    let Sweep { pool, idle, ages, now } = sweep;
    store::epochs::advance(tx).await?;
    let mut removed = 0;
    for (id, event) in idle {
        removed += u64::from(remove_if_idle(tx, (pool, id), *ages, (event, *now)).await?);
    }
    Ok(removed)
}

/// Looks at a client once more, as it may have been used since, and removes it; one of the house
/// counts as used.
async fn remove_if_idle(
    tx: &mut Tx,
    (pool, id): (&PoolId, &ClientId),
    ages: Ages,
    (event, now): (&AuditEvent, Instant),
) -> Result<bool> {
    let known = store::registrations::by_client(tx, pool, id).await?;
    let client = store::clients::by_id(tx, pool, id).await?;
    let Some(client) = client.filter(|_| known.is_some_and(|known| ages.are_of(&known))) else {
        return Ok(false);
    };
    if !client.settings.consent {
        store::registrations::note_use(tx, pool, id, now).await?;
        return Ok(false);
    }
    store::clients::delete(tx, pool, id).await?;
    store::audit::insert(tx, event).await?;
    Ok(true)
}

/// Part of the write of a new registration: removes the oldest of the strangers' clients that have
/// never been used, if it has had its time; whether there was one. `event` says who is removed as
/// soon as that is known.
pub(super) async fn make_room(
    tx: &mut Tx,
    pool: &PoolId,
    event: &AuditEvent,
    now: Instant,
) -> Result<bool> {
    let ages = Ages { used_before: Instant::from_millis(0), made_before: now - UNDISTURBED };
    for id in store::registrations::idle(tx, pool, ages, BATCH).await? {
        let event = AuditEvent { target: id.to_string(), ..event.clone() };
        if remove_if_idle(tx, (pool, &id), ages, (&event, now)).await? {
            // Caches may hold it.
            store::epochs::advance(tx).await?;
            return Ok(true);
        }
    }
    Ok(false)
}
