//! `/login`: a person signs in with a password, and goes on to the application.

use axum::response::Response;

use super::views::{LoginView, SignedInView};
use super::{Refused, answer, error_of, notice, typed_name};
use crate::domain::messages;
use crate::domain::oauth::authorize::{self, AuthorizationRequest, AuthorizeFailure};
use crate::domain::sign_in::{self, SignedIn, Step};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth;
use crate::model::User;
use crate::model::password::Password;

/// Where the person is going.
enum Way {
    /// To no application.
    Nowhere,
    /// To the application that sent this request.
    Towards(Box<AuthorizationRequest>),
    /// Back, since the request is wrong.
    Back(Response),
}

/// Reads the authorization request in the query.
async fn way(visit: &Visit) -> Result<Way, PageError> {
    if visit.query.get("client_id").is_none() {
        return Ok(Way::Nowhere);
    }
    match authorize::check(&visit.cx, &visit.pool, &visit.query).await {
        Ok(request) => Ok(Way::Towards(Box::new(request))),
        Err(AuthorizeFailure::Page(error)) => Err(error.into()),
        Err(AuthorizeFailure::Reply(reply, error)) => {
            Ok(Way::Back(oauth::authorize::refuse(&reply, error)))
        }
    }
}

/// The sign-in page, or what is next for somebody who is signed in.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    let request = match way(&visit).await? {
        Way::Back(response) => return Ok(response),
        Way::Towards(request) => Some(request),
        Way::Nowhere => None,
    };
    let signed_in = browser.current(&visit.cx, &visit.pool).await?;
    match (signed_in, &request) {
        (Some((_, user)), None) => show_signed_in(&visit, &user),
        (Some(_), Some(_)) if !asks_again(&visit) => Ok(visit.onward("/oauth2/authorize", &[])),
        _ => show(&visit, request.as_deref(), login_hint(request.as_deref()), None),
    }
}

/// Whether the request may have come here although somebody is signed in: the authorization
/// endpoint would send it back.
fn asks_again(visit: &Visit) -> bool {
    ["prompt", "max_age", "id_token_hint"].iter().any(|name| visit.query.get(name).is_some())
}

fn login_hint(request: Option<&AuthorizationRequest>) -> String {
    request.and_then(|request| request.login_hint.clone()).unwrap_or_default()
}

/// A name and a password.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let request = match way(&visit).await? {
        Way::Back(response) => return Ok(response),
        Way::Towards(request) => Some(request),
        Way::Nowhere => None,
    };
    let name = typed_name(&visit, Some(&form));
    let again = |refused: Refused| show(&visit, request.as_deref(), name.clone(), Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    let (false, Some(password)) = (name.is_empty(), form.get("password")) else {
        return again(Refused::missing_field());
    };
    let client = request.as_deref().map(|request| request.client.as_ref());
    match sign_in::password(&visit.cx, &visit.pool, client, &name, Password::new(password)).await {
        Ok(Step::Done(signed_in)) => enter(&visit, &browser, request.as_deref(), *signed_in).await,
        Ok(Step::NeedsConfirmation { username }) => {
            Ok(visit.onward("/confirm", &[("username", &username)]))
        }
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

async fn enter(
    visit: &Visit,
    browser: &BrowserSession,
    request: Option<&AuthorizationRequest>,
    SignedIn { user, session }: SignedIn,
) -> Result<Response, PageError> {
    browser.begin(&visit.cx, &visit.pool, &session).await?;
    match request {
        Some(request) => {
            Ok(oauth::authorize::finish(&visit.cx, &visit.pool, request, &session, &user).await)
        }
        None => show_signed_in(visit, &user),
    }
}

fn show_signed_in(visit: &Visit, user: &User) -> Result<Response, PageError> {
    let username = messages::sign_in_name(&visit.pool, user).to_owned();
    visit.show(&SignedInView { frame: visit.frame(), username })
}

fn show(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    username: String,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let view = LoginView {
        frame: visit.frame(),
        username,
        error: error_of(&refused),
        notice: notice(visit).filter(|_| refused.is_none()),
        can_sign_up: visit.settings().self_sign_up,
        can_recover: true,
    };
    let form_action = request.map(AuthorizationRequest::form_action_source).unwrap_or_default();
    let page = visit.show_towards(&view, &form_action)?;
    Ok(answer(page, refused))
}
