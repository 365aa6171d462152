//! Parsers that a stranger can reach, under hostile bytes: each is given its corpus and mutations of it,
//! and keeps its rule.
//!
//! A run is the same each time. `GATEHOUSE_FUZZ_RUNS` makes it longer, `GATEHOUSE_FUZZ_SEED` another
//! one. An input that breaks a rule becomes a file of the corpus, so that it is tried for ever.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; the environment says how long it runs"
)]

mod clients;
mod mutate;
mod requests;
mod tokens;

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mutate::Mutator;

/// How many mutations a target is given.
const RUNS: u64 = 2_000;

/// The seed of the run that is always made.
const SEED: u64 = 0x6761_7465;

/// What is given the bytes: whether they are accepted; it panics when its rule is broken.
type Target = fn(&[u8]) -> bool;

/// One table of targets, and a test for each. A macro because a test is a function that the test
/// harness must see.
macro_rules! targets {
    ($($name:ident => $rule:path,)*) => {
        const TARGETS: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                run(stringify!($name), $rule);
            }
        )*
    };
}

targets! {
    accept_language => requests::accept_language,
    authorize_query => requests::authorize_query,
    basic_header => requests::basic_header,
    claims_parameter => requests::claims_parameter,
    client_metadata => clients::metadata,
    dpop_proof => tokens::dpop_proof,
    jwk => tokens::jwk,
    jwk_set => tokens::jwk_set,
    jwt => tokens::jwt,
    redirect_uri => requests::redirect_uri,
    request_object => tokens::request_object,
    scope => requests::scope,
    token_form => requests::token_form,
    user_code => requests::user_code,
}

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let folders: BTreeSet<String> = entries(&corpus_folder())
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let targets = TARGETS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(folders, targets);
}

/// Gives a target its whole corpus, then mutations of it.
fn run(name: &str, target: Target) {
    let corpus = corpus(name);
    let accepted = corpus.iter().filter(|input| keeps_its_rule(name, target, input)).count();
    assert!(accepted > 0, "nothing of the corpus reaches the end of {name}");
    let mut mutator = Mutator::new(setting("GATEHOUSE_FUZZ_SEED").unwrap_or(SEED), &corpus);
    for _ in 0..setting("GATEHOUSE_FUZZ_RUNS").unwrap_or(RUNS) {
        keeps_its_rule(name, target, &mutator.next());
    }
}

/// Runs the target on one input, and says which it was that broke the rule.
fn keeps_its_rule(name: &str, target: Target, input: &[u8]) -> bool {
    catch_unwind(|| target(input)).unwrap_or_else(|why| {
        panic!("{name}: {}\ninput: \"{}\"", words_of(why.as_ref()), input.escape_ascii())
    })
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked")
}

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect("a number"))
}

fn corpus_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/corpus")
}

/// The inputs of a target in the order of their names, each without the end of its last line.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let read = |path: PathBuf| {
        let text = fs::read(path).expect("a file of the corpus");
        text.strip_suffix(b"\n").map(<[u8]>::to_vec).unwrap_or(text)
    };
    entries(&corpus_folder().join(name)).into_iter().map(read).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the corpus");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}
