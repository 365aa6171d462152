//! Passwords that an operator gives, for good or for one sign-in, or ends.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::{Change, Pool, User, end_all, find, require, wrong};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::admin::missing;
use crate::domain::audit::Event;
use crate::domain::codes::{Letter, Purpose};
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::Result;
use crate::domain::messages::{self, Addressee, Outgoing};
use crate::domain::notices::{AccountEvent, Notice, language};
use crate::domain::passwords::{self, NewHash};
use crate::domain::recovery;
use crate::model::password::Password;
use crate::model::user::UserStatus;
use crate::model::{Destination, Instant, Medium, PoolId};
use crate::store::{self, Tx};

/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How a person learns of a temporary password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// By a mail to the address of the account; by SMS where it has a number alone.
    Sent,
    /// By a message of that kind.
    By(Medium),
    /// From whoever made it.
    HandedOver,
}

/// A password for one sign-in, in which a new one is chosen.
#[derive(Debug, Clone)]
pub struct Temporary {
    /// Whose it is.
    pub user: User,
    /// The password, where nobody else tells it to the person.
    pub password: Option<SecretString>,
}

/// Gives a user a new password for good, and ends the sessions and tokens that the old one gave.
///
/// # Errors
/// `NotFound`, `WeakPassword`.
pub async fn set_password(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    password: Password,
) -> Result<()> {
    let (pool, user) = find(cx, pool, who).await?;
    let hash = passwords::accept_given(cx, &pool, &user, password).await?;
    let told = notice(cx, &pool, &user).await?;
    write(cx, &pool, user, Rewrite { hash: Some(hash), told, ..Rewrite::default() }).await
}

/// Gives a user a password that is good for some days and one sign-in, in which the person chooses
/// another; what the one before gave ends. Without one given, it is made.
///
/// # Errors
/// `NotFound`, `WeakPassword`, `Invalid` for an account that is yet to be confirmed, or has no
/// address or number to which an invitation goes.
pub async fn set_temporary_password(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    given: Option<Password>,
    invitation: Invitation,
) -> Result<Temporary> {
    let (pool, user) = find(cx, pool, who).await?;
    check_confirmed(&user)?;
    let (password, shown) = temporary(cx, &pool, &user, given).await?;
    let letter = letter(cx, &pool, &user, &password, invitation).await?;
    let rewrite = Rewrite {
        hash: Some(cx.app.hasher.hash(password).await?),
        status: Some(UserStatus::ForceChangePassword),
        until: Some(good_until(&pool, cx.now())),
        told: match letter {
            Some(_) => None,
            None => notice(cx, &pool, &user).await?,
        },
        invitation: letter,
        code: None,
    };
    let changed = User {
        status: UserStatus::ForceChangePassword,
        password_expires_at: rewrite.until,
        ..user.clone()
    };
    write(cx, &pool, user, rewrite).await?;
    Ok(Temporary {
        user: changed,
        password: shown.filter(|_| invitation == Invitation::HandedOver),
    })
}

/// Ends a user's password with the sessions and tokens that it gave, and sends the code with which
/// the person chooses a new one (Cognito's `AdminResetUserPassword`).
///
/// # Errors
/// `NotFound`, `Invalid` for an account that is yet to be confirmed, or has no way back by itself.
pub async fn reset_password(cx: &Context, pool: &PoolId, who: &str) -> Result<()> {
    let (pool, user) = find(cx, pool, who).await?;
    check_confirmed(&user)?;
    // As the account will be: no code goes where recovery takes none.
    let ended = User { status: UserStatus::ResetRequired, ..user.clone() };
    let to = recovery::way_of(&mut cx.read().await?, &pool.settings, &ended).await?;
    let to = to.ok_or_else(|| {
        wrong("the user has no way to recover by code: give a temporary password in place of it")
    })?;
    let view = view_of(cx, &pool).await?;
    let code = Letter::write(cx, &view, Purpose::Recovery, &user, &to, language(&user))?;
    let status = Some(UserStatus::ResetRequired);
    write(cx, &pool, user, Rewrite { status, code: Some(code), ..Rewrite::default() }).await
}

/// The password that was given, or a new one; and the same to be shown.
pub(super) async fn temporary(
    cx: &Context,
    pool: &Pool,
    user: &User,
    given: Option<Password>,
) -> Result<(Password, Option<SecretString>)> {
    match given {
        Some(given) => {
            let names = passwords::own_names(pool, None, &user.names());
            passwords::measure(cx, pool, &given, names).await?;
            Ok((given, None))
        }
        None => {
            let made = random::password()?;
            Ok((Password::new(&made), Some(SecretString::from(made))))
        }
    }
}

/// When a temporary password that is given now stops being good.
pub(super) fn good_until(pool: &Pool, now: Instant) -> Instant {
    now + DAY.saturating_mul(pool.settings.password.temporary_days())
}

/// The message that carries a temporary password, where one is to be sent.
pub(super) async fn letter(
    cx: &Context,
    pool: &Pool,
    user: &User,
    password: &Password,
    invitation: Invitation,
) -> Result<Option<Outgoing>> {
    let Some(to) = destination(user, invitation)? else { return Ok(None) };
    let view = view_of(cx, pool).await?;
    let username = messages::sign_in_name(&view, user);
    let whom = Addressee { pool: &view, to: &to, username, locale: language(user) };
    let days = pool.settings.password.temporary_days();
    messages::invitation(cx, whom, password.text(), days).map(Some)
}

/// Where an invitation goes; nowhere where it is handed over.
fn destination(user: &User, invitation: Invitation) -> Result<Option<Destination>> {
    let (media, lacking): (&[Medium], _) = match invitation {
        Invitation::HandedOver => return Ok(None),
        Invitation::By(Medium::Email) => (&[Medium::Email], "e-mail address"),
        Invitation::By(Medium::PhoneNumber) => (&[Medium::PhoneNumber], "phone number"),
        Invitation::Sent => {
            (&[Medium::Email, Medium::PhoneNumber], "e-mail address and no phone number")
        }
    };
    let to = media.iter().find_map(|medium| user.destination(*medium));
    to.map(Some)
        .ok_or_else(|| wrong(format!("the user has no {lacking} to which the password goes")))
}

async fn view_of(cx: &Context, pool: &Pool) -> Result<Arc<PoolView>> {
    let view = configuration::pool(cx, &pool.id).await?;
    view.ok_or_else(|| missing("the pool is disabled, so it sends nothing"))
}

/// The mail that tells the person of a password that somebody else has chosen; none of a pool that
/// sends nothing.
async fn notice(cx: &Context, pool: &Pool, user: &User) -> Result<Option<Notice>> {
    match configuration::pool(cx, &pool.id).await? {
        Some(view) => Notice::of(cx, &view, user, AccountEvent::PasswordSet),
        None => Ok(None),
    }
}

/// An account whose address is yet to be proved belongs to nobody in particular.
fn check_confirmed(user: &User) -> Result<()> {
    match user.status {
        UserStatus::Unconfirmed => Err(wrong("the account is yet to be confirmed")),
        UserStatus::ExternalProvider => {
            Err(wrong("the account is opened by an identity provider, and has no password of ours"))
        }
        _ => Ok(()),
    }
}

/// What is to become of a user's password; what is not given stays.
#[derive(Default)]
struct Rewrite {
    hash: Option<String>,
    status: Option<UserStatus>,
    until: Option<Instant>,
    invitation: Option<Outgoing>,
    code: Option<Letter>,
    told: Option<Notice>,
}

/// What is written of it.
struct Written {
    user: User,
    hash: Option<NewHash>,
    rewrite: Rewrite,
    now: Instant,
}

async fn write(cx: &Context, pool: &Pool, user: User, mut rewrite: Rewrite) -> Result<()> {
    let id = user.id.clone();
    let hash = rewrite.hash.take().map(|hash| NewHash::new(pool, hash));
    let written = Written { user, hash, rewrite, now: cx.now() };
    let change = Change::new(cx, &pool.id, Event::PasswordChanged, id.as_str(), written)?;
    cx.write(change, |tx, change| Box::pin(write_password(tx, change))).await
}

async fn write_password(tx: &mut Tx, change: &Change<Written>) -> Result<()> {
    let Written { user, hash, rewrite, now } = &change.what;
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    if let Some(hash) = hash {
        require(hash.put(tx, &user.pool_id, &user.id, *now).await?)?;
    }
    if let Some(status) = rewrite.status {
        let set = store::users::set_status(tx, user, status, rewrite.until, *now).await?;
        require(set)?;
    }
    end_all(tx, user, *now).await?;
    store::audit::insert(tx, &change.event).await?;
    if let Some(told) = &rewrite.told {
        told.post(tx).await?;
    }
    if let Some(code) = &rewrite.code {
        code.post(tx, &user.pool_id).await?;
    }
    match &rewrite.invitation {
        Some(invitation) => invitation.post(tx).await,
        None => Ok(()),
    }
}
