//! An operator's command: one verb on the database that the configuration names.

use super::{Common, Failure, serve};
use crate::{context::Context, domain, telemetry};

/// Opens the database, runs `verb`, and closes the database whatever came of it.
pub(super) async fn run<T>(
    common: &Common,
    verb: impl AsyncFnOnce(&Context) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = common.load()?;
    telemetry::init(&config.log);
    let app = serve::start(config, common).await?;
    let outcome = match Context::begin(&app) {
        Ok(cx) => verb(&cx).await,
        Err(error) => Err(domain::Error::from(error).into()),
    };
    app.db.close().await;
    outcome
}
