//! `/account/passkey`: one more passkey. The question travels with the page under our seal; opening
//! the page writes nothing.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::factors;
use crate::domain::passkeys::{self, NewPasskey, Offer};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::AccountPasskeyView;
use crate::http::pages::views::{Passkey, PasskeyTask};

/// The question.
///
/// # Errors
/// When the person has as many as one may, or the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    match here.may_change && factors::takes_passkeys(&here.visit.pool) {
        true => show(&here, None).await,
        false => Ok(here.visit.onward(here.section.path(), &[])),
    }
}

/// The browser's answer.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    match here.hear(&form, act(&here, &form)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

async fn act(here: &Here, form: &PageForm) -> Result<(), Error> {
    let (visit, field) = (&here.visit, |name| form.get(name).unwrap_or_default());
    if !factors::takes_passkeys(&visit.pool) {
        return Err(Error::new(Refusal::Invalid, "this pool takes no passkeys"));
    }
    let relying_party = visit.relying_party().ok_or(Refusal::WrongPasskey)?;
    let browser = visit.csrf.token();
    let answer = NewPasskey { credential: field("credential"), name: field("passkey_name") };
    let held = (browser.as_str(), field("state"));
    let (cx, pool) = (&visit.cx, &visit.pool);
    passkeys::finish_registration(cx, pool, &relying_party, &here.member, held, answer)
        .await
        .map(drop)
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let (visit, browser) = (&here.visit, here.visit.csrf.token());
    let passkey = match visit.relying_party() {
        Some(relying_party) => {
            let (cx, pool, user) = (&visit.cx, &visit.pool, here.user());
            let offer = passkeys::begin_registration(cx, pool, &relying_party, user, &browser);
            let Offer { options, state } = offer.await?;
            Some(Passkey { task: PasskeyTask::Make, options, state })
        }
        None => None,
    };
    let page = visit.show(&AccountPasskeyView {
        frame: visit.frame(),
        room: here.room(trouble.as_ref()),
        passkey,
    })?;
    Ok(shown(page, trouble))
}
