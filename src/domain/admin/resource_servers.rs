//! Resource servers set up by the operator: the APIs whose scopes clients may ask for.

use super::{Change, configure, mark, missing, pool_of};
use crate::context::Context;
use crate::domain::audit::Event;
use crate::domain::error::Result;
use crate::model::resource_server::ResourceServer;
use crate::model::{Invalid, PoolId};
use crate::store::{self, Tx};

/// How many resource servers a pool has at most.
const MOST: usize = 300;

/// Adds a resource server, or replaces the one of that identifier.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` with what does not fit.
pub async fn put(cx: &Context, server: ResourceServer) -> Result<()> {
    server.check()?;
    let pool = server.pool_id.clone();
    let target = target(&server.identifier);
    let change = Change::new(cx, &pool, Event::PoolUpdated, &target, server)?;
    configure(cx, change, |tx, change| Box::pin(write_server(tx, change))).await
}

/// The resource servers of a pool by identifier, at most 300: that is all of them.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(cx: &Context, pool: &PoolId) -> Result<Vec<ResourceServer>> {
    let mut tx = cx.read().await?;
    pool_of(&mut tx, pool).await?;
    Ok(store::resource_servers::list(&mut tx, pool).await?)
}

/// Removes a resource server; nobody gets its scopes any more.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, pool: &PoolId, identifier: &str) -> Result<()> {
    let what = (pool.clone(), identifier.to_owned());
    let change = Change::new(cx, pool, Event::PoolUpdated, &target(identifier), what)?;
    configure(cx, change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

fn target(identifier: &str) -> String {
    format!("resource_server/{identifier}")
}

async fn write_server(tx: &mut Tx, change: &Change<ResourceServer>) -> Result<()> {
    let server = &change.what;
    mark(tx, change).await?;
    pool_of(tx, &server.pool_id).await?;
    let present = store::resource_servers::list(tx, &server.pool_id).await?;
    if present.len() >= MOST && !present.iter().any(|other| other.identifier == server.identifier) {
        return Err(Invalid::because("a pool has at most 300 resource servers").into());
    }
    store::resource_servers::put(tx, server).await?;
    Ok(())
}

async fn write_deletion(tx: &mut Tx, change: &Change<(PoolId, String)>) -> Result<()> {
    let (pool, identifier) = &change.what;
    mark(tx, change).await?;
    if !store::resource_servers::delete(tx, pool, identifier).await? {
        return Err(missing("the pool has no resource server of this identifier"));
    }
    Ok(())
}
