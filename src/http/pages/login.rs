//! `/login`: a person signs in with a password, and goes on to the application.

use axum::response::{IntoResponse, Response};

use super::views::{self, LoginView, SignedInView};
use super::{Refused, answer, device, error_of, notice, typed_name};
use crate::domain::messages;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::interaction::{AGAIN, Done, Interaction};
use crate::domain::sign_in::{self, SignedIn, Step, Way};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize::{self, Requested, Standing};
use crate::model::User;
use crate::model::password::Password;
use crate::model::session::Session;

/// Where the person is going.
pub(super) enum Route {
    /// To no application.
    Nowhere,
    /// To the application that sent this request.
    Towards(Box<AuthorizationRequest>),
    /// Back, since the request is wrong.
    Back(Response),
}

/// Reads the authorization request in the query.
pub(super) async fn route(visit: &Visit) -> Result<Route, PageError> {
    if visit.query.get("client_id").is_none() {
        return Ok(Route::Nowhere);
    }
    Ok(match authorize::request(visit).await? {
        Requested::Right(request) => Route::Towards(request),
        Requested::Wrong(response) => Route::Back(response),
    })
}

/// The sign-in page, or what is next for somebody who is signed in.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    let request = match route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    let signed_in = browser.current(&visit.cx, &visit.pool).await?;
    match (signed_in, &request) {
        (Some((_, user)), None) if !device::is_next(&visit) => show_signed_in(&visit, &user),
        (Some(_), None) if visit.query.get(AGAIN).is_none() => Ok(visit.afresh("/device", &[])),
        (Some(who), Some(request)) if visit.query.get(AGAIN).is_none() => {
            show_or_go_on(&visit, &browser, request, who).await
        }
        _ => show(&visit, request.as_deref(), login_hint(request.as_deref()), None),
    }
}

/// The page, where the request wants a sign-in although somebody is signed in; else whatever is next.
async fn show_or_go_on(
    visit: &Visit,
    browser: &BrowserSession,
    request: &AuthorizationRequest,
    (session, user): (Session, User),
) -> Result<Response, PageError> {
    let done = Done::read(&visit.cx, Some(&session), &visit.query);
    let standing = Standing::of(visit, request, Some((session, user)), done).await;
    match standing.next {
        Ok(Interaction::SignIn | Interaction::SignUp) => {
            show(visit, Some(request), login_hint(Some(request)), None)
        }
        _ => Ok(authorize::go_on(visit, browser, request, standing).await),
    }
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
    let request = match route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    let name = typed_name(&visit, Some(&form));
    let again = |refused: Refused| show(&visit, request.as_deref(), name.clone(), Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    let (false, Some(password)) = (name.is_empty(), form.get("password")) else {
        return again(Refused::missing_field());
    };
    let wanted = wanted(&visit, request.as_deref());
    let way = on_the_way(&visit, request.as_deref(), &wanted);
    match sign_in::password(&visit.cx, &way, &name, Password::new(password)).await {
        Ok(step) => follow(&visit, &browser, request.as_deref(), step).await,
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

/// The methods that the request needs: those of the level that it likes best.
pub(super) fn wanted(visit: &Visit, request: Option<&AuthorizationRequest>) -> Vec<String> {
    let wished = request.map(|request| request.wanted.acr.as_slice()).unwrap_or_default();
    visit.settings().methods_of(wished).to_vec()
}

/// On whose way the person signs in.
pub(super) fn on_the_way<'w>(
    visit: &'w Visit,
    request: Option<&'w AuthorizationRequest>,
    wanted: &'w [String],
) -> Way<'w> {
    Way { pool: &visit.pool, client: request.map(|request| request.client.as_ref()), wanted }
}

/// Goes where a step leads.
pub(super) async fn follow(
    visit: &Visit,
    browser: &BrowserSession,
    request: Option<&AuthorizationRequest>,
    step: Step,
) -> Result<Response, PageError> {
    match step {
        Step::Done(signed_in) => enter(visit, browser, request, *signed_in).await,
        Step::NeedsConfirmation { username } => {
            Ok(visit.onward("/confirm", &[("username", &username)]))
        }
        Step::NeedsReset { username } => {
            let told = ("notice", "reset_required");
            Ok(visit.onward("/forgotPassword", &[("username", &username), told]))
        }
        Step::More(more) => {
            browser.remember_under_way(&visit.cx, &visit.pool, &more).await?;
            Ok(visit.onward(views::step::PATH, &[]))
        }
    }
}

async fn enter(
    visit: &Visit,
    browser: &BrowserSession,
    request: Option<&AuthorizationRequest>,
    SignedIn { user, session }: SignedIn,
) -> Result<Response, PageError> {
    let (greeting, session) = browser.begin(&visit.cx, &visit.pool, session).await?;
    let onward = match request {
        Some(request) => {
            let (who, done) = (Some((session, user)), Done::by_sign_in());
            let standing = Standing::of(visit, request, who, done).await;
            authorize::go_on(visit, browser, request, standing).await
        }
        None if device::is_next(visit) => visit.afresh("/device", &[]),
        None => show_signed_in(visit, &user)?,
    };
    Ok((greeting, onward).into_response())
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
