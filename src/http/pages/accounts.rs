//! `/accounts`: a person goes on with the account that is signed in, or with another (OpenID Connect
//! Core section 3.1.2.1, `select_account`).

use axum::response::Response;

use super::views::AccountsView;
use super::{Refused, answer, error_of};
use crate::domain::messages;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::interaction::Done;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize::{self, Requested, Standing};
use crate::model::User;

/// The choice; without anybody signed in there is none.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    match authorize::request(&visit).await? {
        Requested::Wrong(response) => Ok(response),
        Requested::Right(request) => match browser.current(&visit.cx, &visit.pool).await? {
            Some((_, user)) => show(&visit, &request, &user, None),
            None => Ok(visit.afresh("/login", &[])),
        },
    }
}

/// The account that is signed in was chosen.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let request = match authorize::request(&visit).await? {
        Requested::Wrong(response) => return Ok(response),
        Requested::Right(request) => request,
    };
    let Some((session, user)) = browser.current(&visit.cx, &visit.pool).await? else {
        return Ok(visit.afresh("/login", &[]));
    };
    if !visit.csrf.accepts(&form) {
        return show(&visit, &request, &user, Some(Refused::form_expired()));
    }
    let before = Done::read(&visit.cx, Some(&session), &visit.query);
    let done = Done { chosen: true, ..before };
    let standing = Standing::of(&visit, &request, Some((session, user)), done).await;
    Ok(authorize::go_on(&visit, &browser, &request, standing).await)
}

fn show(
    visit: &Visit,
    request: &AuthorizationRequest,
    user: &User,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let view = AccountsView {
        frame: visit.frame(),
        username: messages::sign_in_name(&visit.pool, user).to_owned(),
        other_account: visit.link_to_other_account(),
        error: error_of(&refused),
    };
    let page = visit.show_towards(&view, &request.form_action_source())?;
    Ok(answer(page, refused))
}
