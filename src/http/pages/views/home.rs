//! The page at the root of a pool.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// Names the pool and says what it is.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/home.html")]
pub struct HomeView {
    /// The surroundings.
    pub frame: Frame,
    /// The address of the discovery document.
    pub discovery_url: String,
}

impl HomeView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, HomeView)> {
        let frame = Frame { application: None, query: String::new(), ..Frame::sample(locale) };
        let discovery_url = format!("{}/.well-known/openid-configuration", frame.base);
        vec![("default", HomeView { frame, discovery_url })]
    }
}

impl Page for HomeView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/"
    }

    fn heading(&self) -> String {
        self.frame.t1("home-title", "pool", &self.frame.pool_name)
    }

    fn title(&self) -> String {
        self.heading()
    }
}
