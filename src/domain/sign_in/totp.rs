//! Codes of authenticator applications (RFC 6238): an application is set up with a code of it, and
//! each code is good once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::counted::{Method, counted};
use super::machine::Next;
use super::password::note_failure;
use super::spent::Spent;
use super::under_way::{UnderWay, again};
use super::{Step, Way};
use crate::context::Context;
use crate::crypto::{random, totp};
use crate::domain::attempts::{self, Subject, Target, Try};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::messages;
use crate::model::factor::Enrolled;
use crate::model::{Factor, Proof, User, UserId};
use crate::store;

pub use crate::crypto::totp::Enrolment;

/// The person shows a code of one of their applications.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::TooManyAttempts`] or [`Refusal::SignInExpired`].
pub async fn prove(cx: &Context, way: &Way<'_>, under_way: UnderWay, typed: &str) -> Result<Step> {
    if !under_way.takes(Factor::Totp) {
        return again(cx, way.pool, under_way).await;
    }
    counted(way, Method::Totp, Box::pin(show(cx, way, under_way, typed))).await
}

async fn show(cx: &Context, way: &Way<'_>, under_way: UnderWay, typed: &str) -> Result<Step> {
    let user = &under_way.user;
    let subject = Subject::user(Target::Totp, &user.id);
    let tried = attempts::begin(cx, way.pool.id(), &subject).await?;
    match matching(cx, user, typed).await? {
        Some((factor, step)) => {
            let spent = Spent::TimeStep { factor, step, tried, now: cx.now() };
            under_way.carry_on(cx, way.pool, Some(Proof::Totp), spent).await
        }
        None => {
            note_failure(cx, way, Some(user)).await?;
            Err(Refusal::CodeMismatch.into())
        }
    }
}

/// The application of which that is a code, and the code's time step.
async fn matching(cx: &Context, user: &User, typed: &str) -> Result<Option<(String, i64)>> {
    let enrolled = store::factors::of_user(&mut cx.read().await?, &user.pool_id, &user.id).await?;
    for factor in enrolled {
        let Some(sealed) = factor.sealed.filter(|_| factor.factor == Factor::Totp) else {
            continue;
        };
        let secret = cx.app.vault.open(&place(&user.id), &sealed)?;
        if let Some(step) = totp::matching_step(&secret, typed, cx.now())? {
            return Ok(Some((factor.id, step)));
        }
    }
    Ok(None)
}

/// Where a secret belongs: none can be moved to another person.
fn place(user: &UserId) -> String {
    format!("totp:{user}")
}

/// What a person needs to set up an application, and its secret sealed for them; a new one, or the
/// one that was sealed before.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it was sealed for somebody else.
pub fn propose(
    cx: &Context,
    pool: &PoolView,
    user: &User,
    sealed: Option<&str>,
) -> Result<(String, Enrolment)> {
    let (sealed, secret) = match sealed {
        Some(sealed) => (sealed.to_owned(), open(cx, user, sealed)?),
        None => {
            let secret = totp::new_secret()?.to_vec();
            (STANDARD_NO_PAD.encode(cx.app.vault.seal(&place(&user.id), &secret)?), secret)
        }
    };
    let account = messages::sign_in_name(pool, user);
    Ok((sealed, totp::enrolment(&secret, &pool.pool.name, account)?))
}

fn open(cx: &Context, user: &User, sealed: &str) -> Result<Vec<u8>> {
    let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| Refusal::SignInExpired)?;
    let opened = cx.app.vault.open(&place(&user.id), &sealed);
    opened.map_err(|_| Refusal::SignInExpired.into())
}

/// The application of which that is the first code, and the try that was right.
///
/// # Errors
/// [`Refusal::CodeMismatch`] or [`Refusal::TooManyAttempts`].
pub(in crate::domain) async fn first_code(
    cx: &Context,
    user: &User,
    sealed: &str,
    typed: &str,
    name: &str,
) -> Result<(Enrolled, Try)> {
    let secret = open(cx, user, sealed)?;
    let subject = Subject::user(Target::Totp, &user.id);
    let tried = attempts::begin(cx, &user.pool_id, &subject).await?;
    let step = totp::matching_step(&secret, typed, cx.now())?.ok_or(Refusal::CodeMismatch)?;
    let factor = Enrolled {
        id: random::ordered_id(cx.now())?,
        pool_id: user.pool_id.clone(),
        user_id: user.id.clone(),
        factor: Factor::Totp,
        name: name.to_owned(),
        sealed: Some(STANDARD_NO_PAD.decode(sealed).map_err(|_| Refusal::SignInExpired)?),
        credential_id: None,
        credential: None,
        last_step: Some(step),
        created_at: cx.now(),
        used_at: Some(cx.now()),
    };
    Ok((factor, tried))
}

/// What the person needs to set up an application on the way: the same until it is done.
///
/// # Errors
/// [`Refusal::SignInExpired`] when nothing is to be set up.
pub async fn offer(
    cx: &Context,
    pool: &PoolView,
    under_way: UnderWay,
) -> Result<(UnderWay, Enrolment)> {
    expects_enrolment(&under_way)?;
    let (sealed, enrolment) = propose(cx, pool, &under_way.user, under_way.challenge())?;
    match under_way.challenge() {
        Some(_) => Ok((under_way, enrolment)),
        None => Ok((under_way.remember(cx, sealed).await?, enrolment)),
    }
}

fn expects_enrolment(under_way: &UnderWay) -> Result<()> {
    match under_way.next() {
        Next::Enrol(factors) if factors.contains(&Factor::Totp) => Ok(()),
        _ => Err(Refusal::SignInExpired.into()),
    }
}

/// The first code of an application that is being set up; `name` is the person's own for it.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::TooManyAttempts`] or [`Refusal::SignInExpired`].
pub async fn enrol(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    typed: &str,
    name: &str,
) -> Result<Step> {
    expects_enrolment(&under_way)?;
    let sealed = under_way.challenge().ok_or(Refusal::SignInExpired)?;
    let (factor, tried) = first_code(cx, &under_way.user, sealed, typed, name).await?;
    let spent = Spent::enrolment(cx, factor, tried)?;
    under_way.carry_on(cx, way.pool, Some(Proof::Totp), spent).await
}
