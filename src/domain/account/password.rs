//! The password: whoever changes it shows the present one, and stays signed in here alone.

use super::sessions::end_all_but;
use super::{Member, locked};
use crate::context::Context;
use crate::domain::attempts::{self, Subject, Target};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::passwords::{self, NewHash};
use crate::model::password::Password;
use crate::model::session::Session;
use crate::model::{Instant, User};
use crate::store::{self, Tx};

struct Change {
    session: Session,
    before: Option<String>,
    hash: NewHash,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Replaces the password; somebody without one gets one. All other sessions and all tokens end.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for the present one, [`Refusal::WeakPassword`] for the new one,
/// [`Refusal::TooManyAttempts`] or [`Refusal::Busy`].
pub async fn change(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    present: Password,
    new: Password,
) -> Result<()> {
    let user = &member.user;
    prove(cx, user, present).await?;
    let hash = passwords::accept(cx, &pool.pool, None, user, new).await?;
    let id = user.id.as_str();
    let change = Change {
        session: member.session.clone(),
        before: user.password_hash.clone(),
        hash: NewHash::new(&pool.pool, hash),
        notice: Notice::of(cx, pool, user, AccountEvent::PasswordChanged)?,
        event: audit::event(cx, pool.id(), Event::PasswordChanged, id, id)?,
        now: cx.now(),
    };
    cx.write(change, |tx, change| Box::pin(write(tx, change))).await
}

/// Looks at the present password, as a sign-in does: the try is counted first.
async fn prove(cx: &Context, user: &User, present: Password) -> Result<()> {
    let Some(hash) = user.password_hash.clone() else { return Ok(()) };
    let subject = Subject::user(Target::Password, &user.id);
    let _turn = subject.turn(cx).await?;
    let tried = attempts::begin(cx, &user.pool_id, &subject).await?;
    if present.is_too_long() {
        return Err(Refusal::WrongCredentials.into());
    }
    match cx.app.hasher.verify(present, Some(hash)).await.map_err(Error::from) {
        Ok(true) => tried.give_back(cx).await,
        Ok(false) => Err(Refusal::WrongCredentials.into()),
        Err(error) => {
            tried.give_back(cx).await?;
            Err(error)
        }
    }
}

async fn write(tx: &mut Tx, change: &Change) -> Result<()> {
    let Change { session, before, hash, notice, event, now } = change;
    let user = locked(tx, session, *now).await?;
    if user.password_hash != *before || !hash.put(tx, &user.pool_id, &user.id, *now).await? {
        return Err(Refusal::WrongCredentials.into());
    }
    Subject::user(Target::Password, &user.id).forget(tx, &user.pool_id).await?;
    end_all_but(tx, session, *now).await?;
    store::families::revoke_of_user(tx, &user.pool_id, &user.id, *now).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}
