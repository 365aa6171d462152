//! The e-mail address and the phone number: another one counts when its owner has proved it, and until
//! then the old one stays what it is.

use super::undo::WayBack;
use super::{Member, locked, put_names};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::codes::{self, GAP, Letter, Postbox, Proof, Purpose};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::domain::messages::{self, Addressee};
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::pool::{Alias, PoolSettings};
use crate::model::session::Session;
use crate::model::sign_in::SignInPolicy;
use crate::model::user::{NameKind, UserStatus};
use crate::model::{Destination, Factor, Instant, Medium, User};
use crate::store::{self, Tx};
use crate::words::Locale;

/// By what the code of a change is known.
fn purpose(medium: Medium) -> Purpose {
    match medium {
        Medium::Email => Purpose::ChangeEmail,
        Medium::PhoneNumber => Purpose::ChangeNumber,
    }
}

/// What a change is called in the audit, and where it is told.
fn change_of(medium: Medium) -> (Event, AccountEvent) {
    match medium {
        Medium::Email => (Event::EmailChanged, AccountEvent::EmailChanged),
        Medium::PhoneNumber => (Event::NumberChanged, AccountEvent::NumberChanged),
    }
}

/// Whether phone numbers matter here: the pool asks for them or sends codes to them when people sign
/// in, or the account has one.
pub fn has_numbers(settings: &PoolSettings, user: &User) -> bool {
    let (number, policy) = (Medium::PhoneNumber, &settings.sign_in);
    settings.username.medium() == Some(number)
        || settings.aliases.contains(&Alias::PhoneNumber)
        || settings.auto_verified.contains(&number)
        || settings.required_attributes.iter().any(|name| name == number.attribute())
        || policy.first_factors.contains(&Factor::Sms)
        || policy.second_factors.contains(&Factor::Sms)
        || user.attributes.contains_key(number.attribute())
}

/// The address or number that waits to be proved, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(cx: &Context, user: &User, medium: Medium) -> Result<Option<Destination>> {
    let (mut tx, purpose) = (cx.read().await?, purpose(medium));
    let latest = store::one_time_codes::latest(&mut tx, &user.pool_id, &user.id, purpose).await?;
    let live = latest.filter(|code| code.used_at.is_none() && cx.now() < code.expires_at);
    Ok(live.and_then(|code| medium.destination(&code.destination).ok()))
}

struct Request {
    session: Session,
    purpose: Purpose,
    postboxes: [Postbox; 2],
    letter: Letter,
    now: Instant,
}

/// Sends a code to another address or number. To whoever has that already nothing shows: its owner
/// gets a message that has no code.
///
/// # Errors
/// [`Refusal::InvalidAttribute`] for what is no other address or number,
/// [`Refusal::NumberNotServed`], or [`Refusal::TooManyAttempts`].
pub async fn request(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    (medium, typed): (Medium, &str),
    locale: Locale,
) -> Result<()> {
    let (user, settings) = (&member.user, &pool.pool.settings);
    let to = another(settings, user, medium, typed)?;
    limits::take(cx, pool.id(), Limit::Messages).await?;
    let purpose = purpose(medium);
    let letter = Letter::write(cx, pool, purpose, user, &to, locale)?;
    let letter = match holder(cx, settings, user, &to).await? {
        None => letter,
        Some(owner) => {
            let username = messages::sign_in_name(pool, &owner);
            let whom = Addressee { pool, to: &to, username, locale };
            letter.with_message(messages::account_exists(cx, whom)?)
        }
    };
    let request = Request {
        session: member.session.clone(),
        purpose,
        postboxes: [
            Postbox::of(cx, pool.id(), purpose, &to),
            Postbox::of_sender(cx, pool.id(), purpose, &user.id),
        ],
        letter,
        now: cx.now(),
    };
    cx.write(request, |tx, request| Box::pin(write_request(tx, request))).await
}

/// What was typed, where it is another address or number than that which was proved.
fn another(
    settings: &PoolSettings,
    user: &User,
    medium: Medium,
    typed: &str,
) -> Result<Destination> {
    let wrong = |why: &str| {
        let attribute = medium.attribute().to_owned();
        Error::new(Refusal::InvalidAttribute(attribute), why.to_owned())
    };
    if medium == Medium::PhoneNumber && !has_numbers(settings, user) {
        return Err(wrong("this pool has no phone numbers"));
    }
    let to = medium.destination(typed.trim()).map_err(|invalid| wrong(&invalid.0))?;
    if !settings.sms.serves(&to) {
        return Err(Error::new(Refusal::NumberNotServed, "no SMS goes to numbers of this country"));
    }
    if user.is_verified(medium.verified()) && user.destination(medium).as_ref() == Some(&to) {
        return Err(wrong("it is this one already"));
    }
    Ok(to)
}

/// Somebody else who signs in with that address or number, and has proved that it is theirs.
async fn holder(
    cx: &Context,
    settings: &PoolSettings,
    user: &User,
    to: &Destination,
) -> Result<Option<User>> {
    let wanted = reached_at(user.clone(), to);
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

pub(super) fn reached_at(mut user: User, to: &Destination) -> User {
    let medium = to.medium();
    user.attributes.insert(medium.attribute().to_owned(), to.to_string());
    user.attributes.insert(medium.verified().to_owned(), "true".to_owned());
    user
}

async fn write_request(tx: &mut Tx, request: &Request) -> Result<()> {
    let Request { session, purpose, postboxes, letter, now } = request;
    let user = locked(tx, session, *now).await?;
    let latest = store::one_time_codes::latest(tx, &user.pool_id, &user.id, *purpose).await?;
    if let Some(latest) = latest.filter(|code| code.used_at.is_none())
        && *now < latest.created_at + GAP
    {
        return Err(Refusal::TooManyAttempts(latest.created_at + GAP).into());
    }
    for postbox in postboxes {
        if !postbox.takes_another(tx, *now).await? {
            return Err(Refusal::TooManyAttempts(*now + codes::REST).into());
        }
    }
    letter.post(tx, &user.pool_id).await
}

struct Change {
    session: Session,
    settings: PoolSettings,
    proof: Proof,
    to: Destination,
    way_back: Option<WayBack>,
    notices: Vec<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Puts the address or number that waits into the place of the old one, which is told. Codes that go
/// there as a factor go to the new one from now on.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`], [`Refusal::TooManyAttempts`], or
/// [`Refusal::NameTaken`] where somebody else has proved it meanwhile.
pub async fn verify(
    cx: &Context,
    pool: &PoolView,
    member: &Member,
    (medium, code): (Medium, &str),
) -> Result<()> {
    let user = &member.user;
    let to = pending(cx, user, medium).await?.ok_or(Refusal::CodeExpired)?;
    let known = Some((user, &to));
    let proof = codes::verify(cx, pool.id(), purpose(medium), known, "", code).await?;
    let id = user.id.as_str();
    let (event, _) = change_of(medium);
    let way_back = match medium {
        Medium::Email => WayBack::of(cx, pool, member).await?,
        Medium::PhoneNumber => None,
    };
    let change = Change {
        session: member.session.clone(),
        settings: pool.pool.settings.clone(),
        proof,
        to,
        notices: notices(cx, pool, user, medium, way_back.as_ref())?,
        way_back,
        event: audit::event(cx, pool.id(), event, id, id)?,
        now: cx.now(),
    };
    cx.write(change, |tx, change| Box::pin(write_change(tx, change))).await.map_err(
        |error: Error| {
            let hint = "another account has this address or number already";
            error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint)
        },
    )
}

/// The news for whoever reads the old one, and the mail.
fn notices(
    cx: &Context,
    pool: &PoolView,
    user: &User,
    medium: Medium,
    way_back: Option<&WayBack>,
) -> Result<Vec<Notice>> {
    let (_, told) = change_of(medium);
    let mail = Notice::of(cx, pool, user, told.clone())?.map(|notice| match way_back {
        Some(way_back) => way_back.told(pool, notice),
        None => notice,
    });
    let number = match medium {
        Medium::Email => None,
        Medium::PhoneNumber => Notice::by(cx, pool, user, medium, told)?,
    };
    Ok(mail.into_iter().chain(number).collect())
}

/// Part of a write: somebody else who never proved it makes room, as at sign-up. Looked at again once
/// nobody changes them: who proves it at this moment keeps it.
pub(in crate::domain) async fn make_room(tx: &mut Tx, user: &User, name: &str) -> Result<()> {
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
    let Change { session, settings, proof, to, way_back, notices, event, now } = change;
    proof.spend(tx).await?;
    let mut user = reached_at(locked(tx, session, *now).await?, to);
    user.updated_at = *now;
    let kind = NameKind::of(to.medium());
    let names = user.sign_in_names(settings);
    for name in names.iter().filter(|name| name.kind == kind) {
        make_room(tx, &user, &name.key).await?;
    }
    if let Some(way_back) = way_back {
        way_back.keep(tx).await?;
    }
    keep(tx, &user, settings, notices, event).await
}

/// Part of a write: the user as they have become, and the news of it.
async fn keep(
    tx: &mut Tx,
    user: &User,
    settings: &PoolSettings,
    notices: &[Notice],
    event: &AuditEvent,
) -> Result<()> {
    store::users::update(tx, user).await?;
    put_names(tx, user, settings).await?;
    store::audit::insert(tx, event).await?;
    for notice in notices {
        notice.post(tx).await?;
    }
    Ok(())
}

struct Removal {
    session: Session,
    settings: PoolSettings,
    notices: Vec<Notice>,
    event: AuditEvent,
    now: Instant,
}

/// Takes the phone number out of an account.
///
/// # Errors
/// [`Refusal::Invalid`] where it is needed to sign in, or [`Refusal::InvalidAttribute`] where every
/// account has one.
pub async fn remove_number(cx: &Context, pool: &PoolView, member: &Member) -> Result<()> {
    let (user, id) = (&member.user, member.user.id.as_str());
    let removal = Removal {
        session: member.session.clone(),
        settings: pool.pool.settings.clone(),
        notices: notices(cx, pool, user, Medium::PhoneNumber, None)?,
        event: audit::event(cx, pool.id(), Event::NumberChanged, id, id)?,
        now: cx.now(),
    };
    cx.write(removal, |tx, removal| Box::pin(write_removal(tx, removal))).await
}

/// Whether an account of this pool can be without a number.
pub fn can_be_without_number(settings: &PoolSettings) -> bool {
    let number = Medium::PhoneNumber;
    let required = |name: &String| name == number.attribute();
    settings.username.medium() != Some(number) && !settings.required_attributes.iter().any(required)
}

async fn write_removal(tx: &mut Tx, removal: &Removal) -> Result<()> {
    let Removal { session, settings, notices, event, now } = removal;
    let mut user = locked(tx, session, *now).await?;
    let number = Medium::PhoneNumber;
    if !can_be_without_number(settings) {
        let refusal = Refusal::InvalidAttribute(number.attribute().to_owned());
        return Err(Error::new(refusal, "every account here has a number"));
    }
    if is_needed(tx, &settings.sign_in, &user).await? {
        return Err(Error::new(Refusal::Invalid, "codes go to this number: remove them first"));
    }
    if user.attributes.remove(number.attribute()).is_none() {
        return Ok(());
    }
    user.attributes.remove(number.verified());
    user.updated_at = *now;
    keep(tx, &user, settings, notices, event).await
}

/// Whether codes go to the number without which this user could not sign in as before.
async fn is_needed(tx: &mut Tx, policy: &SignInPolicy, user: &User) -> Result<bool> {
    let there = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    let begins = policy.first_factors.contains(&Factor::Sms);
    let alone = user.password_hash.is_none() && user.is_verified(Medium::PhoneNumber.verified());
    Ok(there.iter().any(|one| one.factor == Factor::Sms) || begins && alone)
}
