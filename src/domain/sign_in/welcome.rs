//! The end of a sign-in: a session, and a line in the audit.

use std::time::Duration;

use super::federated::Linking;
use super::spent::Spent;
use super::under_way::{UnderWay, goes_on, unchanged};
use super::{SignedIn, Step};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::devices::Remembering;
use crate::domain::error::{Refusal, Result};
use crate::domain::messages;
use crate::domain::notices::{self, Notice};
use crate::domain::sessions;
use crate::model::User;
use crate::model::session::{Session, Sighting};
use crate::model::sign_in::SignIn;
use crate::model::user::UserStatus;
use crate::store::{self, Tx};

/// The life of a session in a pool that keeps none: long enough for the pages of the
/// request that made it.
const ONE_REQUEST: Duration = Duration::from_secs(600);

/// What the last step of a sign-in writes.
struct Welcome {
    user: User,
    spent: Spent,
    sign_in: SignIn,
    has_row: bool,
    begun: Sighting,
    /// Nothing for an account that is yet to be confirmed.
    session: Option<(Session, AuditEvent)>,
    remembering: Option<Remembering>,
    linking: Option<Linking>,
    told: Option<Notice>,
}

/// The person is who they say: a session begins.
pub(super) async fn done(
    cx: &Context,
    pool: &PoolView,
    under_way: UnderWay,
    spent: Spent,
) -> Result<Step> {
    let (user, after) = (under_way.user.clone(), under_way.user_after());
    let session = new_session(cx, pool, &under_way)?;
    let id = user.id.as_str();
    let event = audit::event(cx, pool.id(), Event::UserSignedIn, id, id)?;
    let event = audit::told(event, under_way.sign_in.progress.client.as_ref());
    let stepped_up = under_way.sign_in.progress.from.is_some();
    let session = (session, event);
    let remembering = under_way.remembering(cx, pool)?;
    let device = remembering.as_ref().map(Remembering::token);
    let welcome = Welcome {
        told: match under_way.knows_browser() {
            true => None,
            false => notices::of_sign_in(cx, pool, &after).await?,
        },
        linking: Linking::of(cx, pool, &under_way)?,
        remembering,
        user: user.clone(),
        spent,
        has_row: under_way.has_row(),
        sign_in: under_way.sign_in,
        begun: cx.sighting(),
        session: Some(session.clone()),
    };
    cx.write(welcome, |tx, welcome| Box::pin(write(tx, welcome))).await?;
    Ok(Step::Done(Box::new(SignedIn { user: after, session: session.0, stepped_up, device })))
}

/// The account is yet to be confirmed, or has a password that is good no more: no session begins.
pub(super) async fn not_yet(
    cx: &Context,
    pool: &PoolView,
    under_way: UnderWay,
    spent: Spent,
) -> Result<Step> {
    let user = under_way.user.clone();
    let welcome = Welcome {
        user: user.clone(),
        spent,
        has_row: under_way.has_row(),
        sign_in: under_way.sign_in,
        begun: cx.sighting(),
        session: None,
        remembering: None,
        linking: None,
        told: None,
    };
    cx.write(welcome, |tx, welcome| Box::pin(write(tx, welcome))).await?;
    let username = messages::sign_in_name(pool, &user).to_owned();
    Ok(match user.status {
        UserStatus::Unconfirmed => Step::NeedsConfirmation { username },
        _ => Step::NeedsReset { username },
    })
}

/// The session of whoever is who they say. Where only the missing was shown, it is the one before, as
/// old as it was; where a provider tells when the person proved themselves there, it is as old as that.
fn new_session(cx: &Context, pool: &PoolView, under_way: &UnderWay) -> Result<Session> {
    let life = match pool.pool.settings.session_minutes {
        0 => ONE_REQUEST,
        minutes => Duration::from_secs(u64::from(minutes) * 60),
    };
    let progress = &under_way.sign_in.progress;
    let (id, auth_time, expires_at) = match &progress.from {
        Some(before) => (before.session.clone(), before.auth_time, before.expires_at),
        None => {
            let at = progress.authenticated_at.map_or(cx.now(), |there| there.min(cx.now()));
            (random::session_id(cx.now())?, at, cx.now() + life)
        }
    };
    Ok(Session {
        id,
        pool_id: pool.id().clone(),
        user_id: under_way.user.id.clone(),
        auth_time,
        amr: under_way.methods(),
        expires_at,
        provider: progress.provider.clone(),
    })
}

async fn write(tx: &mut Tx, welcome: &Welcome) -> Result<()> {
    let Welcome { user, spent, sign_in, has_row, begun, session, remembering, linking, told } =
        welcome;
    unchanged(tx, user).await?;
    goes_on(tx, sign_in, begun.at).await?;
    spent.write(tx).await?;
    if *has_row && !store::sign_ins::end(tx, sign_in).await? {
        return Err(Refusal::SignInExpired.into());
    }
    if let Some((session, event)) = session {
        put(tx, sign_in, session, begun).await?;
        store::audit::insert(tx, event).await?;
    }
    if let Some(remembering) = remembering {
        remembering.write(tx).await?;
    }
    if let Some(linking) = linking {
        linking.write(tx).await?;
    }
    if let Some(notice) = told {
        notice.post(tx).await?;
    }
    spent.settle(tx).await
}

/// Part of a write: a session begins. Where only the missing was shown, the one before goes on: one
/// that has ended meanwhile leaves no other behind.
async fn put(tx: &mut Tx, sign_in: &SignIn, session: &Session, begun: &Sighting) -> Result<()> {
    if sign_in.progress.from.is_none() {
        return Ok(store::sessions::insert(tx, session, begun).await?);
    }
    match sessions::go_on(tx, session, begun).await? {
        true => Ok(()),
        false => Err(Refusal::SignInExpired.into()),
    }
}
