//! Jobs that send a message.

use super::runner::Failed;
use crate::context::Context;
use crate::domain::jobs::Job;
use crate::domain::outbox::{self, Undelivered};

/// Delivers the message of the job.
pub(super) async fn run(cx: &Context, job: &Job) -> Result<(), Failed> {
    outbox::deliver(cx, job).await.map_err(|undelivered| match undelivered {
        Undelivered::ForNow(why) => Failed::ForNow(why),
        Undelivered::ForGood(why) => Failed::ForGood(why),
    })
}
