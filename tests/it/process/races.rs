//! Sixteen at once: one code and one refresh token each give tokens exactly once, on both databases.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::Value;

use super::database::Database;
use super::journey::{Authorization, WebClient, code, goes_to_client, sign_in};
use super::server::{Facts, Folder, Server};
use super::visitor::{Visitor, http_client};

const ROUNDS: usize = 20;
const AT_ONCE: usize = 16;

/// A person who is signed in, so that every authorization request gives a code at once.
struct SignedIn {
    visitor: Visitor,
    facts: Facts,
}

impl SignedIn {
    async fn new(server: &Server) -> Self {
        let facts = server.facts.clone();
        let mut visitor = Visitor::new(facts.port());
        let authorization = Authorization::new(&facts, "openid");
        let answer =
            sign_in(&mut visitor, &authorization, &facts.user.username, &facts.user.password)
                .await
                .expect("the pages answer");
        assert!(goes_to_client(&answer, &facts), "{}\n{}", answer.status, answer.body);
        Self { visitor, facts }
    }

    async fn fresh_code(&mut self) -> (String, Authorization) {
        let authorization = Authorization::new(&self.facts, "openid");
        let answer =
            self.visitor.get(&authorization.url).await.expect("the authorization endpoint answers");
        (code(&answer, &self.facts, &authorization), authorization)
    }
}

/// Clients with a connection each.
fn clients(facts: &Facts) -> Vec<WebClient> {
    (0..AT_ONCE).map(|_| WebClient::new(http_client(facts.port()), facts)).collect()
}

/// One got tokens; the others were told `invalid_grant` (RFC 6749 section 5.2).
fn assert_one_success(round: usize, answers: &[(StatusCode, Value)]) {
    let successes = answers.iter().filter(|(status, _)| *status == StatusCode::OK).count();
    assert_eq!(successes, 1, "round {round}: {answers:#?}");
    for (status, body) in answers.iter().filter(|(status, _)| *status != StatusCode::OK) {
        assert_eq!(
            (*status, &body["error"]),
            (StatusCode::BAD_REQUEST, &Value::from("invalid_grant")),
            "round {round}"
        );
    }
}

async fn one_code_gives_tokens_once(database: &Database) {
    let folder = Folder::new();
    let server = database.serve(&folder);
    let mut person = SignedIn::new(&server).await;
    let clients = clients(&server.facts);
    for round in 0..ROUNDS {
        let (code, authorization) = person.fresh_code().await;
        let answers =
            join_all(clients.iter().map(|client| client.redeem(&code, &authorization.verifier)))
                .await;
        assert_one_success(round, &answers);
    }
}

async fn one_refresh_token_gives_tokens_once(database: &Database) {
    let folder = Folder::new();
    let server = database.serve(&folder);
    let mut person = SignedIn::new(&server).await;
    let clients = clients(&server.facts);
    for round in 0..ROUNDS {
        let (code, authorization) = person.fresh_code().await;
        let (status, tokens) = clients[0].redeem(&code, &authorization.verifier).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        let token = tokens["refresh_token"].as_str().expect("a refresh token");
        let answers = join_all(clients.iter().map(|client| client.refresh(token))).await;
        assert_one_success(round, &answers);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_redeemed_once_on_sqlite() {
    one_code_gives_tokens_once(&Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_is_used_once_on_sqlite() {
    one_refresh_token_gives_tokens_once(&Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(feature = "postgres-tests"), ignore = "needs PostgreSQL: tests/run")]
async fn a_code_is_redeemed_once_on_postgres() {
    one_code_gives_tokens_once(&Database::postgres("code_race").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(feature = "postgres-tests"), ignore = "needs PostgreSQL: tests/run")]
async fn a_refresh_token_is_used_once_on_postgres() {
    one_refresh_token_gives_tokens_once(&Database::postgres("refresh_race").await).await;
}
