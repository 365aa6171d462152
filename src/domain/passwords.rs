//! New passwords: measured by the pool's rules, hashed, and put in the place of those before.

use super::attempts::{self, Subject, Target};
use super::error::{Refusal, Result};
use crate::context::Context;
use crate::model::password::{OwnNames, Password, Weakness};
use crate::model::user::UserStatus;
use crate::model::{Client, Instant, Medium, Pool, PoolId, User, UserId};
use crate::store::{self, Tx};

/// The names that make no password: those of a person, the pool and the application.
pub fn own_names(pool: &Pool, client: Option<&Client>, person: &[&str]) -> OwnNames {
    let places = [Some(pool.name.as_str()), client.map(|client| client.name.as_str())];
    OwnNames::new(person.iter().copied().chain(places.into_iter().flatten()))
}

/// Holds a new password against the rules that are no work: its length, its letters and the names.
///
/// # Errors
/// [`WeakPassword`](super::Refusal::WeakPassword).
pub fn check(pool: &Pool, password: &Password, names: &OwnNames) -> Result<()> {
    let settings = &pool.settings;
    Ok(settings.password.check(password, settings.least_password(), names)?)
}

/// Measures a new password by all rules but the person's history. Estimates are made on the threads
/// that hash, so that long ones hold up nobody else.
///
/// # Errors
/// [`WeakPassword`](super::Refusal::WeakPassword), or [`Busy`](super::Refusal::Busy).
pub async fn measure(
    cx: &Context,
    pool: &Pool,
    password: &Password,
    names: OwnNames,
) -> Result<()> {
    check(pool, password, &names)?;
    let policy = &pool.settings.password;
    if policy.strength == 0 && !policy.block_list {
        return Ok(());
    }
    let estimate = cx.app.hasher.estimate(password.clone(), names).await?;
    if policy.block_list && estimate.is_listed {
        return Err(Weakness::IsCommon.into());
    }
    match estimate.strength < policy.strength {
        true => Err(Weakness::IsGuessable.into()),
        false => Ok(()),
    }
}

/// Measures a new password of a user by every rule, and hashes it; a few at once for one user. One that
/// breaks a rule whose measure is work counts as a failure.
///
/// # Errors
/// As [`measure`], or [`TooManyAttempts`](super::Refusal::TooManyAttempts) after many that would not do.
pub async fn accept(
    cx: &Context,
    pool: &Pool,
    client: Option<&Client>,
    user: &User,
    password: Password,
) -> Result<String> {
    let _turn = subject(user).turn(cx).await?;
    let names = own_names(pool, client, &user.names());
    check(pool, &password, &names)?;
    let tried = attempts::begin(cx, &pool.id, &subject(user)).await?;
    let accepted = work(cx, pool, user, password, names).await;
    match &accepted {
        Err(error) if matches!(error.refusal(), Refusal::WeakPassword(_)) => {}
        _ => tried.give_back(cx).await?,
    }
    accepted
}

/// The same for one that an operator gives, who waits for no count that the person has used up.
///
/// # Errors
/// As [`measure`].
pub async fn accept_given(
    cx: &Context,
    pool: &Pool,
    user: &User,
    password: Password,
) -> Result<String> {
    let names = own_names(pool, None, &user.names());
    work(cx, pool, user, password, names).await
}

async fn work(
    cx: &Context,
    pool: &Pool,
    user: &User,
    password: Password,
    names: OwnNames,
) -> Result<String> {
    measure(cx, pool, &password, names).await?;
    refuse_used(cx, pool, user, &password).await?;
    Ok(cx.app.hasher.hash(password).await?)
}

/// Refuses the present password and those that the history holds; one that others may know never
/// stays, whatever the history.
async fn refuse_used(cx: &Context, pool: &Pool, user: &User, password: &Password) -> Result<()> {
    let history = pool.settings.password.history;
    let is_over =
        matches!(user.status, UserStatus::ForceChangePassword | UserStatus::ResetRequired);
    if history == 0 && !is_over {
        return Ok(());
    }
    match was_used(cx, user, password, history).await? {
        true => Err(Weakness::WasUsed.into()),
        false => Ok(()),
    }
}

/// Whose count it is, and whose turn.
fn subject(user: &User) -> Subject {
    Subject::user(Target::NewPassword, &user.id)
}

async fn was_used(cx: &Context, user: &User, password: &Password, history: u32) -> Result<bool> {
    let former = store::former_passwords::of_user(&mut cx.read().await?, &user.id, history).await?;
    for hash in user.password_hash.iter().cloned().chain(former) {
        if cx.app.hasher.verify(password.clone(), Some(hash)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A new password on its way into the account.
#[derive(Debug, Clone)]
pub(super) struct NewHash {
    hash: String,
    history: u32,
    reset_by: Option<Medium>,
}

impl NewHash {
    /// The hash of a password that was accepted.
    pub(super) fn new(pool: &Pool, hash: String) -> Self {
        Self { hash, history: pool.settings.password.history, reset_by: None }
    }

    /// The same, set by a code that has travelled so: beside another one that does, it is no second
    /// factor.
    pub(super) fn by_code(self, medium: Medium) -> Self {
        Self { reset_by: Some(medium), ..self }
    }

    /// Part of a write: takes the place of the present one, which goes into the history; `false` when
    /// there is no such user.
    pub(super) async fn put(
        &self,
        tx: &mut Tx,
        pool: &PoolId,
        user: &UserId,
        now: Instant,
    ) -> Result<bool> {
        store::users::lock(tx, pool, user).await?;
        let Some(mut before) = store::users::by_id(tx, pool, user).await? else {
            return Ok(false);
        };
        before.preferences.reset_by = self.reset_by;
        store::users::update(tx, &before).await?;
        if let Some(former) = before.password_hash.filter(|_| self.history > 0) {
            store::former_passwords::insert(tx, user, &former, now).await?;
        }
        store::devices::delete_of_user(tx, pool, user).await?;
        store::former_passwords::forget_older(tx, user, self.history).await?;
        Ok(store::users::set_password(tx, pool, user, &self.hash, now).await?)
    }
}
