//! Our endpoints beside the protocol crate's own loops: the same random walks through both come to the
//! same, but for the differences of one table.
//!
//! The crate's loops run its machines over its own `ClientMap`, `AuthMap` and `TokenMap`
//! ([`stores`] says where these are told our policies). Whatever they refuse we refuse; what we refuse
//! and they do not stands in [`differences`] with its reason. A run is the same each time;
//! `GATEHOUSE_ORACLE_RUNS` makes it longer, `GATEHOUSE_ORACLE_SEED` another one.
#![expect(clippy::disallowed_methods, reason = "the environment says how long it runs")]

mod differences;
mod drivers;
mod known;
mod moves;
mod ours;
mod outcome;
mod requests;
mod stores;
mod theirs;
mod walk;

use std::env;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::support::on_both;
use differences::{DIFFERENCES, Difference};
use moves::cases;
use ours::Ours;
use walk::{Tally, Walk};

/// How many walks are made.
const RUNS: u32 = 600;

/// The seed of the run that is always made.
const SEED: u64 = 0x6f72_6163;

/// The word for a refusal that says nothing.
const SILENCE: &str = "silence";

/// How many moves at the least come to each of these on both sides alike: else the walks lead nowhere.
const ENOUGH: [(&str, u64); 6] = [
    ("code", 300),
    ("tokens", 200),
    ("admitted", 25),
    ("invalid_grant", 100),
    ("invalid_scope", 50),
    ("access_denied", 8),
];

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// A runner whose every choice follows from the seed; a failure is told with its shortest form.
fn runner(runs: u32) -> (TestRunner, u64) {
    let seed = setting("GATEHOUSE_ORACLE_SEED").unwrap_or(SEED);
    let runs =
        setting("GATEHOUSE_ORACLE_RUNS").map_or(runs, |runs| u32::try_from(runs).expect("fewer"));
    let config = Config {
        cases: runs,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    (TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)), seed)
}

on_both! {
    async fn both_sides_come_to_the_same(app) {
        let tally = Tally::default();
        let (mut runner, seed) = runner(RUNS);
        block_in_place(|| {
            let done = runner.run(&cases(), |case| Handle::current().block_on(async {
                let mut walk = Walk::begin(Ours::new(&app), &case.clients, &tally).await;
                walk.all(&case).await.map_err(TestCaseError::fail)
            }));
            done.unwrap_or_else(|why| panic!("GATEHOUSE_ORACLE_SEED={seed}: {why}"));
        });
        check(&tally);
    }
}

/// Each line of the table is needed, and the walks lead somewhere.
fn check(tally: &Tally) {
    let (lines, agreed) = (tally.lines.borrow(), tally.agreed.borrow());
    let unused = (0..DIFFERENCES.len()).filter(|line| !lines.contains_key(line));
    let told = |line: usize| {
        let Difference { of, ours, theirs, because } = &DIFFERENCES[line];
        format!("{of:?}: ours {ours}, theirs {theirs} ({because})")
    };
    let unused: Vec<String> = unused.map(told).collect();
    assert!(unused.is_empty(), "no walk has shown these differences:\n{}", unused.join("\n"));
    for (word, least) in ENOUGH {
        let times = agreed.get(word).copied().unwrap_or_default();
        assert!(times >= least, "{word} was agreed on {times} times only: {agreed:?}");
    }
}
