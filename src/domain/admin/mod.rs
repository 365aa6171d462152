//! The operator's verbs: pools with their pictures, clients, users, groups, keys, resource servers and
//! identity providers.

pub mod clients;
pub mod groups;
pub mod identities;
pub mod keys;
pub mod pictures;
pub mod pools;
pub mod providers;
pub mod resource_servers;
mod revision;
pub mod sessions;
pub mod users;

pub use revision::Revision;

use super::audit::{self, Event, OPERATOR};
use super::configuration;
use super::error::{Error, Refusal, Result};
use crate::context::Context;
use crate::model::{Pool, PoolId};
use crate::store::audit::AuditEvent;
use crate::store::db::BoxFuture;
use crate::store::{self, Tx};

/// The longest page of a list.
pub const LONGEST_PAGE: u32 = 1000;

/// What is to be written, with the event that tells of it.
struct Change<T> {
    what: T,
    event: AuditEvent,
}

impl<T> Change<T> {
    fn new(cx: &Context, pool: &PoolId, event: Event, target: &str, what: T) -> Result<Self> {
        Ok(Self { what, event: audit::event(cx, pool, event, OPERATOR, target)? })
    }
}

/// Runs a write of what caches hold; afterwards this node no longer trusts what it read before.
async fn configure<T, R, F>(cx: &Context, change: Change<T>, write: F) -> Result<R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t Change<T>) -> BoxFuture<'t, Result<R>> + Send + Sync + 'static,
{
    let done = cx.write(change, write).await?;
    if let Err(error) = configuration::learn_epoch(&cx.app).await {
        // The change is durable, and a node that does not know the epoch trusts no entry.
        tracing::warn!(%error, "the caches are off until the epoch can be read");
    }
    Ok(done)
}

/// Begins such a write. The mark comes first: on PostgreSQL it makes these writes wait for one
/// another, so that each reads what the one before it left.
async fn mark<T>(tx: &mut Tx, change: &Change<T>) -> Result<()> {
    store::epochs::advance(tx).await?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn pool_of(tx: &mut Tx, id: &PoolId) -> Result<Pool> {
    store::pools::by_id(tx, id).await?.ok_or_else(|| missing("no pool has this id"))
}

fn missing(hint: &'static str) -> Error {
    Error::new(Refusal::NotFound, hint)
}
