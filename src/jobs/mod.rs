//! Work behind requests: messages that wait to go out, applications that are told of a sign-out, and
//! what is due from time to time.

mod clock;
mod messages;
mod runner;
mod sign_outs;

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::Result;

/// The wait before the database is asked again after it did not answer.
const FAULT_WAIT: Duration = Duration::from_secs(2);

/// Works until `shutdown` says so, then finishes what was begun.
pub async fn run(app: App, shutdown: watch::Receiver<bool>) {
    tokio::join!(
        work(&app, shutdown.clone()),
        clock::follow_configuration(&app, shutdown.clone()),
        clock::keep_house(&app, shutdown),
    );
}

/// Runs every job that is due, one after the other; how many there were. A job that fails is put
/// off, so that this ends.
///
/// # Errors
/// When the database does not answer.
pub async fn run_due(app: &App) -> Result<usize> {
    let mut ran = 0;
    while let Some((cx, job)) = runner::next(app).await? {
        runner::run(cx, job).await;
        ran += 1;
    }
    Ok(ran)
}

async fn work(app: &App, shutdown: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    let mut answers = true;
    while !*shutdown.borrow() {
        let filled = fill(app, &mut running).await;
        if let Err(error) = &filled
            && answers
        {
            tracing::error!(%error, "jobs cannot be claimed");
        }
        answers = filled.is_ok();
        let wait = if answers { app.config.jobs.poll } else { FAULT_WAIT };
        tokio::select! {
            () = stopped(shutdown.clone()) => {}
            () = tokio::time::sleep(wait) => {}
            // A worker is free: what waits need not wait for the next look.
            Some(_) = running.join_next(), if answers => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// Claims as many jobs as there are free workers.
async fn fill(app: &App, running: &mut JoinSet<()>) -> Result<()> {
    while running.try_join_next().is_some() {}
    while running.len() < app.config.jobs.concurrency {
        let Some((cx, job)) = runner::next(app).await? else { break };
        running.spawn(runner::run(cx, job));
    }
    Ok(())
}

/// Waits until the process is told to end, or whoever would tell is gone.
async fn stopped(mut shutdown: watch::Receiver<bool>) {
    let _sender_is_gone = shutdown.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests;
