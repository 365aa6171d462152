//! Work behind requests: one worker at a time claims a job, and a job that failed waits ever longer.

use std::time::Duration;

use super::error::Result;
use super::outbox;
use crate::context::Context;
use crate::crypto::random;
use crate::model::Instant;
use crate::store::{self, Tx};

pub use crate::store::jobs::Job;

/// How long a claim lasts unless it is renewed: a worker that died loses its job then.
pub const LEASE: Duration = Duration::from_secs(15);

/// The wait after the first failure; each later one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// How many bytes of a failure's words are kept beside its job.
const LONGEST_ERROR: usize = 500;

/// What is left of the payload of a message that was given up.
const SAID_NOTHING: &str = "{}";

/// Claims the job that is due and has waited longest, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(cx: &Context) -> Result<Option<Job>> {
    cx.write((cx.now(), cx.now() + LEASE), |tx, claim| Box::pin(write_claim(tx, claim))).await
}

async fn write_claim(tx: &mut Tx, (now, until): &(Instant, Instant)) -> Result<Option<Job>> {
    Ok(store::jobs::claim(tx, *now, *until).await?)
}

/// Renews the claim on a job that takes its time.
///
/// # Errors
/// When the database does not answer.
pub async fn renew(cx: &Context, job: &Job) -> Result<()> {
    let claim = (job.id.clone(), cx.now() + LEASE);
    cx.write(claim, |tx, claim| Box::pin(write_renewal(tx, claim))).await
}

async fn write_renewal(tx: &mut Tx, (id, until): &(String, Instant)) -> Result<()> {
    Ok(store::jobs::renew(tx, id, *until).await?)
}

struct Failure {
    id: String,
    at: Instant,
    error: String,
}

/// Puts a job off after a failure that may pass, for twice as long as the time before.
///
/// # Errors
/// When the database does not answer; the job then comes back when its claim has ended.
pub async fn put_off(cx: &Context, job: &Job, error: &str) -> Result<Instant> {
    let run_at = cx.now() + wait_after(job.attempts, random::bytes()?);
    let failure = Failure { id: job.id.clone(), at: run_at, error: shortened(error) };
    cx.write(failure, |tx, failure| Box::pin(write_put_off(tx, failure))).await?;
    Ok(run_at)
}

async fn write_put_off(tx: &mut Tx, failure: &Failure) -> Result<()> {
    Ok(store::jobs::put_off(tx, &failure.id, failure.at, &failure.error).await?)
}

/// Gives a job up; it is kept for a while, to be looked at. What a message said is not: passwords and
/// codes stay nowhere in clear.
///
/// # Errors
/// When the database does not answer; the job then comes back when its claim has ended.
pub async fn give_up(cx: &Context, job: &Job, error: &str) -> Result<()> {
    let failure = Failure { id: job.id.clone(), at: cx.now(), error: shortened(error) };
    let payload = match job.kind.as_str() {
        outbox::MESSAGE => SAID_NOTHING.to_owned(),
        _ => job.payload.clone(),
    };
    let end = (failure, payload);
    cx.write(end, |tx, end| Box::pin(write_give_up(tx, end))).await
}

async fn write_give_up(tx: &mut Tx, (failure, payload): &(Failure, String)) -> Result<()> {
    Ok(store::jobs::give_up(tx, &failure.id, failure.at, &failure.error, payload).await?)
}

/// The wait after so many attempts: between three quarters and all of a time that doubles, so that
/// what failed together does not come back together.
fn wait_after(attempts: i64, random: [u8; 2]) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 16)).unwrap_or(0);
    let full = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let spread = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    full.mul_f64(0.75 + 0.25 * spread)
}

fn shortened(error: &str) -> String {
    let end = error.floor_char_boundary(LONGEST_ERROR);
    error[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let longest = |attempts| wait_after(attempts, [255, 255]);
        assert_eq!(longest(1), Duration::from_secs(5));
        assert_eq!(longest(2), Duration::from_secs(10));
        assert_eq!(longest(5), Duration::from_secs(80));
        assert_eq!(longest(12), LONGEST_WAIT);
        assert_eq!(longest(i64::MAX), LONGEST_WAIT);
    }

    #[test]
    fn jobs_that_failed_together_come_back_apart() {
        assert_eq!(wait_after(2, [0, 0]), Duration::from_millis(7_500));
        let between = wait_after(2, [128, 0]);
        assert!(between > wait_after(2, [0, 0]) && between < wait_after(2, [255, 255]));
    }

    #[test]
    fn an_error_is_cut_between_characters() {
        assert_eq!(shortened("reply 554"), "reply 554");
        assert_eq!(shortened(&"ä".repeat(400)).len(), LONGEST_ERROR);
        assert_eq!(shortened(&format!("x{}", "ä".repeat(400))).len(), LONGEST_ERROR - 1);
    }
}
