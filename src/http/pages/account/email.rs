//! `/account/email`: the address, and another one that is to take its place.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::Error;
use crate::domain::account::email;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::EmailView;

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// Another address, or the code that went there.
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
    let (visit, member) = (&here.visit, &here.member);
    match form.get("answer") {
        Some("verify") => {
            let code = form.get("code").unwrap_or_default();
            email::verify(&visit.cx, &visit.pool, member, code).await
        }
        _ => {
            let typed = form.get("email").unwrap_or_default();
            email::request(&visit.cx, &visit.pool, member, typed, visit.locale()).await
        }
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let user = here.user();
    let pending = email::pending(&here.visit.cx, user).await?;
    let page = here.visit.show(&EmailView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        address: user.attributes.get("email").cloned().unwrap_or_default(),
        verified: user.email_is_verified(),
        pending: pending.map(|email| email.to_string()),
    })?;
    Ok(shown(page, trouble))
}
