//! Signing up: a stranger becomes a user whose address is yet to be proved.

mod rules;

pub(super) use rules::{check_attribute, check_not_an_alias};

use serde_json::json;

use self::rules::checked;
use super::audit::{self, AuditEvent, Event};
use super::codes::{Letter, Postbox, Purpose};
use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use super::limits::{self, Limit};
use super::messages::{self, Addressee, Outgoing};
use super::passwords;
use crate::context::Context;
use crate::model::attribute::Attributes;
use crate::model::password::Password;
use crate::model::pool::UsernameKind;
use crate::model::user::{SignInName, UserStatus};
use crate::model::username::look_up_key;
use crate::model::{Client, Destination, Instant, User};
use crate::store::{self, Tx};
use crate::words::Locale;

/// What a stranger asks for.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The user name, or the e-mail address or phone number in a pool where that is the name.
    pub username: String,
    /// The password.
    pub password: Password,
    /// The attributes; an empty value is better left out.
    pub attributes: Attributes,
    /// The version of the terms that the person agrees to.
    pub terms: Option<String>,
}

/// What a stranger learns of the account; the same whether it was made or the address is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedUp {
    /// The name to confirm and to sign in with.
    pub username: String,
    /// Where the code went, masked; nothing when the account has no address, and stays unconfirmed
    /// until an operator confirms it.
    pub destination: Option<String>,
}

/// Makes an unconfirmed account and sends a code to its address or number. Where these are the names,
/// a taken one gets the same answer in the same time, and its owner a message.
///
/// # Errors
/// [`Refusal::SignUpClosed`], [`Refusal::InvalidAttribute`], [`Refusal::NumberNotServed`],
/// [`Refusal::WeakPassword`], [`Refusal::NameTaken`] for a chosen name, [`Refusal::TooManyAttempts`] at an address that has made
/// as many accounts as one may, or [`Refusal::Busy`].
pub async fn register(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    account: NewAccount,
    locale: Locale,
) -> Result<SignedUp> {
    let settings = &pool.pool.settings;
    if !settings.self_sign_up {
        return Err(Error::new(Refusal::SignUpClosed, "this pool makes its accounts itself"));
    }
    let user = checked(cx, pool, client, &account)?;
    let names = passwords::own_names(&pool.pool, client, &user.names());
    passwords::check(&pool.pool, &account.password, &names)?;
    // Before the password is measured, which is work, and before the name is looked up: who may try
    // few names learns of few whether they are taken.
    limits::take(cx, pool.id(), Limit::SignUps).await?;
    passwords::measure(cx, &pool.pool, &account.password, names).await?;
    let name = messages::sign_in_name(pool, &user).to_owned();
    let holder = store::users::by_name(
        &mut cx.read().await?,
        pool.id(),
        &look_up_key(&name, settings.case_sensitive),
    )
    .await?;
    if holder.is_some() && settings.username == UsernameKind::Chosen {
        return Err(Error::new(Refusal::NameTaken, NAME_TAKEN));
    }
    let to = user.to_prove(settings);
    let signed_up = SignedUp { username: name, destination: to.as_ref().map(Destination::masked) };
    let user = User { password_hash: Some(cx.app.hasher.hash(account.password).await?), ..user };
    let outcome = match (holder, to) {
        (None, to) => create(cx, pool, user, to, locale).await,
        (Some(holder), Some(to)) if holder.enabled && holder.status == UserStatus::Unconfirmed => {
            replace(cx, pool, holder, user, &to, locale).await
        }
        (Some(holder), Some(to)) => tell_owner(cx, pool, &holder, &to, locale).await,
        (Some(_), None) => Ok(()),
    };
    match outcome {
        // Where addresses or numbers are names, not even a race tells that one was taken.
        Err(error)
            if *error.refusal() == Refusal::NameTaken
                && settings.username != UsernameKind::Chosen =>
        {
            Ok(signed_up)
        }
        outcome => outcome.map(|()| signed_up),
    }
}

const NAME_TAKEN: &str = "this user name is taken";

/// A message about a sign-up, and the postbox that may have had enough of them.
struct Mail<M> {
    postbox: Postbox,
    message: M,
}

struct Creation {
    user: User,
    names: Vec<SignInName>,
    letter: Option<Mail<Letter>>,
    event: AuditEvent,
}

async fn create(
    cx: &Context,
    pool: &PoolView,
    user: User,
    to: Option<Destination>,
    locale: Locale,
) -> Result<()> {
    let letter = to.map(|to| letter(cx, pool, &user, &to, locale)).transpose()?;
    let creation = Creation {
        names: user.sign_in_names(&pool.pool.settings),
        event: told(cx, pool, &user)?,
        letter,
        user,
    };
    cx.write(creation, |tx, creation| Box::pin(write_creation(tx, creation))).await.map_err(
        |error: Error| error.on_key(store::users::NAME_KEY, Refusal::NameTaken, NAME_TAKEN),
    )
}

/// What the audit is told: who has signed up, and the terms that were agreed to.
fn told(cx: &Context, pool: &PoolView, user: &User) -> Result<AuditEvent> {
    let id = user.id.as_str();
    let event = audit::event(cx, pool.id(), Event::UserSignedUp, id, id)?;
    Ok(match &user.preferences.terms {
        Some(terms) => {
            AuditEvent { detail: json!({ "terms": terms.version }).to_string(), ..event }
        }
        None => event,
    })
}

fn letter(
    cx: &Context,
    pool: &PoolView,
    user: &User,
    to: &Destination,
    locale: Locale,
) -> Result<Mail<Letter>> {
    Ok(Mail {
        postbox: Postbox::of(cx, pool.id(), Purpose::SignUp, to),
        message: Letter::write(cx, pool, Purpose::SignUp, user, to, locale)?.for_stranger(),
    })
}

async fn write_creation(tx: &mut Tx, creation: &Creation) -> Result<()> {
    let Creation { user, names, letter, event } = creation;
    store::users::insert(tx, user).await?;
    for name in names {
        store::users::put_name(tx, user, name).await?;
    }
    store::audit::insert(tx, event).await?;
    if let Some(Mail { postbox, message }) = letter
        && postbox.takes_another(tx, user.created_at).await?
    {
        message.post(tx, &user.pool_id).await?;
    }
    Ok(())
}

struct Replacement {
    user: User,
    hash: String,
    letter: Mail<Letter>,
    event: AuditEvent,
}

/// Whoever signed up before with an address that they never proved makes room: their password and
/// attributes are replaced, and their code is void.
async fn replace(
    cx: &Context,
    pool: &PoolView,
    holder: User,
    wanted: User,
    to: &Destination,
    locale: Locale,
) -> Result<()> {
    let user = User {
        attributes: wanted.attributes,
        preferences: wanted.preferences,
        updated_at: cx.now(),
        ..holder
    };
    let replacement = Replacement {
        letter: letter(cx, pool, &user, to, locale)?,
        event: told(cx, pool, &user)?,
        hash: wanted.password_hash.unwrap_or_default(),
        user,
    };
    cx.write(replacement, |tx, replacement| Box::pin(write_replacement(tx, replacement))).await
}

async fn write_replacement(tx: &mut Tx, replacement: &Replacement) -> Result<()> {
    let Replacement { user, hash, letter: Mail { postbox, message }, event } = replacement;
    if !postbox.takes_another(tx, user.updated_at).await? {
        return Ok(());
    }
    // The new code first: a confirmation by the old one has to wait for it and then fails, or was
    // faster, and then the account is no longer there to be replaced.
    message.keep(tx, &user.pool_id).await?;
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    let now = store::users::by_id(tx, &user.pool_id, &user.id).await?;
    let now = now.filter(|now| now.enabled && now.status == UserStatus::Unconfirmed);
    let now = now.ok_or(Refusal::NameTaken)?;
    let wanted = user.clone();
    let user = User {
        attributes: wanted.attributes,
        preferences: wanted.preferences,
        updated_at: wanted.updated_at,
        ..now
    };
    store::users::update(tx, &user).await?;
    store::users::set_password(tx, &user.pool_id, &user.id, hash, user.updated_at).await?;
    store::audit::insert(tx, event).await?;
    message.send(tx).await
}

struct Notice {
    mail: Mail<Outgoing>,
    now: Instant,
}

/// Tells the owner of an address or number; nothing goes to whoever was disabled, which does not show.
async fn tell_owner(
    cx: &Context,
    pool: &PoolView,
    owner: &User,
    to: &Destination,
    locale: Locale,
) -> Result<()> {
    let whom = Addressee { pool, to, username: messages::sign_in_name(pool, owner), locale };
    let message = messages::account_exists(cx, whom)?.for_stranger();
    let mail = Mail {
        postbox: Postbox::of(cx, pool.id(), Purpose::SignUp, to),
        message: if owner.enabled { message } else { message.withheld() },
    };
    cx.write(Notice { mail, now: cx.now() }, |tx, notice| Box::pin(write_notice(tx, notice))).await
}

async fn write_notice(tx: &mut Tx, notice: &Notice) -> Result<()> {
    let Notice { mail: Mail { postbox, message }, now } = notice;
    if postbox.takes_another(tx, *now).await? {
        message.post(tx).await?;
    }
    Ok(())
}
