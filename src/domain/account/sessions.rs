//! The sessions of a person: where they are signed in, and how to end that.

use super::{Member, locked};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::oauth::logout::back_channel;
use crate::domain::sessions;
use crate::model::session::{Seen, Session};
use crate::model::{Instant, User};
use crate::store::{self, Tx};

/// How many sessions are shown: the last used ones.
const MOST: u32 = 100;

/// Where a person is signed in, the last used first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<Seen>> {
    let mut tx = cx.read().await?;
    Ok(store::sessions::of_user(&mut tx, &user.pool_id, &user.id, cx.now(), MOST).await?)
}

/// Ends one session of the person.
///
/// # Errors
/// [`Refusal::NotFound`] when it is none of theirs.
pub async fn end(cx: &Context, pool: &PoolView, member: &Member, id: &str) -> Result<()> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let seen = store::sessions::live(&mut cx.read().await?, pool.id(), &id, cx.now()).await?;
    let own = seen.filter(|seen| seen.session.user_id == member.user.id);
    let session = own.ok_or(Refusal::NotFound)?.session;
    sessions::end(cx, pool, &session).await.map(drop)
}

struct Others {
    session: Session,
    with_tokens: bool,
    event: AuditEvent,
    now: Instant,
}

/// Ends all sessions of the person but the one in which they ask for it, and the tokens that were given
/// in them where the pool wants that.
///
/// # Errors
/// [`Refusal::SignInExpired`] when that one has ended.
pub async fn end_others(cx: &Context, pool: &PoolView, member: &Member) -> Result<()> {
    let user = member.user.id.as_str();
    let others = Others {
        session: member.session.clone(),
        with_tokens: pool.pool.settings.sign_out_ends_tokens,
        event: audit::event(cx, &member.user.pool_id, Event::UserSignedOut, user, user)?,
        now: cx.now(),
    };
    cx.write(others, |tx, others| Box::pin(write_others(tx, others))).await
}

async fn write_others(tx: &mut Tx, others: &Others) -> Result<()> {
    let Others { session, with_tokens, event, now } = others;
    locked(tx, session, *now).await?;
    let ended = end_all_but(tx, session, *now).await?;
    if ended.is_empty() {
        return Ok(());
    }
    if *with_tokens {
        sessions::end_tokens(tx, &ended, *now).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

/// Part of a write: ends all sessions of a user but this one; those that had not ended. Clients that
/// listen behind the browser are told.
pub(super) async fn end_all_but(tx: &mut Tx, kept: &Session, now: Instant) -> Result<Vec<Session>> {
    let Session { pool_id, user_id, id, .. } = kept;
    let ended = store::sessions::end_others_of_user(tx, pool_id, user_id, id, now).await?;
    for session in &ended {
        back_channel::announce(tx, session, now).await?;
    }
    Ok(ended)
}
