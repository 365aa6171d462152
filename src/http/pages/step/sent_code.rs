//! The step that asks for a code that was sent.

use axum::response::Response;

use crate::domain::Refusal;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::sign_in::sent_code::{self, Post};
use crate::domain::sign_in::{Next, UnderWay};
use crate::http::kit::floor;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::Notice;
use crate::http::pages::views::step::{PATH, SentCodeView, WayOn};
use crate::http::pages::{Refused, answer, carry, error_of, notice};
use crate::model::{Factor, Medium};

/// How codes travel from here.
pub(in crate::http::pages) fn post<'p>(
    visit: &Visit,
    medium: Medium,
    request: &'p str,
) -> Post<'p> {
    Post { medium, locale: visit.locale(), request }
}

/// The page; who opens it for the first time is sent a code.
pub(super) async fn show(
    visit: &Visit,
    under_way: &UnderWay,
    medium: Medium,
    others: Vec<WayOn>,
    refused: Option<Refused>,
    form_action: &str,
) -> Result<Response, PageError> {
    let (cx, request) = (&visit.cx, visit.request().encode());
    let post = post(visit, medium, &request);
    let refused = match sent_code::arrive(cx, &visit.pool, under_way, post).await {
        Ok(()) => refused,
        Err(error) => Some(Refused::by(cx, error)?),
    };
    let view = SentCodeView {
        name: under_way.name().to_owned(),
        to: sent_code::masked(under_way, medium),
        medium,
        enrols: matches!(under_way.next(), Next::Enrol(_)),
        others,
        frame: visit.frame(),
        error: error_of(&refused),
        notice: notice(visit).filter(|_| refused.is_none()),
    };
    Ok(answer(visit.show_towards(&view, form_action)?, refused))
}

/// How the code travels that a form asks for once more.
pub(super) fn asked_for(form: &PageForm) -> Option<Medium> {
    let factor = form.get("answer")?.strip_prefix("send_")?;
    Factor::named(factor).and_then(Medium::of_factor)
}

/// Sends another code.
pub(super) async fn another(
    visit: &Visit,
    request: Option<&AuthorizationRequest>,
    under_way: UnderWay,
    medium: Medium,
) -> Result<Response, PageError> {
    let (cx, way_back) = (&visit.cx, visit.request().encode());
    let post = post(visit, medium, &way_back);
    match floor::no_sooner(sent_code::another(cx, &visit.pool, &under_way, post)).await {
        Ok(()) => Ok(visit.onward(PATH, &[carry(Notice::CodeSent)])),
        Err(error) if *error.refusal() == Refusal::SignInExpired => super::start_over(visit, error),
        Err(error) => {
            let refused = Refused::by(cx, error)?;
            super::show(visit, request, under_way, Some(refused)).await
        }
    }
}
