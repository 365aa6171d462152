//! Runs one claimed job, and settles what becomes of it when it fails.

use std::convert::Infallible;

use super::{messages, sign_outs};
use crate::app::App;
use crate::context::Context;
use crate::domain::jobs::{self, Job};
use crate::domain::oauth::logout::back_channel;
use crate::domain::outbox::{self, Undelivered};
use crate::domain::{Error, Result};
use crate::telemetry;

/// Why a job was not done.
pub(super) enum Failed {
    /// A later attempt may do better.
    ForNow(String),
    /// No later attempt will.
    ForGood(String),
}

impl From<Undelivered> for Failed {
    fn from(undelivered: Undelivered) -> Self {
        match undelivered {
            Undelivered::ForNow(why) => Self::ForNow(why),
            Undelivered::ForGood(why) => Self::ForGood(why),
        }
    }
}

/// Claims the next job that is due.
pub(super) async fn next(app: &App) -> Result<Option<(Context, Job)>> {
    let cx = Context::begin(app)?;
    Ok(jobs::claim(&cx).await?.map(|job| (cx, job)))
}

/// Runs a claimed job. One that cannot be settled comes back when its claim has ended.
pub(super) async fn run(cx: Context, job: Job) {
    if let Err(error) = attempt(&cx, &job).await {
        tracing::error!(job = job.id, kind = job.kind, %error, "a job could not be settled");
    }
}

async fn attempt(cx: &Context, job: &Job) -> Result<()> {
    let most = i64::from(cx.app.config.jobs.max_attempts);
    if job.attempts > most {
        // Every attempt so far took its worker down with it.
        return give_up(cx, job, "no attempt came to an end").await;
    }
    let outcome = tokio::select! {
        outcome = by_kind(cx, job) => outcome,
        never = keep_claim(cx, job) => match never {},
    };
    match outcome {
        Ok(()) => Ok(()),
        Err(Failed::ForNow(why)) if job.attempts < most => {
            // The time of the failure counts, not that of the claim.
            let run_at = jobs::put_off(&Context::begin(&cx.app)?, job, &why).await?;
            let again = run_at.rfc3339();
            tracing::info!(
                job = job.id,
                kind = job.kind,
                attempts = job.attempts,
                why,
                again,
                "a job was put off"
            );
            Ok(())
        }
        Err(Failed::ForNow(why) | Failed::ForGood(why)) => give_up(cx, job, &why).await,
    }
}

/// Renews the claim for as long as the job runs: no other worker takes it, unless this one dies.
async fn keep_claim(cx: &Context, job: &Job) -> Infallible {
    loop {
        tokio::time::sleep(jobs::LEASE / 3).await;
        let renewed = async { jobs::renew(&Context::begin(&cx.app)?, job).await };
        if let Err(error) = renewed.await {
            tracing::warn!(job = job.id, %error, "a claim could not be renewed");
        }
    }
}

async fn by_kind(cx: &Context, job: &Job) -> Result<(), Failed> {
    match job.kind.as_str() {
        outbox::MESSAGE => messages::run(cx, job).await,
        back_channel::SIGN_OUT => sign_outs::run(cx, job).await,
        // A newer version may have asked for it, and its nodes may be here soon.
        _ => Err(Failed::ForNow("this version does not know the kind".to_owned())),
    }
}

async fn give_up(cx: &Context, job: &Job, why: &str) -> Result<(), Error> {
    jobs::give_up(cx, job, why).await?;
    metrics::counter!(telemetry::OUTBOX_FAILED).increment(1);
    tracing::error!(
        job = job.id,
        kind = job.kind,
        attempts = job.attempts,
        why,
        "a job was given up"
    );
    Ok(())
}
