//! The gallery of development as tests walk through it: every state of every hosted page.

use super::chromium::Chromium;
use crate::process::server::Facts;
use crate::process::visitor::Visitor;

/// The made-up language in which every word is nearly half as long again.
pub const LONGER: &str = "en-XA";

/// Fewer states than this are no gallery.
const FEWEST_STATES: usize = 150;

/// One state of one page, in one language.
pub struct State {
    /// `page/state`.
    pub name: String,
    pub url: String,
}

/// Every state that the gallery's index names in this language.
pub async fn states(facts: &Facts, language: &str) -> Vec<State> {
    let index = format!("{}/dev/gallery", facts.base_url);
    let page = Visitor::new(facts.port()).get(&index).await.expect("the gallery answers");
    let ending = format!("?lang={language}");
    let addresses = page.body.split("href=\"/dev/gallery/").skip(1);
    let names = addresses
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|address| address.strip_suffix(&ending));
    let states: Vec<State> = names
        .map(|name| State { name: name.to_owned(), url: format!("{index}/{name}{ending}") })
        .collect();
    assert!(states.len() > FEWEST_STATES, "{} states in {language}", states.len());
    states
}

/// What is found on each state in this language, with the state's name before it.
pub async fn findings(
    chromium: &Chromium,
    facts: &Facts,
    language: &str,
    mut look: impl AsyncFnMut(&Chromium) -> Vec<String>,
) -> Vec<String> {
    let mut findings = Vec::new();
    for state in states(facts, language).await {
        chromium.goto(&state.url).await;
        let found = look(chromium).await;
        findings.extend(found.into_iter().map(|one| format!("{} ({language}): {one}", state.name)));
    }
    findings
}

/// Panics with all of them at once.
pub fn assert_none(rule: &str, findings: &[String]) {
    let count = findings.len();
    assert!(findings.is_empty(), "{rule}: {count} findings\n  {}\n", findings.join("\n  "));
}
