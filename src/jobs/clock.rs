//! What is due from time to time: fresh caches twice a second, housekeeping and key rotation every minute.

use std::time::Duration;

use tokio::sync::watch;

use super::stopped;
use crate::app::App;
use crate::context::Context;
use crate::domain::{Result, configuration, housekeeping, keys};

/// How often a node asks whether another has changed a pool, client or key: no change goes unseen
/// for longer.
const EPOCH_EVERY: Duration = Duration::from_millis(500);

/// How often the house is kept.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(60);

/// Learns of changes by other nodes. While the database does not answer, the caches count for nothing.
pub(super) async fn follow_configuration(app: &App, shutdown: watch::Receiver<bool>) {
    let mut answers = true;
    loop {
        let learned = configuration::learn_epoch(app).await;
        match &learned {
            Err(error) if answers => {
                tracing::error!(%error, "changes cannot be learned of, so nothing is cached");
            }
            Ok(()) if !answers => tracing::info!("changes are learned of again"),
            _ => {}
        }
        answers = learned.is_ok();
        if !pause(EPOCH_EVERY, &shutdown).await {
            return;
        }
    }
}

/// Rotates keys and removes what has ended.
pub(super) async fn keep_house(app: &App, shutdown: watch::Receiver<bool>) {
    while pause(HOUSEKEEPING_EVERY, &shutdown).await {
        if let Err(error) = keep_house_once(app).await {
            tracing::error!(%error, "housekeeping was cut short");
        }
    }
}

async fn keep_house_once(app: &App) -> Result<()> {
    let cx = Context::begin(app)?;
    let rotated = keys::rotate_old(&cx).await?;
    if rotated > 0 {
        tracing::info!(rotated, "signing keys were rotated");
    }
    housekeeping::clean(&cx).await?;
    Ok(())
}

/// Waits; whether there is more to do afterwards.
async fn pause(time: Duration, shutdown: &watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = stopped(shutdown.clone()) => false,
        () = tokio::time::sleep(time) => true,
    }
}
