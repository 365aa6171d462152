//! What the command line accepts, and what it refuses before anything is opened.

use clap::{CommandFactory, error::ErrorKind};

use super::*;

const POOL: &str = "--pool eu-central-1_Ab3dE6gH9";
const CLIENT: &str = "1example23456789abcdefghij";

fn parsed(words: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("gatehouse").chain(words.split_whitespace()))
}

fn refusal(words: &str) -> ErrorKind {
    parsed(words).expect_err(words).kind()
}

#[test]
fn the_verbs_of_an_operator_are_there() {
    let verbs = [
        "pool create --name Shop --domain login.example.com --algorithm ES256 --settings -"
            .to_owned(),
        "pool list --json".to_owned(),
        "pool update eu-central-1_Ab3dE6gH9 --no-domain --no-issuer".to_owned(),
        "pool delete eu-central-1_Ab3dE6gH9 --yes".to_owned(),
        "pool brand eu-central-1_Ab3dE6gH9 --no-logo --dark brand=#86a8ff,card= --scheme auto"
            .to_owned(),
        format!("client brand {POOL} {CLIENT} --reset --backdrop - --layout split"),
        format!(
            "client create {POOL} --name Web --code --scope openid --redirect-uri https://a.example/cb"
        ),
        format!("client update {POOL} {CLIENT} --code=false --clear redirect-uris --rotation off"),
        format!("client rotate-secret {POOL} {CLIENT}"),
        format!("user create {POOL} --username jane --attribute custom:level=3 --password-stdin"),
        format!("user list {POOL} --limit 1000 --after jane"),
        format!("user add-to-group {POOL} jane --group staff"),
        format!("group create {POOL} --name staff --precedence 1"),
        format!("scope put {POOL} --server shop --scope read=See --scope write"),
        format!("key rotate {POOL} --now"),
        format!(
            "provider create {POOL} google --client-id x --client-secret-file - --rules r.json"
        ),
        format!(
            "provider update {POOL} Google --set hosted_domain=a.example --set authorize_scopes="
        ),
        format!("provider link {POOL} jane Google 123"),
        format!("provider unlink {POOL} jane Google 123"),
    ];
    for words in verbs {
        if let Err(error) = parsed(&words) {
            panic!("{words}: {error}");
        }
    }
}

#[test]
fn a_password_is_no_argument() {
    let create = format!("user create {POOL} --username jane");
    assert_eq!(refusal(&format!("{create} --password x")), ErrorKind::UnknownArgument);
    assert_eq!(refusal(&format!("{create} --password=x")), ErrorKind::UnknownArgument);
    assert_eq!(refusal(&format!("{create} --password-stdin=x")), ErrorKind::TooManyValues);
    let set = format!("user set-password {POOL} jane x");
    assert_eq!(refusal(&set), ErrorKind::UnknownArgument);
    let provider = format!("provider create {POOL} Google --client-id x --client-secret x");
    assert_eq!(refusal(&provider), ErrorKind::UnknownArgument);
}

#[test]
fn values_that_do_not_fit_are_refused() {
    for words in [
        "pool show nonsense".to_owned(),
        "key list --pool nonsense".to_owned(),
        format!("client show {POOL} nonsense"),
        format!("client create {POOL} --name Web --redirect-uri http://a.example/cb"),
        format!("client create {POOL} --name Web --access-token-life 1.5h"),
        format!("user list {POOL} --limit 1001"),
        format!("user create {POOL} --username jane --attribute level"),
        format!("provider show {POOL} _Google"),
        format!("provider update {POOL} Google --set tenant"),
    ] {
        assert_eq!(refusal(&words), ErrorKind::ValueValidation, "{words}");
    }
    let failure = refused(&parsed("pool show nonsense").unwrap_err()).to_string();
    assert_eq!(failure.lines().count(), 1);
    assert!(
        failure.contains("nonsense") && failure.contains("eu-central-1_Ab3dE6gH9"),
        "{failure}"
    );
}

#[test]
fn switches_that_contradict_each_other_are_refused() {
    let update = "pool update eu-central-1_Ab3dE6gH9";
    for words in [
        format!("{update} --domain a.example --no-domain"),
        format!("{update} --issuer https://a.example --no-issuer"),
        "pool brand eu-central-1_Ab3dE6gH9 --logo a.svg --no-logo".to_owned(),
        format!("user create {POOL} --username jane --password-stdin --no-password"),
        format!("provider update {POOL} Google --client-secret-file a --private-key-file b"),
    ] {
        assert_eq!(refusal(&words), ErrorKind::ArgumentConflict, "{words}");
    }
    assert_eq!(refusal("user list"), ErrorKind::MissingRequiredArgument);
}

#[test]
fn every_command_that_does_something_has_an_example() {
    Cli::command().debug_assert();
    for noun in ["pool", "client", "user", "group", "scope", "key", "provider"] {
        let command = Cli::command();
        let command = command.find_subcommand(noun).expect(noun);
        for verb in command.get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            let start = format!("Example:\n  gatehouse {noun} {} ", verb.get_name());
            let is_example = help.starts_with(&start);
            assert!(is_example, "{noun} {}: {help}", verb.get_name());
            let words = help.trim_start_matches("Example:\n  gatehouse ").replace(" \\\n", " ");
            let words = words.split(" <").next().unwrap_or_default().replace("See orders", "See");
            if let Err(error) = parsed(&words) {
                panic!("{words}: {error}");
            }
        }
    }
}
