//! `gatehouse client`: the app clients of a pool made, listed, changed and removed.

mod settings;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use self::settings::{List, SettingsArgs};
use super::{
    Common, Failure,
    arguments::{ClientName, Consent, InPool, Page, client_id},
    brand::{self, LookArgs},
    operator, output,
    settings::{Overlay, overlay},
};
use crate::{
    context::Context,
    domain::admin::{
        Revision,
        clients::{self, ClientChange, Confidentiality, NewClient},
    },
    model::{Client, ClientId, PoolId, client::ClientSettings},
};

const COLUMNS: [&str; 7] = [
    "client_id",
    "name",
    "public",
    "enabled",
    "settings.code",
    "settings.implicit",
    "settings.client_credentials",
];

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Make a client; its secret is shown this once
    #[command(
        after_help = "Example:\n  gatehouse client create --pool eu-central-1_Ab3dE6gH9 --name Shop --code \\\n    --redirect-uri https://shop.example.com/callback --scope openid --scope email"
    )]
    Create(CreateArgs),
    /// List the clients of a pool
    #[command(after_help = "Example:\n  gatehouse client list --pool eu-central-1_Ab3dE6gH9")]
    List(ListArgs),
    /// Show a client with its rules; its secrets are kept as digests and cannot be shown
    #[command(
        after_help = "Example:\n  gatehouse client show --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij"
    )]
    Show(OneClient),
    /// Change a client; what is not given stays, a list that is given replaces the present one
    ///
    /// A client that is to prove itself in a way for which its present secrets are of no use gets a
    /// new one, shown this once: so does one that changes to client_secret_jwt. What a client that is a
    /// document says of itself, such as its redirect URIs and scopes, is changed there and not here.
    #[command(
        after_help = "Example:\n  gatehouse client update --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij \\\n    --implicit=false --access-token-life 15m"
    )]
    Update(UpdateArgs),
    /// Show how the pages look on the way to a client, or change it; what is not given stays
    ///
    /// What a client sets lies over what its pool sets. Every colour that people with low vision
    /// could not read is corrected, and told.
    #[command(
        after_help = "Example:\n  gatehouse client brand --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij \\\n    --logo logo.svg --light brand=#0a6e46"
    )]
    Brand(BrandArgs),
    /// Let a client get no more tokens, and end what was given to it
    #[command(
        after_help = "Example:\n  gatehouse client disable --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij"
    )]
    Disable(OneClient),
    /// Let a client get tokens again
    #[command(
        after_help = "Example:\n  gatehouse client enable --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij"
    )]
    Enable(OneClient),
    /// Remove a client and all that was given to it
    #[command(
        after_help = "Example:\n  gatehouse client delete --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij --yes"
    )]
    Delete(DeleteArgs),
    /// Give a client one more secret, shown this once
    ///
    /// The new secret and the one before are both good, so that the application can change over
    /// without a gap; an older one no longer is.
    #[command(
        after_help = "Example:\n  gatehouse client rotate-secret --pool eu-central-1_Ab3dE6gH9 1example23456789abcdefghij"
    )]
    RotateSecret(OneClient),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    within: InPool,
    /// Its name, shown to people who sign in
    #[arg(long)]
    name: String,
    /// It cannot keep a secret, so it gets none: a single-page or native application
    #[arg(long)]
    public: bool,
    /// A JSON file with rules that have no switch here; - is standard input
    ///
    /// The file holds any of the keys that `client show --json` has under `settings`.
    #[arg(long = "settings", value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    within: InPool,
    #[command(flatten)]
    page: Page,
    /// Begin after the client of this id
    #[arg(long, value_name = "ID", value_parser = client_id)]
    after: Option<ClientName>,
}

#[derive(Debug, Args)]
pub(super) struct OneClient {
    #[command(flatten)]
    within: InPool,
    /// The client's id
    #[arg(value_parser = client_id)]
    id: ClientName,
}

impl OneClient {
    fn named(&self) -> Result<(&PoolId, ClientId), Failure> {
        Ok((&self.within.pool, self.id.at(&self.within.pool)?))
    }
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    #[command(flatten)]
    one: OneClient,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// Empty a list; once for each
    #[arg(long = "clear", value_name = "LIST")]
    cleared: Vec<List>,
    /// A JSON file with rules that have no switch here; - is standard input
    ///
    /// The file holds any of the keys that `client show --json` has under `settings`; the others stay.
    #[arg(long = "settings", value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
pub(super) struct BrandArgs {
    #[command(flatten)]
    one: OneClient,
    #[command(flatten)]
    look: LookArgs,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    one: OneClient,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: ClientCommand, common: &Common) -> Result<(), Failure> {
    match command {
        ClientCommand::Create(args) => create(args, common).await,
        ClientCommand::List(args) => list(args, common).await,
        ClientCommand::Update(args) => update(args, common).await,
        ClientCommand::Brand(BrandArgs { one, look }) => {
            let (pool, id) = one.named()?;
            brand::of_client(pool, &id, look, common).await
        }
        ClientCommand::Show(one) => {
            let (pool, id) = one.named()?;
            let verb = async |cx: &Context| Ok(clients::show(cx, pool, &id).await?);
            output::thing(common, &view(&operator::run(common, verb).await?))
        }
        ClientCommand::Disable(one) => {
            let (pool, id) = one.named()?;
            let verb = async |cx: &Context| Ok(clients::disable(cx, pool, &id).await?);
            output::thing(common, &view(&operator::run(common, verb).await?))
        }
        ClientCommand::Enable(one) => {
            let (pool, id) = one.named()?;
            let verb = async |cx: &Context| Ok(clients::enable(cx, pool, &id).await?);
            output::thing(common, &view(&operator::run(common, verb).await?))
        }
        ClientCommand::RotateSecret(one) => {
            let (pool, id) = one.named()?;
            let verb = async |cx: &Context| Ok(clients::rotate_secret(cx, pool, &id).await?);
            let (client, secret) = operator::run(common, verb).await?;
            reveal(common, &client, Some(&secret))
        }
        ClientCommand::Delete(DeleteArgs { one, consent }) => {
            let (pool, id) = one.named()?;
            consent.check("the client and all that was given to it")?;
            let verb = async |cx: &Context| Ok(clients::delete(cx, pool, &id).await?);
            operator::run(common, verb).await?;
            output::thing(common, &json!({ "deleted": id.as_str() }))
        }
    }
}

async fn create(args: CreateArgs, common: &Common) -> Result<(), Failure> {
    let CreateArgs { within, name, public, file, settings: given } = args;
    let confidentiality =
        if public { Confidentiality::Public } else { Confidentiality::Confidential };
    let mut settings = match file.as_deref() {
        Some(file) => overlay(&ClientSettings::default(), file)?,
        None => ClientSettings::default(),
    };
    given.lay_over(&mut settings);
    let new = NewClient { name, confidentiality, settings };
    let verb = async |cx: &Context| Ok(clients::create(cx, &within.pool, new).await?);
    let (client, secret) = operator::run(common, verb).await?;
    reveal(common, &client, secret.as_ref())
}

async fn list(args: ListArgs, common: &Common) -> Result<(), Failure> {
    let ListArgs { within, page, after } = args;
    let after = after.map(|after| after.at(&within.pool)).transpose()?;
    let verb =
        async |cx: &Context| Ok(clients::list(cx, &within.pool, after.as_ref(), page.limit).await?);
    let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
    output::things(common, &COLUMNS, &found, page.limit)
}

async fn update(args: UpdateArgs, common: &Common) -> Result<(), Failure> {
    let UpdateArgs { one, name, cleared, file, settings: given } = args;
    let (pool, id) = one.named()?;
    let over = file.as_deref().map(Overlay::read).transpose()?;
    let revised = move |present: &ClientSettings| {
        let mut settings = match &over {
            Some(over) => over.on(present)?,
            None => present.clone(),
        };
        cleared.iter().for_each(|list| list.clear(&mut settings));
        given.clone().lay_over(&mut settings);
        Ok(settings)
    };
    let change = ClientChange { name, settings: Some(Revision::by(revised)), look: None };
    let verb = async |cx: &Context| Ok(clients::update(cx, pool, &id, change).await?);
    match operator::run(common, verb).await? {
        (client, None) => output::thing(common, &view(&client)),
        (client, secret) => reveal(common, &client, secret.as_ref()),
    }
}

/// Prints a client with the secret that nobody sees again; null in JSON where there is none.
fn reveal(common: &Common, client: &Client, secret: Option<&SecretString>) -> Result<(), Failure> {
    let mut whole = view(client);
    let secret = secret.map(|secret| secret.expose_secret());
    if common.json {
        whole["client_secret"] = json!(secret);
        return output::json(&whole);
    }
    output::thing(common, &whole)?;
    match secret {
        Some(secret) => {
            output::text(&format!("\nThe secret, shown now and never again: {secret}\n"))
        }
        None => Ok(()),
    }
}

fn view(client: &Client) -> Value {
    let secrets = client.secrets.iter();
    let secrets: Vec<Value> = secrets
        .map(|secret| json!({ "id": secret.id, "created_at": secret.created_at.rfc3339() }))
        .collect();
    json!({
        "client_id": client.id.as_str(),
        "pool_id": client.pool_id,
        "name": client.name,
        "public": client.is_public(),
        "enabled": client.enabled,
        "created_at": client.created_at.rfc3339(),
        "secrets": secrets,
        "settings": client.settings,
    })
}
