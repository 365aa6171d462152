//! The page that tells the applications of a session that it has ended, and goes on.

use askama::Template;

use super::{Frame, Page};
use crate::words::Locale;

/// How long a browser without scripts waits for the applications, in seconds; the script waits no
/// longer than that either.
const WAIT: u32 = 3;

/// Loads each application's address in a frame (OpenID Connect Front-Channel Logout 1.0 section 3)
/// and then follows the link `continue`. The frames are not sandboxed, since the applications'
/// pages need their cookies; the policy of the page must let `frame-src` reach them.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signing_out.html")]
pub struct SigningOutView {
    /// The surroundings.
    pub frame: Frame,
    /// The applications' addresses (`frontchannel_logout_uri` with `iss` and `sid`).
    pub frames: Vec<String>,
    /// Where the browser goes on: a registered address (`post_logout_redirect_uri` with `state`).
    pub next: String,
}

impl SigningOutView {
    fn wait(&self) -> u32 {
        WAIT
    }

    /// The states for the gallery, which go on to nowhere.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SigningOutView)> {
        let view = |frames: &[&str]| SigningOutView {
            frame: Frame::sample(locale),
            frames: frames.iter().map(|address| (*address).to_owned()).collect(),
            next: "#continue".to_owned(),
        };
        let addresses = ["https://planner.example/out?sid=1", "https://orders.example/out?sid=1"];
        vec![("default", view(&addresses))]
    }
}

impl Page for SigningOutView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t("signing-out-title")
    }
}
