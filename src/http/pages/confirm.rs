//! `/confirm`: a new user types the code that was sent.

use axum::response::Response;

use super::views::{ConfirmView, Notice};
use super::{Refused, answer, carry, error_of, notice, typed_name};
use crate::domain::confirm;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};

/// The page that asks for the code.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    show(&visit, typed_name(&visit, None), None)
}

/// A code.
///
/// # Errors
/// A page, where another account has the address.
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let name = typed_name(&visit, Some(&form));
    let again = |refused: Refused| show(&visit, name.clone(), Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    let (false, Some(code)) = (name.is_empty(), form.get("code")) else {
        return again(Refused::missing_field());
    };
    match confirm::sign_up(&visit.cx, &visit.pool, &name, code).await {
        Ok(_) => Ok(visit.onward("/login", &[carry(Notice::Confirmed)])),
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

fn show(visit: &Visit, username: String, refused: Option<Refused>) -> Result<Response, PageError> {
    let page = visit.show(&ConfirmView {
        frame: visit.frame(),
        username,
        destination: None,
        error: error_of(&refused),
        notice: notice(visit).filter(|_| refused.is_none()),
    })?;
    Ok(answer(page, refused))
}
