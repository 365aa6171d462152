//! `/samples/web`: a web application that signs people in by redirect and keeps their tokens to itself.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use moka::sync::Cache;
use openidconnect::CsrfToken;
use serde::Deserialize;

use super::relying_party::{self, SignedIn, Started};
use super::{Fault, Samples, page};

const COOKIE: &str = "sample-web";
const HOME: &str = "/samples/web";

/// How long a visit is remembered, and how many are.
const VISIT_LIFETIME: Duration = Duration::from_secs(60 * 60);
const MOST_VISITS: u64 = 1_000;

/// The bytes of randomness in the name of a visit.
const NAME_BYTES: u32 = 32;

/// What the application knows of a browser.
pub(super) enum Visit {
    /// It was sent away to sign in.
    Started(Started),
    /// It came back with somebody.
    SignedIn(Box<SignedIn>),
}

/// Where visits are kept: in memory, by the value of the cookie.
pub(super) fn visits() -> Cache<String, Arc<Visit>> {
    Cache::builder().max_capacity(MOST_VISITS).time_to_live(VISIT_LIFETIME).build()
}

#[derive(Template)]
#[template(path = "dev/samples/web.html")]
struct WebView<'a> {
    issuer: &'a str,
    signed_in: Option<&'a SignedIn>,
    error: Option<String>,
}

impl WebView<'_> {
    fn section(&self) -> &'static str {
        "web"
    }
}

/// `GET /samples/web`.
pub(super) async fn home(State(samples): State<Arc<Samples>>, headers: HeaderMap) -> Response {
    let visit = cookie(&headers).and_then(|name| samples.visits.get(name));
    let signed_in = match visit.as_deref() {
        Some(Visit::SignedIn(signed_in)) => Some(signed_in.as_ref()),
        _ => None,
    };
    page(&WebView { issuer: &samples.clients.issuer, signed_in, error: None })
}

/// `GET /samples/web/login`: sends the browser to the provider.
pub(super) async fn login(State(samples): State<Arc<Samples>>) -> Response {
    match relying_party::begin(&samples).await {
        Ok((url, started)) => {
            (begin_visit(&samples, Visit::Started(started)), Redirect::to(&url)).into_response()
        }
        Err(fault) => failed(&samples, fault),
    }
}

/// What the provider sends back (RFC 6749 section 4.1.2, RFC 9207).
#[derive(Deserialize)]
pub(super) struct Answer {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// `GET /samples/web/callback`.
pub(super) async fn callback(
    State(samples): State<Arc<Samples>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    match finish(&samples, &headers, answer).await {
        // A name of its own for the signed-in visit: one that was planted before is worth nothing.
        Ok(signed_in) => {
            let visit = Visit::SignedIn(Box::new(signed_in));
            (begin_visit(&samples, visit), Redirect::to(HOME)).into_response()
        }
        Err(fault) => failed(&samples, fault),
    }
}

async fn finish(samples: &Samples, headers: &HeaderMap, answer: Answer) -> Result<SignedIn, Fault> {
    let name = cookie(headers).unwrap_or_default();
    let visit = samples.visits.get(name);
    let Some(Visit::Started(started)) = visit.as_deref() else {
        return Err(Fault("this browser has not begun to sign in, or took too long".to_owned()));
    };
    if answer.state.as_deref() != Some(started.state.as_str()) {
        return Err(Fault("the answer belongs to another sign-in (state)".to_owned()));
    }
    samples.visits.invalidate(name); // an answer is looked at once
    if answer.iss.is_some_and(|issuer| issuer != samples.clients.issuer) {
        return Err(Fault("the answer comes from another provider (iss)".to_owned()));
    }
    if let Some(error) = answer.error {
        let description = answer.error_description.unwrap_or_default();
        return Err(Fault(format!("the provider answered {error} {description}")));
    }
    let code = answer.code.ok_or_else(|| Fault("the answer has no code".to_owned()))?;
    relying_party::finish(samples, started, code).await
}

/// `POST /samples/web/refresh`; the cookie is `SameSite`, so that no other site can ask for it.
pub(super) async fn refresh(State(samples): State<Arc<Samples>>, headers: HeaderMap) -> Response {
    let Some(name) = cookie(&headers) else { return Redirect::to(HOME).into_response() };
    let visit = samples.visits.get(name);
    let Some(Visit::SignedIn(before)) = visit.as_deref() else {
        return Redirect::to(HOME).into_response();
    };
    match relying_party::refresh(&samples, before).await {
        Ok(renewed) => {
            samples.visits.insert(name.to_owned(), Arc::new(Visit::SignedIn(Box::new(renewed))));
            Redirect::to(HOME).into_response()
        }
        Err(fault) => failed(&samples, fault),
    }
}

/// `GET /samples/web/logout`: ends the visit here, then the session at the provider.
pub(super) async fn logout(State(samples): State<Arc<Samples>>, headers: HeaderMap) -> Response {
    if let Some(name) = cookie(&headers) {
        samples.visits.invalidate(name);
    }
    let gone = format!("{COOKIE}=; Path={HOME}; HttpOnly; SameSite=Lax; Max-Age=0");
    let url = samples.clients.logout_url(&samples.clients.web.id, "web");
    (AppendHeaders([(header::SET_COOKIE, gone)]), Redirect::to(&url)).into_response()
}

fn failed(samples: &Samples, Fault(error): Fault) -> Response {
    page(&WebView { issuer: &samples.clients.issuer, signed_in: None, error: Some(error) })
}

/// Remembers a visit under a name that only this browser learns.
fn begin_visit(samples: &Samples, visit: Visit) -> AppendHeaders<[(HeaderName, String); 1]> {
    let name = CsrfToken::new_random_len(NAME_BYTES).into_secret();
    let lifetime = VISIT_LIFETIME.as_secs();
    let cookie =
        format!("{COOKIE}={name}; Path={HOME}; HttpOnly; SameSite=Lax; Max-Age={lifetime}");
    samples.visits.insert(name, Arc::new(visit));
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// The value of the application's cookie.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).map(str::trim);
    pairs.find_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=1; sample-webs=2; sample-web=abc".parse().expect("a header"),
        );
        assert_eq!(cookie(&headers), Some("abc"));
        assert_eq!(cookie(&HeaderMap::new()), None);
    }

    #[test]
    fn what_the_provider_says_cannot_become_markup() {
        let error = Some("<script>alert(1)</script>".to_owned());
        let view = WebView { issuer: "http://localhost:9080/p", signed_in: None, error };
        let html = view.render().expect("the page renders");
        assert!(!html.contains("<script>") && html.contains(r#"id="sign-in""#), "{html}");
    }
}
