//! `gatehouse registration`: the tokens with which others register their clients at a pool.

use std::time::Duration;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    Common, Failure,
    arguments::{Consent, InPool, Page, seconds},
    operator, output,
};
use crate::{
    context::Context,
    domain::oauth::registration::initial_access_tokens::{self, InitialAccessToken},
};

const COLUMNS: [&str; 4] = ["id", "uses_left", "created_at", "expires_at"];

#[derive(Debug, Subcommand)]
pub(super) enum RegistrationCommand {
    /// Make, list and delete initial access tokens
    ///
    /// They are good where the pool's settings allow registration by token or to everybody; whoever
    /// comes with one may also register clients that act for themselves.
    #[command(
        subcommand,
        after_help = "Example:\n  gatehouse registration token list --pool eu-central-1_Ab3dE6gH9"
    )]
    Token(TokenCommand),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token; it is shown this once
    #[command(
        after_help = "Example:\n  gatehouse registration token create --pool eu-central-1_Ab3dE6gH9 --uses 5 --life 7d"
    )]
    Create(CreateArgs),
    /// List the tokens of a pool, the newest first
    #[command(
        after_help = "Example:\n  gatehouse registration token list --pool eu-central-1_Ab3dE6gH9"
    )]
    List(ListArgs),
    /// Make a token good for nothing; the clients that it registered stay
    #[command(
        after_help = "Example:\n  gatehouse registration token delete --pool eu-central-1_Ab3dE6gH9 0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60 --yes"
    )]
    Delete(DeleteArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    within: InPool,
    /// How many clients it registers
    #[arg(long, value_name = "N", default_value_t = 1)]
    uses: u32,
    /// How long it is good, such as 12h or 7d
    #[arg(long, value_name = "LIFE", default_value = "7d", value_parser = seconds)]
    life: u64,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    within: InPool,
    #[command(flatten)]
    page: Page,
}

#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    within: InPool,
    /// The token's id, as the list has it
    id: String,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(command: RegistrationCommand, common: &Common) -> Result<(), Failure> {
    let RegistrationCommand::Token(command) = command;
    match command {
        TokenCommand::Create(args) => create(args, common).await,
        TokenCommand::List(ListArgs { within, page }) => {
            let verb = async |cx: &Context| {
                Ok(initial_access_tokens::list(cx, &within.pool, page.limit).await?)
            };
            let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
            output::things(common, &COLUMNS, &found, page.limit)
        }
        TokenCommand::Delete(DeleteArgs { within, id, consent }) => {
            consent.check("the token")?;
            let verb = async |cx: &Context| {
                Ok(initial_access_tokens::delete(cx, &within.pool, &id).await?)
            };
            operator::run(common, verb).await?;
            output::thing(common, &json!({ "deleted": id }))
        }
    }
}

/// Prints a token with the text that nobody sees again.
async fn create(args: CreateArgs, common: &Common) -> Result<(), Failure> {
    let CreateArgs { within, uses, life } = args;
    let life = Duration::from_secs(life);
    let verb =
        async |cx: &Context| Ok(initial_access_tokens::create(cx, &within.pool, uses, life).await?);
    let (token, secret) = operator::run(common, verb).await?;
    let mut whole = view(&token);
    if common.json {
        whole["initial_access_token"] = json!(secret.expose_secret());
        return output::json(&whole);
    }
    output::thing(common, &whole)?;
    let secret = secret.expose_secret();
    output::text(&format!("\nThe token, shown now and never again: {secret}\n"))
}

fn view(token: &InitialAccessToken) -> Value {
    json!({
        "id": token.id,
        "pool_id": token.pool_id,
        "uses_left": token.uses_left,
        "created_at": token.created_at.rfc3339(),
        "expires_at": token.expires_at.rfc3339(),
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::cli::Cli;

    #[test]
    fn each_verb_has_an_example_that_is_right() {
        let command = Cli::command();
        let tokens = command.find_subcommand("registration").expect("the command");
        let tokens = tokens.find_subcommand("token").expect("the command");
        for verb in tokens.get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            let start = format!("Example:\n  gatehouse registration token {} ", verb.get_name());
            assert!(help.starts_with(&start), "{help}");
            let words = help.trim_start_matches("Example:\n  ").split_whitespace();
            assert!(Cli::try_parse_from(words).is_ok(), "{help}");
        }
    }

    #[test]
    fn a_life_and_a_number_are_checked_before_anything_is_opened() {
        let create = "gatehouse registration token create --pool eu-central-1_Ab3dE6gH9";
        for more in ["--life 7", "--life x", "--uses -1", "--uses many"] {
            let words = format!("{create} {more}");
            assert!(Cli::try_parse_from(words.split_whitespace()).is_err(), "{more}");
        }
    }
}
