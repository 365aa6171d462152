//! Tries cases: what is right first, the attack, what it has changed, and what is right afterwards.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::ledger::Ledger;
use super::outcome;
use super::page::{Case, Page, Request, of_class};
use super::scene::{ORIGIN, Scene, Stage};
use crate::support::{Answer, Browser, TestApp, form};

/// How much of an answer a failure shows, in bytes.
const SHOWN: usize = 600;

/// Tries every case of a class, and tells all that failed at once.
pub async fn class(app: &TestApp, class: &str) {
    let mut failures = Vec::new();
    for page in of_class(class) {
        if page.production {
            let node = app.second_node(|config| {
                config.outbound.allow_http = false;
                config.outbound.allowed_private_ranges.clear();
            });
            cases(&node.await, &page, &mut failures).await;
        } else {
            cases(app, &page, &mut failures).await;
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

async fn cases(app: &TestApp, page: &Page, failures: &mut Vec<String>) {
    let stage = Stage::build(app, page).await;
    for case in &page.cases {
        for (variant, case) in case.variants() {
            if let Err(why) = attempt(&stage, &case).await {
                failures.push(format!("{}: {} {variant}\n    {why}", page.name, case.title));
            }
        }
    }
}

async fn attempt(stage: &Stage<'_>, case: &Case) -> Result<(), String> {
    let mut scene = Scene::new(stage);
    for name in &case.first {
        right(&mut scene, stage.page, name, None).await?;
    }
    scene.app.advance(Duration::from_secs(case.wait));
    attack(&mut scene, stage, case).await?;
    let own = vec![case.of.clone()];
    for step in case.then.as_ref().unwrap_or(&own) {
        let (name, answer) = step
            .split_once(": ")
            .map_or((step.as_str(), None), |(name, answer)| (name, Some(answer)));
        right(&mut scene, stage.page, name, answer)
            .await
            .map_err(|why| format!("afterwards: {why}"))?;
    }
    Ok(())
}

/// Makes the attack, and compares the answer and the ledger with what is expected.
async fn attack(scene: &mut Scene<'_>, stage: &Stage<'_>, case: &Case) -> Result<(), String> {
    let changed = case.change(named(stage.page, &case.of));
    scene.forged.clone_from(&case.jwt);
    if !case.replay {
        scene.forget_jwts();
    }
    let ready = Ready::of(scene, &changed).await;
    scene.forged.clear();
    let before = Ledger::read(&scene.app.app.config).await;
    let answer = ready.send(scene).await;
    let changes = before.changes(&Ledger::read(&scene.app.app.config).await);
    compare(scene, &answer, &case.answer).await?;
    if changes != case.changes {
        return Err(format!("{changes:?} changed: {}", shown(&answer)));
    }
    if stage.is_trapped() {
        return Err("the server was made to call this machine".into());
    }
    never(scene, &answer, case).await
}

/// Looks for what may stand neither in the answer nor in the mail that it has caused.
async fn never(scene: &mut Scene<'_>, answer: &Answer, case: &Case) -> Result<(), String> {
    let mut texts = format!("{:?} {}", answer.headers, answer.body);
    if case.changes.iter().any(|entry| entry == "jobs") {
        let mail = scene.app.mail("demo@example.test").await;
        let newest = mail.first().ok_or("no mail was sent")?;
        texts.push_str(&format!("{} {} {:?}", newest.text, newest.html, newest.links));
    }
    for text in &case.never {
        if texts.contains(text.as_str()) {
            return Err(format!("{text} stands in {texts}"));
        }
    }
    Ok(())
}

/// Sends a right request, which has its own answer unless another is named.
async fn right(
    scene: &mut Scene<'_>,
    page: &Page,
    name: &str,
    answer: Option<&str>,
) -> Result<(), String> {
    let request = named(page, name);
    scene.forget_jwts();
    let ready = Ready::of(scene, request).await;
    let got = ready.send(scene).await;
    if let Ok(json) = serde_json::from_str(&got.body) {
        scene.answers.insert(name.to_owned(), json);
    }
    let expected = answer.unwrap_or(&request.answer);
    compare(scene, &got, expected).await.map_err(|why| format!("{name}: {why}"))
}

fn named<'p>(page: &'p Page, name: &str) -> &'p Request {
    page.right.get(name).unwrap_or_else(|| panic!("{}: no request is called {name}", page.name))
}

async fn compare(scene: &mut Scene<'_>, answer: &Answer, expected: &str) -> Result<(), String> {
    let expected = scene.fill(expected).await;
    let got = outcome::of(scene.app, answer);
    if got != expected {
        return Err(format!("expected {expected}, got {got}: {}", shown(answer)));
    }
    outcome::fault(scene.app, answer)
        .map_or(Ok(()), |fault| Err(format!("{fault}: {}", shown(answer))))
}

fn shown(answer: &Answer) -> String {
    let text = format!("{} {:?} {}", answer.at, answer.headers, answer.body);
    text[..text.floor_char_boundary(SHOWN)].to_owned()
}

/// A request with all placeholders filled in.
struct Ready {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    pairs: Vec<(String, String)>,
    json: Option<String>,
    form: Option<String>,
    signed_in: bool,
}

impl Ready {
    async fn of(scene: &mut Scene<'_>, request: &Request) -> Self {
        if request.signed_in {
            scene.sign_in().await;
        }
        let line = scene.fill(&request.request).await;
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let mut headers = pairs(scene, &request.headers, ": ").await;
        if let Some(client) = &request.client {
            let credentials = scene.fill(&format!("{{{client}}}:{{{client}_secret}}")).await;
            headers.push((
                header::AUTHORIZATION.to_string(),
                format!("Basic {}", STANDARD.encode(credentials)),
            ));
        }
        let json = match &request.json {
            Some(members) => Some(scene.fill_json(&members.clone().into()).await.to_string()),
            None => None,
        };
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            pairs: pairs(scene, &request.parameters, "=").await,
            json,
            form: request.form.clone(),
            signed_in: request.signed_in,
        }
    }

    async fn send(self, scene: &mut Scene<'_>) -> Answer {
        let mut fresh = scene.app.browser();
        let browser = if self.signed_in { &mut scene.browser } else { &mut fresh };
        let host = browser.host.clone();
        let answer = self.send_by(browser).await;
        browser.host = host;
        answer
    }

    async fn send_by(mut self, browser: &mut Browser) -> Answer {
        let has =
            |headers: &[(String, String)], name: &str| headers.iter().any(|(own, _)| own == name);
        if let Some(id) = self.form.take() {
            let page = browser.get(&self.path).await;
            let fields = page.form(&id).fields;
            let left = fields
                .into_iter()
                .filter(|(name, _)| self.pairs.iter().all(|(own, _)| own != name));
            self.pairs = left.chain(self.pairs.clone()).filter(|(_, value)| value != "-").collect();
            if !has(&self.headers, "origin") {
                self.headers.push(("origin".into(), ORIGIN.into()));
            }
        }
        let pairs: Vec<(&str, &str)> =
            self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut path = self.path;
        let mut body = Body::empty();
        if let Some(json) = self.json {
            self.headers.push((header::CONTENT_TYPE.to_string(), "application/json".into()));
            body = json.into();
        } else if self.method == "GET" && !pairs.is_empty() {
            path = format!("{path}?{}", form(&pairs));
        } else if self.method == "POST" {
            let kind = "application/x-www-form-urlencoded";
            self.headers.push((header::CONTENT_TYPE.to_string(), kind.into()));
            body = form(&pairs).into();
        }
        let mut request = HttpRequest::builder().method(self.method.as_str()).uri(&path);
        for (name, value) in self.headers {
            if name == "host" {
                browser.host = value;
            } else {
                request = request.header(name, value);
            }
        }
        browser.send(&path, request, body).await
    }
}

async fn pairs(scene: &mut Scene<'_>, texts: &[String], separator: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for text in texts {
        let (name, value) = text.split_once(separator).unwrap_or_else(|| panic!("no pair: {text}"));
        pairs.push((name.to_owned(), scene.fill(value).await));
    }
    pairs
}
