//! What a person has set up besides the password, as the operator sees it and ends it.

use super::{Change, find, require, show};
use crate::context::Context;
use crate::domain::admin::missing;
use crate::domain::audit::Event;
use crate::domain::configuration;
use crate::domain::error::{Error, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::factor::Enrolled;
use crate::model::{Pool, PoolId, User};
use crate::store::{self, Tx};

/// What a person has besides the password.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// What was set up, oldest first.
    pub factors: Vec<Enrolled>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// How many browsers are remembered.
    pub browsers: usize,
}

/// What a user has set up besides the password.
///
/// # Errors
/// `NotFound`.
pub async fn factors(cx: &Context, pool: &PoolId, who: &str) -> Result<SetUp> {
    let user = show(cx, pool, who).await?;
    let mut tx = cx.read().await?;
    Ok(SetUp {
        factors: store::factors::of_user(&mut tx, pool, &user.id).await?,
        recovery_codes: store::recovery_codes::left(&mut tx, &user.id).await?,
        browsers: store::devices::of_user(&mut tx, pool, &user.id, cx.now()).await?.len(),
    })
}

/// What ends.
struct Ending<W> {
    user: User,
    what: W,
    notice: Option<Notice>,
}

/// The mail that tells the person; none of a pool that sends nothing.
async fn notice(
    cx: &Context,
    pool: &Pool,
    user: &User,
    event: AccountEvent,
) -> Result<Option<Notice>> {
    match configuration::pool(cx, &pool.id).await? {
        Some(view) => Notice::of(cx, &view, user, event),
        None => Ok(None),
    }
}

/// Part of a write: the person is told, and so is the audit.
async fn tell<W>(tx: &mut Tx, change: &Change<Ending<W>>) -> Result<()> {
    if let Some(notice) = &change.what.notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, &change.event).await?)
}

/// Removes one factor of a user, of whatever use it is to them. The person is told.
///
/// # Errors
/// `NotFound` when there is no such user, or they have no such factor.
pub async fn remove_factor(cx: &Context, pool: &PoolId, who: &str, factor: &str) -> Result<()> {
    let (pool, user) = find(cx, pool, who).await?;
    let there = store::factors::of_user(&mut cx.read().await?, &pool.id, &user.id).await?;
    let kind = there.iter().find(|one| one.id == factor).ok_or_else(no_factor)?.factor;
    let notice = notice(cx, &pool, &user, AccountEvent::FactorRemoved { factor: kind }).await?;
    let id = user.id.clone();
    let ending = Ending { user, what: factor.to_owned(), notice };
    let change = Change::new(cx, &pool.id, Event::FactorRemoved, id.as_str(), ending)?;
    cx.write(change, |tx, change| Box::pin(write_removal(tx, change))).await
}

fn no_factor() -> Error {
    missing("the user has no factor of this id")
}

async fn write_removal(tx: &mut Tx, change: &Change<Ending<String>>) -> Result<()> {
    let Ending { user, what: factor, .. } = &change.what;
    if !store::factors::delete(tx, &user.pool_id, &user.id, factor).await? {
        return Err(no_factor());
    }
    store::devices::delete_of_user(tx, &user.pool_id, &user.id).await?;
    tell(tx, change).await
}

/// Removes all that a user has set up besides the password: factors, recovery codes and remembered
/// browsers. The person is told, and sets up anew what the pool demands at the next sign-in.
///
/// # Errors
/// `NotFound`.
pub async fn reset_factors(cx: &Context, pool: &PoolId, who: &str) -> Result<()> {
    let (pool, user) = find(cx, pool, who).await?;
    let notice = notice(cx, &pool, &user, AccountEvent::FactorsReset).await?;
    let id = user.id.clone();
    let ending = Ending { user, what: (), notice };
    let change = Change::new(cx, &pool.id, Event::FactorsReset, id.as_str(), ending)?;
    cx.write(change, |tx, change| Box::pin(write_reset(tx, change))).await
}

async fn write_reset(tx: &mut Tx, change: &Change<Ending<()>>) -> Result<()> {
    let User { id, pool_id: pool, .. } = &change.what.user;
    // First: what the person sets up at this moment is there before this, or after it.
    store::users::lock(tx, pool, id).await?;
    require(store::users::by_id(tx, pool, id).await?.is_some())?;
    for factor in store::factors::of_user(tx, pool, id).await? {
        store::factors::delete(tx, pool, id, &factor.id).await?;
    }
    store::recovery_codes::delete_of_user(tx, id).await?;
    store::devices::delete_of_user(tx, pool, id).await?;
    tell(tx, change).await
}

/// Ends the recovery codes of a user. The person is told.
///
/// # Errors
/// `NotFound` when there is no such user, or they have none.
pub async fn revoke_recovery_codes(cx: &Context, pool: &PoolId, who: &str) -> Result<()> {
    let (pool, user) = find(cx, pool, who).await?;
    let notice = notice(cx, &pool, &user, AccountEvent::RecoveryCodesRevoked).await?;
    let id = user.id.clone();
    let ending = Ending { user, what: (), notice };
    let change = Change::new(cx, &pool.id, Event::RecoveryCodesRevoked, id.as_str(), ending)?;
    cx.write(change, |tx, change| Box::pin(write_revocation(tx, change))).await
}

async fn write_revocation(tx: &mut Tx, change: &Change<Ending<()>>) -> Result<()> {
    let User { id, pool_id: pool, .. } = &change.what.user;
    store::users::lock(tx, pool, id).await?;
    if store::recovery_codes::left(tx, id).await? == 0 {
        return Err(missing("the user has no recovery codes left"));
    }
    store::recovery_codes::delete_of_user(tx, id).await?;
    tell(tx, change).await
}
