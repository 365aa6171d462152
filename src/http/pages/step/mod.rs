//! `/login/step`: whatever a sign-in needs next, at one address. What is shown, and what is taken, is
//! what the machine asks for; there is no later address that could be opened early.

mod account;
mod answers;
mod passkey;
mod recovery;
mod remember;
pub(super) mod sent_code;
mod totp;

pub(super) use totp::picture;

use std::sync::Arc;

use answers::Sent;
use axum::response::Response;

use super::login::{self, Route};
use super::views::step::{ChooseView, CodeKind, CodeView, PasswordView, WayOn};
use super::views::{
    Connecting, FormError, Frame, PasskeyTask, ProviderLink, ProvidersView, providers,
};
use super::{Refused, answer, error_of};
use crate::domain::federation::requests::PROVING;
use crate::domain::federation::ways;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::sign_in::{Next, UnderWay};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::model::provider::Provider;
use crate::model::{Factor, Medium};

/// Shows what is next.
///
/// # Errors
/// A page, where the authorization request cannot be answered.
pub async fn get(visit: Visit, browser: BrowserSession) -> Result<Response, PageError> {
    let request = match login::route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    match browser.under_way(&visit.cx, &visit.pool).await {
        Ok(under_way) => {
            let visit = connecting(visit, request.as_deref(), &under_way).await?;
            show(&visit, request.as_deref(), under_way, None).await
        }
        Err(error) => start_over(&visit, error),
    }
}

/// Takes an answer.
///
/// # Errors
/// As [`get`].
pub async fn post(
    visit: Visit,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let request = match login::route(&visit).await? {
        Route::Back(response) => return Ok(response),
        Route::Towards(request) => Some(request),
        Route::Nowhere => None,
    };
    let request = request.as_deref();
    let under_way = match browser.under_way(&visit.cx, &visit.pool).await {
        Ok(under_way) => under_way,
        Err(error) => return start_over(&visit, error),
    };
    let visit = connecting(visit, request, &under_way).await?;
    if !visit.csrf.accepts(&form) {
        return show(&visit, request, under_way, Some(Refused::form_expired())).await;
    }
    if let Some(medium) = sent_code::asked_for(&form) {
        return sent_code::another(&visit, request, under_way, medium).await;
    }
    let wanted = login::wanted(&visit, request);
    let way = login::on_the_way(&visit, request, &wanted);
    let sent = Sent { visit: &visit, way: &way, under_way: under_way.clone(), form: &form };
    match answers::take(sent).await {
        Ok(step) => login::follow(&visit, &browser, request, step).await,
        Err(error) if *error.refusal() == Refusal::SignInExpired => start_over(&visit, error),
        Err(error) if let Some(refused) = account::refused(&visit, &under_way, &error, &form) => {
            show(&visit, request, under_way, Some(refused)).await
        }
        Err(error) => {
            let refused = in_words_of(&under_way, Refused::by(&visit.cx, error)?);
            show(&visit, request, under_way, Some(refused)).await
        }
    }
}

/// The visit, in whose pages it stands from where an account waits to be connected; and, as long as
/// nothing was shown, by which providers the one here can be.
async fn connecting(
    visit: Visit,
    request: Option<&AuthorizationRequest>,
    under_way: &UnderWay,
) -> Result<Visit, Error> {
    let waiting = under_way.connects();
    let known = visit.pool.providers.iter().find(|one| waiting == Some(one.id.as_str()));
    let Some(provider) = known.map(|known| known.called()) else { return Ok(visit) };
    let client = request.map(|request| request.client.as_ref());
    let opening = match under_way.proved() {
        [] => ways::that_open(&visit.cx, &visit.pool, client, &under_way.user).await?,
        _ => Vec::new(),
    };
    let frame = visit.frame();
    let link = |one: &Arc<Provider>| {
        let mut link = ProviderLink::of(&frame, one);
        link.address = visit.address(&providers::path(one.name.as_str()), &[(PROVING, "1")]);
        link
    };
    let by = opening.iter().map(link).collect();
    Ok(visit.connecting(Connecting { provider, by }))
}

/// The page of an account that only other providers open; the sign-in page for whoever has nothing.
fn show_elsewhere(visit: &Visit, error: Option<FormError>) -> Result<Response, PageError> {
    let mut frame = visit.frame();
    let by = frame.connecting.as_mut().map(|connecting| std::mem::take(&mut connecting.by));
    let Some(providers) = by.filter(|by| !by.is_empty()) else {
        return Ok(visit.onward("/login", &[]));
    };
    visit.show(&ProvidersView { frame, providers, goes_on: false, error, notice: None })
}

/// A code of an application was not sent by us, so no other one can be sent.
fn in_words_of(under_way: &UnderWay, refused: Refused) -> Refused {
    let of_application = match under_way.next() {
        Next::Prove { factor, .. } => factor == Factor::Totp,
        Next::Enrol(factors) => chosen(under_way, &factors) == Some(Factor::Totp),
        _ => false,
    };
    match refused.error {
        Some(FormError::WrongCode) if matches!(under_way.next(), Next::Recover { .. }) => {
            Refused { error: Some(FormError::WrongRecoveryCode), ..refused }
        }
        Some(FormError::WrongCode) if of_application => {
            Refused { error: Some(FormError::WrongTotp), ..refused }
        }
        _ => refused,
    }
}

/// Whoever has no sign-in under way, or was too late, begins again.
pub(super) fn start_over(visit: &Visit, error: Error) -> Result<Response, PageError> {
    match error.refusal() {
        Refusal::SignInExpired => Ok(visit.onward("/login", &[("notice", "sign_in_expired")])),
        _ => Err(error.into()),
    }
}

/// The page for what is next.
async fn show(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    under_way: UnderWay,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let form_action = request.map(AuthorizationRequest::form_action_source).unwrap_or_default();
    let (frame, name) = (visit.frame(), under_way.name().to_owned());
    let error = error_of(&refused);
    let page = match under_way.next() {
        Next::Prove { factor: Factor::Totp, others, recovery } => {
            let others = ways(&frame, &others, recovery);
            let view = CodeView { frame, name, kind: CodeKind::Totp, others, error };
            visit.show_towards(&view, &form_action)?
        }
        Next::Prove { factor: Factor::Passkey, others, recovery } => {
            let others = ways(&frame, &others, recovery);
            passkey::show(visit, under_way, PasskeyTask::Show, others, error, &form_action).await?
        }
        Next::Prove { factor: Factor::Email, others, recovery } => {
            let others = ways(&frame, &others, recovery);
            let medium = Medium::Email;
            return sent_code::show(visit, &under_way, medium, others, refused, &form_action).await;
        }
        Next::Prove { factor: Factor::Sms, others, recovery } => {
            let others = ways(&frame, &others, recovery);
            let medium = Medium::PhoneNumber;
            return sent_code::show(visit, &under_way, medium, others, refused, &form_action).await;
        }
        Next::Prove { factor: Factor::Password, others, recovery } => {
            let others = ways(&frame, &others, recovery);
            visit.show_towards(&PasswordView { frame, name, others, error }, &form_action)?
        }
        Next::Choose { factors, recovery } => {
            let ways = ways(&frame, &factors, recovery);
            let view = ChooseView { frame, name, ways, to_enrol: false, error };
            visit.show_towards(&view, &form_action)?
        }
        Next::Enrol(factors) => match chosen(&under_way, &factors) {
            Some(factor @ (Factor::Email | Factor::Sms)) => {
                let others = others_of(&frame, factor, &factors);
                let medium = Medium::of_factor(factor).unwrap_or(Medium::Email);
                return sent_code::show(visit, &under_way, medium, others, refused, &form_action)
                    .await;
            }
            Some(Factor::Totp) => {
                totp::show(visit, under_way, &factors, error, &form_action).await?
            }
            Some(Factor::Passkey) => {
                let others: Vec<Factor> =
                    factors.into_iter().filter(|factor| *factor != Factor::Passkey).collect();
                let others = WayOn::all(&frame, &others);
                passkey::show(visit, under_way, PasskeyTask::Make, others, error, &form_action)
                    .await?
            }
            _ => {
                // Nowhere to send a code to, and nothing else that the pool takes.
                let error = if factors.is_empty() { Some(FormError::NotAllowed) } else { error };
                let ways = WayOn::all(&frame, &factors);
                let view = ChooseView { frame, name, ways, to_enrol: true, error };
                visit.show_towards(&view, &form_action)?
            }
        },
        Next::Recover { others } => {
            recovery::show(visit, &under_way, &others, error, &form_action)?
        }
        Next::RecoveryCodes => recovery::show_codes(visit, under_way, error, &form_action).await?,
        Next::Begin => show_elsewhere(visit, error)?,
        Next::AskToRemember => remember::show(visit, &under_way, error, &form_action)?,
        _ => {
            let page = account::show(visit, &under_way, refused.as_ref(), &form_action)?;
            page.unwrap_or_else(|| visit.onward("/login", &[]))
        }
    };
    Ok(answer(page, refused))
}

/// The ways on, and that of a recovery code where one would do.
fn ways(frame: &Frame, factors: &[Factor], recovery: bool) -> Vec<WayOn> {
    let recovery = recovery.then(|| WayOn::recovery(frame));
    WayOn::all(frame, factors).into_iter().chain(recovery).collect()
}

/// What may be set up in place of a factor.
fn others_of(frame: &Frame, factor: Factor, factors: &[Factor]) -> Vec<WayOn> {
    let others: Vec<Factor> = factors.iter().copied().filter(|other| *other != factor).collect();
    WayOn::all(frame, &others)
}

/// What is to be set up: the only one, or the one that was chosen.
fn chosen(under_way: &UnderWay, factors: &[Factor]) -> Option<Factor> {
    match factors {
        [only] => Some(*only),
        several => under_way.chosen().filter(|factor| several.contains(factor)),
    }
}
