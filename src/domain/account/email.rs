//! The e-mail address: another one counts when its owner has proved it, and until then the old one
//! stays what it is.

use super::{Member, locked, put_names};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::codes::{self, GAP, Letter, Postbox, Proof, Purpose};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::domain::messages::{self, Addressee};
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::pool::PoolSettings;
use crate::model::session::Session;
use crate::model::user::{NameKind, UserStatus};
use crate::model::{Destination, Email, Instant, User};
use crate::store::{self, Tx};
use crate::words::Locale;

/// The attribute that is changed here, and the one that says that it was proved.
const EMAIL: &str = "email";
const VERIFIED: &str = "email_verified";

/// The address that waits to be proved, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(cx: &Context, user: &User) -> Result<Option<Email>> {
    let mut tx = cx.read().await?;
    let purpose = Purpose::ChangeEmail;
    let latest = store::one_time_codes::latest(&mut tx, &user.pool_id, &user.id, purpose).await?;
    let live = latest.filter(|code| code.used_at.is_none() && cx.now() < code.expires_at);
    Ok(live.and_then(|code| code.destination.parse().ok()))
}

struct Request {
    session: Session,
    postbox: Postbox,
    letter: Letter,
    now: Instant,
}

/// Sends a code to another address. To whoever has that address already nothing shows: its owner gets
/// a message that has no code.
///
/// # Errors
/// [`Refusal::InvalidAttribute`] for what is no other address, or [`Refusal::TooManyAttempts`].
pub async fn request(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    typed: &str,
    locale: Locale,
) -> Result<()> {
    let user = &member.user;
    let wrong = |why: &str| Error::new(Refusal::InvalidAttribute(EMAIL.to_owned()), why.to_owned());
    let email: Email = typed.trim().parse().map_err(|_| wrong("this is no e-mail address"))?;
    if user.email_is_verified() && user.email().is_some_and(|own| own == email) {
        return Err(wrong("this is the address already"));
    }
    limits::take(cx, pool.id(), Limit::Messages).await?;
    let to = Destination::Email(email.clone());
    let letter = Letter::write(cx, pool, Purpose::ChangeEmail, user, &to, locale)?;
    let letter = match holder(cx, &pool.pool.settings, user, &email).await? {
        None => letter,
        Some(owner) => {
            let username = messages::sign_in_name(pool, &owner);
            let whom = Addressee { pool, to: &to, username, locale };
            letter.with_message(messages::account_exists(cx, whom)?)
        }
    };
    let request = Request {
        session: member.session.clone(),
        postbox: Postbox::of(cx, pool.id(), Purpose::ChangeEmail, &to),
        letter,
        now: cx.now(),
    };
    cx.write(request, |tx, request| Box::pin(write_request(tx, request))).await
}

/// Somebody else who signs in with that address, and has proved that it is theirs.
async fn holder(
    cx: &Context,
    settings: &PoolSettings,
    user: &User,
    email: &Email,
) -> Result<Option<User>> {
    let wanted = with_address(user.clone(), email);
    let mut tx = cx.read().await?;
    for name in wanted.sign_in_names(settings) {
        let holder = store::users::by_name(&mut tx, &user.pool_id, &name.key).await?;
        let other =
            |holder: &User| holder.id != user.id && holder.status != UserStatus::Unconfirmed;
        if let Some(holder) = holder.filter(other) {
            return Ok(Some(holder));
        }
    }
    Ok(None)
}

fn with_address(mut user: User, email: &Email) -> User {
    user.attributes.insert(EMAIL.to_owned(), email.to_string());
    user.attributes.insert(VERIFIED.to_owned(), "true".to_owned());
    user
}

async fn write_request(tx: &mut Tx, request: &Request) -> Result<()> {
    let Request { session, postbox, letter, now } = request;
    let user = locked(tx, session, *now).await?;
    let purpose = Purpose::ChangeEmail;
    let latest = store::one_time_codes::latest(tx, &user.pool_id, &user.id, purpose).await?;
    if let Some(latest) = latest.filter(|code| code.used_at.is_none())
        && *now < latest.created_at + GAP
    {
        return Err(Refusal::TooManyAttempts(latest.created_at + GAP).into());
    }
    if !postbox.takes_another(tx, *now).await? {
        return Err(Refusal::TooManyAttempts(*now + codes::REST).into());
    }
    letter.post(tx, &user.pool_id).await
}

struct Change {
    session: Session,
    settings: PoolSettings,
    proof: Proof,
    email: Email,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Puts the address that waits into the place of the old one, which is told.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`], [`Refusal::TooManyAttempts`], or
/// [`Refusal::NameTaken`] where somebody else has proved it meanwhile.
pub async fn verify(cx: &Context, pool: &PoolView, member: &Member, code: &str) -> Result<()> {
    let user = &member.user;
    let email = pending(cx, user).await?.ok_or(Refusal::CodeExpired)?;
    let to = Destination::Email(email.clone());
    let known = Some((user, &to));
    let proof = codes::verify(cx, pool.id(), Purpose::ChangeEmail, known, "", code).await?;
    let id = user.id.as_str();
    let change = Change {
        session: member.session.clone(),
        settings: pool.pool.settings.clone(),
        proof,
        email,
        notice: Notice::of(cx, pool, user, AccountEvent::EmailChanged)?,
        event: audit::event(cx, pool.id(), Event::EmailChanged, id, id)?,
        now: cx.now(),
    };
    cx.write(change, |tx, change| Box::pin(write_change(tx, change))).await.map_err(
        |error: Error| {
            let hint = "another account has this address already";
            error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint)
        },
    )
}

/// Part of a write: somebody else who never proved the address makes room, as at sign-up. Looked at
/// again once nobody changes them: who proves it at this moment keeps it.
async fn make_room(tx: &mut Tx, user: &User, name: &str) -> Result<()> {
    let pool = &user.pool_id;
    let Some(holder) = store::users::by_name(tx, pool, name).await? else { return Ok(()) };
    if holder.id == user.id || holder.status != UserStatus::Unconfirmed {
        return Ok(());
    }
    store::users::lock(tx, pool, &holder.id).await?;
    let now = store::users::by_id(tx, pool, &holder.id).await?;
    if now.is_some_and(|now| now.status == UserStatus::Unconfirmed) {
        store::users::delete(tx, pool, &holder.id).await?;
    }
    Ok(())
}

async fn write_change(tx: &mut Tx, change: &Change) -> Result<()> {
    let Change { session, settings, proof, email, notice, event, now } = change;
    proof.spend(tx).await?;
    let mut user = with_address(locked(tx, session, *now).await?, email);
    user.updated_at = *now;
    let names = user.sign_in_names(settings);
    for name in names.iter().filter(|name| name.kind == NameKind::Email) {
        make_room(tx, &user, &name.key).await?;
    }
    store::users::update(tx, &user).await?;
    put_names(tx, &user, settings).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}
