//! `gatehouse key`: a pool's signing keys listed, and rotated by hand.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Common, Failure, arguments::InPool, operator, output};
use crate::{
    context::Context,
    domain::admin::{
        keys::{self, KeyRecord, Takeover},
        pools,
    },
    model::{Algorithm, Instant, PoolId},
};

const COLUMNS: [&str; 6] = ["id", "algorithm", "state", "created_at", "active_from", "expires_at"];

/// Who rotates by hand, as audit events name them.
const OPERATOR: &str = "operator";

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// List the keys of a pool, the first to sign first
    ///
    /// A key is next (published, not yet signing), signing, retiring (it still verifies) or retired.
    #[command(after_help = "Example:\n  gatehouse key list --pool eu-central-1_Ab3dE6gH9")]
    List(InPool),
    /// Make the next key of a pool
    ///
    /// It signs once it has been published for as long as `keys.publish_ahead` says. What the
    /// present key has signed goes on verifying until it expires.
    #[command(after_help = "Example:\n  gatehouse key rotate --pool eu-central-1_Ab3dE6gH9")]
    Rotate(RotateArgs),
}

#[derive(Debug, Args)]
pub(super) struct RotateArgs {
    #[command(flatten)]
    within: InPool,
    /// The algorithm of the key, one of the pool's; its own when not given
    #[arg(long)]
    algorithm: Option<Algorithm>,
    /// Sign with it at once, before caches know it: when the present key is no longer trusted
    #[arg(long)]
    now: bool,
}

pub(super) async fn run(command: KeyCommand, common: &Common) -> Result<(), Failure> {
    match command {
        KeyCommand::List(within) => {
            let verb = async |cx: &Context| views(cx, &within.pool).await;
            let keys = operator::run(common, verb).await?;
            output::things(common, &COLUMNS, &keys, u32::MAX)
        }
        KeyCommand::Rotate(args) => {
            let takeover = if args.now { Takeover::Immediate } else { Takeover::Announced };
            let verb = async |cx: &Context| {
                let pool = pools::show(cx, &args.within.pool).await?;
                let algorithm = args.algorithm.unwrap_or(pool.algorithm);
                let made = keys::rotate_for(cx, &pool, algorithm, takeover, OPERATOR).await?;
                let mut keys = views(cx, &pool.id).await?;
                keys.retain(|key| key["id"] == made.id.as_str());
                Ok(keys.pop().unwrap_or_default())
            };
            output::thing(common, &operator::run(common, verb).await?)
        }
    }
}

async fn views(cx: &Context, pool: &PoolId) -> Result<Vec<Value>, Failure> {
    pools::show(cx, pool).await?;
    let keys = keys::list(cx, pool).await?;
    let views = keys.iter().map(|key| {
        let alike: Vec<&KeyRecord> =
            keys.iter().filter(|other| other.algorithm == key.algorithm).collect();
        let signing = alike.iter().rposition(|key| key.active_from <= cx.now());
        let at = alike.iter().position(|other| other.id == key.id).unwrap_or_default();
        json!({
            "id": key.id,
            "algorithm": key.algorithm,
            "state": state(at, signing, key.expires_at, cx.now()),
            "created_at": key.created_at.rfc3339(),
            "active_from": key.active_from.rfc3339(),
            "expires_at": key.expires_at.map(Instant::rfc3339),
        })
    });
    Ok(views.collect())
}

/// The state of the key at place `at`, where the one at `signing` signs.
fn state(
    at: usize,
    signing: Option<usize>,
    expires_at: Option<Instant>,
    now: Instant,
) -> &'static str {
    if signing.is_none_or(|signing| at > signing) {
        return "next";
    }
    match expires_at {
        _ if signing == Some(at) => "signing",
        Some(end) if end <= now => "retired",
        _ => "retiring",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_four_states() {
        let now = Instant::from_seconds(100);
        let (past, ahead) = (Some(Instant::from_seconds(99)), Some(Instant::from_seconds(101)));
        let states = [past, ahead, ahead, None].into_iter().enumerate();
        let states: Vec<&str> = states.map(|(at, end)| state(at, Some(2), end, now)).collect();
        assert_eq!(states, ["retired", "retiring", "signing", "next"]);
        assert_eq!(state(0, None, None, now), "next");
    }
}
