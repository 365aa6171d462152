//! `/login`: a person says who they are, shows it by what the pool takes first, and goes on to the
//! application.

use axum::response::{IntoResponse, Response};

use super::views::step::WayOn;
use super::views::{
    self, FormError, Frame, IdentifiedView, LoginForm, LoginView, ProviderLink, ProvidersView,
    SignedInView, providers,
};
use super::{Refused, account, answer, device, error_of, notice, passkey, step, typed_name};
use crate::domain::account::WANTED;
use crate::domain::federation::ways::{Ways, Wish};
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::interaction::{AGAIN, Done, Interaction};
use crate::domain::sign_in::{self, SignedIn, Step, Way, sent_code};
use crate::domain::{Error, messages};
use crate::http::kit::device::Keepsake;
use crate::http::kit::floor;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit, redirect};
use crate::http::kit::session::BrowserSession;
use crate::http::oauth::authorize::{self, Requested, Standing};
use crate::model::password::Password;
use crate::model::provider::Provider;
use crate::model::session::Session;
use crate::model::{Factor, Medium, User};

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

/// The ways in to where the person is going.
///
/// # Errors
/// When a way is asked for that is none.
pub(super) fn ways(visit: &Visit, request: Option<&AuthorizationRequest>) -> Result<Ways, Error> {
    let pool = &visit.pool;
    Ok(match request {
        Some(request) => Ways::of(pool, Some(&request.client), request.wish.as_ref()),
        None => Ways::of(pool, None, Wish::read(pool, None, &visit.query)?.as_ref()),
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
        (Some((_, user)), None) if own_page(&visit).is_none() => show_signed_in(&visit, &user),
        (Some(_), None) if visit.query.get(AGAIN).is_none() => Ok(onward(&visit)),
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
    let own_name = messages::sign_in_name(&visit.pool, &user).to_owned();
    let standing = Standing::of(visit, request, Some((session, user)), done).await;
    match standing.next {
        Ok(Interaction::SignIn | Interaction::SignUp) => {
            let another = request.hinted_subject.is_some() || request.login_hint.is_some();
            let name = if another { login_hint(Some(request)) } else { own_name };
            show(visit, Some(request), name, None)
        }
        _ => Ok(authorize::go_on(visit, browser, request, standing).await),
    }
}

fn login_hint(request: Option<&AuthorizationRequest>) -> String {
    request.and_then(|request| request.login_hint.clone()).unwrap_or_default()
}

/// A name, with a password, or for a code to be sent, or alone where the rest has a page of its own.
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
    let request = request.as_deref();
    let again = |refused: Refused| show_again(&visit, request, &name, refused);
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    let ways = ways(&visit, request)?;
    if !ways.own {
        return again(Refused::not_allowed());
    }
    let wanted = wanted(&visit, request);
    let way = on_the_way(&visit, request, &wanted);
    let password = form.get("password").map(Password::new);
    let step = if passkey::is_answer(&form) {
        passkey::begin(&visit, &way, &form).await
    } else if name.is_empty() {
        return again(Refused::missing_field());
    } else if let Some(medium) = medium_of(&form) {
        let way_back = visit.request().encode();
        let post = step::sent_code::post(&visit, medium, &way_back);
        floor::no_sooner(sent_code::begin(&visit.cx, &way, &name, post)).await
    } else if let Some(password) = password {
        sign_in::password(&visit.cx, &way, &name, password).await
    } else if form_of(&visit) == LoginForm::Name {
        if let Some(provider) = ways.of_address(&name) {
            return lead_on(&visit, &provider, &name);
        }
        return show_identified(&visit, request, &name, None);
    } else {
        return again(Refused::missing_field());
    };
    match step {
        Ok(step) => follow(&visit, &browser, request, step).await,
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

/// What the pool's sign-in page asks for.
fn form_of(visit: &Visit) -> LoginForm {
    let policy = &visit.settings().sign_in;
    match policy.first_factors.contains(&Factor::Password) {
        true if policy.identifier_first => LoginForm::Name,
        true => LoginForm::Password,
        false => LoginForm::Code,
    }
}

/// How the code travels that a form asks for.
fn medium_of(form: &PageForm) -> Option<Medium> {
    form.get("answer").and_then(Factor::named).and_then(Medium::of_factor)
}

/// The form that was refused: the name's own page, where what follows it has one, too.
fn show_again(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    name: &str,
    refused: Refused,
) -> Result<Response, PageError> {
    match form_of(visit) {
        LoginForm::Name if !name.is_empty() && ways(visit, request)?.own => {
            show_identified(visit, request, name, Some(refused))
        }
        _ => show(visit, request, name.to_owned(), Some(refused)),
    }
}

/// What follows a name that was typed alone: the same for every name.
fn show_identified(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    name: &str,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let frame = visit.frame();
    let view = IdentifiedView {
        codes: WayOn::codes(&frame, &visit.settings().sign_in.first_factors),
        frame,
        name: name.to_owned(),
        can_recover: true,
        error: error_of(&refused),
    };
    let form_action = request.map(AuthorizationRequest::form_action_source).unwrap_or_default();
    Ok(answer(visit.show_towards(&view, &form_action)?, refused))
}

/// The page of ours from which somebody came who is on the way to no application: where a device is let
/// in, or a section of the account.
fn own_page(visit: &Visit) -> Option<&'static str> {
    let device = device::is_next(visit).then_some("/device");
    device.or_else(|| account::next(visit).map(|section| section.path()))
}

/// Back to where somebody came from, or to the start.
fn onward(visit: &Visit) -> Response {
    visit.afresh(own_page(visit).unwrap_or("/"), &[])
}

/// The methods that the request needs: those of the level that it likes best. The account wants all
/// that the person can show.
pub(super) fn wanted(visit: &Visit, request: Option<&AuthorizationRequest>) -> Vec<String> {
    if request.is_none() && account::next(visit).is_some() {
        return WANTED.map(str::to_owned).to_vec();
    }
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
    SignedIn { user, session, stepped_up, device }: SignedIn,
) -> Result<Response, PageError> {
    let keepsake = Keepsake::of(&visit.cx, &visit.pool, device.as_ref())?;
    let (greeting, session) = browser.begin(&visit.cx, &visit.pool, session).await?;
    let onward = match request {
        Some(request) => {
            let done = if stepped_up { Done::by_step_up() } else { Done::by_sign_in() };
            let who = Some((session, user));
            let standing = Standing::of(visit, request, who, done).await;
            match (&standing.next, ways(visit, Some(request))?.only()) {
                // An account was proved on the way from a provider, and only the provider counts here.
                (Ok(Interaction::SignIn), Some(only)) => lead_on(visit, &only, "")?,
                _ => authorize::go_on(visit, browser, request, standing).await,
            }
        }
        None if own_page(visit).is_some() => {
            if visit.settings().session_minutes == 0 {
                // A pool that keeps no sessions keeps this one for the pages that follow.
                browser.remember(&visit.cx, &visit.pool, &session).await?;
            }
            onward(visit)
        }
        None => show_signed_in(visit, &user)?,
    };
    Ok((greeting, keepsake, onward).into_response())
}

fn show_signed_in(visit: &Visit, user: &User) -> Result<Response, PageError> {
    let username = messages::sign_in_name(&visit.pool, user).to_owned();
    visit.show(&SignedInView { frame: visit.frame(), username })
}

/// Leads a person with an address of a provider's on to it, whoever they are. A form may end at our own
/// pages alone, so this is a page that goes on by itself.
fn lead_on(visit: &Visit, provider: &Provider, name: &str) -> Result<Response, PageError> {
    let frame = visit.frame();
    let address = visit.address(&providers::path(provider.name.as_str()), &[("username", name)]);
    let mut link = ProviderLink::of(&frame, provider);
    link.address = address;
    let providers = vec![link];
    visit.show(&ProvidersView { frame, providers, goes_on: true, error: None, notice: None })
}

/// The ways of those who cannot sign in on our own pages: where there is one, it is taken.
fn show_elsewhere(
    visit: &Visit,
    ways: &Ways,
    username: &str,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    if let (Some(only), None) = (ways.only(), &refused) {
        let named: &[(&str, &str)] = match username {
            "" => &[],
            name => &[("username", name)],
        };
        return Ok(redirect(&visit.address(&providers::path(only.name.as_str()), named)));
    }
    let frame = visit.frame();
    let nowhere = ways.providers.is_empty().then_some(FormError::NotAllowed);
    let view = ProvidersView {
        providers: links(&frame, ways),
        frame,
        goes_on: false,
        error: error_of(&refused).or(nowhere),
        notice: notice(visit).filter(|_| refused.is_none()),
    };
    Ok(answer(visit.show(&view)?, refused))
}

/// The buttons of the providers.
pub(super) fn links(frame: &Frame, ways: &Ways) -> Vec<ProviderLink> {
    ways.providers.iter().map(|provider| ProviderLink::of(frame, provider)).collect()
}

fn show(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    username: String,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let ways = ways(visit, request)?;
    if !ways.own {
        return show_elsewhere(visit, &ways, &username, refused);
    }
    let (frame, form) = (visit.frame(), form_of(visit));
    let codes = match form {
        LoginForm::Name => Vec::new(),
        _ => WayOn::codes(&frame, &visit.settings().sign_in.first_factors),
    };
    let view = LoginView {
        codes,
        providers: links(&frame, &ways),
        frame,
        username,
        form,
        error: error_of(&refused),
        notice: notice(visit).filter(|_| refused.is_none()),
        passkey: passkey::offer(visit)?,
        can_sign_up: visit.settings().self_sign_up,
        can_recover: true,
    };
    let form_action = request.map(AuthorizationRequest::form_action_source).unwrap_or_default();
    let page = visit.show_towards(&view, &form_action)?;
    Ok(answer(page, refused))
}
