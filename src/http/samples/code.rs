//! Applications on a server that sign people in by code and PKCE, each in another way: the answer in a
//! form, the request pushed or signed, the tokens bound to a key, word of each sign-out.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::exchange::{Exchange, Wire, pairs};
use super::page::page;
use super::sign_out::{self, Notices};
use super::visits::Visits;
use super::{Application, Fault};
use flow::{Flow, SignedIn, Started};

mod flow;

/// What the application knows of a browser.
enum Visit {
    /// It was sent away to sign in.
    Started(Started),
    /// It came back; with nobody where something went wrong on the way.
    Back(Result<SignedIn, Fault>, Vec<Exchange>),
    /// It was sent away to sign out of that session.
    Left(String, Vec<Exchange>),
}

/// One such application.
pub(super) struct Site {
    pub(super) application: Application,
    flow: &'static Flow,
    visits: Visits<Visit>,
    pub(super) notices: Notices,
}

#[derive(Template)]
#[template(path = "dev/samples/code.html")]
struct CodeView<'v> {
    application: &'v Application,
    flow: &'v Flow,
    person: Option<&'v SignedIn>,
    error: Option<&'v str>,
    has_left: bool,
    exchanges: Vec<Exchange>,
}

impl CodeView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }
}

/// The pages of such an application.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(application: Application) -> Router<S> {
    let Some(flow) = Flow::of(application.sample.path) else { return Router::new() };
    let mut routes = Router::new()
        .route(&application.home(), get(home))
        .route(&application.path("login"), get(login))
        .route(&application.path("callback"), get(callback_query).post(callback_form))
        .route(&application.path("logout"), get(logout));
    if flow.is_told {
        routes = routes.merge(sign_out::pages(&application));
    }
    let visits = Visits::of(&application);
    routes.with_state(Arc::new(Site { application, flow, visits, notices: Notices::default() }))
}

/// `GET /samples/{path}`.
async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visits.find(&headers);
    let (back, session, mut exchanges) = match visit.as_deref() {
        Some(Visit::Back(back, exchanges)) => (Some(back), None, exchanges.clone()),
        Some(Visit::Left(session, exchanges)) => (None, Some(session.clone()), exchanges.clone()),
        _ => (None, None, Vec::new()),
    };
    let person = back.and_then(|back| back.as_ref().ok());
    let told = session.clone().or_else(|| person.map(SignedIn::session));
    let told = told.map(|session| site.notices.of(&session)).unwrap_or_default();
    let has_left = session.is_some() || !told.is_empty();
    exchanges.extend(told);
    page(&CodeView {
        application: &site.application,
        flow: site.flow,
        person: person.filter(|_| !has_left),
        error: back.and_then(|back| back.as_ref().err()).map(|Fault(error)| error.as_str()),
        has_left,
        exchanges,
    })
}

/// `GET /samples/{path}/login`: sends the browser to the provider.
async fn login(State(site): State<Arc<Site>>) -> Response {
    let mut wire = Wire::after(&site.application, Vec::new());
    match flow::begin(&site.application, site.flow, &mut wire).await {
        Ok((url, started)) => {
            (site.visits.begin(Visit::Started(started)), Redirect::to(&url)).into_response()
        }
        Err(fault) => back(&site, Err(fault), wire.exchanges),
    }
}

/// `GET /samples/{path}/callback`: the answer stands in the query.
async fn callback_query(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let line = format!("GET {}?{query}", site.application.path("callback"));
    callback(&site, &headers, line, pairs(query.as_bytes())).await
}

/// `POST /samples/{path}/callback`: the answer stands in a form.
async fn callback_form(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body);
    let line = format!("POST {}\n\n{text}", site.application.path("callback"));
    callback(&site, &headers, line, pairs(&body)).await
}

async fn callback(
    site: &Site,
    headers: &HeaderMap,
    line: String,
    answer: Vec<(String, String)>,
) -> Response {
    let visit = site.visits.take(headers); // an answer is looked at once
    let Some(Visit::Started(started)) = visit.as_deref() else {
        let fault = Fault::because("this browser has not begun to sign in, or took too long");
        return back(site, Err(fault), Vec::new());
    };
    let mut wire = Wire::after(&site.application, started.exchanges.clone());
    wire.keep(Exchange::brought("The browser brings the answer", line, &answer));
    let outcome = flow::finish(&site.application, started, &answer, &mut wire).await;
    back(site, outcome, wire.exchanges)
}

/// Shows what came of it under an address without parameters.
fn back(site: &Site, outcome: Result<SignedIn, Fault>, exchanges: Vec<Exchange>) -> Response {
    let cookie = site.visits.begin(Visit::Back(outcome, exchanges));
    (cookie, Redirect::to(&site.application.home())).into_response()
}

/// `GET /samples/{path}/logout`: ends the visit here, then the session at the provider.
async fn logout(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let home = site.application.home();
    let visit = site.visits.take(&headers);
    let Some(Visit::Back(Ok(person), _)) = visit.as_deref() else {
        return (site.visits.forget(), Redirect::to(&home)).into_response();
    };
    match sign_out::url(&site.application, &person.id_token).await {
        Ok(url) => {
            let sent = Exchange::sent_to("The browser is sent to sign out", &url);
            let left = Visit::Left(person.session(), vec![sent]);
            (site.visits.begin(left), Redirect::to(&url)).into_response()
        }
        Err(fault) => back(&site, Err(fault), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::application;

    #[test]
    fn what_the_provider_says_cannot_become_markup() {
        let evil = "<script>alert(1)</script>";
        let answer = [("state".to_owned(), evil.to_owned())];
        let view = CodeView {
            application: &application("par"),
            flow: Flow::of("par").expect("a flow"),
            person: None,
            error: Some(evil),
            has_left: false,
            exchanges: vec![Exchange::brought(evil, evil.to_owned(), &answer)],
        };
        let html = view.render().expect("the page renders");
        assert!(!html.contains("<script>") && html.contains(r#"id="sign-in""#), "{html}");
        assert!(html.contains(r#"href="/samples/par/login""#), "{html}");
    }
}
