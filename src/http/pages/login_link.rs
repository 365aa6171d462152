//! `/login/link`: the page behind the link in the mail of a sign-in. In the browser that has begun it
//! there is a button, which does what typing the code does; in any other there is the code.

use axum::response::Response;

use super::login::{self, Route};
use super::views::step::{LinkState, LinkView};
use super::{Refused, answer, error_of};
use crate::domain::Refusal;
use crate::domain::oauth::Parameters;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::sign_in::{UnderWay, sent_code};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;

/// How many digits a code has.
const DIGITS: usize = 6;

/// The button, or the code. Opening the link changes nothing: mail scanners open links.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    let Some(code) = code(&visit) else { return Ok(visit.onward("/login", &[])) };
    match open(visit, &browser).await? {
        Opened::Here(here) => here.show(None),
        Opened::Elsewhere(visit) => elsewhere(&visit, code),
        Opened::Back(response) => Ok(response),
    }
}

/// The button was pressed.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let Some(code) = code(&visit) else { return Ok(visit.onward("/login", &[])) };
    let here = match open(visit, &browser).await? {
        Opened::Here(here) => here,
        Opened::Elsewhere(visit) => return elsewhere(&visit, code),
        Opened::Back(response) => return Ok(response),
    };
    if !here.visit.csrf.accepts(&form) {
        return here.show(Some(Refused::form_expired()));
    }
    here.go_on(&browser, &code).await
}

/// The code in the link; nothing else that somebody may have written there is shown to anybody.
fn code(visit: &Visit) -> Option<String> {
    let code = visit.query.get("code")?;
    let is_code = code.len() == DIGITS && code.bytes().all(|b| b.is_ascii_digit());
    is_code.then(|| code.to_owned())
}

/// A link in some browser.
enum Opened {
    Here(Box<Here>),
    Elsewhere(Visit),
    /// Back to the application, since its request is wrong.
    Back(Response),
}

/// A link in the browser that has begun the sign-in.
struct Here {
    /// With the request on whose way the sign-in happens.
    visit: Visit,
    request: Option<Box<AuthorizationRequest>>,
    under_way: UnderWay,
}

async fn open(visit: Visit, browser: &BrowserSession) -> Result<Opened, PageError> {
    let under_way = match browser.under_way(&visit.cx, &visit.pool).await {
        Ok(under_way) => under_way,
        Err(error) if *error.refusal() == Refusal::SignInExpired => {
            return Ok(Opened::Elsewhere(visit));
        }
        Err(error) => return Err(error.into()),
    };
    let mark = visit.query.get("mark").unwrap_or_default();
    let Some(request) = sent_code::request_of_link(&visit.cx, &under_way, mark).await? else {
        return Ok(Opened::Elsewhere(visit));
    };
    let request = Parameters::parse(request.as_bytes()).unwrap_or_default();
    let mut visit = visit.with_query(request);
    let request = match login::route(&visit).await? {
        Route::Back(response) => return Ok(Opened::Back(response)),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    visit.client = request.as_ref().map(|request| request.client.clone());
    Ok(Opened::Here(Box::new(Here { visit, request, under_way })))
}

fn elsewhere(visit: &Visit, code: String) -> Result<Response, PageError> {
    let state = LinkState::Elsewhere(code);
    visit.show(&LinkView { frame: visit.frame(), state, error: None })
}

impl Here {
    async fn go_on(self, browser: &BrowserSession, code: &str) -> Result<Response, PageError> {
        let Self { visit, request, under_way } = self;
        let request = request.as_deref();
        let wanted = login::wanted(&visit, request);
        let way = login::on_the_way(&visit, request, &wanted);
        match sent_code::follow_link(&visit.cx, &way, under_way, code).await {
            Ok(step) => login::follow(&visit, browser, request, step).await,
            Err(error) => {
                let refused = Some(Refused::by(&visit.cx, error)?);
                let error = error_of(&refused);
                let view = LinkView { frame: visit.frame(), state: LinkState::Over, error };
                Ok(answer(visit.show(&view)?, refused))
            }
        }
    }

    fn show(&self, refused: Option<Refused>) -> Result<Response, PageError> {
        let form_action = self.request.as_deref().map(AuthorizationRequest::form_action_source);
        let view = LinkView {
            frame: self.visit.frame(),
            state: LinkState::Here(self.under_way.name().to_owned()),
            error: error_of(&refused),
        };
        let page = self.visit.show_towards(&view, &form_action.unwrap_or_default())?;
        Ok(answer(page, refused))
    }
}
