//! `/logout`: a person signs out, by an application's link or by the button.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};

use super::Refused;
use super::views::{FormError, LogoutView, SignedOutView, SigningOutView};
use crate::domain::oauth::logout::{self, LogoutRequest, front_channel};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Reach, Visit, redirect};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize::{self, Requested};
use crate::model::Client;

/// An application's link: with `logout_uri` to come back to or `redirect_uri` to sign in anew
/// (Cognito's two forms; the first wins), or with what OpenID Connect RP-Initiated Logout 1.0 has;
/// else the page with the button.
///
/// # Errors
/// A page, where the address to go to is not the client's; the session is kept then.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    if let Some(uri) = visit.query.get("logout_uri") {
        check_logout_uri(visit.client.as_ref(), uri)?;
        return leave(&visit, &browser, Some(uri.to_owned())).await;
    }
    if visit.query.get("client_id").is_some() && visit.query.get("redirect_uri").is_some() {
        return sign_in_anew(&visit, &browser).await;
    }
    let request = logout::check(&visit.cx, &visit.pool, &visit.query).await?;
    let signed_in = browser.current(&visit.cx, &visit.pool).await?;
    match request.must_ask(&visit.cx, signed_in.as_ref().map(|(session, _)| session)) {
        true => ask(visit, &request, None),
        false => leave(&visit, &browser, request.next()).await,
    }
}

/// The address must be one that the client has registered, to the letter.
fn check_logout_uri(client: Option<&Arc<Client>>, uri: &str) -> Result<(), Error> {
    let client = client.ok_or_else(|| {
        Error::new(Refusal::UnknownClient, "the client_id is missing or not known here")
    })?;
    match client.settings.logout_uris.iter().any(|registered| registered.matches(uri)) {
        true => Ok(()),
        false => Err(Error::new(
            Refusal::RedirectMismatch,
            "the logout_uri is none of those that the client has registered",
        )),
    }
}

async fn sign_in_anew(visit: &Visit, browser: &BrowserSession) -> Result<Response, PageError> {
    match authorize::request(visit).await? {
        Requested::Right(_) => {
            let next = visit.frame().link("/login");
            leave(visit, browser, Some(next)).await
        }
        Requested::Wrong(response) => Ok(response),
    }
}

/// The button was pressed; or an application has sent the browser with a form. That goes on as a
/// link: browsers bring no session along with the form of another site.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    if logout::is_request(&form.0) {
        return Ok(visit.with_query(form.0).onward("/logout", &[]));
    }
    let request = logout::check(&visit.cx, &visit.pool, &visit.query).await?;
    if !visit.csrf.accepts(&form) {
        let refused = Refused::form_expired();
        let page = ask(visit, &request, refused.error)?;
        return Ok(refused.mark(page));
    }
    leave(&visit, &browser, request.next()).await
}

/// The page with the button, for the application that the request shows.
fn ask(
    mut visit: Visit,
    request: &LogoutRequest,
    error: Option<FormError>,
) -> Result<Response, PageError> {
    visit.client.clone_from(&request.client);
    let view = LogoutView { frame: visit.frame(), error };
    visit.show_towards(&view, &request.form_action_source())
}

/// Ends the session and goes on; by way of a page that tells the applications which listen in the
/// browser, where there are any.
async fn leave(
    visit: &Visit,
    browser: &BrowserSession,
    next: Option<String>,
) -> Result<Response, PageError> {
    let farewell = browser.end(&visit.cx, &visit.pool).await?;
    let frames: Vec<String> = farewell.to_tell().iter().map(ToString::to_string).collect();
    let origins = front_channel::origins(farewell.to_tell());
    let reach = Reach { frames: &origins, ..Reach::default() };
    let frame = visit.frame();
    let page = match next {
        Some(next) if frames.is_empty() => redirect(&next),
        Some(next) => visit.show_within(&SigningOutView { frame, frames, next }, reach)?,
        None => visit.show_within(&SignedOutView { frame, frames }, reach)?,
    };
    Ok((farewell, page).into_response())
}
