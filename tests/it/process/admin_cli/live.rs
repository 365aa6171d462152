//! An operator at work beside what runs: a server over the same database, and a provider on a socket.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Operator, text};
use crate::process::journey::{Authorization, WebClient, code, redirect_parameter};
use crate::process::server::{Folder, Said, Server};
use crate::process::visitor::{Visitor, http_client, poll};
use crate::support::TestApp;
use crate::support::upstream::{CLIENT, Fake, Lie, SECRET};

/// What lets the commands call this machine.
const OUTBOUND: &str =
    "\n[outbound]\nallow_http = true\nallowed_private_ranges = [\"127.0.0.0/8\"]\n";

/// The status of an account that began at a provider.
const EXTERNAL: &str = "EXTERNAL_PROVIDER";

/// Somebody who is signed in by the pretend provider, and what their application got.
struct Person {
    visitor: Visitor,
    client: WebClient,
    refresh_token: String,
}

impl Person {
    async fn come(server: &Server) -> Self {
        let facts = &server.facts;
        let mut visitor = Visitor::new(facts.port());
        let asked = Authorization::new(facts, "openid");
        let start = asked.page(facts, "/login/with/Pretend");
        let there = visitor.follow(&start, None).await.expect("an answer");
        assert_eq!(there.url.path(), "/dev/provider/authorize", "{}", there.body);
        let chosen = visitor.press(&there, "people-form", ("person", "noor")).await;
        let stop = facts.clients.web.redirect_uri.as_deref();
        let back = visitor.follow_on(chosen.expect("an answer"), stop).await.expect("an answer");
        let client = WebClient::new(http_client(facts.port()), facts);
        let (status, tokens) = client.redeem(&code(&back, facts, &asked), &asked.verifier).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        Self { visitor, client, refresh_token: text(&tokens, "refresh_token") }
    }

    /// What their application is told that asks whether they are still there.
    async fn silently(&mut self, server: &Server, parameter: &str) -> Option<String> {
        let asked = Authorization::new(&server.facts, "openid");
        let url = format!("{}&prompt=none", asked.url);
        let answer = self.visitor.get(&url).await.expect("an answer");
        redirect_parameter(&answer, parameter)
    }
}

#[tokio::test]
async fn a_provider_that_is_disabled_ends_what_it_opened_at_a_running_server() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let mut person = Person::come(&server).await;
    assert!(person.silently(&server, "code").await.is_some());
    let disable = ["provider", "disable", "--pool", &server.facts.pool_id, "Pretend"];
    let said = server.operate(&folder, &disable);
    assert!(said.status.success(), "{}", said.all());
    assert_eq!(person.silently(&server, "error").await.as_deref(), Some("login_required"));
    let refused = person.client.refresh(&person.refresh_token).await;
    assert_eq!(
        (refused.0, &refused.1["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn the_tokens_of_a_provider_are_printed_where_its_rules_keep_them() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let pool = server.facts.pool_id.as_str();
    let rules = folder.write("rules.json", r#"{ "keep_tokens": true }"#);
    let rules = rules.to_str().expect("a path in UTF-8");
    let update = ["provider", "update", "--pool", pool, "Pretend", "--rules", rules];
    let said = server.operate(&folder, &update);
    assert!(said.status.success(), "{}", said.all());
    Person::come(&server).await;
    let list = server.operate(&folder, &["user", "list", "--pool", pool, "--json"]);
    let users: Value = serde_json::from_str(&list.stdout).expect("JSON");
    let noor = users.as_array().and_then(|all| all.iter().find(|one| one["status"] == EXTERNAL));
    let noor = text(noor.expect("whoever came"), "sub");
    let tokens = ["provider", "tokens", "--pool", pool, &noor, "Pretend"];
    // The server learns of the rule at its next look, and keeps what comes after that.
    let printed = poll("kept tokens", async || {
        let said = server.operate(&folder, &tokens);
        if !said.status.success() {
            assert!(said.stderr.contains("none are kept yet"), "{}", said.all());
            Person::come(&server).await;
        }
        serde_json::from_str::<Value>(&said.stdout).ok()
    });
    let printed = printed.await;
    assert!(!text(&printed, "access_token").is_empty() && text(&printed, "id_token").contains('.'));
    assert!(printed["expires_at"].is_null() || text(&printed, "expires_at").contains('T'));
}

/// A fake as a provider of a pool of an operator's.
struct Known {
    operator: Operator,
    pool: String,
}

impl Known {
    fn of(fake: &Fake) -> Self {
        let operator = Operator::new();
        let file = operator.folder.path().join("gatehouse.toml");
        let config = std::fs::read_to_string(file).expect("the configuration");
        operator.folder.write("gatehouse.toml", &format!("{config}{OUTBOUND}"));
        let pool = operator.pool();
        let create = ["provider", "create", "--pool", &pool, "OIDC", "--name", "Acme"];
        let more = ["--issuer", &fake.origin, "--client-id", CLIENT, "--client-secret-file", "-"];
        operator.json_with(&[&create[..], &more].concat(), Some(SECRET));
        Self { operator, pool }
    }

    fn check(&self) -> Said {
        self.operator.says(&["provider", "check", "--pool", &self.pool, "Acme"], None)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_tells_a_good_provider_from_each_that_is_wrong() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    let known = Known::of(&fake);
    let good = known.check();
    assert!(good.status.success() && !good.stdout.contains("wrong "), "{}", good.all());
    for words in ["it is found", "ES256", "can be used", "/oauth2/idpresponse", "takes our proof"] {
        assert!(good.stdout.contains(words), "{words}: {}", good.stdout);
    }
    for (lie, words) in [
        (Lie::OtherIssuerInMetadata, "names the issuer"),
        (Lie::OnlySharedSecrets, "no algorithm of public keys"),
        (Lie::Down, "503"),
        (Lie::NotJson, "JSON"),
    ] {
        fake.lie(lie);
        is_wrong(&known.check(), words);
    }
    let other = Fake::oidc(&app).await;
    let known = Known::of(&other);
    let update = ["provider", "update", "--pool", &known.pool, "Acme", "--client-secret-file", "-"];
    known.operator.json_with(&update, Some("another secret"));
    let refused = known.check();
    is_wrong(&refused, "invalid_client");
    assert!(!refused.all().contains("another secret"), "{}", refused.all());
}

fn is_wrong(said: &Said, words: &str) {
    assert_eq!(said.status.code(), Some(1), "{}", said.all());
    let wrong = said.stdout.lines().filter(|line| line.starts_with("wrong "));
    assert!(wrong.clone().any(|line| line.contains(words)), "{words}: {}", said.all());
    assert!(said.stderr.contains("nobody gets in by Acme"), "{}", said.stderr);
}
