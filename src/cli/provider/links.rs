//! `gatehouse provider link`, `unlink`, `links` and `tokens`: which identities open the account of a user,
//! and what their providers have given for them.

use clap::Args;
use serde_json::{Value, json};

use crate::{
    cli::{Common, Failure, arguments::InPool, operator, output},
    context::Context,
    domain::admin::identities::{self, Named},
    model::provider::ProviderName,
};

const COLUMNS: [&str; 5] = ["provider", "subject", "email", "linked_at", "used_at"];

#[derive(Debug, Args)]
pub(in crate::cli) struct LinksArgs {
    #[command(flatten)]
    within: InPool,
    /// The user's name or sub
    user: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LinkArgs {
    #[command(flatten)]
    of: LinksArgs,
    /// The provider's name
    provider: ProviderName,
    /// What the provider calls the person for good (`sub`)
    subject: String,
}

pub(super) async fn link(args: LinkArgs, common: &Common) -> Result<(), Failure> {
    let LinkArgs { of: LinksArgs { within, user }, provider, subject } = args;
    let verb = async |cx: &Context| {
        let is_new = identities::link(cx, &within.pool, &user, &provider, &subject).await?;
        Ok(json!({ "user": user, "provider": provider, "subject": subject, "new": is_new }))
    };
    output::thing(common, &operator::run(common, verb).await?)
}

pub(super) async fn unlink(args: LinkArgs, common: &Common) -> Result<(), Failure> {
    let LinkArgs { of: LinksArgs { within, user }, provider, subject } = args;
    let verb = async |cx: &Context| {
        identities::unlink(cx, &within.pool, &user, &provider, &subject).await?;
        Ok(json!({ "user": user, "provider": provider, "unlinked": subject }))
    };
    output::thing(common, &operator::run(common, verb).await?)
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TokensArgs {
    #[command(flatten)]
    of: LinksArgs,
    /// The provider's name
    provider: ProviderName,
    /// Which of several identities there is meant (`sub`)
    subject: Option<String>,
}

/// Prints JSON in any case: tokens are for programs.
pub(super) async fn tokens(args: TokensArgs, common: &Common) -> Result<(), Failure> {
    let TokensArgs { of: LinksArgs { within, user }, provider, subject } = args;
    let verb = async |cx: &Context| {
        let subject = subject.as_deref();
        Ok(identities::tokens(cx, &within.pool, &user, &provider, subject).await?)
    };
    output::json(&operator::run(common, verb).await?)
}

pub(super) async fn list(args: LinksArgs, common: &Common) -> Result<(), Failure> {
    let LinksArgs { within, user } = args;
    let verb = async |cx: &Context| Ok(identities::list(cx, &within.pool, &user).await?);
    let found: Vec<Value> = operator::run(common, verb).await?.iter().map(view).collect();
    output::things(common, &COLUMNS, &found, u32::MAX)
}

fn view(Named { provider, identity }: &Named) -> Value {
    json!({
        "provider": provider,
        "subject": identity.subject,
        "email": identity.email,
        "linked_at": identity.linked_at.rfc3339(),
        "used_at": identity.used_at.rfc3339(),
    })
}
