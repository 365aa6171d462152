//! The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2), and the way
//! of its request from page to page.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::domain::oauth::authorize::{self, AuthorizationRequest, AuthorizeFailure};
use crate::domain::oauth::interaction::{self, Done, Interaction};
use crate::domain::oauth::reply::{Answer, Reply};
use crate::domain::oauth::{pushed, respond, step_up};
use crate::domain::sign_in::{self, Step};
use crate::domain::{Error, Refusal};
use crate::http::kit::error::{code_of, description, no_store};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Reach, Visit, html};
use crate::http::kit::session::{BrowserSession, Greeting};
use crate::http::pages::views::FormPostView;
use crate::http::pages::views::step::PATH;
use crate::model::User;
use crate::model::session::Session;

/// An authorization request in the query.
///
/// # Errors
/// A page, where the client or its redirect URI is not known for sure.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    answer(&visit, &browser).await
}

/// An authorization request in a form.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    PageForm(form): PageForm,
) -> Result<Response, PageError> {
    answer(&visit.with_query(form), &browser).await
}

async fn answer(visit: &Visit, browser: &BrowserSession) -> Result<Response, PageError> {
    match request(visit).await? {
        Requested::Wrong(response) => Ok(response),
        Requested::Right(request) => {
            let signed_in = browser.current(&visit.cx, &visit.pool).await?;
            let session = signed_in.as_ref().map(|(session, _)| session);
            let done = Done::read(&visit.cx, session, &visit.query);
            let standing = Standing::of(visit, &request, signed_in, done).await;
            Ok(go_on(visit, browser, &request, standing).await)
        }
    }
}

/// What the query of a visit asks for.
pub enum Requested {
    /// Something that can be answered.
    Right(Box<AuthorizationRequest>),
    /// Something that cannot; the client is told.
    Wrong(Response),
}

/// Reads the authorization request in the query of a visit.
///
/// # Errors
/// A page, where the client or its redirect URI is not known for sure.
pub async fn request(visit: &Visit) -> Result<Requested, PageError> {
    match authorize::check(&visit.cx, &visit.pool, &visit.query).await {
        Ok(request) => Ok(Requested::Right(Box::new(request))),
        Err(AuthorizeFailure::Page(error)) => Err(error.into()),
        Err(AuthorizeFailure::Reply(reply, error)) => {
            Ok(Requested::Wrong(refuse(visit, &reply, error).await))
        }
    }
}

/// How a right request stands: who is signed in, what they have done for it, and what is next.
pub struct Standing {
    /// Who is signed in in this browser.
    pub signed_in: Option<(Session, User)>,
    /// What they have done for this very request.
    pub done: Done,
    /// What the request needs next, or why it cannot be answered.
    pub next: Result<Interaction, Error>,
}

impl Standing {
    /// Finds out what is next.
    pub async fn of(
        visit: &Visit,
        request: &AuthorizationRequest,
        signed_in: Option<(Session, User)>,
        done: Done,
    ) -> Self {
        let who = signed_in.as_ref().map(|(session, user)| (session, user));
        let next = interaction::interaction(&visit.cx, &visit.pool, request, who, done).await;
        Self { signed_in, done, next }
    }
}

/// The next page for a right request, or its answer.
pub async fn go_on(
    visit: &Visit,
    browser: &BrowserSession,
    request: &AuthorizationRequest,
    Standing { signed_in, done, next }: Standing,
) -> Response {
    let (cx, pool) = (&visit.cx, &visit.pool);
    let who = signed_in.as_ref().map(|(session, user)| (session, user));
    let step = |path: &str| match &signed_in {
        Some((session, _)) => {
            let step = done.seal(cx, session, &visit.request());
            visit.afresh(path, &[(interaction::STEP, &step)])
        }
        None => visit.afresh(path, &[]),
    };
    if let (Ok(Interaction::Choose | Interaction::Consent), Some((session, _)), 0) =
        (&next, who, pool.pool.settings.session_minutes)
        && let Err(error) = browser.remember(cx, pool, session).await
    {
        return PageError::from(error).into_response();
    }
    match next {
        Err(error) => refuse(visit, &request.reply, error).await,
        Ok(Interaction::SignIn) => visit.afresh("/login", &[]),
        Ok(Interaction::SignUp) => visit.afresh("/signup", &[]),
        Ok(Interaction::Choose) => step("/accounts"),
        Ok(Interaction::Consent) => step("/consent"),
        Ok(Interaction::StepUp) => match &signed_in {
            Some((session, user)) => match step_up(visit, browser, request, session, user).await {
                Ok(response) => response,
                Err(error) => error.into_response(),
            },
            None => visit.afresh("/login", &[]),
        },
        Ok(Interaction::None) => match &signed_in {
            Some((session, user)) => finish(visit, browser, request, session, user).await,
            None => {
                PageError::from(Error::internal("no session where one was found")).into_response()
            }
        },
    }
}

/// Begins the sign-in by which somebody who is signed in reaches a further level; where there is none
/// any more, the sign-in page begins anew.
async fn step_up(
    visit: &Visit,
    browser: &BrowserSession,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Result<Response, PageError> {
    let (cx, pool) = (&visit.cx, &visit.pool);
    let step = match step_up::step_up(cx, pool, request, session, user).await? {
        Some(under_way) => Some(sign_in::again(cx, pool, under_way).await?),
        None => None,
    };
    match step {
        Some(Step::More(more)) => {
            browser.remember_under_way(cx, pool, &more).await?;
            Ok(visit.afresh(PATH, &[]))
        }
        _ => Ok(visit.afresh("/login", &[(interaction::AGAIN, "1")])),
    }
}

/// Sends the browser back to the client with what it asked for.
pub async fn finish(
    visit: &Visit,
    browser: &BrowserSession,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Response {
    if let Err(error) = leave_no_trace(visit, browser).await {
        return PageError::from(error).into_response();
    }
    match respond::grant(&visit.cx, &visit.pool, request, session, user).await {
        Ok(answer) => {
            let response = deliver(visit, &request.reply, answer);
            match Greeting::of(&visit.cx, &visit.pool, session) {
                Ok(greeting) => (greeting, response).into_response(),
                Err(error) => PageError::from(error).into_response(),
            }
        }
        Err(error) if *error.refusal() == Refusal::LoginRequired => {
            refuse(visit, &request.reply, error).await
        }
        Err(error) => PageError::from(error).into_response(),
    }
}

/// A pool that keeps no sessions has kept this one for the pages of its request alone.
async fn leave_no_trace(visit: &Visit, browser: &BrowserSession) -> Result<(), Error> {
    match visit.settings().session_minutes {
        0 => browser.forget(&visit.cx, &visit.pool).await,
        _ => Ok(()),
    }
}

/// Sends the browser back to the client with a refusal (RFC 6749 section 4.1.2.1).
pub async fn refuse(visit: &Visit, reply: &Reply, error: Error) -> Response {
    if error.is_internal() {
        tracing::error!(%error, "an authorization request failed");
    }
    let (code, _) = code_of(error.refusal());
    let description = description(&error);
    let parameters = [("error", code), ("error_description", description.as_str())];
    match reply.answer(&visit.cx, &visit.pool, &parameters).await {
        Ok(answer) => deliver(visit, reply, answer),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// The person does not want to (RFC 6749 section 4.1.2.1 `access_denied`): that is an answer too, and
/// uses a pushed request up.
pub async fn deny(
    visit: &Visit,
    browser: &BrowserSession,
    request: &AuthorizationRequest,
) -> Response {
    if let Some(id) = &request.pushed
        && let Err(error) = pushed::spend(&visit.cx, &visit.pool, id).await
    {
        return PageError::from(error).into_response();
    }
    if let Err(error) = leave_no_trace(visit, browser).await {
        return PageError::from(error).into_response();
    }
    let error = Error::new(Refusal::AccessDenied, "the person has denied the request");
    refuse(visit, &request.reply, error).await
}

/// A redirect that turns a POST into a GET (RFC 9700 section 4.12), or a form that sends itself.
fn deliver(visit: &Visit, reply: &Reply, answer: Answer) -> Response {
    match answer {
        Answer::Redirect(url) => match HeaderValue::from_str(&url) {
            Ok(location) => {
                (StatusCode::SEE_OTHER, no_store(), [(header::LOCATION, location)]).into_response()
            }
            Err(_) => PageError::from(Error::internal("a redirect that no header can hold"))
                .into_response(),
        },
        Answer::Post { to, fields } => {
            let registered = reply.client.redirect_uri(&to);
            let target = registered.map(|uri| uri.form_action_source()).unwrap_or_default();
            let view = FormPostView { locale: visit.locale(), action: to, fields };
            match view.render() {
                Ok(document) => html(
                    StatusCode::OK,
                    document,
                    Reach { form_action: &target, ..Reach::default() },
                ),
                Err(fault) => PageError::from(Error::internal(fault)).into_response(),
            }
        }
    }
}
