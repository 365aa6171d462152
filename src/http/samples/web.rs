//! `/samples/web`: a web application that signs people in by redirect and keeps their tokens to itself.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::page::page;
use super::relying_party::{self, SignedIn, Started};
use super::visits::Visits;
use super::{Application, Fault};

/// What the application knows of a browser.
enum Visit {
    /// It was sent away to sign in.
    Started(Started),
    /// It came back with somebody.
    SignedIn(Box<SignedIn>),
}

/// The application and those who visit it.
struct Site {
    application: Application,
    visits: Visits<Visit>,
}

#[derive(Template)]
#[template(path = "dev/samples/web.html")]
struct WebView<'a> {
    application: &'a Application,
    signed_in: Option<&'a SignedIn>,
    error: Option<String>,
}

impl WebView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }
}

/// The pages of the application.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(application: Application) -> Router<S> {
    let routes = Router::new()
        .route(&application.home(), get(home))
        .route(&application.path("login"), get(login))
        .route(&application.path("callback"), get(callback))
        .route(&application.path("refresh"), post(refresh))
        .route(&application.path("logout"), get(logout));
    let visits = Visits::of(&application);
    routes.with_state(Arc::new(Site { application, visits }))
}

/// `GET /samples/web`.
async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visits.find(&headers);
    let signed_in = match visit.as_deref() {
        Some(Visit::SignedIn(signed_in)) => Some(signed_in.as_ref()),
        _ => None,
    };
    page(&WebView { application: &site.application, signed_in, error: None })
}

/// `GET /samples/web/login`: sends the browser to the provider.
async fn login(State(site): State<Arc<Site>>) -> Response {
    match relying_party::begin(&site.application).await {
        Ok((url, started)) => {
            (site.visits.begin(Visit::Started(started)), Redirect::to(&url)).into_response()
        }
        Err(fault) => failed(&site, fault),
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
async fn callback(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    match finish(&site, &headers, answer).await {
        Ok(signed_in) => {
            let visit = Visit::SignedIn(Box::new(signed_in));
            (site.visits.begin(visit), Redirect::to(&site.application.home())).into_response()
        }
        Err(fault) => failed(&site, fault),
    }
}

async fn finish(site: &Site, headers: &HeaderMap, answer: Answer) -> Result<SignedIn, Fault> {
    let visit = site.visits.take(headers); // an answer is looked at once
    let Some(Visit::Started(started)) = visit.as_deref() else {
        return Err(Fault("this browser has not begun to sign in, or took too long".to_owned()));
    };
    if answer.state.as_deref() != Some(started.state.as_str()) {
        return Err(Fault("the answer belongs to another sign-in (state)".to_owned()));
    }
    if answer.iss.is_some_and(|issuer| issuer != site.application.issuer) {
        return Err(Fault("the answer comes from another provider (iss)".to_owned()));
    }
    if let Some(error) = answer.error {
        let description = answer.error_description.unwrap_or_default();
        return Err(Fault(format!("the provider answered {error} {description}")));
    }
    let code = answer.code.ok_or_else(|| Fault("the answer has no code".to_owned()))?;
    relying_party::finish(&site.application, started, code).await
}

/// `POST /samples/web/refresh`; the cookie is `SameSite`, so that no other site can ask for it.
async fn refresh(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let home = site.application.home();
    let visit = site.visits.find(&headers);
    let Some(Visit::SignedIn(before)) = visit.as_deref() else {
        return Redirect::to(&home).into_response();
    };
    match relying_party::refresh(&site.application, before).await {
        Ok(renewed) => {
            site.visits.replace(&headers, Visit::SignedIn(Box::new(renewed)));
            Redirect::to(&home).into_response()
        }
        Err(fault) => failed(&site, fault),
    }
}

/// `GET /samples/web/logout`: ends the visit here, then the session at the provider.
async fn logout(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.visits.take(&headers);
    (site.visits.forget(), Redirect::to(&site.application.logout_url())).into_response()
}

fn failed(site: &Site, Fault(error): Fault) -> Response {
    page(&WebView { application: &site.application, signed_in: None, error: Some(error) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::application;

    #[test]
    fn what_the_provider_says_cannot_become_markup() {
        let error = Some("<script>alert(1)</script>".to_owned());
        let view = WebView { application: &application("web"), signed_in: None, error };
        let html = view.render().expect("the page renders");
        assert!(!html.contains("<script>") && html.contains(r#"id="sign-in""#), "{html}");
    }
}
