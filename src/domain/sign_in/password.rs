//! Signing in with a password: the same words, work and time for whoever may not.

use super::counted::{Method, counted};
use super::spent::Spent;
use super::under_way::{UnderWay, again};
use super::{Step, Way};
use crate::app::Turn;
use crate::context::Context;
use crate::domain::attempts::{self, STRANGER, Subject, Target};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::{Refusal, Result};
use crate::model::password::Password;
use crate::model::username::look_up_key;
use crate::model::{Factor, Proof, User};
use crate::store::{self, Tx};

/// Signs in by name and password. The try is counted before the password is looked at. A name that
/// nobody has, a disabled account and a wrong password cannot be told apart.
///
/// # Errors
/// [`Refusal::WrongCredentials`], [`Refusal::TooManyAttempts`] or [`Refusal::Busy`].
pub async fn password(
    cx: &Context,
    way: &Way<'_>,
    username: &str,
    password: Password,
) -> Result<Step> {
    let settings = &way.pool.pool.settings;
    if !settings.sign_in.first_factors.contains(&Factor::Password) {
        // Not even looked at: nobody learns whether it is right.
        return Err(Refusal::WrongCredentials.into());
    }
    let look = Box::pin(async {
        let key = look_up_key(username, settings.case_sensitive);
        let user = store::users::by_name(&mut cx.read().await?, way.pool.id(), &key).await?;
        let (user, spent, _turn) = attempt(cx, way, user, &key, password).await?;
        let under_way = UnderWay::begin(cx, way, user, username, vec![Proof::Password]).await?;
        under_way.carry_on(cx, way.pool, None, spent).await
    });
    counted(way, Method::Password, look).await
}

/// The password of somebody who has begun with something else.
///
/// # Errors
/// As [`password`], and [`Refusal::SignInExpired`].
pub async fn password_again(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    password: Password,
) -> Result<Step> {
    if !under_way.takes(Factor::Password) {
        return again(cx, way.pool, under_way).await;
    }
    let look = Box::pin(async {
        let user = Some(under_way.user.clone());
        let (user, spent, _turn) = attempt(cx, way, user, "", password).await?;
        let under_way = under_way.renewed(cx, way.pool, user);
        under_way.carry_on(cx, way.pool, Some(Proof::Password), spent).await
    });
    counted(way, Method::Password, look).await
}

/// Looks at a password: the user whose it is, what the try has used up, and the turn, which lasts
/// until that is written.
async fn attempt(
    cx: &Context,
    way: &Way<'_>,
    user: Option<User>,
    key: &str,
    password: Password,
) -> Result<(User, Spent, Turn)> {
    let pool = way.pool.id();
    let subject = Subject::of(cx, pool, Target::Password, user.as_ref().map(|user| &user.id), key);
    let turn = subject.turn(cx).await?;
    let tried = attempts::begin(cx, pool, &subject).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = match verify(cx, password.clone(), hash).await {
        Err(error) if *error.refusal() == Refusal::Busy => {
            // It was not looked at, so it was no guess.
            tried.give_back(cx).await?;
            return Err(error);
        }
        looked_at => looked_at?,
    };
    match user {
        Some(user) if right && user.enabled => {
            let user = at_present_cost(cx, user, password).await?;
            Ok((user, Spent::Try(tried), turn))
        }
        user => {
            note_failure(cx, way, user.as_ref()).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}

async fn verify(cx: &Context, password: Password, hash: Option<String>) -> Result<bool> {
    Ok(!password.is_too_long() && cx.app.hasher.verify(password, hash).await?)
}

/// The user with a hash at the cost at which hashes are made now. One that cannot be made at the
/// moment is left to the next sign-in.
async fn at_present_cost(cx: &Context, user: User, password: Password) -> Result<User> {
    let is_outdated = |hash: &String| cx.app.hasher.is_outdated(hash);
    if !user.password_hash.as_ref().is_some_and(is_outdated) {
        return Ok(user);
    }
    let Ok(hash) = cx.app.hasher.hash(password).await else { return Ok(user) };
    let rehashed = User { password_hash: Some(hash.clone()), ..user.clone() };
    let written = cx.write((user, hash), |tx, kept| Box::pin(write_rehash(tx, kept))).await?;
    written.then_some(rehashed).ok_or_else(|| Refusal::WrongCredentials.into())
}

async fn write_rehash(tx: &mut Tx, (user, hash): &(User, String)) -> Result<bool> {
    Ok(store::users::rehash(tx, user, hash).await?)
}

/// Tells the audit of a failure, also of a name that nobody has: both take a write.
pub(super) async fn note_failure(cx: &Context, way: &Way<'_>, user: Option<&User>) -> Result<()> {
    let target = user.map_or("", |user| user.id.as_str());
    let event = audit::event(cx, way.pool.id(), Event::SignInFailed, STRANGER, target)?;
    let event = audit::told(event, way.client.map(|client| &client.id));
    cx.write(event, |tx, event| Box::pin(write_event(tx, event))).await
}

async fn write_event(tx: &mut Tx, event: &AuditEvent) -> Result<()> {
    Ok(store::audit::insert(tx, event).await?)
}
