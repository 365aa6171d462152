//! Limits per address: how often one sender may fail, or make others work, at one pool.
//!
//! Each is counted in the database, for all nodes together, in a window that begins with its first
//! count and ends by itself. A sender that nobody knows the address of has no limit here; those per
//! person ([`super::attempts`]) hold all the same.

use std::time::Duration;

use super::error::{Error, Refusal, Result};
use crate::config::Limits;
use crate::context::Context;
use crate::crypto::digest;
use crate::model::{Instant, PoolId};
use crate::store::{self, Tx};
use crate::telemetry::RATE_LIMITED;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sign-ins that fail.
    SignInFailures,
    /// Wrong one-time codes, and wrong user codes of devices.
    CodeFailures,
    /// Client authentications that fail.
    ClientFailures,
    /// Sign-ups, from the moment at which the password is measured.
    SignUps,
    /// Codes that are asked for.
    Messages,
    /// Clients that register themselves, and documents that are read for the first time.
    Registrations,
    /// Pushed requests and devices of public clients.
    Waiting,
    /// Browsers that are sent to identity providers.
    Departures,
}

/// How a limit is counted.
struct Rule {
    name: &'static str,
    window: Duration,
    most: fn(&Limits) -> u32,
}

impl Limit {
    fn rule(self) -> Rule {
        let rule = |name, window, most| Rule { name, window, most };
        match self {
            Self::SignInFailures => {
                rule("address_sign_in_failures", 15 * MINUTE, |limits| limits.sign_in_failures)
            }
            Self::CodeFailures => {
                rule("address_code_failures", HOUR, |limits| limits.code_failures)
            }
            Self::ClientFailures => {
                rule("address_client_failures", 15 * MINUTE, |limits| limits.client_failures)
            }
            Self::SignUps => rule("address_sign_ups", HOUR, |limits| limits.sign_ups),
            Self::Messages => rule("address_messages", HOUR, |limits| limits.messages),
            Self::Registrations => {
                rule("address_registrations", HOUR, |limits| limits.registrations)
            }
            Self::Waiting => rule("address_waiting", 10 * MINUTE, |limits| limits.waiting),
            Self::Departures => rule("address_departures", 10 * MINUTE, |limits| limits.departures),
        }
    }
}

/// One sender's count of one limit at one pool.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    limit: Limit,
    pool: PoolId,
    /// The address itself is not kept.
    key: String,
    most: i64,
    now: Instant,
}

impl Meter {
    /// The count of whoever sends this request; nothing where the address is not known, or the limit
    /// is lifted.
    pub(super) fn of(cx: &Context, pool: &PoolId, limit: Limit) -> Option<Self> {
        let rule = limit.rule();
        let most = i64::from((rule.most)(&cx.app.config.limits));
        let network = cx.sender()?.network().to_string();
        let tag = || cx.app.vault.tag(&[b"sender", pool.as_str().as_bytes(), network.as_bytes()]);
        (most > 0).then(|| Self {
            limit,
            pool: pool.clone(),
            key: format!("{}:{}", rule.name, digest::hex(&tag())),
            most,
            now: cx.now(),
        })
    }

    /// Counts; the last statement of a write, since all requests of one sender meet in this row.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] when the limit is used up.
    pub(super) async fn count(&self, tx: &mut Tx) -> Result<()> {
        let Self { pool, key, now, .. } = self;
        let window = self.limit.rule().window;
        if store::attempts::count_within(tx, pool, key, *now, window, self.most).await? {
            return Ok(());
        }
        let began = store::attempts::window_began(tx, pool, key).await?.unwrap_or(*now);
        Err(Refusal::TooManyAttempts(began + window).into())
    }

    /// Takes a count back: nothing was wrong.
    pub(super) async fn give_back(&self, tx: &mut Tx) -> Result<()> {
        Ok(store::attempts::give_back(tx, &self.pool, &self.key).await?)
    }
}

/// Counts what somebody is about to do, whatever comes of it.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has done as much as one may.
pub async fn take(cx: &Context, pool: &PoolId, limit: Limit) -> Result<()> {
    let Some(meter) = Meter::of(cx, pool, limit) else { return Ok(()) };
    let refused = match cx.app.used_up.until(&meter.key, cx.now()) {
        Some(until) => Err(Refusal::TooManyAttempts(until).into()),
        None => cx.write(meter.clone(), |tx, meter| Box::pin(meter.count(tx))).await,
    };
    if let Err(error) = &refused
        && let Refusal::TooManyAttempts(until) = error.refusal()
    {
        cx.app.used_up.note(meter.key, *until);
        note(limit.rule().name);
    }
    refused
}

/// What a client that has failed to prove itself is told: that it has, or that this address has
/// failed too often. It is counted after the check and not before: the one that proves itself then
/// costs nothing, and passes although others behind the same address fail; secrets of clients are
/// too long for guessing.
pub async fn after_client_failure(cx: &Context, pool: &PoolId, error: Error) -> Error {
    if *error.refusal() != Refusal::InvalidClient {
        return error;
    }
    match take(cx, pool, Limit::ClientFailures).await {
        Err(limited) if matches!(limited.refusal(), Refusal::TooManyAttempts(_)) => Error::new(
            limited.refusal().clone(),
            "client authentication has failed too often at this address",
        ),
        Err(fault) => {
            tracing::warn!(error = %fault, "a failed client authentication was not counted");
            error
        }
        Ok(()) => error,
    }
}

/// Counts a refusal for the metrics.
pub(super) fn note(rule: &'static str) {
    metrics::counter!(RATE_LIMITED, "rule" => rule).increment(1);
}
