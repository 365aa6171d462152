//! The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::oauth::Parameters;
use crate::domain::oauth::authorize::{
    self, AuthorizationRequest, AuthorizeFailure, Interaction, Reply,
};
use crate::domain::{Error, Refusal};
use crate::http::kit::error::{code_of, description, no_store};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::kit::params::Query;
use crate::http::kit::pool::AtPool;
use crate::http::kit::session::BrowserSession;
use crate::model::User;
use crate::model::session::Session;

/// An authorization request in the query.
///
/// # Errors
/// A page, where the client or its redirect URI is not known for sure.
pub async fn get(
    cx: Context,
    at: AtPool,
    browser: BrowserSession,
    query: Query,
) -> Result<Response, PageError> {
    let malformed = |invalid: crate::model::Invalid| Error::new(Refusal::InvalidRequest, invalid.0);
    answer(&cx, &at, &browser, query.parameters().map_err(malformed)?).await
}

/// An authorization request in a form.
///
/// # Errors
/// As [`get`].
pub async fn post(
    cx: Context,
    at: AtPool,
    browser: BrowserSession,
    PageForm(form): PageForm,
) -> Result<Response, PageError> {
    answer(&cx, &at, &browser, &form).await
}

async fn answer(
    cx: &Context,
    at: &AtPool,
    browser: &BrowserSession,
    parameters: &Parameters,
) -> Result<Response, PageError> {
    let request = match authorize::check(cx, &at.view, parameters).await {
        Ok(request) => request,
        Err(AuthorizeFailure::Page(error)) => return Err(error.into()),
        Err(AuthorizeFailure::Reply(reply, error)) => return Ok(refuse(&reply, error)),
    };
    let signed_in = browser.current(cx, &at.view).await?;
    match authorize::interaction(cx, &request, signed_in.as_ref().map(|(session, _)| session)) {
        Err(error) => Ok(refuse(&request.reply, error)),
        Ok(Interaction::SignIn) => {
            Ok(redirect(&format!("{}/login?{}", at.base, parameters.encode())))
        }
        Ok(Interaction::SignUp) => {
            Ok(redirect(&format!("{}/signup?{}", at.base, parameters.encode())))
        }
        Ok(Interaction::None) => match signed_in {
            Some((session, user)) => Ok(finish(cx, &at.view, &request, &session, &user).await),
            None => Err(Error::internal("no session where one was found").into()),
        },
    }
}

/// Sends the browser back to the client with what it asked for.
pub async fn finish(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Response {
    match authorize::grant(cx, pool, request, session, user).await {
        Ok(url) => redirect(&url),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// Sends the browser back to the client with a refusal (RFC 6749 section 4.1.2.1).
pub fn refuse(reply: &Reply, error: Error) -> Response {
    if error.is_internal() {
        tracing::error!(%error, "an authorization request failed");
    }
    let (code, _) = code_of(error.refusal());
    let description = description(&error);
    redirect(&reply.url(&[("error", code), ("error_description", &description)]))
}

/// A redirect that turns a POST into a GET (RFC 9700 section 4.12).
fn redirect(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => {
            (StatusCode::SEE_OTHER, no_store(), [(header::LOCATION, location)]).into_response()
        }
        Err(_) => {
            PageError::from(Error::internal("a redirect that no header can hold")).into_response()
        }
    }
}
