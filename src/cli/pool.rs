//! `gatehouse pool`: user pools made, listed, changed and removed.

use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::{Value, json};

use super::{
    Common, Failure,
    arguments::{Consent, Page, pool_id},
    brand::{self, LookArgs},
    operator, output,
    settings::{self, Overlay},
};
use crate::{
    context::Context,
    domain::admin::{
        Revision,
        pools::{self, NewPool, PoolChange},
    },
    model::{Algorithm, Pool, PoolId, pool::PoolSettings},
};

const COLUMNS: [&str; 6] = ["id", "name", "domain", "algorithm", "enabled", "created_at"];

#[derive(Debug, Subcommand)]
pub(super) enum PoolCommand {
    /// Make a pool with its first signing key
    #[command(
        after_help = "Example:\n  gatehouse pool create --name Shop --domain login.example.com"
    )]
    Create(CreateArgs),
    /// List the pools
    #[command(after_help = "Example:\n  gatehouse pool list --json")]
    List(ListArgs),
    /// Show a pool with its rules
    #[command(after_help = "Example:\n  gatehouse pool show eu-central-1_Ab3dE6gH9")]
    Show(OnePool),
    /// Change a pool; what is not given stays
    #[command(
        after_help = "Example:\n  gatehouse pool update eu-central-1_Ab3dE6gH9 --name Market --no-domain"
    )]
    Update(UpdateArgs),
    /// Show how the pages of a pool look, or change it; what is not given stays
    ///
    /// Every colour that people with low vision could not read is corrected, and told.
    #[command(
        after_help = "Example:\n  gatehouse pool brand eu-central-1_Ab3dE6gH9 --logo logo.svg --light brand=#0a6e46 \\\n    --radius 4 --text en.sign_in=Welcome"
    )]
    Brand(BrandArgs),
    /// Let a pool answer no more; all that it holds stays
    #[command(after_help = "Example:\n  gatehouse pool disable eu-central-1_Ab3dE6gH9")]
    Disable(OnePool),
    /// Let a pool answer again
    #[command(after_help = "Example:\n  gatehouse pool enable eu-central-1_Ab3dE6gH9")]
    Enable(OnePool),
    /// Remove a pool with its clients, users, keys and tokens
    #[command(after_help = "Example:\n  gatehouse pool delete eu-central-1_Ab3dE6gH9 --yes")]
    Delete(DeleteArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// Its name, shown on its pages
    #[arg(long)]
    name: String,
    /// The host name whose root it is to be
    #[arg(long, value_name = "HOST")]
    domain: Option<String>,
    /// Its issuer identifier, if not the base URL with its id
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// How it signs tokens
    #[arg(long, default_value = "RS256", value_parser = algorithm())]
    algorithm: Algorithm,
    /// A JSON file with rules other than the default ones; `-` reads standard input
    ///
    /// The file holds any of the keys that `pool show --json` has under `settings`.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    page: Page,
    /// Begin after the pool of this id
    #[arg(long, value_name = "ID", value_parser = pool_id)]
    after: Option<PoolId>,
}

#[derive(Debug, Args)]
pub(super) struct OnePool {
    /// The pool's id
    #[arg(value_parser = pool_id)]
    id: PoolId,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    #[command(flatten)]
    one: OnePool,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// The host name whose root it is to be
    #[arg(long, value_name = "HOST")]
    domain: Option<String>,
    /// Take its domain away
    #[arg(long, conflicts_with = "domain")]
    no_domain: bool,
    /// Its issuer identifier
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Bring the default issuer back: the base URL with its id
    #[arg(long, conflicts_with = "issuer")]
    no_issuer: bool,
    /// A JSON file with the rules that change; `-` reads standard input
    ///
    /// The file holds any of the keys that `pool show --json` has under `settings`; the others stay.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct BrandArgs {
    #[command(flatten)]
    one: OnePool,
    #[command(flatten)]
    look: LookArgs,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    one: OnePool,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: PoolCommand, common: &Common) -> Result<(), Failure> {
    match command {
        PoolCommand::Create(args) => create(args, common).await,
        PoolCommand::List(args) => list(args, common).await,
        PoolCommand::Update(args) => update(args, common).await,
        PoolCommand::Brand(args) => brand::of_pool(&args.one.id, args.look, common).await,
        PoolCommand::Show(one) => {
            let verb = async |cx: &Context| Ok(view(cx, &pools::show(cx, &one.id).await?));
            output::thing(common, &operator::run(common, verb).await?)
        }
        PoolCommand::Disable(one) => {
            let verb = async |cx: &Context| Ok(view(cx, &pools::disable(cx, &one.id).await?));
            output::thing(common, &operator::run(common, verb).await?)
        }
        PoolCommand::Enable(one) => {
            let verb = async |cx: &Context| Ok(view(cx, &pools::enable(cx, &one.id).await?));
            output::thing(common, &operator::run(common, verb).await?)
        }
        PoolCommand::Delete(args) => {
            args.consent.check("the pool with its clients, users, keys and tokens")?;
            let id = args.one.id;
            operator::run(common, async |cx| Ok(pools::delete(cx, &id).await?)).await?;
            output::thing(common, &json!({ "deleted": id }))
        }
    }
}

async fn create(args: CreateArgs, common: &Common) -> Result<(), Failure> {
    let settings = match &args.settings {
        Some(file) => settings::overlay(&PoolSettings::default(), file)?,
        None => PoolSettings::default(),
    };
    let CreateArgs { name, domain, issuer, algorithm, settings: _ } = args;
    let new = NewPool { name, domain, issuer, algorithm, settings };
    let verb = async |cx: &Context| Ok(view(cx, &pools::create(cx, new).await?));
    output::thing(common, &operator::run(common, verb).await?)
}

async fn list(args: ListArgs, common: &Common) -> Result<(), Failure> {
    let limit = args.page.limit;
    let verb = async |cx: &Context| {
        let found = pools::list(cx, args.after.as_ref(), limit).await?;
        Ok(found.iter().map(|pool| view(cx, pool)).collect::<Vec<_>>())
    };
    output::things(common, &COLUMNS, &operator::run(common, verb).await?, limit)
}

async fn update(args: UpdateArgs, common: &Common) -> Result<(), Failure> {
    let id = args.one.id;
    let settings = args.settings.as_deref().map(Overlay::read).transpose()?;
    let change = PoolChange {
        name: args.name,
        domain: given(args.domain, args.no_domain),
        issuer: given(args.issuer, args.no_issuer),
        settings: settings.map(|over| Revision::by(move |present| over.on(present))),
        look: None,
    };
    let verb = async |cx: &Context| Ok(view(cx, &pools::update(cx, &id, change).await?));
    output::thing(common, &operator::run(common, verb).await?)
}

/// A new value, none from now on, or nothing that changes.
fn given(value: Option<String>, taken_away: bool) -> Option<Option<String>> {
    match (value, taken_away) {
        (None, false) => None,
        (value, _) => Some(value),
    }
}

fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::as_str))
        .try_map(|text| text.parse::<Algorithm>())
}

fn view(cx: &Context, pool: &Pool) -> Value {
    let issuer = pool.issuer.clone();
    json!({
        "id": pool.id,
        "name": pool.name,
        "domain": pool.domain,
        "issuer": issuer.unwrap_or_else(|| format!("{}/{}", cx.app.base_url(), pool.id)),
        "algorithm": pool.algorithm,
        "enabled": pool.enabled,
        "created_at": pool.created_at.rfc3339(),
        "settings": pool.settings,
    })
}
