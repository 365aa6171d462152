//! `gatehouse migrate`: makes the database, or brings it to the form that this version needs.

use clap::Args;
use serde_json::json;

use super::{Common, Failure, output};
use crate::{
    app::App,
    store::migrate::{self, Status},
};

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// Only say what is missing
    #[arg(long)]
    status: bool,
}

pub(super) async fn run(args: &MigrateArgs, common: &Common) -> Result<(), Failure> {
    let config = common.load()?;
    let app = App::build(config).await?;
    let outcome = migrated(&app, args).await;
    app.db.close().await;
    report(outcome?, common)
}

async fn migrated(app: &App, args: &MigrateArgs) -> Result<Status, Failure> {
    if !args.status {
        migrate::run(&app.db).await.map_err(|error| Failure::because(error.to_string()))?;
    }
    status(app).await
}

/// Compares the database of `app` with this version.
pub(super) async fn status(app: &App) -> Result<Status, Failure> {
    migrate::status(&app.db).await.map_err(|error| Failure::because(error.to_string()))
}

fn report(status: Status, common: &Common) -> Result<(), Failure> {
    let (word, missing) = match status {
        Status::Current => ("current", 0),
        Status::Behind(missing) => ("behind", missing),
        Status::Ahead => ("ahead", 0),
    };
    if common.json {
        return output::json(&json!({ "status": word, "missing": missing }));
    }
    output::text(
        match status {
            Status::Current => "the database is up to date\n".to_owned(),
            Status::Behind(missing) => {
                format!(
                    "the database lacks {missing} migrations: run `{}`\n",
                    common.migrate_command()
                )
            }
            Status::Ahead => "a newer version of Gatehouse has migrated the database\n".to_owned(),
        }
        .as_str(),
    )
}
