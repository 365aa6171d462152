//! What a step of a sign-in uses up, in the very write that takes the step.

use crate::context::Context;
use crate::domain::attempts::Try;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::{Refusal, Result};
use crate::model::Instant;
use crate::model::factor::Enrolled;
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
    /// A factor that has just been set up, and thereby shown.
    Enrolment(Box<Enrolment>),
}

/// A factor to be kept.
#[derive(Debug, Clone)]
pub(super) struct Enrolment {
    factor: Enrolled,
    tried: Try,
    event: AuditEvent,
}

impl Spent {
    /// A factor that its first use sets up.
    pub(super) fn enrolment(cx: &Context, factor: Enrolled, tried: Try) -> Result<Self> {
        let user = factor.user_id.as_str();
        let event = audit::event(cx, &factor.pool_id, Event::FactorAdded, user, user)?;
        Ok(Self::Enrolment(Box::new(Enrolment { factor, tried, event })))
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
            Self::Enrolment(new) => {
                store::factors::insert(tx, &new.factor).await?;
                Ok(store::audit::insert(tx, &new.event).await?)
            }
        }
    }

    /// Forgets the failures before a try that was right; the last of a write.
    pub(super) async fn settle(&self, tx: &mut Tx) -> Result<()> {
        let tried = match self {
            Self::Nothing => return Ok(()),
            Self::Try(tried) | Self::TimeStep { tried, .. } => tried,
            Self::Enrolment(new) => &new.tried,
        };
        tried.succeed(tx).await
    }
}
