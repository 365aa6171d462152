//! `/logout`: a person signs out, by an application's link or by the button.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};

use super::Refused;
use super::views::{LogoutView, SignedOutView};
use crate::domain::oauth::authorize::{self, AuthorizeFailure};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit, redirect};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth;
use crate::model::Client;

/// An application's link, with `logout_uri` to come back to or `redirect_uri` to sign in anew
/// (Cognito's two forms; the first wins), or else the page with the button.
///
/// # Errors
/// A page, where the address to go to is not the client's; the session is kept then.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    if let Some(uri) = visit.query.get("logout_uri") {
        check_logout_uri(visit.client.as_ref(), uri)?;
        let farewell = browser.end(&visit.cx, &visit.pool).await?;
        return Ok((farewell, redirect(uri)).into_response());
    }
    if visit.query.get("client_id").is_some() && visit.query.get("redirect_uri").is_some() {
        return sign_in_anew(&visit, &browser).await;
    }
    visit.show(&LogoutView { frame: visit.frame(), error: None })
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
    match authorize::check(&visit.cx, &visit.pool, &visit.query).await {
        Ok(_) => {
            let farewell = browser.end(&visit.cx, &visit.pool).await?;
            Ok((farewell, visit.onward("/login", &[])).into_response())
        }
        Err(AuthorizeFailure::Page(error)) => Err(error.into()),
        Err(AuthorizeFailure::Reply(reply, error)) => Ok(oauth::authorize::refuse(&reply, error)),
    }
}

/// The button was pressed.
///
/// # Errors
/// When the database does not answer.
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    if !visit.csrf.accepts(&form) {
        let refused = Refused::form_expired();
        let page = visit.show(&LogoutView { frame: visit.frame(), error: refused.error })?;
        return Ok(refused.mark(page));
    }
    let farewell = browser.end(&visit.cx, &visit.pool).await?;
    Ok((farewell, visit.show(&SignedOutView { frame: visit.frame() })?).into_response())
}
