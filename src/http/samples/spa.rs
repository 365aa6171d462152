//! Single-page applications, one script for all: by code with PKCE, hybrid or implicit, and one that
//! watches its session.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::Application;
use super::page::{Reach, page_within};

/// In what an application differs from the others.
struct Kind {
    path: &'static str,
    response_type: &'static str,
    /// Whether it asks the provider's frame about its session.
    watches: bool,
    /// What is worth a look, for whoever reads the page.
    look: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        path: "pkce",
        response_type: "code",
        watches: false,
        look: "A code comes back in the address, worth nothing without the verifier that this window keeps; the tokens never stand in an address.",
    },
    Kind {
        path: "session",
        response_type: "code",
        watches: true,
        look: "Sign in, leave this window open, and sign out in another: within seconds the frame of the provider says that the session has changed, and no request was made.",
    },
    Kind {
        path: "hybrid",
        response_type: "code id_token",
        watches: false,
        look: "The ID token comes with the code and names it (c_hash), so that the page knows the person and that the code was not exchanged, before it redeems it.",
    },
    Kind {
        path: "spa",
        response_type: "id_token token",
        watches: false,
        look: "Both tokens stand in the address bar for a moment, where they can leak: new applications use a code with PKCE instead.",
    },
];

#[derive(Template)]
#[template(path = "dev/samples/spa.html")]
struct SpaView<'a> {
    application: &'a Application,
    kind: &'a Kind,
    redirect_uri: String,
    logout_url: String,
}

impl SpaView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }
}

/// The page of such an application.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(application: Application) -> Router<S> {
    Router::new().route(&application.home(), get(home)).with_state(Arc::new(application))
}

/// `GET /samples/{path}`: the same page for everybody; the script does the rest.
async fn home(State(application): State<Arc<Application>>) -> Response {
    page_within(&view(&application), Reach::To(&application.issuer))
}

fn view(application: &Application) -> SpaView<'_> {
    let own = KINDS.iter().find(|kind| kind.path == application.sample.path);
    SpaView {
        application,
        kind: own.unwrap_or(&KINDS[0]),
        redirect_uri: application.address(&application.home()),
        logout_url: application.logout_url(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::application;

    #[test]
    fn the_page_tells_the_script_whom_to_ask_and_for_what() {
        for kind in &KINDS {
            let html = view(&application(kind.path)).render().expect("the page renders");
            assert!(html.contains(r#"data-issuer="http://localhost:9080/p""#), "{html}");
            let asks = format!(r#"data-response-type="{}""#, kind.response_type);
            assert!(html.contains(&asks), "{html}");
            assert_eq!(html.contains(r#"id="session-status""#), kind.watches);
            assert!(!html.contains("<script>") && !html.contains(" onclick"), "{html}");
        }
    }
}
