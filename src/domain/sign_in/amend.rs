//! What a person changes in the account on the way: a new password, missing details, terms. Written
//! with the step that it is.

use serde_json::json;

use super::machine::Next;
use super::under_way::{UnderWay, again, stamp, unchanged};
use super::{Step, Way};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::passwords::{self, NewHash};
use crate::domain::{sessions, sign_up};
use crate::model::attribute::{self, Attributes};
use crate::model::password::Password;
use crate::model::pool::PoolSettings;
use crate::model::sign_in::SignIn;
use crate::model::terms::Agreement;
use crate::model::{Instant, User};
use crate::store::{self, Tx};

/// The attributes that a pool demands and this user has not.
pub fn missing<'s>(settings: &'s PoolSettings, user: &User) -> Vec<&'s str> {
    let required = settings.required_attributes.iter().map(String::as_str);
    required.filter(|name| !user.attributes.contains_key(*name)).collect()
}

/// The person chooses a password in place of one that an operator has given. What that one gave ends.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::SignInExpired`] or [`Refusal::Busy`].
pub async fn choose_password(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    password: Password,
) -> Result<Step> {
    if under_way.next() != Next::NewPassword {
        return again(cx, way.pool, under_way).await;
    }
    let pool = &way.pool.pool;
    let hash = passwords::accept(cx, pool, way.client, &under_way.user, password).await?;
    let stamp = stamp(cx, &User { password_hash: Some(hash.clone()), ..under_way.user.clone() });
    let amendment = Amendment::Password { hash: NewHash::new(pool, hash), stamp };
    amend(cx, way.pool, under_way, amendment, Event::PasswordChanged).await
}

/// The person fills in what is missing, by the rules of sign-up; other attributes are passed over.
///
/// # Errors
/// [`Refusal::InvalidAttribute`], [`Refusal::NameTaken`] for one by which somebody else signs in, or
/// [`Refusal::SignInExpired`].
pub async fn fill_in(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    given: &Attributes,
) -> Result<Step> {
    if under_way.next() != Next::Details {
        return again(cx, way.pool, under_way).await;
    }
    let settings = &way.pool.pool.settings;
    let asked = missing(settings, &under_way.user);
    let mut filled: Attributes = given
        .iter()
        .filter(|(name, _)| asked.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    attribute::in_one_form(&mut filled);
    for name in asked {
        let value = filled.get(name);
        let value = value.ok_or_else(|| Refusal::InvalidAttribute(name.to_owned()))?;
        // Whatever the application may write: it is the pool that asks.
        sign_up::check_attribute(name, value, settings, None)?;
    }
    amend(cx, way.pool, under_way, Amendment::Details(filled), Event::UserUpdated).await
}

/// The person agrees to a version of the terms; one that does not count any more is asked anew.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it is too late.
pub async fn agree(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    version: &str,
) -> Result<Step> {
    let agreed = under_way.user.preferences.terms.as_ref();
    let due = way.pool.pool.settings.terms.due(agreed);
    if under_way.next() != Next::Terms || due != Some(version) {
        return again(cx, way.pool, under_way).await;
    }
    let agreement = Agreement { version: version.to_owned(), at: cx.now() };
    amend(cx, way.pool, under_way, Amendment::Terms(agreement), Event::TermsAgreed).await
}

/// What changes.
enum Amendment {
    /// The password.
    Password { hash: NewHash, stamp: String },
    /// Attributes that were missing.
    Details(Attributes),
    /// The terms that were agreed to.
    Terms(Agreement),
}

struct Amending {
    before: User,
    sign_in: SignIn,
    settings: PoolSettings,
    amendment: Amendment,
    event: AuditEvent,
    told: Option<Notice>,
    now: Instant,
}

/// Writes a change with its step, and says what is next for the account as it then is.
async fn amend(
    cx: &Context,
    pool: &PoolView,
    under_way: UnderWay,
    amendment: Amendment,
    event: Event,
) -> Result<Step> {
    let mut sign_in = under_way.sign_in.clone();
    if let Amendment::Password { stamp, .. } = &amendment {
        sign_in.progress.stamp.clone_from(stamp);
    }
    let id = under_way.user.id.as_str();
    let event = audit::event(cx, pool.id(), event, id, id)?;
    let event = match &amendment {
        Amendment::Terms(agreement) => {
            AuditEvent { detail: json!({ "terms": agreement.version }).to_string(), ..event }
        }
        _ => event,
    };
    let told = match &amendment {
        Amendment::Password { .. } => {
            Notice::of(cx, pool, &under_way.user, AccountEvent::PasswordChanged)?
        }
        _ => None,
    };
    let amending = Amending {
        event,
        told,
        before: under_way.user.clone(),
        sign_in,
        settings: pool.pool.settings.clone(),
        amendment,
        now: cx.now(),
    };
    let written = cx.write(amending, |tx, amending| Box::pin(write(tx, amending))).await;
    let user = written.map_err(|error: Error| {
        let hint = "somebody else signs in by this";
        error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint)
    })?;
    again(cx, pool, under_way.a_step_on(cx, pool, user)).await
}

async fn write(tx: &mut Tx, amending: &Amending) -> Result<User> {
    let Amending { before, sign_in, settings, amendment, event, told, now } = amending;
    unchanged(tx, before).await?;
    if !store::sign_ins::advance(tx, sign_in).await? {
        return Err(Refusal::SignInExpired.into());
    }
    let mut user = account(tx, before).await?;
    user.updated_at = *now;
    match amendment {
        Amendment::Password { hash, .. } => {
            hash.put(tx, &user.pool_id, &user.id, *now).await?;
            sessions::end_of_user(tx, &user.pool_id, &user.id, *now).await?;
            store::families::revoke_of_user(tx, &user.pool_id, &user.id, *now).await?;
        }
        Amendment::Details(filled) => {
            user.attributes.extend(filled.clone());
            store::users::update(tx, &user).await?;
            store::users::delete_names(tx, &user.id).await?;
            for name in user.sign_in_names(settings) {
                store::users::put_name(tx, &user, &name).await?;
            }
        }
        Amendment::Terms(agreement) => {
            user.preferences.terms = Some(agreement.clone());
            store::users::update(tx, &user).await?;
        }
    }
    if let Some(notice) = told {
        notice.post(tx).await?;
    }
    store::audit::insert(tx, event).await?;
    account(tx, before).await
}

async fn account(tx: &mut Tx, user: &User) -> Result<User> {
    let user = store::users::by_id(tx, &user.pool_id, &user.id).await?;
    user.ok_or_else(|| Refusal::SignInExpired.into())
}
