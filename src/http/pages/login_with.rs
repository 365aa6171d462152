//! `/login/with/{provider}`: the browser leaves for an identity provider.

use axum::extract::Path;
use axum::response::Response;

use super::idp_response::stopped;
use super::login::{self, Route};
use super::step;
use crate::domain::federation::adapter::Asked;
use crate::domain::federation::requests::{self, Journey, PROVING, Purpose};
use crate::domain::federation::ways::{Ways, Wish};
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::checks::Prompt;
use crate::domain::oauth::interaction::AGAIN;
use crate::domain::{Error, Refusal};
use crate::http::kit::page::{PageError, Visit, redirect};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize;

/// Sends the browser to the provider. That it does so changes nothing for anybody: what comes back
/// counts in this browser alone.
///
/// # Errors
/// A page, where nobody comes from there.
pub async fn get(
    visit: Visit,
    browser: BrowserSession,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let request = match login::route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    let request = request.as_deref();
    if let Some(request) = request.filter(|request| request.asks_for(Prompt::None)) {
        let hint = "a person would have to be sent to an identity provider";
        let error = Error::new(Refusal::LoginRequired, hint);
        return Ok(authorize::refuse(&visit, &request.reply, error).await);
    }
    let (cx, pool) = (&visit.cx, &visit.pool);
    let (purpose, ways) = match visit.query.get(PROVING) {
        None => (Purpose::SignIn, login::ways(&visit, request)?),
        Some(_) => match browser.under_way(cx, pool).await {
            // Whatever the application wishes for, the account is proved by what opens it.
            Ok(under_way) => {
                let sign_in = under_way.id().to_owned();
                let client = request.map(|request| request.client.as_ref());
                (Purpose::Prove { sign_in }, Ways::of(pool, client, None))
            }
            Err(error) => return step::start_over(&visit, error),
        },
    };
    let provider = ways.named(&name).ok_or(Refusal::NotFound).map_err(Error::from)?;
    let is_wished = request.is_some_and(|one| matches!(one.wish, Some(Wish::Provider(_))));
    let direct = is_wished && purpose == Purpose::SignIn;
    let journey = Journey { purpose, query: visit.kept(), direct };
    let asked = asked(&visit, request)?;
    match requests::begin(cx, pool, &provider, asked, journey).await {
        Ok((url, ticket)) => {
            browser.depart(cx, pool, ticket).await?;
            Ok(redirect(url.as_str()))
        }
        Err(error) => stopped(&visit, request, &provider, direct, error).await,
    }
}

/// What the provider is asked for: whoever has to prove themselves anew here has to do it there.
fn asked(visit: &Visit, request: Option<&AuthorizationRequest>) -> Result<Asked, Error> {
    let again = match request {
        Some(request) => request.asks_for(Prompt::Login) || request.max_age.is_some(),
        None => visit.query.get(AGAIN).is_some(),
    };
    let hint = request.and_then(|request| request.login_hint.as_deref());
    let login_hint = visit.query.get("username").or(hint).map(str::to_owned);
    let redirect_uri = requests::redirect_uri(&visit.cx, &visit.pool, visit.place())?;
    Ok(Asked { login_hint, again, ..Asked::fresh(&visit.cx, redirect_uri)? })
}
