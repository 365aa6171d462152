//! Jobs that send a message.

use super::runner::Failed;
use crate::context::Context;
use crate::domain::jobs::Job;
use crate::domain::outbox;

/// Delivers the message of the job.
pub(super) async fn run(cx: &Context, job: &Job) -> Result<(), Failed> {
    Ok(outbox::deliver(cx, job).await?)
}
