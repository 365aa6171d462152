//! A person whose browser is in process here, and over sockets at a provider.

use super::super::{Answer, Browser, ORIGIN, TestApp};
use crate::process::visitor::{Page, Visitor};

/// A person on the way to a provider and back.
#[derive(Clone)]
pub struct Traveller {
    /// Their browser here.
    pub here: Browser,
    /// The same browser there.
    pub there: Visitor,
}

impl Traveller {
    /// Somebody who was never here or there before.
    pub fn new(app: &TestApp) -> Self {
        Self { here: app.browser(), there: Visitor::new(0) }
    }

    /// Goes by a path of ours to a provider: the page there, or the answer that leads back at once.
    pub async fn leave(&mut self, path: &str) -> Page {
        let url = self.here.leave(path).await;
        self.there.follow(url.as_str(), None).await.expect("an answer")
    }

    /// Sends a form of a page there, filled in so, and goes on.
    pub async fn submit(&mut self, page: &Page, form: &str, values: &[(&str, &str)]) -> Page {
        let answer = self.there.submit(page, form, values).await.expect("an answer");
        self.there.follow_on(answer, None).await.expect("an answer")
    }

    /// Comes back to where the provider's answer leads.
    pub async fn come_back(&mut self, page: &Page) -> Answer {
        self.here.get(&home(page)).await
    }
}

/// The path of ours to which a provider's answer leads, with what it brings.
pub fn home(page: &Page) -> String {
    let location = page.location().unwrap_or_else(|| panic!("no way back: {page:?}"));
    location.as_str().strip_prefix(ORIGIN).expect("our own address").to_owned()
}
