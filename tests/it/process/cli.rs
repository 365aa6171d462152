//! The commands as an operator meets them: what they print, refuse and leave behind.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use reqwest::StatusCode;

use super::journey::{Authorization, goes_to_client, sign_in};
use super::server::{Facts, Folder, Said, Server, first_answer, gatehouse, run, run_until};
use super::visitor::{Visitor, http_client};

const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const MOST_LINES: usize = 14;

/// `gatehouse COMMAND --config FILE` in a folder of its own, with a database file in it.
fn configured(command: &str, folder: &Folder, toml: &str) -> Command {
    let config = folder.write("gatehouse.toml", toml);
    let mut command = gatehouse(&[command, "--config"]);
    let database = format!("sqlite://{}", folder.path().join("gatehouse.db").display());
    command.arg(config).current_dir(folder.path()).env("GATEHOUSE__DATABASE__URL", database);
    command
}

/// The settings that no default can give.
fn with_essentials(command: &mut Command) -> &mut Command {
    command
        .env("GATEHOUSE__SECRETS__MASTER_KEY", MASTER_KEY)
        .env("GATEHOUSE__SERVER__BASE_URL", "https://id.example.com")
        .env("GATEHOUSE__SERVER__LISTEN", "127.0.0.1:0")
}

fn assert_refuses(said: &Said, words: &[&str]) {
    assert!(!said.status.success(), "expected a refusal:\n{}", said.all());
    for word in words {
        assert!(said.stderr.contains(word), "{word:?} is missing in:\n{}", said.all());
    }
    assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
}

fn documented_file() -> String {
    let said = run(&mut gatehouse(&["config"]));
    assert!(said.status.success(), "{}", said.all());
    said.stdout
}

/// The facts that a second start keeps: all but the addresses, which hold this run's port.
fn lasting(facts: &Facts) -> [String; 6] {
    let clients = &facts.clients;
    [
        &facts.pool_id,
        &clients.web.client_id,
        &clients.spa.client_id,
        &clients.machine.client_id,
        &facts.user.username,
    ]
    .map(String::clone)
    .into_iter()
    .chain([format!("{:?}", clients.machine.client_secret)])
    .collect::<Vec<_>>()
    .try_into()
    .expect("six facts")
}

#[test]
fn a_taken_port_is_named() {
    let folder = Folder::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let mut command = gatehouse(&["dev", "--port", &port, "--data"]);
    let said = run(command.arg(folder.path()));
    assert_refuses(&said, &[&port]);
    assert!(said.stderr.contains("in use") || said.stderr.contains("taken"), "{}", said.stderr);
}

#[tokio::test]
async fn a_second_start_keeps_ids_and_people() {
    let folder = Folder::new();
    let first = Server::start(folder.path(), &[]);
    let before = first.facts.clone();
    assert!(first.terminate().success());
    let second = Server::start(folder.path(), &[]);
    assert_eq!(lasting(&second.facts), lasting(&before));
    let facts = &second.facts;
    let mut visitor = Visitor::new(facts.port());
    let authorization = Authorization::new(facts, "openid");
    let answer = sign_in(&mut visitor, &authorization, &facts.user.username, &facts.user.password)
        .await
        .expect("an answer");
    assert!(goes_to_client(&answer, facts), "{}\n{}", answer.status, answer.body);
}

#[test]
fn fresh_starts_over() {
    let folder = Folder::new();
    let first = Server::start(folder.path(), &[]);
    let before = first.facts.clone();
    assert!(first.terminate().success());
    let second = Server::start(folder.path(), &["--fresh"]);
    assert_ne!(second.facts.pool_id, before.pool_id);
    assert_ne!(second.facts.clients.web.client_id, before.clients.web.client_id);
}

#[test]
fn a_start_is_told_in_a_few_lines() {
    let folder = Folder::new();
    let facts = {
        let server = Server::start(folder.path(), &[]);
        let facts = server.facts.clone();
        assert!(server.terminate().success());
        facts
    };
    let mut command = gatehouse(&["dev", "--port", "0", "--data"]);
    let (lines, status) = run_until(command.arg(folder.path()), &facts.clients.machine.client_id);
    assert!(status.success(), "SIGTERM ends it in order: {status}");
    assert!(lines.len() <= MOST_LINES, "{} lines:\n{}", lines.len(), lines.join("\n"));
    let told = lines.join("\n");
    for fact in
        [&facts.clients.web.client_id, &facts.clients.machine.client_id, &facts.user.username]
    {
        assert!(told.contains(fact), "{fact:?} is missing in:\n{told}");
    }
    assert!(told.contains("http://localhost:"), "{told}");
}

#[test]
fn a_stop_signal_ends_the_server_in_order() {
    let folder = Folder::new();
    let status = Server::start(folder.path(), &[]).terminate();
    assert_eq!(status.code(), Some(0), "{status}");
}

#[tokio::test]
async fn health_readiness_and_metrics_answer() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = http_client(server.facts.port());
    for path in ["/healthz", "/readyz", "/metrics"] {
        let answer =
            http.get(format!("{}{path}", server.facts.base_url)).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let body = answer.text().await.expect("a body");
        assert!(path != "/metrics" || body.contains("# TYPE "), "{body}");
    }
}

#[test]
fn the_documented_file_is_a_good_one() {
    let folder = Folder::new();
    let said = run(with_essentials(&mut configured("check", &folder, &documented_file())));
    assert!(said.status.success(), "{}", said.all());
}

#[test]
fn every_fault_is_reported_at_once_with_the_nearest_name() {
    let folder = Folder::new();
    let toml = "[server]\nbase_ulr = \"https://id.example.com\"\nbody_limit = 1\n\n[databse]\nurl = \"x\"\n\n[log]\nlevel = 3\n";
    let said = run(configured("check", &folder, toml).env_remove("GATEHOUSE__DATABASE__URL"));
    let expected =
        ["base_ulr", "base_url", "body_limit", "databse", "database", "log.level", "master_key"];
    assert!(!said.status.success(), "{}", said.all());
    for word in expected {
        assert!(said.all().contains(word), "{word:?} is missing in:\n{}", said.all());
    }
}

#[test]
fn serving_needs_a_master_key() {
    let folder = Folder::new();
    let mut command = configured("serve", &folder, "");
    let said = run(with_essentials(&mut command).env_remove("GATEHOUSE__SECRETS__MASTER_KEY"));
    assert_refuses(&said, &["master_key"]);
}

#[test]
fn serving_needs_an_https_issuer() {
    let folder = Folder::new();
    let mut command = configured("serve", &folder, "");
    let said =
        run(with_essentials(&mut command)
            .env("GATEHOUSE__SERVER__BASE_URL", "http://id.example.com"));
    assert_refuses(&said, &["base_url", "https"]);
}

#[test]
fn serving_needs_a_migrated_database() {
    let folder = Folder::new();
    let said = run(with_essentials(&mut configured("serve", &folder, "")));
    assert_refuses(&said, &["gatehouse migrate"]);
}

#[test]
fn a_migrated_database_is_served() {
    let folder = Folder::new();
    let said = run(with_essentials(&mut configured("migrate", &folder, "")));
    assert!(said.status.success(), "{}", said.all());
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .expect("a free port")
        .local_addr()
        .expect("an address");
    let mut command = configured("serve", &folder, "");
    with_essentials(&mut command)
        .env("GATEHOUSE__SERVER__LISTEN", free.to_string())
        .env("GATEHOUSE__LOG__FORMAT", "json");
    let (answer, exit) = first_answer(&mut command, free, "/readyz");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(exit.code(), Some(0), "SIGTERM ends it in order: {exit}");
}
