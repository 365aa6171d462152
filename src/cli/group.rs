//! `gatehouse group`: groups of a pool's users made, listed and removed.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    Common, Failure,
    arguments::{Consent, InPool, Page},
    operator, output,
};
use crate::{
    context::Context,
    domain::admin::groups::{self, NewGroup},
    model::group::Group,
};

const COLUMNS: [&str; 4] = ["name", "precedence", "description", "created_at"];

#[derive(Debug, Subcommand)]
pub(super) enum GroupCommand {
    /// Make a group
    #[command(
        after_help = "Example:\n  gatehouse group create --pool eu-central-1_Ab3dE6gH9 --name staff"
    )]
    Create(CreateArgs),
    /// List the groups of a pool
    #[command(after_help = "Example:\n  gatehouse group list --pool eu-central-1_Ab3dE6gH9")]
    List(ListArgs),
    /// Remove a group; its members stay
    #[command(
        after_help = "Example:\n  gatehouse group delete --pool eu-central-1_Ab3dE6gH9 staff --yes"
    )]
    Delete(DeleteArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    within: InPool,
    /// Its name, listed in its members' tokens
    #[arg(long)]
    name: String,
    /// What it is for
    #[arg(long, default_value = "", hide_default_value = true)]
    description: String,
    /// Its rank among a user's groups; the lower wins, none comes last
    #[arg(long, value_name = "N")]
    precedence: Option<i64>,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    within: InPool,
    #[command(flatten)]
    page: Page,
    /// Begin after the group of this name
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    within: InPool,
    /// The group's name
    name: String,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: GroupCommand, common: &Common) -> Result<(), Failure> {
    match command {
        GroupCommand::Create(CreateArgs { within, name, description, precedence }) => {
            let new = NewGroup { name, description, precedence };
            let verb = async |cx: &Context| Ok(groups::create(cx, &within.pool, new).await?);
            output::thing(common, &view(&operator::run(common, verb).await?))
        }
        GroupCommand::List(ListArgs { within, page, after }) => {
            let verb = async |cx: &Context| {
                Ok(groups::list(cx, &within.pool, after.as_deref(), page.limit).await?)
            };
            let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
            output::things(common, &COLUMNS, &found, page.limit)
        }
        GroupCommand::Delete(DeleteArgs { within, name, consent }) => {
            consent.check("the group")?;
            let verb = async |cx: &Context| Ok(groups::delete(cx, &within.pool, &name).await?);
            operator::run(common, verb).await?;
            output::thing(common, &json!({ "deleted": name }))
        }
    }
}

fn view(group: &Group) -> Value {
    json!({
        "name": group.name,
        "pool_id": group.pool_id,
        "description": group.description,
        "precedence": group.precedence,
        "created_at": group.created_at.rfc3339(),
    })
}
