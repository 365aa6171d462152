//! Confirming: a new user proves the address of the account with the code that went there.

use super::audit::{self, AuditEvent, Event};
use super::codes::{self, Proof, Purpose};
use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use crate::context::Context;
use crate::model::pool::PoolSettings;
use crate::model::user::UserStatus;
use crate::model::username::look_up_key;
use crate::model::{Destination, Instant, PoolId, User, UserId};
use crate::store::{self, Tx};
use crate::words::Locale;

/// The user who is yet to confirm under that name, with what is to be proved. An account that
/// is confirmed or disabled is as good as none.
async fn waiting(cx: &Context, pool: &PoolView, key: &str) -> Result<Option<(User, Destination)>> {
    let user = store::users::by_name(&mut cx.read().await?, pool.id(), key).await?;
    let waiting = user.filter(|user| user.enabled && user.status == UserStatus::Unconfirmed);
    Ok(waiting.and_then(|user| user.to_prove(&pool.pool.settings).map(|to| (user, to))))
}

struct Confirmation {
    proof: Proof,
    pool: PoolId,
    settings: PoolSettings,
    user: UserId,
    to: Destination,
    event: AuditEvent,
    now: Instant,
}

/// Confirms the account of that name: the address or number counts as verified, and from now on also as a
/// name to sign in with where the pool allows it.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`], [`Refusal::TooManyAttempts`], or
/// [`Refusal::NameTaken`] when another confirmed account has the address: its first owner keeps it.
pub async fn sign_up(cx: &Context, pool: &PoolView, username: &str, code: &str) -> Result<User> {
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = waiting(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, to)| (user, to));
    let proof = codes::verify(cx, pool.id(), Purpose::SignUp, known, &key, code).await?;
    let Some((user, to)) = found else { return Err(Refusal::CodeMismatch.into()) };
    let confirmation = Confirmation {
        proof,
        pool: pool.id().clone(),
        settings: pool.pool.settings.clone(),
        event: audit::event(
            cx,
            pool.id(),
            Event::UserConfirmed,
            user.id.as_str(),
            user.id.as_str(),
        )?,
        user: user.id,
        to,
        now: cx.now(),
    };
    cx.write(confirmation, |tx, confirmation| Box::pin(write_confirmation(tx, confirmation)))
        .await
        .map_err(|error: Error| {
            error.on_key(
                store::users::NAME_KEY,
                Refusal::NameTaken,
                "another account has this address or number already",
            )
        })
}

async fn write_confirmation(tx: &mut Tx, confirmation: &Confirmation) -> Result<User> {
    let Confirmation { proof, pool, settings, user, to, event, now } = confirmation;
    proof.spend(tx).await?;
    // As it is now: what was read before the write may have changed meanwhile.
    store::users::lock(tx, pool, user).await?;
    let user = store::users::by_id(tx, pool, user).await?;
    let same = |user: &User| {
        user.enabled
            && user.status == UserStatus::Unconfirmed
            && user.to_prove(settings).is_some_and(|own| own == *to)
    };
    let mut user = user.filter(same).ok_or(Refusal::CodeMismatch)?;
    user.status = UserStatus::Confirmed;
    user.updated_at = *now;
    user.attributes.insert(to.medium().verified().to_owned(), "true".to_owned());
    store::users::update(tx, &user).await?;
    store::users::delete_names(tx, &user.id).await?;
    for name in user.sign_in_names(settings) {
        store::users::put_name(tx, &user, &name).await?;
    }
    store::audit::insert(tx, event).await?;
    Ok(user)
}

/// Sends another code to the account of that name, if it waits for one; nobody learns whether.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has asked for as many codes as one may.
pub async fn resend(cx: &Context, pool: &PoolView, username: &str, locale: Locale) -> Result<()> {
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = waiting(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, to)| (user, to));
    codes::send(cx, pool, Purpose::SignUp, known, &key, locale).await
}
