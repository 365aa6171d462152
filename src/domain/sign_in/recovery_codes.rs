//! Recovery codes: ten that are shown once, each of which stands once for a second factor that is
//! lost.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::counted::{Method, counted};
use super::machine::Next;
use super::password::note_failure;
use super::spent::{NewCodes, Spent};
use super::under_way::{UnderWay, again};
use super::{Step, Way};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::account::{self, Member};
use crate::domain::attempts::{self, Subject, Target};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::session::Session;
use crate::model::{Instant, Proof, User, UserId};
use crate::store::{self, Tx};

/// How many there are.
const COUNT: usize = 10;

/// How many letters stand together.
const GROUP: usize = 4;

/// Ten codes for a person to keep, in groups of letters.
fn new_codes() -> Result<Vec<String>> {
    (0..COUNT).map(|_| Ok(in_groups(&random::recovery_code()?))).collect()
}

fn in_groups(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A code as it was made: typed with spaces or without dashes, in small letters, or with a letter that
/// looks like a digit.
fn as_made(typed: &str) -> String {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

fn digest_of(cx: &Context, user: &UserId, typed: &str) -> String {
    let parts = [b"recovery code", user.as_str().as_bytes(), &*as_made(typed).into_bytes()];
    digest::hex(&cx.app.vault.tag(&parts))
}

/// How many codes a person has left.
///
/// # Errors
/// When the database does not answer.
pub async fn left(cx: &Context, user: &User) -> Result<u32> {
    Ok(store::recovery_codes::left(&mut cx.read().await?, &user.id).await?)
}

/// The person wants to show a recovery code in place of a factor.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it is too late.
pub async fn choose(cx: &Context, pool: &PoolView, mut under_way: UnderWay) -> Result<Step> {
    if under_way.takes_recovery_code() {
        under_way.sign_in.progress.recover = true;
        under_way.sign_in.progress.challenge = None;
    }
    again(cx, pool, under_way).await
}

/// The person shows a recovery code.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::TooManyAttempts`] or [`Refusal::SignInExpired`].
pub async fn prove(cx: &Context, way: &Way<'_>, under_way: UnderWay, typed: &str) -> Result<Step> {
    if !under_way.takes_recovery_code() {
        return again(cx, way.pool, under_way).await;
    }
    counted(way, Method::RecoveryCode, Box::pin(show(cx, way, under_way, typed))).await
}

async fn show(cx: &Context, way: &Way<'_>, under_way: UnderWay, typed: &str) -> Result<Step> {
    let user = &under_way.user;
    let subject = Subject::user(Target::SpareCode, &user.id);
    let tried = attempts::begin(cx, way.pool.id(), &subject).await?;
    let digest = digest_of(cx, &user.id, typed);
    let mut tx = cx.read().await?;
    let is_right = store::recovery_codes::is_unused(&mut tx, &user.id, &digest).await?;
    drop(tx);
    if !is_right {
        note_failure(cx, way, Some(user)).await?;
        return Err(Refusal::CodeMismatch.into());
    }
    let spent = Spent::recovery_code(cx, user, digest, tried)?;
    under_way.carry_on(cx, way.pool, Some(Proof::RecoveryCode), spent).await
}

/// Where codes that are being shown belong: none can be moved to another person.
fn place(user: &UserId) -> String {
    format!("recovery codes:{user}")
}

/// The codes for whoever has just set up a first factor: the same until they say that they have kept
/// them. Before that, none of them is good.
///
/// # Errors
/// [`Refusal::SignInExpired`] when none are to be shown.
pub async fn offer(cx: &Context, under_way: UnderWay) -> Result<(UnderWay, Vec<String>)> {
    if under_way.next() != Next::RecoveryCodes {
        return Err(Refusal::SignInExpired.into());
    }
    if let Some(codes) = offered(cx, &under_way)? {
        return Ok((under_way, codes));
    }
    let codes = new_codes()?;
    let sealed = cx.app.vault.seal(&place(&under_way.user.id), codes.join(" ").as_bytes())?;
    let under_way = under_way.remember(cx, STANDARD_NO_PAD.encode(sealed)).await?;
    Ok((under_way, codes))
}

/// The codes that were shown, if any.
fn offered(cx: &Context, under_way: &UnderWay) -> Result<Option<Vec<String>>> {
    let Some(kept) = under_way.challenge() else { return Ok(None) };
    let sealed = STANDARD_NO_PAD.decode(kept).map_err(|_| Refusal::SignInExpired)?;
    let text = cx.app.vault.open(&place(&under_way.user.id), &sealed)?;
    let text = String::from_utf8(text).map_err(Error::internal)?;
    Ok(Some(text.split(' ').map(str::to_owned).collect()))
}

/// The person has kept the codes: from now on they are good.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it is too late.
pub async fn keep(cx: &Context, pool: &PoolView, under_way: UnderWay) -> Result<Step> {
    let codes = match under_way.next() {
        Next::RecoveryCodes => offered(cx, &under_way)?,
        _ => None,
    };
    let Some(codes) = codes else { return again(cx, pool, under_way).await };
    let user = under_way.user.id.clone();
    let spent = Spent::RecoveryCodes(prepared(cx, &user, &codes));
    under_way.carry_on(cx, pool, None, spent).await
}

fn prepared(cx: &Context, user: &UserId, codes: &[String]) -> NewCodes {
    let digests = codes.iter().map(|code| digest_of(cx, user, code)).collect();
    NewCodes { user: user.clone(), digests, now: cx.now() }
}

struct Renewal {
    session: Session,
    codes: NewCodes,
    event: AuditEvent,
    notice: Option<Notice>,
}

/// Makes new codes for a person in place of all that there were; they are shown this once.
///
/// # Errors
/// [`Refusal::SignInExpired`] when the session has ended.
pub async fn renew(cx: &Context, pool: &PoolView, member: &Member) -> Result<Vec<String>> {
    let codes = new_codes()?;
    let user = &member.user;
    let id = user.id.as_str();
    let renewal = Renewal {
        session: member.session.clone(),
        codes: prepared(cx, &user.id, &codes),
        event: audit::event(cx, pool.id(), Event::RecoveryCodesRenewed, id, id)?,
        notice: Notice::of(cx, pool, user, AccountEvent::RecoveryCodesRenewed)?,
    };
    cx.write(renewal, |tx, renewal| Box::pin(write_renewal(tx, renewal))).await?;
    Ok(codes)
}

async fn write_renewal(tx: &mut Tx, renewal: &Renewal) -> Result<()> {
    // First: of two renewals, the later one leaves its codes alone.
    account::locked(tx, &renewal.session, renewal.codes.now).await?;
    put(tx, &renewal.codes).await?;
    if let Some(notice) = &renewal.notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, &renewal.event).await?)
}

/// Part of a write: keeps codes in place of all that there were.
pub(super) async fn put(tx: &mut Tx, codes: &NewCodes) -> Result<()> {
    let NewCodes { user, digests, now } = codes;
    store::recovery_codes::delete_of_user(tx, user).await?;
    for digest in digests {
        store::recovery_codes::insert(tx, user, digest, *now).await?;
    }
    Ok(())
}

/// Part of a write: uses a code, and says how many are left.
pub(super) async fn spend(tx: &mut Tx, user: &UserId, digest: &str, now: Instant) -> Result<u32> {
    match store::recovery_codes::spend(tx, user, digest, now).await? {
        true => Ok(store::recovery_codes::left(tx, user).await?),
        false => Err(Refusal::CodeMismatch.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_easy_to_read_and_to_type() {
        let codes = new_codes().expect("random");
        assert_eq!(codes.len(), COUNT);
        for code in &codes {
            assert_eq!(code.len(), 14, "{code}");
            assert!(!code.contains(['I', 'L', 'O', 'U']), "{code}");
            assert_eq!(in_groups(&as_made(&code.to_lowercase())), *code);
        }
        assert_eq!(as_made(" o1Il-oabc "), "01110ABC");
    }
}
