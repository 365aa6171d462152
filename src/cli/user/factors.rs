//! `gatehouse user factors` and what ends them: what a user has set up besides the password.

use clap::Args;
use serde_json::{Value, json};

use super::OneUser;
use crate::{
    cli::{Common, Failure, operator, output},
    context::Context,
    domain::admin::users::{self, SetUp},
    model::{Instant, factor::Enrolled},
};

const COLUMNS: [&str; 5] = ["factor_id", "kind", "name", "added_at", "used_at"];

#[derive(Debug, Args)]
pub(in crate::cli) struct RemoveFactorArgs {
    #[command(flatten)]
    one: OneUser,
    /// The factor's id, as the list of factors has it
    #[arg(long, value_name = "ID")]
    factor: String,
}

pub(super) async fn list(one: OneUser, common: &Common) -> Result<(), Failure> {
    let verb = async |cx: &Context| Ok(users::factors(cx, &one.within.pool, &one.who).await?);
    let SetUp { factors, .. } = operator::run(common, verb).await?;
    let found: Vec<Value> = factors.iter().map(view).collect();
    // All of them: there is no next page.
    output::things(common, &COLUMNS, &found, u32::MAX)
}

pub(super) async fn remove(args: RemoveFactorArgs, common: &Common) -> Result<(), Failure> {
    let RemoveFactorArgs { one, factor } = args;
    let (pool, who) = (&one.within.pool, &one.who);
    after(&one, common, async |cx| Ok(users::remove_factor(cx, pool, who, &factor).await?)).await
}

pub(super) async fn reset(one: OneUser, common: &Common) -> Result<(), Failure> {
    let (pool, who) = (&one.within.pool, &one.who);
    after(&one, common, async |cx| Ok(users::reset_factors(cx, pool, who).await?)).await
}

pub(super) async fn revoke_codes(one: OneUser, common: &Common) -> Result<(), Failure> {
    let (pool, who) = (&one.within.pool, &one.who);
    after(&one, common, async |cx| Ok(users::revoke_recovery_codes(cx, pool, who).await?)).await
}

/// Runs `verb`, then shows what the user has from now on.
async fn after(
    one: &OneUser,
    common: &Common,
    verb: impl AsyncFnOnce(&Context) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let shown = async |cx: &Context| {
        verb(cx).await?;
        Ok(users::factors(cx, &one.within.pool, &one.who).await?)
    };
    let SetUp { factors, recovery_codes, browsers } = operator::run(common, shown).await?;
    let whole = json!({
        "factors": factors.len(),
        "recovery_codes": recovery_codes,
        "remembered_browsers": browsers,
    });
    output::thing(common, &whole)
}

fn view(factor: &Enrolled) -> Value {
    json!({
        "factor_id": factor.id,
        "kind": factor.factor.as_str(),
        "name": factor.name,
        "added_at": factor.created_at.rfc3339(),
        "used_at": factor.used_at.map(Instant::rfc3339),
    })
}
