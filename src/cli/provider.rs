//! `gatehouse provider`: the identity providers of a pool made known, checked, changed and removed.

mod check;
mod links;
mod settings;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::{Value, json};

use self::{
    links::{LinkArgs, LinksArgs, TokensArgs},
    settings::SettingsArgs,
};
use super::{
    Common, Failure,
    arguments::{Consent, InPool},
    operator, output,
};
use crate::{
    context::Context,
    domain::admin::{
        Revision,
        providers::{self, NewProvider, ProviderChange},
    },
    model::{
        Invalid,
        provider::{Details, Provider, ProviderKind, ProviderName, ProviderRules},
    },
};

const COLUMNS: [&str; 6] =
    ["name", "kind", "enabled", "details.client_id", "rules.identifiers", "created_at"];

#[derive(Debug, Subcommand)]
pub(super) enum ProviderCommand {
    /// Make a provider known: people may come from there at once
    ///
    /// Any OpenID provider is of the kind OIDC and has a name of your choice; each other kind is there
    /// once in a pool, under its own name. The redirect URIs to register there are shown.
    #[command(
        after_help = "Example:\n  gatehouse provider create --pool eu-central-1_Ab3dE6gH9 OIDC --name Acme \\\n    --issuer https://id.acme.example --client-id gatehouse --client-secret-file secret.txt"
    )]
    Create(CreateArgs),
    /// List the providers of a pool
    #[command(after_help = "Example:\n  gatehouse provider list --pool eu-central-1_Ab3dE6gH9")]
    List(InPool),
    /// Show a provider with its rules; its secret cannot be shown
    #[command(
        after_help = "Example:\n  gatehouse provider show --pool eu-central-1_Ab3dE6gH9 Google"
    )]
    Show(OneProvider),
    /// Change a provider; what is not given stays
    ///
    /// Whose ids of people it speaks of cannot change while accounts are connected with it, and where the
    /// secret is sent cannot change unless the secret is given with it.
    #[command(
        after_help = "Example:\n  gatehouse provider update --pool eu-central-1_Ab3dE6gH9 Google --client-secret-file new.txt"
    )]
    Update(UpdateArgs),
    /// Call a provider and say what is wrong; nobody signs in by it
    #[command(
        after_help = "Example:\n  gatehouse provider check --pool eu-central-1_Ab3dE6gH9 Google"
    )]
    Check(OneProvider),
    /// Let people come from a provider again
    #[command(
        after_help = "Example:\n  gatehouse provider enable --pool eu-central-1_Ab3dE6gH9 Google"
    )]
    Enable(OneProvider),
    /// Let nobody come from a provider any more, and end what it has opened
    #[command(
        after_help = "Example:\n  gatehouse provider disable --pool eu-central-1_Ab3dE6gH9 Google"
    )]
    Disable(OneProvider),
    /// Remove a provider with the links of its people; their accounts stay
    #[command(
        after_help = "Example:\n  gatehouse provider delete --pool eu-central-1_Ab3dE6gH9 Google --yes"
    )]
    Delete(DeleteArgs),
    /// Let somebody's identity at a provider open the account of a user
    #[command(
        after_help = "Example:\n  gatehouse provider link --pool eu-central-1_Ab3dE6gH9 jane Google 108234567890123456789"
    )]
    Link(LinkArgs),
    /// Let an identity open the account of a user no more
    #[command(
        after_help = "Example:\n  gatehouse provider unlink --pool eu-central-1_Ab3dE6gH9 jane Google 108234567890123456789"
    )]
    Unlink(LinkArgs),
    /// List the identities that open the account of a user
    #[command(
        after_help = "Example:\n  gatehouse provider links --pool eu-central-1_Ab3dE6gH9 jane"
    )]
    Links(LinksArgs),
    /// Print the tokens that a provider gave last for a user, where its rules keep them; the audit notes it
    #[command(
        after_help = "Example:\n  gatehouse provider tokens --pool eu-central-1_Ab3dE6gH9 jane Google"
    )]
    Tokens(TokensArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    within: InPool,
    /// What it speaks
    #[arg(value_parser = kind(), ignore_case = true)]
    kind: ProviderKind,
    /// Its name; of the kind OIDC only
    #[arg(long)]
    name: Option<ProviderName>,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
pub(super) struct OneProvider {
    #[command(flatten)]
    within: InPool,
    /// The provider's name
    name: ProviderName,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    #[command(flatten)]
    one: OneProvider,
    #[command(flatten)]
    settings: SettingsArgs,
    /// By the ids that it gave before it goes on meaning the same people, wherever it is then
    #[arg(long)]
    same_people: bool,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    one: OneProvider,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: ProviderCommand, common: &Common) -> Result<(), Failure> {
    match command {
        ProviderCommand::Create(args) => create(args, common).await,
        ProviderCommand::List(within) => list(&within, common).await,
        ProviderCommand::Update(args) => update(args, common).await,
        ProviderCommand::Check(OneProvider { within, name }) => {
            check::run(&within.pool, &name, common).await
        }
        ProviderCommand::Link(args) => links::link(args, common).await,
        ProviderCommand::Unlink(args) => links::unlink(args, common).await,
        ProviderCommand::Links(args) => links::list(args, common).await,
        ProviderCommand::Tokens(args) => links::tokens(args, common).await,
        ProviderCommand::Show(OneProvider { within, name }) => {
            let verb = async |cx: &Context| {
                whole(cx, &providers::show(cx, &within.pool, &name).await?).await
            };
            output::thing(common, &operator::run(common, verb).await?)
        }
        ProviderCommand::Enable(OneProvider { within, name }) => {
            let verb =
                async |cx: &Context| Ok(view(&providers::enable(cx, &within.pool, &name).await?));
            output::thing(common, &operator::run(common, verb).await?)
        }
        ProviderCommand::Disable(OneProvider { within, name }) => {
            let verb =
                async |cx: &Context| Ok(view(&providers::disable(cx, &within.pool, &name).await?));
            output::thing(common, &operator::run(common, verb).await?)
        }
        ProviderCommand::Delete(DeleteArgs { one, consent }) => {
            consent.check("the provider with the links of its people")?;
            let OneProvider { within, name } = one;
            let verb = async |cx: &Context| Ok(providers::delete(cx, &within.pool, &name).await?);
            operator::run(common, verb).await?;
            output::thing(common, &json!({ "deleted": name }))
        }
    }
}

async fn create(args: CreateArgs, common: &Common) -> Result<(), Failure> {
    let CreateArgs { within, kind, name, settings } = args;
    let refused = |invalid: Invalid| Failure::because(invalid.0);
    let rules = match settings.rules()? {
        Some(over) => over.on(&ProviderRules::default()).map_err(refused)?,
        None => ProviderRules::default(),
    };
    let details = settings.details(&Details::default()).map_err(refused)?;
    let new = NewProvider { kind, name, details, secret: settings.secret()?, rules };
    let verb =
        async |cx: &Context| whole(cx, &providers::create(cx, &within.pool, new).await?).await;
    output::thing(common, &operator::run(common, verb).await?)
}

async fn list(within: &InPool, common: &Common) -> Result<(), Failure> {
    let verb = async |cx: &Context| Ok(providers::list(cx, &within.pool).await?);
    let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
    output::things(common, &COLUMNS, &found, u32::MAX)
}

async fn update(args: UpdateArgs, common: &Common) -> Result<(), Failure> {
    let UpdateArgs { one: OneProvider { within, name }, settings, same_people } = args;
    let secret = settings.secret()?;
    let over = settings.rules()?;
    let rules = over.map(|over| Revision::by(move |present| over.on(present)));
    let details = Some(Revision::by(move |present| settings.details(present)));
    let change = ProviderChange { details, secret, rules, same_people };
    let verb = async |cx: &Context| {
        whole(cx, &providers::update(cx, &within.pool, &name, change).await?).await
    };
    output::thing(common, &operator::run(common, verb).await?)
}

fn kind() -> impl TypedValueParser<Value = ProviderKind> {
    PossibleValuesParser::new(ProviderKind::all().map(ProviderKind::as_str))
        .try_map(|text| text.parse::<ProviderKind>())
}

fn view(provider: &Provider) -> Value {
    json!({
        "name": provider.name,
        "kind": provider.kind,
        "pool_id": provider.pool_id,
        "enabled": provider.enabled,
        "has_secret": provider.sealed.is_some(),
        "created_at": provider.created_at.rfc3339(),
        "details": provider.details,
        "rules": provider.rules,
    })
}

/// A provider with the addresses that are to be registered there.
async fn whole(cx: &Context, provider: &Provider) -> Result<Value, Failure> {
    let mut whole = view(provider);
    whole["redirect_uris"] = json!(providers::redirect_uris(cx, provider).await?);
    Ok(whole)
}
