//! The sample applications in a real Chromium: those that are scripts, the form that sends itself, and
//! the television, which needs no script at all.

use fantoccini::Locator;

use super::chromium::Chromium;
use super::gallery::assert_none;
use super::journeys::{assert_signed_in, sign_in};
use super::reflow;
use crate::process::journey::mailed_code;
use crate::process::server::{Facts, Folder, Server};
use crate::process::visitor::{Visitor, poll};

/// Widths of windows from a small telephone to a desk, in CSS pixels.
const WIDTHS: [u32; 3] = [320, 768, 1280];

/// Fewer pages than these would leave samples out.
const MANY_PAGES: usize = 16;

fn sample(facts: &Facts, path: &str) -> String {
    format!("{}/samples/{path}", facts.base_url)
}

/// From the sample's button through the sign-in page to the sample.
async fn sign_in_at(chromium: &Chromium, facts: &Facts, path: &str) {
    chromium.goto(&sample(facts, path)).await;
    chromium.click("#sign-in").await;
    sign_in(chromium, &facts.user.username, &facts.user.password).await;
    chromium.wait_for("#signed-in").await;
}

/// The address bar holds neither a code nor a token.
async fn assert_clean_address(chromium: &Chromium) {
    let url = chromium.page.current_url().await.expect("an address");
    assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_single_page_application_redeems_its_code() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    for path in ["pkce", "hybrid"] {
        let chromium = Chromium::open().await;
        sign_in_at(&chromium, facts, path).await;
        assert_signed_in(&chromium, facts, &facts.user.username).await;
        let steps = chromium.text("#steps").await;
        assert!(steps.contains("code_verifier=") && steps.contains("200"), "{steps}");
        assert_clean_address(&chromium).await;
        chromium.assert_no_violations().await;
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn an_answer_in_a_form_sends_itself() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    sign_in_at(&chromium, facts, "form-post").await;
    let steps = chromium.text("#exchanges").await;
    assert!(steps.contains("POST /samples/form-post/callback"), "{steps}");
    assert_clean_address(&chromium).await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_television_is_let_in_from_another_browser() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let television = Chromium::open().await;
    television.goto(&sample(facts, "device")).await;
    television.click("#begin").await;
    television.wait_for("svg.qr").await;
    let link = television.page.find(Locator::Css("#verification-uri-complete")).await;
    let link = link.expect("a link").attr("href").await.expect("it is read").expect("an address");

    let telephone = Chromium::open().await;
    telephone.goto(&link).await;
    sign_in(&telephone, &facts.user.username, &facts.user.password).await;
    telephone.click("#allow").await;
    telephone.wait_for("#device-done").await;

    // It asks again by itself.
    television.wait_for("#signed-in").await;
    assert!(television.text("#claims").await.contains(&facts.issuer));
    television.assert_no_violations().await;
    telephone.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn a_window_notices_that_the_person_has_signed_out_elsewhere() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    sign_in_at(&chromium, facts, "session").await;
    let says = async |word: &str| {
        poll("the frame's word", async || {
            (chromium.text("#session-status").await == word).then_some(())
        })
        .await;
    };
    says("unchanged").await;
    let watching = chromium.page.window().await.expect("a window");
    let other = chromium.page.new_window(true).await.expect("another window");
    chromium.page.switch_to_window(other.handle).await.expect("it is there");
    chromium.goto(&facts.pool("/logout")).await;
    chromium.fill_in("logout-form", &[]).await;
    chromium.page.switch_to_window(watching).await.expect("it is there");
    says("changed").await;
    chromium.assert_no_violations().await;
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn the_front_channel_reaches_the_application_through_the_browser() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    sign_in_at(&chromium, facts, "sign-out").await;
    chromium.click("#sign-out").await;
    chromium.wait_for("#exchanges").await;
    chromium.wait_for("#signed-out").await;
    let steps = chromium.text("#exchanges").await;
    assert!(steps.contains("(front channel)"), "{steps}");
    chromium.assert_no_violations().await;
}

/// The pages that are there in development only, with something on each.
pub(super) async fn pages_of_development(chromium: &Chromium, facts: &Facts) -> Vec<String> {
    sign_in_at(chromium, facts, "dpop").await;
    chromium.goto(&facts.samples.web).await;
    chromium.click("#sign-in").await;
    chromium.wait_for("#signed-in").await;
    chromium.goto(&sample(facts, "device")).await;
    chromium.click("#begin").await;
    chromium.wait_for("svg.qr").await;
    chromium.goto(&facts.pool("/forgotPassword")).await;
    chromium.fill_in("forgot-form", &[("username", &facts.user.username)]).await;
    chromium.wait_for("#reset-form").await;
    mailed_code(&Visitor::new(facts.port()), facts, "demo@example.test").await;

    let mut pages = Vec::new();
    for (index, links) in [
        ("/dev", "a[href^='/dev'], .tiles a[href^='/samples/']"),
        ("/dev/outbox", ".messages h2 a"),
    ] {
        chromium.goto(&format!("{}{index}", facts.base_url)).await;
        let script =
            format!("return [...document.querySelectorAll(\"{links}\")].map((link) => link.href)");
        pages.extend(chromium.list(&script).await);
    }
    pages.push(format!("{}/dev/gallery/no/such", facts.base_url));
    let asked =
        "response_type=code&client_id=demo-pool&code_challenge=a&code_challenge_method=S256";
    let base = &facts.base_url;
    pages.push(format!("{base}/dev/provider/authorize?{asked}&redirect_uri={base}"));
    pages.retain(|url| !url.ends_with(".json"));
    pages.sort();
    pages.dedup();
    assert!(pages.len() > MANY_PAGES, "{pages:?}");
    pages
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn the_pages_of_development_fit_every_window() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let facts = &server.facts;
    let chromium = Chromium::open().await;
    let mut found = Vec::new();
    for url in pages_of_development(&chromium, facts).await {
        chromium.goto(&url).await;
        for width in WIDTHS {
            chromium.resize(width, 800).await;
            let here = reflow::what_does_not_fit(&chromium).await;
            found.extend(here.into_iter().map(|one| format!("{url} at {width}: {one}")));
        }
    }
    assert_none("The pages of development fit every window", &found);
    chromium.assert_no_violations().await;
}
