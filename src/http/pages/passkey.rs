//! A passkey that begins a sign-in: the question that a page carries, and its answer.

use super::views::{Passkey, PasskeyTask};
use crate::domain::passkeys::Offer;
use crate::domain::sign_in::{Step, Way, passkey};
use crate::domain::{Refusal, Result};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::Visit;
use crate::model::Factor;

/// The question for any passkey, where one may begin a sign-in at this page.
pub(super) fn offer(visit: &Visit) -> Result<Option<Passkey>> {
    let may_begin = visit.settings().sign_in.first_factors.contains(&Factor::Passkey);
    let Some(relying_party) = visit.relying_party().filter(|_| may_begin) else {
        return Ok(None);
    };
    let (pool, browser) = (&visit.pool, visit.csrf.token());
    let Offer { options, state } = passkey::ask_any(&visit.cx, pool, &relying_party, &browser)?;
    Ok(Some(Passkey { task: PasskeyTask::ShowAny, options, state }))
}

/// Whether a form answers that question.
pub(super) fn is_answer(form: &PageForm) -> bool {
    form.get("answer") == Some("passkey")
}

/// Takes the answer.
pub(super) async fn begin(visit: &Visit, way: &Way<'_>, form: &PageForm) -> Result<Step> {
    let relying_party = visit.relying_party().ok_or(Refusal::WrongPasskey)?;
    let browser = visit.csrf.token();
    let answer = passkey::FirstAnswer {
        browser: &browser,
        state: form.get("state").unwrap_or_default(),
        credential: form.get("credential").unwrap_or_default(),
    };
    passkey::begin(&visit.cx, way, &relying_party, answer).await
}
