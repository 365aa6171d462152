//! The change of an e-mail address taken back: whoever reads the old one has a link for some days, as
//! long as it takes to see that a stranger was there.

use std::time::Duration;

use serde_json::json;

use super::address::{make_room, reached_at};
use super::{Member, put_names};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::codes::{Letter, Purpose};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::linked;
use crate::domain::messages;
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sessions;
use crate::model::pool::PoolSettings;
use crate::model::session::Session;
use crate::model::user::{NameKind, UserStatus};
use crate::model::{Destination, Instant, Medium, Phone, User};
use crate::store::email_undos::EmailUndo;
use crate::store::{self, Tx};
use crate::words::Locale;

/// How long a link is good.
const LIFE: Duration = Duration::from_secs(72 * 60 * 60);

/// The page to which it leads.
const PAGE: &str = "/email/undo";

/// A way back that is about to be kept, and its link.
#[derive(Debug)]
pub(in crate::domain) struct WayBack {
    undo: EmailUndo,
    token: String,
}

impl WayBack {
    /// The way back to the address that a member has now, if they have one.
    pub(super) async fn of(cx: &Context, pool: &PoolView, member: &Member) -> Result<Option<Self>> {
        let mut tx = cx.read().await?;
        let since = begun(&mut tx, &member.session, cx.now()).await?;
        drop(tx);
        Self::since(cx, pool, &member.user, since).await
    }

    /// The way back to the address that a user has now, if they have one; what is set up from `since`
    /// on goes with the address that comes.
    pub(in crate::domain) async fn since(
        cx: &Context,
        pool: &PoolView,
        user: &User,
        since: Instant,
    ) -> Result<Option<Self>> {
        let Some(address) = user.email().filter(|_| user.email_is_verified()) else {
            return Ok(None);
        };
        let token = random::token::<32>()?;
        let mut tx = cx.read().await?;
        let number = number_before(&mut tx, user, since).await?;
        drop(tx);
        let undo = EmailUndo {
            digest: digest::sha256(token.as_bytes()),
            pool_id: pool.id().clone(),
            user_id: user.id.clone(),
            address,
            number,
            since,
            created_at: cx.now(),
            expires_at: cx.now() + LIFE,
        };
        Ok(Some(Self { undo, token }))
    }

    /// The notice with the link.
    pub(in crate::domain) fn told(&self, pool: &PoolView, notice: Notice) -> Notice {
        notice.leading_to(pool, PAGE, &[("code", &self.token)])
    }

    /// Part of the write that changes the address.
    pub(in crate::domain) async fn keep(&self, tx: &mut Tx) -> Result<()> {
        Ok(store::email_undos::insert(tx, &self.undo).await?)
    }
}

/// When the session began in which an address is changed, however often the person has shown since who
/// they are; not longer ago than a link is good.
async fn begun(tx: &mut Tx, session: &Session, now: Instant) -> Result<Instant> {
    let seen = store::sessions::live(tx, &session.pool_id, &session.id, now).await?;
    let begun = seen.map_or(session.auth_time, |seen| seen.begun.at.min(session.auth_time));
    Ok(begun.max(now - LIFE))
}

/// The number that a user has proved before that time, if it is the same still.
async fn number_before(tx: &mut Tx, user: &User, since: Instant) -> Result<Option<Phone>> {
    let Some(Destination::Phone(number)) = user.destination(Medium::PhoneNumber) else {
        return Ok(None);
    };
    let (id, kind) = (user.id.as_str(), [Event::NumberChanged.as_str()]);
    let last = store::audit::of_target_before(tx, &user.pool_id, id, &kind, "", 1).await?;
    let is_old = last.iter().all(|change| change.at < since);
    let is_proved = user.is_verified(Medium::PhoneNumber.verified());
    Ok((is_old && is_proved).then_some(number))
}

/// What became of an account whose address is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The name that the person signs in with.
    pub username: String,
    /// Whether a code for a new password is on its way.
    pub code_sent: bool,
}

struct Undoing {
    undo: EmailUndo,
    settings: PoolSettings,
    /// The code for a new password, where there was one.
    letter: Option<Letter>,
    told: Option<Notice>,
    event: AuditEvent,
    kept: AuditEvent,
    now: Instant,
}

/// Puts the address of the link back, as one that is proved, and takes away what the session that has
/// changed it, or anybody after it, has set up to come back by. All sessions and tokens end, and with
/// them a deletion that somebody has asked for and the password: the code for another one goes to the
/// address, whatever else recovery would take, since whoever has the link reads it. Links to addresses
/// that came after it are good no more.
///
/// # Errors
/// [`Refusal::CodeExpired`] for a link that was used or is too old, or [`Refusal::NameTaken`] where
/// somebody else has proved the address meanwhile.
pub async fn take_back(
    cx: &Context,
    pool: &PoolView,
    token: &str,
    locale: Locale,
) -> Result<Undone> {
    let (undo, user) = found(cx, pool, token).await?;
    let to = Destination::Email(undo.address.clone());
    let restored = reached_at(user.clone(), &to);
    let letter = || Letter::write(cx, pool, Purpose::Recovery, &restored, &to, locale);
    let letter = user.password_hash.is_some().then(letter).transpose()?;
    let username = messages::sign_in_name(pool, &restored).to_owned();
    let undone = Undone { username, code_sent: letter.is_some() };
    let id = user.id.as_str();
    let event = |event| audit::event(cx, pool.id(), event, id, id);
    let undoing = Undoing {
        settings: pool.pool.settings.clone(),
        letter,
        told: Notice::of(cx, pool, &user, AccountEvent::EmailRestored)?,
        event: AuditEvent {
            detail: json!({ "taken_back": true }).to_string(),
            ..event(Event::EmailChanged)?
        },
        kept: event(Event::DeletionCancelled)?,
        undo,
        now: cx.now(),
    };
    let written = cx.write(undoing, |tx, undoing| Box::pin(write(tx, undoing))).await;
    written.map_err(|error: Error| {
        let hint = "another account has this address already";
        error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint)
    })?;
    Ok(undone)
}

/// What a link takes back, and whose it is. An account that nobody can use is as good as none.
async fn found(cx: &Context, pool: &PoolView, token: &str) -> Result<(EmailUndo, User)> {
    let (mut tx, digest) = (cx.read().await?, digest::sha256(token.as_bytes()));
    let undo = store::email_undos::good(&mut tx, pool.id(), &digest, cx.now()).await?;
    let undo = undo.ok_or(Refusal::CodeExpired)?;
    let user = store::users::by_id(&mut tx, pool.id(), &undo.user_id).await?;
    let user = user.filter(User::is_active).ok_or(Refusal::CodeExpired)?;
    Ok((undo, user))
}

async fn write(tx: &mut Tx, undoing: &Undoing) -> Result<()> {
    let Undoing { undo, settings, letter, told, event, kept, now } = undoing;
    let (pool, id) = (&undo.pool_id, &undo.user_id);
    if !store::email_undos::spend(tx, undo).await? {
        return Err(Refusal::CodeExpired.into());
    }
    // Before the sessions end, as in a sign-in's own write: none begins after all have ended.
    store::users::lock(tx, pool, id).await?;
    store::email_undos::delete_since(tx, pool, id, undo.created_at).await?;
    let user = store::users::by_id(tx, pool, id).await?.filter(User::is_active);
    let user = user.ok_or(Refusal::CodeExpired)?;
    let user = reached_at(user, &Destination::Email(undo.address.clone()));
    let mut user = with_number(tx, user, undo, settings).await?;
    user.updated_at = *now;
    for name in user.sign_in_names(settings).iter().filter(|name| name.kind == NameKind::Email) {
        make_room(tx, &user, &name.key).await?;
    }
    store::users::update(tx, &user).await?;
    put_names(tx, &user, settings).await?;
    shut(tx, &user, undo, *now).await?;
    sessions::end_of_user(tx, pool, id, *now).await?;
    store::families::revoke_of_user(tx, pool, id, *now).await?;
    if store::account_deletions::delete(tx, pool, id).await? {
        store::audit::insert(tx, kept).await?;
    }
    if user.password_hash.is_some() {
        store::users::set_status(tx, &user, UserStatus::ResetRequired, None, *now).await?;
    }
    if let Some(told) = told {
        told.post(tx).await?;
    }
    store::audit::insert(tx, event).await?;
    match letter {
        Some(letter) => letter.post(tx, pool).await,
        None => Ok(()),
    }
}

/// Part of a write: the number that was proved before is back as well, unless somebody else signs in
/// with it by now; any other is as one that nobody has proved.
async fn with_number(
    tx: &mut Tx,
    mut user: User,
    undo: &EmailUndo,
    settings: &PoolSettings,
) -> Result<User> {
    if let Some(number) = &undo.number {
        let restored = reached_at(user.clone(), &Destination::Phone(number.clone()));
        if is_free(tx, &restored, settings).await? {
            return Ok(restored);
        }
    }
    user.attributes.remove(Medium::PhoneNumber.verified());
    Ok(user)
}

/// Whether nobody else signs in with the number of this user.
async fn is_free(tx: &mut Tx, user: &User, settings: &PoolSettings) -> Result<bool> {
    let names = user.sign_in_names(settings);
    for name in names.iter().filter(|name| name.kind == NameKind::PhoneNumber) {
        make_room(tx, user, &name.key).await?;
        let holder = store::users::by_name(tx, &user.pool_id, &name.key).await?;
        if holder.is_some_and(|holder| holder.id != user.id) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Part of a write: whoever has changed the address comes back neither by what they have set up, nor
/// by an account of theirs elsewhere, nor by what stands for a second factor. The identity with which
/// the account was made stays.
async fn shut(tx: &mut Tx, user: &User, undo: &EmailUndo, now: Instant) -> Result<()> {
    let (pool, id) = (&undo.pool_id, &undo.user_id);
    for one in store::identities::of_user(tx, pool, id).await? {
        if one.linked_at >= undo.since && one.linked_at > user.created_at {
            linked::take_away(tx, user, &one.provider_id, &one.subject, now).await?;
        }
    }
    store::factors::delete_since(tx, pool, id, undo.since).await?;
    store::recovery_codes::delete_of_user(tx, id).await?;
    Ok(store::devices::delete_of_user(tx, pool, id).await?)
}
