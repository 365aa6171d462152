//! `/device`: a person types the code that a device shows, signs in, and lets the device in or does
//! not (RFC 8628 section 3.3).

use axum::response::Response;

use super::views::{DeviceConfirmView, DeviceDoneView, DeviceOutcome, DeviceView, FormError};
use super::{Refused, answer, error_of, permissions, provenance};
use crate::context::Context;
use crate::domain::federation::ways::{self, Ways};
use crate::domain::messages;
use crate::domain::oauth::device::UserCode;
use crate::domain::oauth::device::decision::{self, Decision, Waiting};
use crate::domain::oauth::interaction::AGAIN;
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::model::provider::OWN;
use crate::model::{Client, User};

/// The parameter and field that has the code (RFC 8628 section 3.3.1).
const CODE: &str = "user_code";

/// Whether whoever signs in on the way to no application came for a device: the one page besides
/// applications to which a sign-in leads back.
pub(super) fn is_next(visit: &Visit) -> bool {
    visit.query.get(CODE).is_some()
}

/// The page that asks for the code; with one in the query, the question that follows.
///
/// # Errors
/// When the database does not answer.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    match visit.query.get(CODE).map(str::to_owned) {
        Some(typed) => proceed(visit, &browser, &typed, None).await,
        None => ask_for_code(&visit, "", None),
    }
}

/// A code, or a code with the decision.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let typed = form.get(CODE).map(str::trim).unwrap_or_default();
    if !visit.csrf.accepts(&form) {
        return ask_for_code(&visit, typed, Some(Refused::form_expired()));
    }
    if typed.is_empty() {
        return ask_for_code(&visit, typed, Some(Refused::missing_field()));
    }
    let decision = match form.get("decision") {
        None => None,
        Some("allow") => Some(Decision::Allow),
        Some(_) => Some(Decision::Deny),
    };
    proceed(visit, &browser, typed, decision).await
}

/// From a code to the question, and from the decision to the end; by way of the sign-in page.
async fn proceed(
    visit: Visit,
    browser: &BrowserSession,
    typed: &str,
    decision: Option<Decision>,
) -> Result<Response, PageError> {
    let Ok(code) = typed.parse::<UserCode>() else {
        return ask_for_code(&visit, typed, Some(wrong_code()));
    };
    let (cx, pool) = (&visit.cx, &visit.pool);
    let Some((session, user)) = browser.current(cx, pool).await? else {
        return Ok(visit.afresh("/login", &[(CODE, &code.to_string())]));
    };
    let waiting = match decision::look_up(cx, pool, &user, &code).await {
        Ok(waiting) => waiting,
        Err(error) => return ask_for_code(&visit, typed, Some(refused(cx, error)?)),
    };
    if !ways::admits(pool, &waiting.client, &session) {
        return by_another_way(&visit, &waiting.client, &code);
    }
    let Some(decision) = decision else { return confirm(visit, &code, &user, waiting) };
    match decision::decide(cx, pool, waiting, (session, user), decision).await {
        Ok(()) => done(&visit, decision),
        Err(error) => ask_for_code(&visit, typed, Some(refused(cx, error)?)),
    }
}

/// To the sign-in page, for somebody who has signed in by a way that the client does not take; straight
/// to its one way, where it takes no other.
fn by_another_way(visit: &Visit, client: &Client, code: &UserCode) -> Result<Response, PageError> {
    let (code, ways) = (code.to_string(), Ways::of(&visit.pool, Some(client), None));
    let mut query = vec![(AGAIN, "1"), (CODE, code.as_str())];
    let only = match ways.providers.as_slice() {
        [] if !ways.own => return ask_for_code(visit, &code, Some(Refused::not_allowed())),
        [] => Some(OWN),
        [only] if !ways.own => Some(only.name.as_str()),
        _ => None,
    };
    query.extend(only.map(|name| ("identity_provider", name)));
    Ok(visit.afresh("/login", &query))
}

fn wrong_code() -> Refused {
    Refused { error: Some(FormError::WrongUserCode), ..Refused::wrong_fields() }
}

fn refused(cx: &Context, error: Error) -> Result<Refused, PageError> {
    match error.refusal() {
        Refusal::CodeMismatch => Ok(wrong_code()),
        _ => Refused::by(cx, error),
    }
}

fn ask_for_code(
    visit: &Visit,
    typed: &str,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let page = visit.show(&DeviceView {
        frame: visit.frame(),
        user_code: typed.to_owned(),
        error: error_of(&refused),
    })?;
    Ok(answer(page, refused))
}

/// The question, with a link for somebody else that leads back to it.
fn confirm(
    visit: Visit,
    code: &UserCode,
    user: &User,
    waiting: Waiting,
) -> Result<Response, PageError> {
    let query = visit.query.with(CODE, &code.to_string());
    let mut visit = visit.with_query(query);
    let (provenance, resources) = (provenance(&waiting.client), waiting.resources().to_vec());
    visit.client = Some(waiting.client);
    visit.show(&DeviceConfirmView {
        username: messages::sign_in_name(&visit.pool, user).to_owned(),
        other_account: visit.link_to_other_account(),
        user_code: code.to_string(),
        provenance,
        scopes: permissions(&visit, &waiting.scopes),
        resources,
        error: None,
        frame: visit.frame(),
    })
}

fn done(visit: &Visit, decision: Decision) -> Result<Response, PageError> {
    let outcome = match decision {
        Decision::Allow => DeviceOutcome::Allowed,
        Decision::Deny => DeviceOutcome::Denied,
    };
    visit.show(&DeviceDoneView { frame: visit.frame(), outcome })
}
