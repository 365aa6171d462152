//! `gatehouse scope`: the resource servers of a pool, whose scopes its clients may ask for.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    Common, Failure,
    arguments::{Consent, InPool},
    operator, output,
};
use crate::{
    context::Context,
    domain::admin::resource_servers,
    model::resource_server::{ResourceScope, ResourceServer},
};

const COLUMNS: [&str; 4] = ["scope", "description", "server", "server_name"];

#[derive(Debug, Subcommand)]
pub(super) enum ScopeCommand {
    /// Set up a resource server with its scopes, or replace the one of that identifier
    ///
    /// Clients ask for a scope as `IDENTIFIER/NAME`, once it is among theirs.
    #[command(
        after_help = "Example:\n  gatehouse scope put --pool eu-central-1_Ab3dE6gH9 --server shop --scope \"read=See orders\""
    )]
    Put(PutArgs),
    /// List the resource servers of a pool with their scopes
    #[command(after_help = "Example:\n  gatehouse scope list --pool eu-central-1_Ab3dE6gH9")]
    List(InPool),
    /// Remove a resource server; nobody gets its scopes any more
    #[command(
        after_help = "Example:\n  gatehouse scope delete --pool eu-central-1_Ab3dE6gH9 --server shop --yes"
    )]
    Delete(DeleteArgs),
}

#[derive(Debug, Args)]
pub(super) struct OneServer {
    #[command(flatten)]
    within: InPool,
    /// The resource server's identifier, often its URL
    #[arg(long = "server", value_name = "IDENTIFIER")]
    identifier: String,
}

#[derive(Debug, Args)]
pub(super) struct PutArgs {
    #[command(flatten)]
    one: OneServer,
    /// Its name for people; the identifier if not given
    #[arg(long)]
    name: Option<String>,
    /// A scope and what it allows, in words; once for each
    #[arg(long = "scope", value_name = "NAME=DESCRIPTION", value_parser = scope)]
    scopes: Vec<ResourceScope>,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    one: OneServer,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: ScopeCommand, common: &Common) -> Result<(), Failure> {
    match command {
        ScopeCommand::Put(PutArgs { one, name, scopes }) => {
            let name = name.unwrap_or_else(|| one.identifier.clone());
            let pool_id = one.within.pool;
            let server = ResourceServer { pool_id, identifier: one.identifier, name, scopes };
            let put = server.clone();
            operator::run(common, async |cx| Ok(resource_servers::put(cx, put).await?)).await?;
            print(common, &[server], |views| output::json(&views[0]))
        }
        ScopeCommand::List(within) => {
            let verb = async |cx: &Context| Ok(resource_servers::list(cx, &within.pool).await?);
            let servers = operator::run(common, verb).await?;
            print(common, &servers, |views| output::json(&views))
        }
        ScopeCommand::Delete(DeleteArgs { one, consent }) => {
            consent.check("the resource server with its scopes")?;
            let OneServer { within, identifier } = one;
            let verb = async |cx: &Context| {
                Ok(resource_servers::delete(cx, &within.pool, &identifier).await?)
            };
            operator::run(common, verb).await?;
            output::thing(common, &json!({ "deleted": identifier }))
        }
    }
}

/// A row for each scope, or the servers in the form of `as_json`.
fn print(
    common: &Common,
    servers: &[ResourceServer],
    as_json: impl FnOnce(&[Value]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if common.json {
        return as_json(&servers.iter().map(view).collect::<Vec<_>>());
    }
    let rows: Vec<Value> = servers.iter().flat_map(rows).collect();
    output::things(common, &COLUMNS, &rows, u32::MAX)
}

fn view(server: &ResourceServer) -> Value {
    json!({
        "identifier": server.identifier,
        "pool_id": server.pool_id,
        "name": server.name,
        "scopes": server.scopes,
    })
}

/// One row for each scope; a server without any has one too.
fn rows(server: &ResourceServer) -> Vec<Value> {
    let row = |scope: Option<&ResourceScope>| {
        json!({
            "scope": scope.map(|scope| format!("{}/{}", server.identifier, scope.name)),
            "description": scope.map(|scope| scope.description.as_str()),
            "server": server.identifier,
            "server_name": server.name,
        })
    };
    if server.scopes.is_empty() {
        return vec![row(None)];
    }
    server.scopes.iter().map(|scope| row(Some(scope))).collect()
}

/// Reads `NAME=DESCRIPTION`; a name alone describes itself.
fn scope(text: &str) -> Result<ResourceScope, std::convert::Infallible> {
    let (name, description) = text.split_once('=').unwrap_or((text, text));
    Ok(ResourceScope { name: name.to_owned(), description: description.to_owned() })
}
