//! One-time codes: six digits sent to an address, kept as a digest, good once and for a limited time.

use std::time::Duration;

use super::attempts::{self, STRANGER, Subject, Target, Try};
use super::audit::{self, AuditEvent, Event};
use super::configuration::PoolView;
use super::error::{Refusal, Result};
use super::limits::{self, Limit};
use super::messages::{self, Addressee, Outgoing};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::model::{Destination, Instant, Medium, PoolId, User, UserId};
use crate::store::attempts::Pace;
use crate::store::one_time_codes::CodeRecord;
use crate::store::{self, Tx};
use crate::words::Locale;

pub use crate::store::one_time_codes::Purpose;

/// How long the code of a sign-up is good.
const SIGN_UP_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the code for a new password is good.
const RECOVERY_LIFE: Duration = Duration::from_secs(60 * 60);

/// How long the code for a new address or number is good.
const CHANGE_LIFE: Duration = Duration::from_secs(30 * 60);

/// The shortest time between two codes for one person.
pub(super) const GAP: Duration = Duration::from_secs(30);

/// How many codes go to one address before it must rest for [`REST`].
const MOST_SENT: i64 = 5;

/// How long an address rests after the most codes that it may get in a row.
pub(super) const REST: Duration = Duration::from_secs(60 * 60);

/// How messages in a row slow an address down.
const PACE: Pace = Pace { quiet: REST, longest: Duration::from_secs(15 * 60) };

fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignUp => "sign_up",
        Purpose::Recovery => "recovery",
        Purpose::ChangeEmail => "change_email",
        Purpose::ChangeNumber => "change_number",
    }
}

fn life(purpose: Purpose) -> Duration {
    match purpose {
        Purpose::SignUp => SIGN_UP_LIFE,
        Purpose::Recovery => RECOVERY_LIFE,
        Purpose::ChangeEmail | Purpose::ChangeNumber => CHANGE_LIFE,
    }
}

fn target(purpose: Purpose) -> Target {
    match purpose {
        Purpose::SignUp => Target::SignUpCode,
        Purpose::Recovery => Target::RecoveryCode,
        Purpose::ChangeEmail => Target::ChangeCode,
        Purpose::ChangeNumber => Target::NumberCode,
    }
}

fn digest_of(cx: &Context, purpose: Purpose, user: &UserId, code: &str) -> Vec<u8> {
    cx.app.vault.tag(&[
        b"one-time code",
        name(purpose).as_bytes(),
        user.as_str().as_bytes(),
        code.as_bytes(),
    ])
}

/// The digits of a code that was typed with spaces or dashes between them.
pub(super) fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// A code on its way to a user: what is kept of it, and the message that carries it.
#[derive(Debug)]
pub(super) struct Letter {
    user: UserId,
    purpose: Purpose,
    record: CodeRecord,
    message: Outgoing,
}

impl Letter {
    /// Makes a code for `user` and writes it to `to`, whose medium carries it.
    pub(super) fn write(
        cx: &Context,
        pool: &PoolView,
        purpose: Purpose,
        user: &User,
        to: &Destination,
        locale: Locale,
    ) -> Result<Self> {
        let code = random::digits()?;
        let whom = Addressee { pool, to, username: messages::sign_in_name(pool, user), locale };
        let message = match purpose {
            Purpose::SignUp => messages::confirm(cx, whom, &code, SIGN_UP_LIFE)?,
            Purpose::Recovery => messages::reset(cx, whom, &code, RECOVERY_LIFE)?,
            Purpose::ChangeEmail | Purpose::ChangeNumber => {
                messages::change_address(cx, whom, &code, CHANGE_LIFE)?
            }
        };
        let record = CodeRecord {
            digest: digest_of(cx, purpose, &user.id, &code),
            destination: to.to_string(),
            created_at: cx.now(),
            expires_at: cx.now() + life(purpose),
            used_at: None,
        };
        Ok(Self { user: user.id.clone(), purpose, record, message })
    }

    /// The same with another message in the place of the one that has the code: nobody learns it.
    pub(super) fn with_message(self, message: Outgoing) -> Self {
        Self { message, ..self }
    }

    /// The same at the wish of whoever has shown nothing.
    pub(super) fn for_stranger(self) -> Self {
        Self { message: self.message.for_stranger(), ..self }
    }

    /// Keeps the code in place of the one before it, and sends the message once that is committed; last
    /// in its write.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] when the pool has sent as many SMS as it may.
    pub(super) async fn post(&self, tx: &mut Tx, pool: &PoolId) -> Result<()> {
        self.keep(tx, pool).await?;
        self.send(tx).await
    }

    /// Keeps the code, where more is written before [`Letter::send`].
    pub(super) async fn keep(&self, tx: &mut Tx, pool: &PoolId) -> Result<()> {
        let Self { user, purpose, record, .. } = self;
        Ok(store::one_time_codes::put(tx, pool, user, *purpose, record).await?)
    }

    /// Sends the message of a code that was kept; last in its write.
    ///
    /// # Errors
    /// As [`Letter::post`].
    pub(super) async fn send(&self, tx: &mut Tx) -> Result<()> {
        self.message.post(tx).await
    }
}

/// How much an address or a number gets: the count of one purpose, whoever asks for it.
#[derive(Debug, Clone)]
pub(super) struct Postbox {
    pool: PoolId,
    key: String,
}

impl Postbox {
    /// The postbox of an address or a number.
    pub(super) fn of(cx: &Context, pool: &PoolId, purpose: Purpose, to: &Destination) -> Self {
        let kind: &[u8] = match to.medium() {
            Medium::Email => b"address",
            Medium::PhoneNumber => b"number",
        };
        Self::keyed(cx, pool, purpose, kind, &to.key())
    }

    /// What one person has sent, wherever it goes.
    pub(super) fn of_sender(cx: &Context, pool: &PoolId, purpose: Purpose, user: &UserId) -> Self {
        Self::keyed(cx, pool, purpose, b"sender", user.as_str())
    }

    /// The postbox of an address or a number for the codes of sign-ins, or what stands for it where a
    /// name has none.
    pub(super) fn for_sign_in(
        cx: &Context,
        pool: &PoolId,
        to: Option<&Destination>,
        name: &str,
    ) -> Self {
        Self { pool: pool.clone(), key: sign_in_key(cx, pool, "mail_sign_in", to, name) }
    }

    /// The same for the codes of sign-ins in which something else was shown before: a count of their
    /// own, which no stranger uses up.
    pub(super) fn for_further_factor(
        cx: &Context,
        pool: &PoolId,
        to: Option<&Destination>,
        name: &str,
    ) -> Self {
        Self { pool: pool.clone(), key: sign_in_key(cx, pool, "mail_further", to, name) }
    }

    /// Forgets what was sent: it was wanted.
    pub(super) async fn forget(&self, tx: &mut Tx) -> Result<()> {
        Ok(store::attempts::forget(tx, &self.pool, &self.key).await?)
    }

    /// What stands for a postbox where a name has none.
    fn of_nobody(cx: &Context, pool: &PoolId, purpose: Purpose, name: &str) -> Self {
        Self::keyed(cx, pool, purpose, b"nobody", name)
    }

    fn keyed(cx: &Context, pool: &PoolId, purpose: Purpose, kind: &[u8], text: &str) -> Self {
        let tag = cx.app.vault.tag(&[b"postbox", pool.as_str().as_bytes(), kind, text.as_bytes()]);
        Self { pool: pool.clone(), key: format!("mail_{}:{}", name(purpose), digest::hex(&tag)) }
    }

    /// Counts a message; `false` when the address has to rest.
    pub(super) async fn takes_another(&self, tx: &mut Tx, now: Instant) -> Result<bool> {
        let counted = store::attempts::count(tx, &self.pool, &self.key, now, PACE).await?;
        Ok(counted.is_some_and(|counted| counted.failures <= MOST_SENT))
    }
}

fn sign_in_key(
    cx: &Context,
    pool: &PoolId,
    count: &str,
    to: Option<&Destination>,
    name: &str,
) -> String {
    let (kind, text) = match to {
        Some(to) => (to.medium().attribute(), to.key()),
        None => ("nobody", name.to_owned()),
    };
    let parts = ["postbox", pool.as_str(), kind, &text];
    let tag = cx.app.vault.tag(&parts.map(str::as_bytes));
    format!("{count}:{}", digest::hex(&tag))
}

/// A request for a code by somebody who may or may not be known.
struct Sending {
    postbox: Postbox,
    purpose: Purpose,
    /// The user, or an id that nobody has.
    user: UserId,
    letter: Option<Letter>,
    event: Option<AuditEvent>,
    now: Instant,
}

/// Sends a code to `user` if there is one; `key` is the look-up key of the name by which it was
/// asked for. What comes back tells nothing of whether anything was sent, or why not.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has asked for as many codes as one may.
pub(super) async fn send(
    cx: &Context,
    pool: &PoolView,
    purpose: Purpose,
    user: Option<(&User, &Destination)>,
    key: &str,
    locale: Locale,
) -> Result<()> {
    limits::take(cx, pool.id(), Limit::Messages).await?;
    // A number to which the pool sends nothing is as good as none.
    let user = user.filter(|(_, to)| pool.pool.settings.sms.serves(to));
    let sending = match user {
        Some((user, to)) => Sending {
            postbox: Postbox::of(cx, pool.id(), purpose, to),
            purpose,
            user: user.id.clone(),
            letter: Some(Letter::write(cx, pool, purpose, user, to, locale)?.for_stranger()),
            event: event(cx, pool.id(), purpose, &user.id)?,
            now: cx.now(),
        },
        None => Sending {
            postbox: Postbox::of_nobody(cx, pool.id(), purpose, key),
            purpose,
            user: random::user_id()?,
            letter: None,
            event: None,
            now: cx.now(),
        },
    };
    match cx.write(sending, |tx, sending| Box::pin(write_sending(tx, sending))).await {
        Err(error) if matches!(error.refusal(), Refusal::TooManyAttempts(_)) => Ok(()),
        outcome => outcome,
    }
}

/// A code that is sent again has its event already: that of the sign-up.
fn event(
    cx: &Context,
    pool: &PoolId,
    purpose: Purpose,
    user: &UserId,
) -> Result<Option<AuditEvent>> {
    match purpose {
        Purpose::SignUp | Purpose::ChangeEmail | Purpose::ChangeNumber => Ok(None),
        Purpose::Recovery => {
            audit::event(cx, pool, Event::RecoveryRequested, STRANGER, user.as_str()).map(Some)
        }
    }
}

async fn write_sending(tx: &mut Tx, sending: &Sending) -> Result<()> {
    let Sending { postbox, purpose, user, letter, event, now } = sending;
    let latest = store::one_time_codes::latest(tx, &postbox.pool, user, *purpose).await?;
    if latest.is_some_and(|code| code.used_at.is_none() && *now < code.created_at + GAP) {
        return Ok(());
    }
    if !postbox.takes_another(tx, *now).await? {
        // Refused, so that this try is not counted: whoever goes on asking does not make it longer.
        return Err(Refusal::TooManyAttempts(*now + REST).into());
    }
    if let Some(event) = event {
        store::audit::insert(tx, event).await?;
    }
    match letter {
        Some(letter) => letter.post(tx, &postbox.pool).await,
        None => Ok(()),
    }
}

/// A code that was the right one when it was looked at.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    user: UserId,
    purpose: Purpose,
    digest: Vec<u8>,
    tried: Try,
    now: Instant,
}

impl Proof {
    /// Uses the code up and forgets the failures before it; first in its write, so that whatever
    /// else changes with the code waits for it.
    pub(super) async fn spend(&self, tx: &mut Tx) -> Result<()> {
        if !store::one_time_codes::spend(tx, &self.user, self.purpose, &self.digest, self.now)
            .await?
        {
            return Err(Refusal::CodeMismatch.into());
        }
        self.tried.succeed(tx).await
    }

    /// Takes the try back: the code was right, but nothing came of it.
    pub(super) async fn give_back(&self, cx: &Context) -> Result<()> {
        self.tried.give_back(cx).await
    }
}

/// Looks at a code that somebody typed under the look-up key `key`: it must be the latest, sent to
/// `to`, unused and not too old. The try is counted first, and a name that nobody has takes the
/// same way to the same words.
///
/// # Errors
/// [`Refusal::CodeMismatch`], [`Refusal::CodeExpired`] to whoever knows the code, or
/// [`Refusal::TooManyAttempts`].
pub(super) async fn verify(
    cx: &Context,
    pool: &PoolId,
    purpose: Purpose,
    user: Option<(&User, &Destination)>,
    key: &str,
    typed: &str,
) -> Result<Proof> {
    let known = user.map(|(user, _)| &user.id);
    let subject = Subject::of(cx, pool, target(purpose), known, key);
    let tried = attempts::begin(cx, pool, &subject).await?;
    let id = known.map_or_else(random::user_id, |id| Ok(id.clone()))?;
    let digest = digest_of(cx, purpose, &id, &digits(typed));
    let latest = store::one_time_codes::latest(&mut cx.read().await?, pool, &id, purpose).await?;
    let (Some((_, to)), Some(latest)) = (user, latest) else {
        return Err(Refusal::CodeMismatch.into());
    };
    if !digest::equal(&latest.digest, &digest) || latest.used_at.is_some() {
        return Err(Refusal::CodeMismatch.into());
    }
    if latest.expires_at <= cx.now() || latest.destination != to.as_str() {
        return Err(Refusal::CodeExpired.into());
    }
    Ok(Proof { user: id, purpose, digest, tried, now: cx.now() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_with_spaces_and_dashes() {
        assert_eq!(digits(" 042-917 "), "042917");
        assert_eq!(digits("04 29\u{a0}17"), "042917");
        assert_eq!(digits("O42917"), "O42917");
    }
}
