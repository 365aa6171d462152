//! `/oauth2/idpresponse`: the browser is back from an identity provider.

use axum::http::StatusCode;
use axum::response::Response;

use super::account;
use super::login::{self, Route};
use super::views::{Trouble, UpstreamErrorView, providers};
use crate::domain::federation::arrive::arrive_to_prove;
use crate::domain::federation::requests::{self, Brought, PATH, PROVING, Purpose, Said, Taken};
use crate::domain::oauth::Parameters;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::{Error, Refusal, UpstreamFault};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize;
use crate::model::provider::Provider;

/// The parameter that says which answer waits for the browser.
const ANSWER: &str = "answer";

/// Takes back a browser that was sent to a provider.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    let (cx, pool) = (&visit.cx, &visit.pool);
    let back = async {
        let brought = match visit.query.get(ANSWER) {
            Some(handle) => requests::collect(cx, pool, handle).await?,
            None => Brought::read(&visit.query).ok_or(Refusal::SignInExpired)?,
        };
        let tickets = browser.tickets(pool).await?;
        let taken = requests::take_back(cx, pool, &brought.state, &tickets).await?;
        Ok::<_, Error>((taken, brought.said))
    };
    match back.await {
        Ok((taken, said)) => go_on(visit, &browser, taken, said).await,
        Err(error) if *error.refusal() == Refusal::SignInExpired => over(&visit),
        Err(error) => Err(error.into()),
    }
}

/// Takes an answer that a provider has its page post (OAuth 2.0 Form Post Response Mode). No cookie of
/// ours comes with it, so none is set: the browser gets its answer as soon as it asks itself.
///
/// # Errors
/// A page, where the answer cannot be kept.
pub async fn post(visit: Visit, PageForm(form): PageForm) -> Result<Response, PageError> {
    match requests::deposit(&visit.cx, &visit.pool, &form).await {
        Ok(handle) => Ok(visit.afresh(PATH, &[(ANSWER, &handle)])),
        Err(error) if *error.refusal() == Refusal::SignInExpired => Ok(visit.afresh(PATH, &[])),
        Err(error) => Err(error.into()),
    }
}

/// Nobody is awaited so in this browser.
fn over(visit: &Visit) -> Result<Response, PageError> {
    let visit = visit.clone().resumed(Parameters::default());
    shown(&visit, Trouble::Over, String::new(), None)
}

async fn go_on(
    visit: Visit,
    browser: &BrowserSession,
    taken: Taken,
    said: Said,
) -> Result<Response, PageError> {
    let query = Parameters::parse(taken.journey.query.as_bytes()).unwrap_or_default();
    let mut visit = visit.resumed(query);
    let pending = match &taken.journey.purpose {
        Purpose::SignIn => None,
        Purpose::Link { user, session } => {
            return account::connect(visit, browser, (user, session), &taken, said).await;
        }
        Purpose::Prove { sign_in } => {
            visit.query = visit.query.with(PROVING, "1");
            // One that is over proves nothing any more; the person signs in all the same.
            let under_way = browser.under_way(&visit.cx, &visit.pool).await.ok();
            under_way.filter(|under_way| under_way.id() == sign_in)
        }
    };
    let request = match login::route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    visit.client = request.as_ref().map(|request| request.client.clone());
    let request = request.as_deref();
    let wanted = login::wanted(&visit, request);
    let way = login::on_the_way(&visit, request, &wanted);
    let came = async {
        let identity = taken.identity(&visit.cx, said).await?;
        arrive_to_prove(&visit.cx, &way, &taken.provider, identity, pending).await
    };
    match came.await {
        Ok(step) => login::follow(&visit, browser, request, step).await,
        Err(error) => {
            let direct = taken.journey.direct;
            stopped(&visit, request, &taken.provider, direct, error).await
        }
    }
}

/// Nothing came of it: the application is told where it has asked for this provider itself, and else
/// the person.
///
/// # Errors
/// A page, where neither the provider nor the account is to blame.
pub(super) async fn stopped(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    provider: &Provider,
    direct: bool,
    error: Error,
) -> Result<Response, PageError> {
    let (trouble, hint) = match error.refusal() {
        Refusal::SignInExpired => return over(visit),
        refusal => match trouble(refusal) {
            Some(known) => known,
            None => return Err(error.into()),
        },
    };
    let (pool, name) = (visit.pool.id(), &provider.name);
    tracing::warn!(%pool, provider = %name, reason = error.why(), "nobody came in from an identity provider");
    if let (Some(request), true) = (request, direct) {
        let refusal = match trouble {
            Trouble::Failed => error.refusal().clone(),
            Trouble::Denied | Trouble::NoAccount | Trouble::Full | Trouble::Over => {
                Refusal::AccessDenied
            }
        };
        return Ok(authorize::refuse(visit, &request.reply, Error::new(refusal, hint)).await);
    }
    let proving = visit.query.get(PROVING).map(|value| (PROVING, value));
    let retry = visit.address(&providers::path(name.as_str()), proving.as_slice());
    shown(visit, trouble, provider.called(), Some(retry))
}

/// What a refusal means for the person, and in words for the developer of the application.
fn trouble(refusal: &Refusal) -> Option<(Trouble, &'static str)> {
    Some(match refusal {
        Refusal::Upstream(UpstreamFault::Refused(_)) => {
            (Trouble::Denied, "the person did not sign in at the identity provider")
        }
        Refusal::Upstream(UpstreamFault::Unreachable) => {
            (Trouble::Failed, "the identity provider does not answer")
        }
        Refusal::Upstream(UpstreamFault::Untrue | UpstreamFault::Misconfigured) => {
            (Trouble::Failed, "signing in at the identity provider does not work")
        }
        Refusal::SignUpClosed | Refusal::NameTaken | Refusal::WrongCredentials => {
            (Trouble::NoAccount, "the person has no account here that this identity opens")
        }
        Refusal::Invalid => {
            (Trouble::Full, "as many identities open the person's account here as may")
        }
        _ => return None,
    })
}

fn shown(
    visit: &Visit,
    trouble: Trouble,
    provider: String,
    retry: Option<String>,
) -> Result<Response, PageError> {
    let request_id = match trouble {
        Trouble::Failed => visit.cx.request_id().to_owned(),
        Trouble::Denied | Trouble::NoAccount | Trouble::Full | Trouble::Over => String::new(),
    };
    let frame = visit.frame();
    let mut page =
        visit.show(&UpstreamErrorView { frame, trouble, provider, retry, request_id })?;
    *page.status_mut() = match trouble {
        Trouble::Denied | Trouble::NoAccount | Trouble::Full => StatusCode::FORBIDDEN,
        Trouble::Failed => StatusCode::BAD_GATEWAY,
        Trouble::Over => StatusCode::BAD_REQUEST,
    };
    Ok(page)
}
