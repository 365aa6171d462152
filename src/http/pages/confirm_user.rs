//! `/confirmUser`: the page behind the link in a mail; the link shows a button, and the button confirms.

use axum::response::Response;

use super::views::{ConfirmLinkView, Notice};
use super::{Refused, answer, carry, error_of, typed_name};
use crate::domain::confirm;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};

/// The button. Opening the link changes nothing: mail scanners open links.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    let name = typed_name(&visit, None);
    match visit.query.get("code") {
        Some(code) if !name.is_empty() => show(&visit, name, code, None),
        _ => Ok(visit.onward("/confirm", &[])),
    }
}

/// The button was pressed.
///
/// # Errors
/// A page, where another account has the address.
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let name = typed_name(&visit, Some(&form));
    let code = form.get("code").unwrap_or_default();
    let again = |refused: Refused| show(&visit, name.clone(), code, Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    match confirm::sign_up(&visit.cx, &visit.pool, &name, code).await {
        Ok(_) => Ok(visit.onward("/login", &[carry(Notice::Confirmed)])),
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

fn show(
    visit: &Visit,
    username: String,
    code: &str,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let page = visit.show(&ConfirmLinkView {
        frame: visit.frame(),
        username,
        code: code.to_owned(),
        error: error_of(&refused),
    })?;
    Ok(answer(page, refused))
}
