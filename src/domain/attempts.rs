//! Tries at passwords and codes: counted before they are looked at, and against the person, however the name was typed.

use std::time::Duration;

use super::error::{Refusal, Result};
use super::limits::{self, Limit, Meter};
use crate::app::Turn;
use crate::context::Context;
use crate::crypto::digest;
use crate::model::{Instant, PoolId, UserId};
use crate::store::attempts::Pace;
use crate::store::{self, Tx};

/// The actor of audit events about somebody who has not proved who they are.
pub const STRANGER: &str = "anonymous";

/// How many wrong tries at a secret that is nobody's own may be made in a pool within [`WINDOW`].
const MOST_IN_POOL: i64 = 200;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// See [`MOST_IN_POOL`].
const WINDOW: Duration = Duration::from_secs(10 * 60);

/// What somebody may try to guess; each has its own count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The password.
    Password,
    /// A new password that does not do: guessable, or used before.
    NewPassword,
    /// The code that proves the address of a new account.
    SignUpCode,
    /// The code that allows a new password.
    RecoveryCode,
    /// The code that proves a new address.
    ChangeCode,
    /// The code that proves a new phone number.
    NumberCode,
    /// One of the codes that were given for when all else is lost.
    SpareCode,
    /// A code that was sent for a sign-in in which nothing was shown yet.
    SignInCode,
    /// A code that was sent for a sign-in in which something else was shown before: no stranger's
    /// tries count against it.
    FurtherCode,
    /// A code of an authenticator application.
    Totp,
    /// The code that a device shows (RFC 8628 section 5.1).
    UserCode,
}

impl Target {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::SignUpCode => "sign_up_code",
            Self::RecoveryCode => "recovery_code",
            Self::ChangeCode => "change_code",
            Self::NumberCode => "number_code",
            Self::SpareCode => "spare_code",
            Self::SignInCode => "sign_in_code",
            Self::FurtherCode => "further_code",
            Self::Totp => "totp",
            Self::UserCode => "user_code",
        }
    }

    /// How failures slow it down: as Cognito does for passwords; for codes, of which a stranger may
    /// have ever new ones sent, so that few of a million are tried in a day; and for codes that an
    /// application goes on making, so that few are tried in a year.
    fn pace(self) -> Pace {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        match self {
            Self::Password | Self::NewPassword => Pace { quiet: minutes(15), longest: minutes(15) },
            Self::SignUpCode
            | Self::RecoveryCode
            | Self::ChangeCode
            | Self::NumberCode
            | Self::SpareCode
            | Self::SignInCode
            | Self::FurtherCode
            | Self::UserCode => Pace { quiet: DAY, longest: minutes(15) },
            Self::Totp => Pace { quiet: DAY.saturating_mul(7), longest: DAY },
        }
    }

    /// The limit of wrong ones from one address.
    fn limit(self) -> Limit {
        match self {
            Self::Password | Self::NewPassword => Limit::SignInFailures,
            Self::SignUpCode
            | Self::RecoveryCode
            | Self::ChangeCode
            | Self::NumberCode
            | Self::SpareCode
            | Self::SignInCode
            | Self::FurtherCode
            | Self::Totp
            | Self::UserCode => Limit::CodeFailures,
        }
    }

    /// The count that all people of a pool share, where they guess at the same secrets: whoever has
    /// many accounts has no more tries.
    fn shared(self) -> Option<&'static str> {
        match self {
            Self::UserCode => Some("user_code:*"),
            Self::Password
            | Self::NewPassword
            | Self::SignUpCode
            | Self::RecoveryCode
            | Self::ChangeCode
            | Self::NumberCode
            | Self::SpareCode
            | Self::SignInCode
            | Self::FurtherCode
            | Self::Totp => None,
        }
    }
}

/// Whose count a try belongs to: a user's, or that of a name that nobody has, so that both behave
/// alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    target: Target,
    key: String,
}

impl Subject {
    /// The count of a user.
    pub fn user(target: Target, user: &UserId) -> Self {
        Self { target, key: format!("{}:{user}", target.as_str()) }
    }

    /// The count of a name that nobody has, in the form in which names are looked up; only its
    /// digest is kept.
    pub fn unknown(cx: &Context, pool: &PoolId, target: Target, name: &str) -> Self {
        let tag = cx.app.vault.tag(&[b"name", pool.as_str().as_bytes(), name.as_bytes()]);
        Self { target, key: format!("{}:?{}", target.as_str(), digest::hex(&tag)) }
    }

    /// The count of whoever has a name.
    pub fn of(
        cx: &Context,
        pool: &PoolId,
        target: Target,
        user: Option<&UserId>,
        name: &str,
    ) -> Self {
        match user {
            Some(user) => Self::user(target, user),
            None => Self::unknown(cx, pool, target, name),
        }
    }

    /// Waits until few enough others try the same: right passwords that come at once are then not
    /// counted as guesses.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when the wait is too long.
    pub(super) async fn turn(&self, cx: &Context) -> Result<Turn> {
        cx.app.turns.take(&self.key).await.ok_or_else(|| Refusal::Busy.into())
    }

    /// Forgets the failures; part of the write that a right try leads to.
    pub(super) async fn forget(&self, tx: &mut Tx, pool: &PoolId) -> Result<()> {
        Ok(store::attempts::forget(tx, pool, &self.key).await?)
    }
}

/// A try that is counted: against the person, and against the address that it comes from.
#[derive(Debug, Clone)]
#[must_use = "a right try is taken back, or it counts as a failure"]
pub struct Try {
    pool: PoolId,
    subject: Subject,
    sender: Option<Meter>,
    now: Instant,
}

impl Try {
    /// Takes the try back: it was not looked at, or nothing came of it that was a guess.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn give_back(&self, cx: &Context) -> Result<()> {
        cx.write(self.clone(), |tx, tried| Box::pin(write_back(tx, tried))).await
    }

    /// Forgets the person's failures, and takes this one try back from the address, whose others
    /// stay; part of the write that a right try leads to, and the last of it.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Result<()> {
        self.subject.forget(tx, &self.pool).await?;
        match &self.sender {
            Some(sender) => sender.give_back(tx).await,
            None => Ok(()),
        }
    }
}

/// Counts a try; it must be looked at only afterwards, so that parallel tries cannot outrun the
/// count.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] while earlier failures block the subject or the address.
pub async fn begin(cx: &Context, pool: &PoolId, subject: &Subject) -> Result<Try> {
    let sender = Meter::of(cx, pool, subject.target.limit());
    let tried = Try { pool: pool.clone(), subject: subject.clone(), sender, now: cx.now() };
    let counted = cx.write(tried.clone(), |tx, tried| Box::pin(count(tx, tried))).await;
    if let Err(error) = &counted
        && matches!(error.refusal(), Refusal::TooManyAttempts(_))
    {
        limits::note(subject.target.as_str());
    }
    counted.map(|()| tried)
}

async fn write_back(tx: &mut Tx, tried: &Try) -> Result<()> {
    let Try { pool, subject, sender, .. } = tried;
    store::attempts::give_back(tx, pool, &subject.key).await?;
    if let Some(shared) = subject.target.shared() {
        store::attempts::give_back(tx, pool, shared).await?;
    }
    match sender {
        Some(sender) => sender.give_back(tx).await,
        None => Ok(()),
    }
}

/// Counts in the order that all such writes have. A refusal undoes what was counted: no try counts
/// against a person who is not to blame.
async fn count(tx: &mut Tx, tried: &Try) -> Result<()> {
    let Try { pool, subject, sender, now } = tried;
    let target = subject.target;
    if store::attempts::count(tx, pool, &subject.key, *now, target.pace()).await?.is_none() {
        let until = store::attempts::blocked_until(tx, pool, &subject.key).await?;
        return Err(Refusal::TooManyAttempts(until).into());
    }
    if let Some(shared) = target.shared()
        && !store::attempts::count_within(tx, pool, shared, *now, WINDOW, MOST_IN_POOL).await?
    {
        return Err(Refusal::TooManyAttempts(*now + WINDOW).into());
    }
    match sender {
        Some(sender) => sender.count(tx).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_has_its_own_count() {
        let user: UserId = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        let password = Subject::user(Target::Password, &user);
        assert_ne!(password, Subject::user(Target::RecoveryCode, &user));
        assert_ne!(
            Subject::user(Target::SignUpCode, &user),
            Subject::user(Target::RecoveryCode, &user)
        );
    }
}
