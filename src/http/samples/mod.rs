//! Three sample applications as a stranger would write them: they know an issuer and their own
//! credentials, and meet Gatehouse over HTTP only.

mod fetch;
mod jwt;
mod machine;
mod relying_party;
mod spa;
mod web;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use moka::sync::Cache;

use fetch::Http;

/// What the samples were told when they were registered.
#[derive(Debug, Clone)]
pub struct SampleClients {
    /// Where the samples themselves are served, without a slash at the end.
    pub base_url: String,
    /// The issuer that they trust.
    pub issuer: String,
    /// The web application.
    pub web: Credentials,
    /// The client id of the single-page application.
    pub spa: String,
    /// The machine.
    pub machine: Credentials,
}

/// The credentials of a confidential client.
#[derive(Clone)]
pub struct Credentials {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: String,
}

/// A secret reaches no log.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the samples share: credentials, an HTTP client, and the web application's visits.
struct Samples {
    clients: SampleClients,
    http: Http,
    visits: Cache<String, Arc<web::Visit>>,
}

/// The samples; to be served in development only.
pub fn router<S: Clone + Send + Sync + 'static>(clients: SampleClients) -> Router<S> {
    let samples = Samples { clients, http: Http::new(), visits: web::visits() };
    Router::new()
        .route("/samples/web", get(web::home))
        .route("/samples/web/login", get(web::login))
        .route("/samples/web/callback", get(web::callback))
        .route("/samples/web/refresh", post(web::refresh))
        .route("/samples/web/logout", get(web::logout))
        .route("/samples/spa", get(spa::home))
        .route("/samples/machine", get(machine::home).post(machine::call))
        .with_state(Arc::new(samples))
}

impl SampleClients {
    /// The address of a page of the samples.
    fn address(&self, path: &str) -> String {
        format!("{}/samples/{path}", self.base_url)
    }

    /// Where the browser signs out of the pool, and then comes back to `path`.
    fn logout_url(&self, client_id: &str, path: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", client_id)
            .append_pair("logout_uri", &self.address(path))
            .finish();
        format!("{}/logout?{query}", self.issuer)
    }
}

/// What went wrong, in words for the developer who reads the page.
#[derive(Debug)]
struct Fault(String);

impl Fault {
    /// An error with all its causes.
    fn caused(what: &str, error: &dyn std::error::Error) -> Self {
        let mut text = format!("{what}: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self(text)
    }
}

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'";

/// A rendered page with its headers.
fn page(view: &impl Template) -> Response {
    page_that_connects_to(view, "")
}

/// A rendered page whose script may also ask another origin.
fn page_that_connects_to(view: &impl Template, origin: &str) -> Response {
    let policy = HeaderValue::try_from(format!("{POLICY} {origin}"));
    let (Ok(html), Ok(policy)) = (view.render(), policy) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(html)).into_response()
}
