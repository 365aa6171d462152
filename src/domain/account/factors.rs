//! The factors of a person: what is set up, what it is called, and which one is asked for first.

use super::{Member, locked};
use crate::context::Context;
use crate::domain::attempts::Try;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sign_in::{can_lose, totp};
use crate::model::factor::Enrolled;
use crate::model::pool::PoolSettings;
use crate::model::session::Session;
use crate::model::{Factor, Instant, User};
use crate::store::{self, Tx};

/// How many authenticator applications one person has at most.
const MOST_APPLICATIONS: usize = 10;

/// The longest name of a factor, in characters.
const LONGEST_NAME: usize = 64;

/// What a person has set up, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<Enrolled>> {
    Ok(store::factors::of_user(&mut cx.read().await?, &user.pool_id, &user.id).await?)
}

/// Whether the pool takes authenticator applications.
pub fn takes_applications(pool: &PoolView) -> bool {
    let policy = &pool.pool.settings.sign_in;
    policy.has_second_factors() && policy.second_factors.contains(&Factor::Totp)
}

/// Whether the pool takes passkeys.
pub fn takes_passkeys(pool: &PoolView) -> bool {
    let policy = &pool.pool.settings.sign_in;
    let second = policy.has_second_factors() && policy.second_factors.contains(&Factor::Passkey);
    second || policy.first_factors.contains(&Factor::Passkey)
}

/// A name as it is kept.
fn clean(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

struct Addition {
    session: Session,
    factor: Enrolled,
    tried: Try,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Adds the authenticator application whose secret was sealed and that shows this code.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::TooManyAttempts`], or [`Refusal::Invalid`] where the pool takes
/// none or there are enough.
pub async fn add_application(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    sealed: &str,
    code: &str,
    name: &str,
) -> Result<()> {
    if !takes_applications(pool) {
        return Err(Error::new(Refusal::Invalid, "this pool takes no authenticator applications"));
    }
    let user = &member.user;
    let (factor, tried) = totp::first_code(cx, user, sealed, code, &clean(name)).await?;
    let id = user.id.as_str();
    let added = AccountEvent::FactorAdded { factor: Factor::Totp };
    let addition = Addition {
        session: member.session.clone(),
        factor,
        tried,
        notice: Notice::of(cx, pool, user, added)?,
        event: audit::event(cx, pool.id(), Event::FactorAdded, id, id)?,
        now: cx.now(),
    };
    cx.write(addition, |tx, addition| Box::pin(write_addition(tx, addition))).await
}

async fn write_addition(tx: &mut Tx, addition: &Addition) -> Result<()> {
    let Addition { session, factor, tried, notice, event, now } = addition;
    let user = locked(tx, session, *now).await?;
    let there = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    if there.iter().any(|other| other.sealed == factor.sealed) {
        return Err(Refusal::CodeMismatch.into());
    }
    if there.iter().filter(|other| other.factor == Factor::Totp).count() >= MOST_APPLICATIONS {
        return Err(Error::new(Refusal::Invalid, "an account has at most 10 applications"));
    }
    store::factors::insert(tx, factor).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    store::audit::insert(tx, event).await?;
    tried.succeed(tx).await
}

struct Renaming {
    session: Session,
    id: String,
    name: String,
    now: Instant,
}

/// Gives a factor another name.
///
/// # Errors
/// [`Refusal::NotFound`] when it is none of the person's.
pub async fn rename(cx: &Context, member: &Member, id: &str, name: &str) -> Result<()> {
    let session = member.session.clone();
    let renaming = Renaming { session, id: id.to_owned(), name: clean(name), now: cx.now() };
    cx.write(renaming, |tx, renaming| Box::pin(write_renaming(tx, renaming))).await
}

async fn write_renaming(tx: &mut Tx, renaming: &Renaming) -> Result<()> {
    let Renaming { session, id, name, now } = renaming;
    let user = locked(tx, session, *now).await?;
    match store::factors::rename(tx, &user.pool_id, &user.id, id, name).await? {
        true => Ok(()),
        false => Err(Refusal::NotFound.into()),
    }
}

struct Removal {
    session: Session,
    settings: PoolSettings,
    id: String,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Removes a factor.
///
/// # Errors
/// [`Refusal::NotFound`] when it is none of the person's, or [`Refusal::Invalid`] when it is the last
/// one where one is demanded.
pub async fn remove(cx: &Context, pool: &PoolView, member: &Member, id: &str) -> Result<()> {
    let user = &member.user;
    let there = list(cx, user).await?;
    let factor = there.iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?.factor;
    let removal = Removal {
        session: member.session.clone(),
        settings: pool.pool.settings.clone(),
        id: id.to_owned(),
        notice: Notice::of(cx, pool, user, AccountEvent::FactorRemoved { factor })?,
        event: audit::event(
            cx,
            pool.id(),
            Event::FactorRemoved,
            user.id.as_str(),
            user.id.as_str(),
        )?,
        now: cx.now(),
    };
    cx.write(removal, |tx, removal| Box::pin(write_removal(tx, removal))).await
}

async fn write_removal(tx: &mut Tx, removal: &Removal) -> Result<()> {
    let Removal { session, settings, id, notice, event, now } = removal;
    let user = locked(tx, session, *now).await?;
    if !can_lose(tx, settings, &user, id).await? {
        return Err(Error::new(Refusal::Invalid, "a second factor is needed here"));
    }
    if !store::factors::delete(tx, &user.pool_id, &user.id, id).await? {
        return Err(Refusal::NotFound.into());
    }
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}

/// Says which factor is asked for first; none in particular when it is one that the person does not
/// have.
///
/// # Errors
/// When the session has ended or the database does not answer.
pub async fn prefer(cx: &Context, member: &Member, factor: Option<Factor>) -> Result<()> {
    let wish = (member.session.clone(), factor, cx.now());
    cx.write(wish, |tx, wish| Box::pin(write_wish(tx, wish))).await
}

async fn write_wish(
    tx: &mut Tx,
    (session, factor, now): &(Session, Option<Factor>, Instant),
) -> Result<()> {
    let mut user = locked(tx, session, *now).await?;
    let there = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    let has = |factor: &Factor| there.iter().any(|one| one.factor == *factor);
    user.preferences.factor = factor.filter(has);
    user.updated_at = *now;
    store::users::update(tx, &user).await?;
    Ok(())
}
