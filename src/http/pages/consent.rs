//! `/consent`: a person allows an application of somebody else's what it asks for, or does not.

use axum::response::Response;

use super::views::ConsentView;
use super::{Refused, answer, error_of, permissions, provenance};
use crate::domain::messages;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::consent;
use crate::domain::oauth::interaction::{Done, Interaction};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize::{self, Requested, Standing};
use crate::model::User;
use crate::model::session::Session;

/// The question, where it is the next one; else whatever is.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    match asked(&visit, &browser).await? {
        Asked::Elsewhere(response) => Ok(response),
        Asked::Here(request, session, user) => {
            show(&visit.spoken_to(&user), &request, &session, &user, None)
        }
    }
}

/// An answer.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let (request, session, user) = match asked(&visit, &browser).await? {
        Asked::Elsewhere(response) => return Ok(response),
        Asked::Here(request, session, user) => (request, session, user),
    };
    let visit = visit.spoken_to(&user);
    if !visit.csrf.accepts(&form) {
        return show(&visit, &request, &session, &user, Some(Refused::form_expired()));
    }
    let seal = form.get("shown").unwrap_or_default();
    match form.get("decision") {
        Some("allow") if !consent::was_shown(&visit.cx, &request, &session, seal) => {
            show(&visit, &request, &session, &user, Some(Refused::form_expired()))
        }
        Some("allow") => {
            consent::allow(&visit.cx, &request, &user).await?;
            Ok(authorize::finish(&visit, &browser, &request, &session, &user).await)
        }
        Some("deny") => Ok(authorize::deny(&visit, &browser, &request).await),
        _ => show(&visit, &request, &session, &user, Some(Refused::missing_field())),
    }
}

enum Asked {
    Here(Box<AuthorizationRequest>, Session, Box<User>),
    Elsewhere(Response),
}

/// Whether consent is what the request needs next.
async fn asked(visit: &Visit, browser: &BrowserSession) -> Result<Asked, PageError> {
    let request = match authorize::request(visit).await? {
        Requested::Right(request) => request,
        Requested::Wrong(response) => return Ok(Asked::Elsewhere(response)),
    };
    let signed_in = browser.current(&visit.cx, &visit.pool).await?;
    let session = signed_in.as_ref().map(|(session, _)| session);
    let done = Done::read(&visit.cx, session, &visit.query);
    match Standing::of(visit, &request, signed_in, done).await {
        Standing { signed_in: Some((session, user)), next: Ok(Interaction::Consent), .. } => {
            Ok(Asked::Here(request, session, Box::new(user)))
        }
        elsewhere => {
            Ok(Asked::Elsewhere(authorize::go_on(visit, browser, &request, elsewhere).await))
        }
    }
}

fn show(
    visit: &Visit,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let host = url::Url::parse(&request.reply.redirect_uri).ok();
    let view = ConsentView {
        frame: visit.frame(),
        username: messages::sign_in_name(&visit.pool, user).to_owned(),
        other_account: visit.link_to_other_account(),
        scopes: permissions(visit, &request.scopes),
        claims: request.claim_names(),
        resources: request.resources.clone(),
        destination: host.and_then(|url| url.host_str().map(String::from)).unwrap_or_default(),
        provenance: provenance(&request.client),
        shown: consent::shown(&visit.cx, request, session),
        error: error_of(&refused),
    };
    let page = visit.show_towards(&view, &request.form_action_source())?;
    Ok(answer(page, refused))
}
