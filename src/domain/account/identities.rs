//! The accounts elsewhere that open a person's account here: what there are, another one, and one less.

use super::{Member, locked};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::adapter::Identity;
use crate::domain::federation::linked::{self, told};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sessions;
use crate::domain::sign_in::can_lose_identity;
use crate::model::attribute::Attributes;
use crate::model::pool::PoolSettings;
use crate::model::provider::{LinkedIdentity, Provider};
use crate::model::session::Session;
use crate::model::{Instant, User};
use crate::store::{self, Tx};

pub use crate::store::identities::Named;

/// The identities of a user, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<Named>> {
    let mut tx = cx.read().await?;
    Ok(store::identities::named_of_user(&mut tx, &user.pool_id, &user.id).await?)
}

struct Linking {
    session: Session,
    identity: LinkedIdentity,
    told: Attributes,
    settings: PoolSettings,
    notice: Option<Notice>,
    event: AuditEvent,
}

/// Connects an identity with the account of whoever is signed in, in the session in which they asked
/// for it, and takes over what the account lacks. Nothing changes where it was connected before.
///
/// # Errors
/// [`Refusal::NameTaken`] where it opens another account, [`Refusal::Invalid`] where enough open this
/// one, [`Refusal::SignInExpired`] when the session has ended or nobody comes from there any more.
pub async fn link(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    provider: &Provider,
    identity: &Identity,
) -> Result<()> {
    let (user, id) = (&member.user, member.user.id.as_str());
    let linking = Linking {
        session: member.session.clone(),
        identity: linked::row(cx, provider, identity, user)?,
        told: told(provider, identity, &pool.pool.settings),
        settings: pool.pool.settings.clone(),
        notice: Notice::of(cx, pool, user, AccountEvent::linked(provider))?,
        event: audit::event(cx, pool.id(), Event::IdentityLinked, id, id)?,
    };
    cx.write(linking, |tx, linking| Box::pin(write_link(tx, linking))).await
}

async fn write_link(tx: &mut Tx, linking: &Linking) -> Result<()> {
    let Linking { session, identity, told, settings, notice, event } = linking;
    locked(tx, session, identity.used_at).await?;
    if !linked::put(tx, identity).await? {
        return Ok(());
    }
    linked::fill_in(tx, identity, told, settings).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

struct Unlinking {
    session: Session,
    settings: PoolSettings,
    provider_id: String,
    subject: String,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Takes an identity away; what its provider has opened elsewhere ends. Nothing changes where it is
/// none of the person's any more.
///
/// # Errors
/// [`Refusal::Invalid`] when nothing else opens the account, or [`Refusal::SignInExpired`] when the
/// session has ended.
pub async fn unlink(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    provider_id: &str,
    subject: &str,
) -> Result<()> {
    let (user, id) = (&member.user, member.user.id.as_str());
    // It may be disabled: then only the database knows it.
    let known = store::providers::list(&mut cx.read().await?, pool.id()).await?;
    let provider = known.iter().find(|one| one.id == provider_id);
    let Some(provider) = provider else { return Ok(()) };
    let unlinking = Unlinking {
        session: member.session.clone(),
        settings: pool.pool.settings.clone(),
        provider_id: provider_id.to_owned(),
        subject: subject.to_owned(),
        notice: Notice::of(cx, pool, user, AccountEvent::unlinked(provider))?,
        event: audit::event(cx, pool.id(), Event::IdentityUnlinked, id, id)?,
        now: cx.now(),
    };
    cx.write(unlinking, |tx, unlinking| Box::pin(write_unlink(tx, unlinking))).await
}

async fn write_unlink(tx: &mut Tx, unlinking: &Unlinking) -> Result<()> {
    let Unlinking { session, settings, provider_id, subject, notice, event, now } = unlinking;
    let user = locked(tx, session, *now).await?;
    let left = can_lose_identity(tx, settings, &user, (provider_id, subject)).await?;
    if !linked::take_away(tx, &user, provider_id, subject, *now).await? {
        return Ok(());
    }
    if !left {
        return Err(Error::new(Refusal::Invalid, "nothing else opens this account"));
    }
    sessions::end_of_user_by(tx, &user, provider_id, Some(&session.id), *now).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}
