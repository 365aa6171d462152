//! The sample applications of `dev`, walked as a newcomer walks them: each against the real binary.

use reqwest::StatusCode;
use serde_json::Value;

use super::html::{link_to, text_of};
use super::server::{Facts, Folder, Server};
use super::visitor::{Page, Visitor, http_client, poll};

/// The address of a page of the samples.
pub fn sample(facts: &Facts, path: &str) -> String {
    format!("{}/samples/{path}", facts.base_url)
}

fn has(page: &Page, id: &str) -> bool {
    page.body.contains(&format!("id=\"{id}\""))
}

fn told(page: &Page, texts: &[&str]) {
    let body = page.body.replace("&#38;", "&").replace("&#34;", "\"");
    for text in texts {
        assert!(body.contains(text), "no {text:?} on {}:\n{}", page.url, page.body);
    }
}

/// A request that the browser makes and that must be answered.
async fn get(visitor: &mut Visitor, url: &str) -> Page {
    visitor.follow(url, None).await.expect("an answer")
}

async fn submit(visitor: &mut Visitor, page: &Page, id: &str, values: &[(&str, &str)]) -> Page {
    let answer = visitor.submit(page, id, values).await.expect("an answer");
    visitor.follow_on(answer, None).await.expect("an answer")
}

/// From the sample's button to the sample, signed in; the sign-in pages are passed where they come.
async fn sign_in(visitor: &mut Visitor, facts: &Facts, path: &str) -> Page {
    let page = get(visitor, &sample(facts, path)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.url);
    let href = link_to(&page.body, "/login").expect("a button to sign in");
    let mut page = get(visitor, page.url.join(&href).expect("an address").as_str()).await;
    if has(&page, "login-form") {
        let user = [("username", &*facts.user.username), ("password", &*facts.user.password)];
        page = submit(visitor, &page, "login-form", &user).await;
    }
    if has(&page, "form-post") {
        page = submit(visitor, &page, "form-post", &[]).await;
    }
    assert!(has(&page, "signed-in"), "{}:\n{}", page.url, page.body);
    page
}

#[tokio::test]
async fn each_application_on_a_server_signs_the_person_in_by_its_own_flow() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let flows: [(&str, &[&str]); 5] = [
        ("form-post", &["response_mode=form_post", "POST /samples/form-post/callback"]),
        ("par", &["POST", "/oauth2/par\n", "201 Created", "&request_uri=urn"]),
        (
            "jar",
            &["\"typ\": \"oauth-authz-req+jwt\"", "callback?response=ey", "&client_assertion=ey"],
        ),
        (
            "dpop",
            &["use_dpop_nonce", "DPoP-Nonce: ", "\"typ\": \"dpop+jwt\"", "\"jkt\": ", "\"ath\": "],
        ),
        ("sign-out", &["grant_type=authorization_code", "200 OK"]),
    ];
    for (path, shown) in flows {
        let page = sign_in(&mut Visitor::new(facts.port()), facts, path).await;
        let claims = text_of(&page.body, "claims").expect("claims");
        assert!(claims.contains(&facts.issuer) && claims.contains("demo"), "{path}: {claims}");
        told(&page, shown);
        assert!(!page.url.as_str().contains("code="), "{}", page.url);
    }
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_refused() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let planted = format!("{}?code=abc&state=def", sample(facts, "par/callback"));
    told(&get(&mut visitor, &planted).await, &["has not begun to sign in"]);
    let asked = visitor.get(&sample(facts, "par/login")).await.expect("an answer");
    assert!(asked.location().is_some_and(|to| to.as_str().starts_with(&facts.issuer)));
    told(&get(&mut visitor, &planted).await, &["belongs to another sign-in (state)"]);
    // A browser that comes twice with one answer is no better.
    told(&get(&mut visitor, &planted).await, &["has not begun to sign in"]);
}

#[tokio::test]
async fn a_machine_gets_its_token_by_secret_or_by_key() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    for (path, shown) in [
        ("machine", "Authorization: Basic base64(CLIENT_ID:SECRET)"),
        ("machine-key", "client_assertion=ey"),
    ] {
        let page = get(&mut visitor, &sample(facts, path)).await;
        let page = submit(&mut visitor, &page, "call-form", &[]).await;
        told(&page, &["200 OK", shown]);
        let claims = text_of(&page.body, "claims").expect("claims");
        assert!(claims.contains("demo/read demo/write"), "{claims}");
        let secret = facts.clients.machine.client_secret.as_deref().expect("a secret");
        assert!(!page.body.contains(secret), "the secret is not shown");
    }
}

/// A television that is on, and the visitor before it.
async fn switched_on(visitor: &mut Visitor, facts: &Facts) -> Page {
    let page = get(visitor, &sample(facts, "device")).await;
    let page = submit(visitor, &page, "begin-form", &[]).await;
    assert!(page.body.contains("<svg class=\"qr\""), "{}", page.body);
    page
}

/// The person opens what the QR code says, signs in and decides.
async fn decide(visitor: &mut Visitor, facts: &Facts, screen: &Page, decision: &str) {
    let href = link_to(&screen.body, "/device").map(|_| text_of(&screen.body, "user-code"));
    let code = href.flatten().expect("a code on the screen");
    let page = get(visitor, &facts.pool(&format!("/device?user_code={code}"))).await;
    let user = [("username", &*facts.user.username), ("password", &*facts.user.password)];
    let page = submit(visitor, &page, "login-form", &user).await;
    let done = visitor.press(&page, "device-confirm-form", ("decision", decision)).await;
    assert!(done.expect("an answer").status.is_success() || decision == "deny");
}

#[tokio::test]
async fn a_television_waits_until_somebody_lets_it_in() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut television = Visitor::new(facts.port());
    let screen = switched_on(&mut television, facts).await;
    let waiting = get(&mut television, &sample(facts, "device/poll")).await;
    told(&waiting, &["It has asked 1 time.", "authorization_pending"]);
    let hasty = get(&mut television, &sample(facts, "device/poll")).await;
    told(&hasty, &["slow_down", "It asks again in 10 seconds"]);
    decide(&mut Visitor::new(facts.port()), facts, &screen, "allow").await;
    let page = get(&mut television, &sample(facts, "device/poll")).await;
    assert!(has(&page, "signed-in"), "{}", page.body);
    assert!(text_of(&page.body, "claims").expect("claims").contains("demo"));
}

#[tokio::test]
async fn a_television_that_is_turned_away_says_so() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut television = Visitor::new(facts.port());
    let screen = switched_on(&mut television, facts).await;
    decide(&mut Visitor::new(facts.port()), facts, &screen, "deny").await;
    let page = get(&mut television, &sample(facts, "device/poll")).await;
    told(&page, &["id=\"error\"", "access_denied", "id=\"begin-form\""]);
}

/// The address that the sign-out page loads in a frame.
fn frame_of(page: &Page) -> String {
    let (_, rest) = page.body.split_once("<iframe").expect("a frame");
    let (_, rest) = rest.split_once("src=\"").expect("its address");
    rest.split('"').next().unwrap_or_default().replace("&#38;", "&")
}

#[tokio::test]
async fn an_application_is_told_of_a_sign_out_by_both_channels() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    sign_in(&mut visitor, facts, "sign-out").await;
    let leaving = get(&mut visitor, &sample(facts, "sign-out/logout")).await;
    let framed = get(&mut visitor, &frame_of(&leaving)).await;
    assert_eq!(framed.status, StatusCode::OK);
    let policy = framed.headers["content-security-policy"].to_str().expect("a policy");
    assert!(policy.contains("frame-ancestors 'self' http://localhost:"), "{policy}");
    let onward = link_to(&leaving.body, "/samples/sign-out").expect("the way back");
    let home = get(&mut visitor, &onward.replace("&#38;", "&")).await;
    told(&home, &["id=\"signed-out\"", "id_token_hint=ey", "(front channel)"]);
    poll("word by the back channel", async || {
        let page = get(&mut visitor.clone(), &sample(facts, "sign-out")).await;
        page.body.contains("(back channel)").then_some(())
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_provider_ends_a_visit() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let page = sign_in(&mut visitor, facts, "sign-out").await;
    let http = http_client(facts.port());
    let id_token = raw_token(&page, "id_token");
    for token in ["", "abc", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", &id_token] {
        let form = [("logout_token", token)];
        let sent = http.post(sample(facts, "sign-out/back-channel")).form(&form).send().await;
        assert_eq!(sent.expect("an answer").status(), StatusCode::BAD_REQUEST, "{token}");
    }
    let session = claim(&id_token, "sid");
    let other = format!(
        "{}?iss=https://evil.example&sid={session}",
        sample(facts, "sign-out/front-channel")
    );
    get(&mut visitor, &other).await;
    let page = get(&mut visitor, &sample(facts, "sign-out")).await;
    assert!(has(&page, "signed-in"), "{}", page.body);
}

/// A token as the answer on the page has it.
fn raw_token(page: &Page, name: &str) -> String {
    let body = page.body.replace("&#34;", "\"");
    let (_, rest) = body.split_once(&format!("\"{name}\": \"")).expect("the token");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn claim(token: &str, name: &str) -> String {
    let claims: Value = crate::support::claims(token);
    claims[name].as_str().expect("the claim").to_owned()
}

#[tokio::test]
async fn the_overview_leads_to_every_sample_and_each_answers() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let mut visitor = Visitor::new(facts.port());
    let overview = get(&mut visitor, &format!("{}/dev", facts.base_url)).await;
    let links: Vec<&str> = overview.body.split("href=\"/samples/").skip(1).collect();
    assert!(links.len() >= 13, "{}", overview.body);
    for link in links {
        let path = link.split('"').next().expect("an address");
        let page = get(&mut visitor, &sample(facts, path)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let policy = page.headers["content-security-policy"].to_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
}
