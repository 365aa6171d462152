//! `gatehouse provider check`: what a look at a provider finds.

use serde_json::{Value, json};

use crate::{
    cli::{Common, Failure, operator, output},
    context::Context,
    domain::{
        admin::providers,
        federation::adapter::{Finding, Verdict},
    },
    model::{PoolId, provider::ProviderName},
};

/// Prints what is found; what is wrong is a failure.
pub(super) async fn run(
    pool: &PoolId,
    name: &ProviderName,
    common: &Common,
) -> Result<(), Failure> {
    let verb = async |cx: &Context| Ok(providers::check(cx, pool, name).await?);
    let findings = operator::run(common, verb).await?;
    if common.json {
        output::json(&findings.iter().map(view).collect::<Vec<_>>())?;
    } else {
        let lines: Vec<(&str, String)> =
            findings.iter().map(|found| (word(found.verdict), found.words.clone())).collect();
        output::fields(&lines)?;
    }
    match findings.iter().any(|found| found.verdict == Verdict::Wrong) {
        true => Err(Failure::because(format!("nobody gets in by {name} as it is"))),
        false => Ok(()),
    }
}

fn view(found: &Finding) -> Value {
    json!({ "verdict": word(found.verdict), "words": found.words })
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::Wrong => "wrong",
        Verdict::Note => "note",
    }
}
