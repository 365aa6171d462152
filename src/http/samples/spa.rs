//! `/samples/spa`: a single-page application that gets its tokens by the implicit grant.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use url::Url;

use super::{Samples, page_that_connects_to};

#[derive(Template)]
#[template(path = "dev/samples/spa.html")]
struct SpaView<'a> {
    issuer: &'a str,
    client_id: &'a str,
    redirect_uri: String,
    logout_url: String,
}

impl SpaView<'_> {
    fn section(&self) -> &'static str {
        "spa"
    }
}

/// `GET /samples/spa`: the same page for everybody; the script does the rest.
pub(super) async fn home(State(samples): State<Arc<Samples>>) -> Response {
    let clients = &samples.clients;
    let origin = Url::parse(&clients.issuer).map(|url| url.origin().ascii_serialization());
    let view = SpaView {
        issuer: &clients.issuer,
        client_id: &clients.spa,
        redirect_uri: clients.address("spa"),
        logout_url: clients.logout_url(&clients.spa, "spa"),
    };
    page_that_connects_to(&view, &origin.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_the_script_whom_to_ask() {
        let view = SpaView {
            issuer: "http://localhost:9080/p",
            client_id: "abc\"><script>",
            redirect_uri: "http://localhost:9080/samples/spa".to_owned(),
            logout_url: "http://localhost:9080/p/logout?client_id=abc".to_owned(),
        };
        let html = view.render().expect("the page renders");
        assert!(html.contains(r#"data-issuer="http://localhost:9080/p""#), "{html}");
        assert!(!html.contains("<script>") && !html.contains(" onclick"), "{html}");
    }
}
