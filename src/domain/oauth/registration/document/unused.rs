//! Clients that are documents and are not used: they give way, and cost their owners nothing but
//! the consent that people gave; the next request reads the document again. One that an operator has
//! disabled stays, since it would come back as a new one.

use std::time::Duration;

use super::super::learn_epoch;
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Client, ClientId, Instant, PoolId};
use crate::store::client_documents::ClientDocument;
use crate::store::{self, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// How exactly the last use is known.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many clients, and how many pools, one step looks at.
const BATCH: u32 = 100;

/// The actor of audit events about what nobody asked for.
const SYSTEM: &str = "system";

/// Notes that a client which is a document has got a token.
///
/// # Errors
/// When the database does not answer.
pub async fn note_use(cx: &Context, client: &Client) -> Result<()> {
    let (pool, id) = (client.pool_id.clone(), client.id.clone());
    let known = store::client_documents::by_client(&mut cx.read().await?, &pool, &id).await?;
    let is_noted =
        |known: &ClientDocument| known.used_at.is_some_and(|used_at| cx.now().since(used_at) < DAY);
    if known.is_none_or(|known| is_noted(&known)) {
        return Ok(());
    }
    let used = (pool, id, cx.now());
    cx.write(used, |tx, used| Box::pin(write_use(tx, used))).await
}

async fn write_use(tx: &mut Tx, (pool, id, now): &(PoolId, ClientId, Instant)) -> Result<()> {
    Ok(store::client_documents::note_use(tx, pool, id, *now).await?)
}

/// Refuses where a pool has as many such clients as it may have; part of the write of one more.
pub(super) async fn check_room(tx: &mut Tx, pool: &PoolId, most: u32) -> Result<()> {
    if store::client_documents::count(tx, pool).await? < u64::from(most) {
        return Ok(());
    }
    tracing::warn!(%pool, "no more documents become clients: see registration.most_clients");
    Err(Error::new(Refusal::Busy, "no more clients may come at present"))
}

/// Where a pool is full, the client that was read longest ago makes room for a new one, if it has
/// not got a token for an hour, nor ever.
///
/// # Errors
/// [`Refusal::Busy`] when none does.
pub(super) async fn make_room(cx: &Context, pool: &PoolView) -> Result<()> {
    let most = pool.pool.settings.registration.most_clients;
    let idle = {
        let mut tx = cx.read().await?;
        if store::client_documents::count(&mut tx, pool.id()).await? < u64::from(most) {
            return Ok(());
        }
        let before = (Instant::from_millis(0), cx.now() - HOUR);
        (before, store::client_documents::idle(&mut tx, pool.id(), before, 1).await?)
    };
    let (before, clients) = idle;
    if let Some(sweep) = Sweep::of(cx, pool.id(), clients, before)? {
        carry_out(cx, sweep).await?;
        learn_epoch(cx).await;
    }
    check_room(&mut cx.read().await?, pool.id(), most).await
}

/// Removes the clients that have had no token for as long as their pool says, and a day, and those
/// that never had one for the shorter time that it says for them; how many. One that an operator has
/// taken into the house, so that nobody is asked for it, stays.
///
/// # Errors
/// When the database does not answer; what was removed until then stays removed.
pub async fn remove(cx: &Context) -> Result<u64> {
    let mut removed = 0;
    let mut after: Option<PoolId> = None;
    loop {
        let pools = {
            let mut tx = cx.read().await?;
            store::client_documents::pools(&mut tx, after.as_ref(), BATCH).await?
        };
        let Some(last) = pools.last() else { break };
        after = Some(last.clone());
        for pool in pools {
            if let Some(sweep) = idle(cx, &pool).await? {
                removed += carry_out(cx, sweep).await?;
            }
        }
    }
    if removed > 0 {
        learn_epoch(cx).await;
    }
    Ok(removed)
}

async fn idle(cx: &Context, pool: &PoolId) -> Result<Option<Sweep>> {
    let mut tx = cx.read().await?;
    let Some(found) = store::pools::by_id(&mut tx, pool).await? else { return Ok(None) };
    let policy = found.settings.registration;
    let used = cx.now() - DAY.saturating_mul(policy.unused_days.saturating_add(1));
    let before = (used, cx.now() - DAY.saturating_mul(policy.never_used_days));
    let clients = store::client_documents::idle(&mut tx, pool, before, BATCH).await?;
    Sweep::of(cx, pool, clients, before)
}

/// Clients that are to go.
struct Sweep {
    pool: PoolId,
    clients: Vec<(ClientId, AuditEvent)>,
    /// Before when each was used last, or was read last where it was never used.
    before: (Instant, Instant),
    now: Instant,
}

impl Sweep {
    fn of(
        cx: &Context,
        pool: &PoolId,
        clients: Vec<ClientId>,
        before: (Instant, Instant),
    ) -> Result<Option<Self>> {
        let with_event = |id: ClientId| {
            let event = audit::event(cx, pool, Event::ClientDeleted, SYSTEM, id.as_str())?;
            Ok((id, event))
        };
        let clients = clients.into_iter().map(with_event).collect::<Result<Vec<_>>>()?;
        let sweep = Self { pool: pool.clone(), clients, before, now: cx.now() };
        Ok(Some(sweep).filter(|sweep| !sweep.clients.is_empty()))
    }

    fn takes(&self, document: &ClientDocument) -> bool {
        let (used, read) = self.before;
        document.used_at.map_or(document.fetched_at < read, |used_at| used_at < used)
    }
}

async fn carry_out(cx: &Context, sweep: Sweep) -> Result<u64> {
    cx.write(sweep, |tx, sweep| Box::pin(write_removal(tx, sweep))).await
}

/// Looks at each once more: it may have been used since, or disabled.
async fn write_removal(tx: &mut Tx, sweep: &Sweep) -> Result<u64> {
    store::epochs::advance(tx).await?;
    let mut removed = 0;
    for (id, event) in &sweep.clients {
        let known = store::client_documents::by_client(tx, &sweep.pool, id).await?;
        let client = store::clients::by_id(tx, &sweep.pool, id).await?;
        let (Some(known), Some(client)) = (known, client) else { continue };
        if !sweep.takes(&known) {
            continue;
        }
        if client.settings.consent && client.enabled {
            store::clients::delete(tx, &sweep.pool, id).await?;
            store::audit::insert(tx, event).await?;
            removed += 1;
        } else {
            store::client_documents::note_use(tx, &sweep.pool, id, sweep.now).await?;
        }
    }
    Ok(removed)
}
