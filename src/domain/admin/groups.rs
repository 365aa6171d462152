//! Groups of users made and removed by the operator.

use super::{Change, LONGEST_PAGE, missing, pool_of};
use crate::context::Context;
use crate::domain::audit::Event;
use crate::domain::error::{Refusal, Result};
use crate::model::group::{Group, check_name};
use crate::model::{Invalid, PoolId};
use crate::store::{self, Tx};

/// The key that a group's name violates when another group of the pool has it.
const NAME_KEY: &str = "groups_pool_id_name_key";

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 2048;

/// A group to be made.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its rank among a user's groups; the lower wins, none comes last.
    pub precedence: Option<i64>,
}

/// Makes a group.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` with what does not fit, `NameTaken`.
pub async fn create(cx: &Context, pool: &PoolId, new: NewGroup) -> Result<Group> {
    check_name(&new.name)?;
    if new.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(Invalid::because("a group's description has at most 2048 characters").into());
    }
    if new.precedence.is_some_and(|precedence| precedence < 0) {
        return Err(Invalid::because("a group's precedence is not negative").into());
    }
    let group = Group {
        pool_id: pool.clone(),
        name: new.name,
        description: new.description,
        precedence: new.precedence,
        created_at: cx.now(),
    };
    let change = Change::new(cx, pool, Event::PoolUpdated, &target(&group.name), group.clone())?;
    let written = cx.write(change, |tx, change| Box::pin(write_creation(tx, change))).await;
    written.map_err(|error| {
        error.on_key(NAME_KEY, Refusal::NameTaken, "the pool has a group of this name")
    })?;
    Ok(group)
}

/// The groups of a pool by name, `limit` at most, after the group `after`.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(
    cx: &Context,
    pool: &PoolId,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Group>> {
    let mut tx = cx.read().await?;
    pool_of(&mut tx, pool).await?;
    Ok(store::groups::list(&mut tx, pool, after.unwrap_or_default(), limit.min(LONGEST_PAGE))
        .await?)
}

/// Removes a group; its members stay.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, pool: &PoolId, name: &str) -> Result<()> {
    let what = (pool.clone(), name.to_owned());
    let change = Change::new(cx, pool, Event::PoolUpdated, &target(name), what)?;
    cx.write(change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

fn target(name: &str) -> String {
    format!("group/{name}")
}

async fn write_creation(tx: &mut Tx, change: &Change<Group>) -> Result<()> {
    pool_of(tx, &change.what.pool_id).await?;
    store::groups::insert(tx, &change.what).await?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

async fn write_deletion(tx: &mut Tx, change: &Change<(PoolId, String)>) -> Result<()> {
    let (pool, name) = &change.what;
    if !store::groups::delete(tx, pool, name).await? {
        return Err(missing("the pool has no group of this name"));
    }
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}
