//! The end of an account: its owner asks for it, has time to think better of it, and then it is done.

use std::time::Duration;

use super::sessions::end_all_but;
use super::{Member, locked};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sessions;
use crate::model::session::Session;
use crate::model::{Instant, User};
use crate::store::{self, Tx};

pub use crate::store::account_deletions::Deletion;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The actor of what nobody does by hand.
const SYSTEM: &str = "system";

/// How many accounts one run removes; the rest is for the next one.
const MOST: u32 = 100;

/// The deletion of this account, if it is planned.
///
/// # Errors
/// When the database does not answer.
pub async fn planned(cx: &Context, user: &User) -> Result<Option<Deletion>> {
    let mut tx = cx.read().await?;
    Ok(store::account_deletions::of_user(&mut tx, &user.pool_id, &user.id).await?)
}

struct Plan {
    session: Session,
    deletion: Deletion,
    notice: Option<Notice>,
    event: AuditEvent,
}

/// Plans the deletion of an account; all other sessions and all tokens end.
///
/// # Errors
/// When the session has ended or the database does not answer.
pub async fn plan(cx: &Context, pool: &PoolView, member: &Member) -> Result<()> {
    let user = &member.user;
    let due = cx.now() + DAY.saturating_mul(pool.pool.settings.deletion_days);
    let id = user.id.as_str();
    let plan = Plan {
        session: member.session.clone(),
        deletion: Deletion {
            pool_id: user.pool_id.clone(),
            user_id: user.id.clone(),
            asked_at: cx.now(),
            due_at: due,
        },
        notice: Notice::of(cx, pool, user, AccountEvent::DeletionPlanned { due })?,
        event: audit::event(cx, pool.id(), Event::DeletionPlanned, id, id)?,
    };
    cx.write(plan, |tx, plan| Box::pin(write_plan(tx, plan))).await
}

async fn write_plan(tx: &mut Tx, plan: &Plan) -> Result<()> {
    let Plan { session, deletion, notice, event } = plan;
    let now = deletion.asked_at;
    let user = locked(tx, session, now).await?;
    if !store::account_deletions::insert(tx, deletion).await? {
        return Ok(());
    }
    end_all_but(tx, session, now).await?;
    store::families::revoke_of_user(tx, &user.pool_id, &user.id, now).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

/// The person keeps the account after all.
///
/// # Errors
/// As [`plan`].
pub async fn cancel(cx: &Context, member: &Member) -> Result<()> {
    let id = member.user.id.as_str();
    let event = audit::event(cx, &member.user.pool_id, Event::DeletionCancelled, id, id)?;
    let keeping = (member.session.clone(), event, cx.now());
    cx.write(keeping, |tx, keeping| Box::pin(write_cancel(tx, keeping))).await
}

async fn write_cancel(
    tx: &mut Tx,
    (session, event, now): &(Session, AuditEvent, Instant),
) -> Result<()> {
    let user = locked(tx, session, *now).await?;
    if store::account_deletions::delete(tx, &user.pool_id, &user.id).await? {
        store::audit::insert(tx, event).await?;
    }
    Ok(())
}

/// Removes the accounts whose time is over, each in a write of its own; how many. One that cannot be
/// removed holds up no other, and is tried again the next time.
///
/// # Errors
/// When the database does not say which they are.
pub async fn carry_out(cx: &Context) -> Result<u64> {
    let due = store::account_deletions::due(&mut cx.read().await?, cx.now(), MOST).await?;
    let mut removed = 0;
    for deletion in due {
        let id = deletion.user_id.as_str();
        let event = audit::event(cx, &deletion.pool_id, Event::UserDeleted, SYSTEM, id)?;
        let end = (deletion, event, cx.now());
        match cx.write(end, |tx, end| Box::pin(write_end(tx, end))).await {
            Ok(gone) => removed += u64::from(gone),
            Err(error) => tracing::error!(%error, "an account could not be removed when due"),
        }
    }
    Ok(removed)
}

/// Removes one account, unless its owner has kept it meanwhile; whether it is gone.
async fn write_end(
    tx: &mut Tx,
    (deletion, event, now): &(Deletion, AuditEvent, Instant),
) -> Result<bool> {
    let (pool, user) = (&deletion.pool_id, &deletion.user_id);
    store::users::lock(tx, pool, user).await?;
    if store::account_deletions::of_user(tx, pool, user).await?.as_ref() != Some(deletion) {
        return Ok(false);
    }
    sessions::end_of_user(tx, pool, user, *now).await?;
    store::families::revoke_of_user(tx, pool, user, *now).await?;
    let gone = store::users::delete(tx, pool, user).await?;
    if gone {
        store::audit::insert(tx, event).await?;
    }
    Ok(gone)
}
