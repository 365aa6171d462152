//! Recovery: whoever has lost the password proves the verified address and chooses a new one.

use super::attempts::{Subject, Target};
use super::audit::{self, AuditEvent, Event};
use super::codes::{self, Proof, Purpose};
use super::configuration::PoolView;
use super::error::{Refusal, Result};
use super::sessions;
use crate::context::Context;
use crate::model::password::{Password, PasswordPolicy};
use crate::model::username::look_up_key;
use crate::model::{Email, Instant, PoolId, User, UserId};
use crate::store::{self, Tx};
use crate::words::Locale;

/// The user of that name who may recover, with the verified address. Any other account is as good
/// as none.
async fn recoverable(cx: &Context, pool: &PoolView, key: &str) -> Result<Option<(User, Email)>> {
    let user = store::users::by_name(&mut cx.read().await?, pool.id(), key).await?;
    let recoverable = user.filter(|user| user.is_active() && user.email_is_verified());
    Ok(recoverable.and_then(|user| user.email().map(|email| (user, email))))
}

/// Sends a code for a new password to the verified address of that name, if there is one; nobody
/// learns whether.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has asked for as many codes as one may.
pub async fn request(cx: &Context, pool: &PoolView, username: &str, locale: Locale) -> Result<()> {
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = recoverable(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, email)| (user, email));
    codes::send(cx, pool, Purpose::Recovery, known, &key, locale).await
}

struct Reset {
    proof: Proof,
    pool: PoolId,
    user: UserId,
    hash: String,
    event: AuditEvent,
    now: Instant,
}

/// Sets a new password by code. All sessions and tokens of the user end, wherever they are.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`],
/// [`Refusal::TooManyAttempts`] or [`Refusal::Busy`].
pub async fn reset(
    cx: &Context,
    pool: &PoolView,
    username: &str,
    code: &str,
    password: Password,
) -> Result<()> {
    let policy = &pool.pool.settings.password;
    // Before the code, by what was typed alone: a weak password costs no try and tells nothing of
    // the account. Its own names are compared only for somebody who has the code.
    policy.check(&password, &[username.trim()])?;
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let found = recoverable(cx, pool, &key).await?;
    let known = found.as_ref().map(|(user, email)| (user, email));
    let proof = codes::verify(cx, pool.id(), Purpose::Recovery, known, &key, code).await?;
    let Some((user, _)) = found else { return Err(Refusal::CodeMismatch.into()) };
    let hash = match hash(cx, policy, &user, password).await {
        Ok(hash) => hash,
        Err(error) => {
            proof.give_back(cx).await?;
            return Err(error);
        }
    };
    let reset = Reset {
        proof,
        pool: pool.id().clone(),
        hash,
        event: audit::event(
            cx,
            pool.id(),
            Event::PasswordChanged,
            user.id.as_str(),
            user.id.as_str(),
        )?,
        user: user.id,
        now: cx.now(),
    };
    cx.write(reset, |tx, reset| Box::pin(write_reset(tx, reset))).await
}

async fn hash(
    cx: &Context,
    policy: &PasswordPolicy,
    user: &User,
    password: Password,
) -> Result<String> {
    policy.check(&password, &user.names())?;
    Ok(cx.app.hasher.hash(password).await?)
}

async fn write_reset(tx: &mut Tx, reset: &Reset) -> Result<()> {
    let Reset { proof, pool, user, hash, event, now } = reset;
    proof.spend(tx).await?;
    // Before the password, as in a sign-in's own write: of the two, one waits for the other, so
    // that no session by the old password begins after all have ended.
    Subject::user(Target::Password, user).forget(tx, pool).await?;
    let active = store::users::by_id(tx, pool, user).await?.is_some_and(|user| user.is_active());
    if !active || !store::users::set_password(tx, pool, user, hash, *now).await? {
        return Err(Refusal::CodeMismatch.into());
    }
    sessions::end_of_user(tx, pool, user, *now).await?;
    store::families::revoke_of_user(tx, pool, user, *now).await?;
    Ok(store::audit::insert(tx, event).await?)
}
