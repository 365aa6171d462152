//! The pretend provider of development, walked as a newcomer walks it: over the sockets of the real binary.

use reqwest::StatusCode;
use serde_json::Value;

use crate::process::html::{link_to, text_of};
use crate::process::server::{Facts, Folder, Server};
use crate::process::visitor::{Page, Visitor};

/// From the web application by the button to the provider's question.
async fn at_the_provider(visitor: &mut Visitor, facts: &Facts) -> Page {
    let sample = format!("{}/login", facts.samples.web);
    let page = visitor.follow(&sample, None).await.expect("an answer");
    let href = link_to(&page.body, "/login/with/Pretend").expect("a button");
    let address = page.url.join(&href.replace("&#38;", "&")).expect("an address");
    let page = visitor.follow(address.as_str(), None).await.expect("an answer");
    assert_eq!(page.url.path(), "/dev/provider/authorize", "{}", page.body);
    page
}

/// Chooses who to be there, and goes on.
async fn arrive_as(visitor: &mut Visitor, facts: &Facts, person: &str) -> Page {
    let page = at_the_provider(visitor, facts).await;
    let answer = visitor.press(&page, "people-form", ("person", person)).await;
    visitor.follow_on(answer.expect("an answer"), None).await.expect("an answer")
}

/// What the web application knows of whoever has signed in.
fn userinfo(page: &Page) -> Value {
    assert_eq!(page.url.path(), "/samples/web", "{}:\n{}", page.url, page.body);
    let told = text_of(&page.body, "userinfo").unwrap_or_else(|| panic!("nobody: {}", page.body));
    let told = told.replace("&#34;", "\"").replace("&quot;", "\"");
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
}

#[tokio::test]
async fn a_newcomer_gets_an_account_and_is_known_the_next_time() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let first = userinfo(&arrive_as(&mut Visitor::new(facts.port()), facts, "noor").await);
    assert_eq!(first["email"], "noor@example.test");
    let second = userinfo(&arrive_as(&mut Visitor::new(facts.port()), facts, "noor").await);
    assert_eq!(first["sub"], second["sub"]);
    let unsure = userinfo(&arrive_as(&mut Visitor::new(facts.port()), facts, "uli").await);
    assert_ne!(unsure["email_verified"].to_string().trim_matches('"'), "true", "{unsure}");
}

#[tokio::test]
async fn somebody_with_the_demo_users_address_connects_the_two_by_the_password() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let page = arrive_as(&mut visitor, facts, "dana").await;
    assert!(text_of(&page.body, "connects").is_some(), "{}:\n{}", page.url, page.body);
    let password = [("password", &*facts.user.password)];
    let answer = visitor.submit(&page, "password-form", &password).await.expect("an answer");
    let page = visitor.follow_on(answer, None).await.expect("an answer");
    assert_eq!(userinfo(&page)["email"], "demo@example.test");
    let again = arrive_as(&mut Visitor::new(facts.port()), facts, "dana").await;
    assert_eq!(userinfo(&again)["sub"], userinfo(&page)["sub"]);
}

#[tokio::test]
async fn whoever_wants_to_be_nobody_is_told_so() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let page = at_the_provider(&mut visitor, facts).await;
    let answer = visitor.press(&page, "nobody-form", ("person", "nobody")).await;
    let page = visitor.follow_on(answer.expect("an answer"), None).await.expect("an answer");
    assert!(text_of(&page.body, "error-message").is_some(), "{}:\n{}", page.url, page.body);
    assert!(text_of(&page.body, "userinfo").is_none());
}

#[tokio::test]
async fn the_provider_sends_nobody_away_from_this_machine() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let home = format!("{}/dev/provider", facts.base_url);
    let page = visitor.get(&home).await.expect("an answer");
    assert!(page.status == StatusCode::OK && page.body.contains("Noor New"), "{}", page.body);
    let asked = format!(
        "{home}/authorize?response_type=code&client_id=x&code_challenge=y\
         &code_challenge_method=S256&redirect_uri=https://evil.example/"
    );
    let page = visitor.get(&asked).await.expect("an answer");
    assert!(text_of(&page.body, "people-form").is_none(), "{}", page.body);
    assert!(page.body.contains("not on this machine"), "{}", page.body);
}

#[tokio::test]
async fn a_check_finds_nothing_wrong_with_it() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let words = ["provider", "check", "--pool", &facts.pool_id, "Pretend"];
    let said = server.operate(&folder, &words);
    assert!(said.status.success(), "{}", said.all());
    let uri = format!("{}/{}/oauth2/idpresponse", facts.base_url, facts.pool_id);
    assert!(
        said.stdout.contains(&uri) && said.stdout.contains("takes our proof"),
        "{}",
        said.all()
    );
}
