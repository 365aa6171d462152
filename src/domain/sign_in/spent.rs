//! What a step of a sign-in uses up, in the very write that takes the step.

use super::proved_address::Proved;
use super::{passkey, recovery_codes};
use crate::context::Context;
use crate::domain::attempts::Try;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::codes::Postbox;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::passkeys;
use crate::model::factor::Enrolled;
use crate::model::{Factor, Instant, User, UserId};
use crate::store::sign_in_codes::CodeKey;
use crate::store::{self, Tx};

/// What a step uses up.
#[derive(Debug, Clone)]
pub(super) enum Spent {
    /// Nothing.
    Nothing,
    /// A try that was right.
    Try(Try),
    /// A time step of an authenticator application.
    TimeStep {
        /// The application.
        factor: String,
        /// The step.
        step: i64,
        /// The try that was right.
        tried: Try,
        /// When.
        now: Instant,
    },
    /// A code that was sent, with all that follows from it.
    SentCode(Box<SpentCode>),
    /// A passkey.
    Passkey(Box<passkey::Use>),
    /// A factor that has just been set up, and thereby shown.
    Enrolment(Box<Enrolment>),
    /// A recovery code.
    RecoveryCode(Box<RecoveryUse>),
    /// Nothing; recovery codes that were shown are good from now on.
    RecoveryCodes(NewCodes),
}

/// A code that was sent, and was right.
#[derive(Debug, Clone)]
pub(super) struct SpentCode {
    key: CodeKey,
    digest: Vec<u8>,
    proved: Proved,
    /// The address as a factor, where it is set up thereby.
    enrolment: Option<Enrolment>,
    postbox: Postbox,
    tried: Try,
    now: Instant,
}

/// A factor to be kept.
#[derive(Debug, Clone)]
pub(super) struct Enrolment {
    factor: Enrolled,
    tried: Option<Try>,
    event: AuditEvent,
    told: Option<Notice>,
}

/// A recovery code that was right when it was looked at.
#[derive(Debug, Clone)]
pub(super) struct RecoveryUse {
    user: UserId,
    digest: String,
    tried: Try,
    event: AuditEvent,
    now: Instant,
    told: Option<Notice>,
}

/// The digests of recovery codes that a person has.
#[derive(Debug, Clone)]
pub(super) struct NewCodes {
    /// Whose they are.
    pub(super) user: UserId,
    /// The digests.
    pub(super) digests: Vec<String>,
    /// When they were made.
    pub(super) now: Instant,
}

impl Spent {
    /// A factor that its first use sets up.
    pub(super) fn enrolment(cx: &Context, factor: Enrolled, tried: Try) -> Result<Self> {
        Self::set_up(cx, factor, Some(tried))
    }

    /// A passkey that was made; nothing of it can be guessed.
    pub(super) fn new_passkey(cx: &Context, passkey: Enrolled) -> Result<Self> {
        Self::set_up(cx, passkey, None)
    }

    fn set_up(cx: &Context, factor: Enrolled, tried: Option<Try>) -> Result<Self> {
        Ok(Self::Enrolment(Box::new(Enrolment::new(cx, factor, tried)?)))
    }

    /// Whether a factor is set up.
    pub(super) fn enrols(&self) -> bool {
        match self {
            Self::Enrolment(_) => true,
            Self::SentCode(code) => code.enrolment.is_some(),
            _ => false,
        }
    }

    /// A recovery code of which this is the digest.
    pub(super) fn recovery_code(
        cx: &Context,
        user: &User,
        digest: String,
        tried: Try,
    ) -> Result<Self> {
        let id = user.id.as_str();
        let event = audit::event(cx, &user.pool_id, Event::RecoveryCodeUsed, id, id)?;
        let user = user.id.clone();
        let used = RecoveryUse { user, digest, tried, event, now: cx.now(), told: None };
        Ok(Self::RecoveryCode(Box::new(used)))
    }

    /// The same, which tells the person of it where they should know.
    pub(super) fn telling(mut self, cx: &Context, pool: &PoolView, user: &User) -> Result<Self> {
        match &mut self {
            Self::Enrolment(new) => new.tell(cx, pool, user)?,
            Self::SentCode(code) => {
                if let Some(new) = &mut code.enrolment {
                    new.tell(cx, pool, user)?;
                }
            }
            Self::RecoveryCode(used) => {
                let event = AccountEvent::RecoveryCodeUsed { left: 0 };
                used.told = Notice::of(cx, pool, user, event)?;
            }
            _ => {}
        }
        Ok(self)
    }

    /// A code that was right when it was looked at; its owner may have as many more as anybody.
    pub(super) fn sent_code(
        cx: &Context,
        (key, digest): (CodeKey, Vec<u8>),
        (proved, factor): (Proved, Option<Enrolled>),
        postbox: Postbox,
        tried: Try,
    ) -> Result<Self> {
        let enrolment = factor.map(|factor| Enrolment::new(cx, factor, None)).transpose()?;
        let now = cx.now();
        let spent = SpentCode { key, digest, proved, enrolment, postbox, tried, now };
        Ok(Self::SentCode(Box::new(spent)))
    }

    /// Uses it up, or refuses where somebody was faster.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        match self {
            Self::Nothing | Self::Try(_) => Ok(()),
            Self::TimeStep { factor, step, now, .. } => {
                match store::factors::use_step(tx, factor, *step, *now).await? {
                    true => Ok(()),
                    false => Err(Refusal::CodeMismatch.into()),
                }
            }
            Self::SentCode(code) => {
                let SpentCode { key, digest, proved, enrolment, now, .. } = code.as_ref();
                if !store::sign_in_codes::spend(tx, key, digest, *now).await? {
                    return Err(Refusal::CodeMismatch.into());
                }
                proved.write(tx).await?;
                match enrolment {
                    Some(new) => new.write(tx).await,
                    None => Ok(()),
                }
            }
            Self::Passkey(shown) => shown.write(tx).await,
            Self::Enrolment(new) => new.write(tx).await,
            Self::RecoveryCode(used) => used.write(tx).await,
            Self::RecoveryCodes(codes) => recovery_codes::put(tx, codes).await,
        }
    }

    /// Forgets the failures before a try that was right; the last of a write.
    pub(super) async fn settle(&self, tx: &mut Tx) -> Result<()> {
        let tried = match self {
            Self::Nothing | Self::RecoveryCodes(_) => return Ok(()),
            Self::RecoveryCode(used) => &used.tried,
            Self::Try(tried) | Self::TimeStep { tried, .. } => tried,
            Self::SentCode(code) => {
                code.postbox.forget(tx).await?;
                &code.tried
            }
            Self::Passkey(shown) => return shown.settle(tx).await,
            Self::Enrolment(new) => match &new.tried {
                Some(tried) => tried,
                None => return Ok(()),
            },
        };
        tried.succeed(tx).await
    }
}

impl Enrolment {
    fn new(cx: &Context, factor: Enrolled, tried: Option<Try>) -> Result<Self> {
        let user = factor.user_id.as_str();
        let event = audit::event(cx, &factor.pool_id, Event::FactorAdded, user, user)?;
        Ok(Self { factor, tried, event, told: None })
    }

    fn tell(&mut self, cx: &Context, pool: &PoolView, user: &User) -> Result<()> {
        let event = AccountEvent::FactorAdded { factor: self.factor.factor };
        self.told = Notice::of(cx, pool, user, event)?;
        Ok(())
    }

    async fn write(&self, tx: &mut Tx) -> Result<()> {
        match self.factor.factor {
            Factor::Passkey => passkeys::keep(tx, &self.factor).await?,
            _ => store::factors::insert(tx, &self.factor).await?,
        }
        let (pool, user) = (&self.factor.pool_id, &self.factor.user_id);
        store::devices::delete_of_user(tx, pool, user).await?;
        if let Some(notice) = &self.told {
            notice.post(tx).await?;
        }
        Ok(store::audit::insert(tx, &self.event).await?)
    }
}

impl RecoveryUse {
    async fn write(&self, tx: &mut Tx) -> Result<()> {
        let left = recovery_codes::spend(tx, &self.user, &self.digest, self.now).await?;
        if let Some(notice) = &self.told {
            notice.post_as(tx, AccountEvent::RecoveryCodeUsed { left }).await?;
        }
        Ok(store::audit::insert(tx, &self.event).await?)
    }
}
