//! Jobs that tell a client of a sign-out.

use super::runner::Failed;
use crate::context::Context;
use crate::domain::jobs::Job;
use crate::domain::oauth::logout::back_channel;

/// Tells the client of the job.
pub(super) async fn run(cx: &Context, job: &Job) -> Result<(), Failed> {
    Ok(back_channel::tell(cx, job).await?)
}
