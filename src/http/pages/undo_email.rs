//! `/email/undo`: the page behind the link in the message that the old e-mail address gets when
//! another one took its place.

use axum::response::Response;

use super::views::{Notice, UndoEmailView};
use super::{Refused, answer, carry, error_of};
use crate::domain::account::undo;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};

/// The button. Opening the link changes nothing: mail scanners open links.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    let code = visit.query.get("code").unwrap_or_default();
    show(&visit, code, None)
}

/// The button was pressed.
///
/// # Errors
/// A page, where another account has the address by now.
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let code = form.get("code").unwrap_or_default();
    let again = |refused: Refused| show(&visit, code, Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Refused::form_expired());
    }
    match undo::take_back(&visit.cx, &visit.pool, code, visit.locale()).await {
        Ok(undone) if undone.code_sent => {
            let more = [("username", undone.username.as_str()), carry(Notice::AddressRestored)];
            Ok(visit.onward("/confirmforgotPassword", &more))
        }
        Ok(_) => Ok(visit.onward("/login", &[carry(Notice::Saved)])),
        Err(error) => again(Refused::by(&visit.cx, error)?),
    }
}

fn show(visit: &Visit, code: &str, refused: Option<Refused>) -> Result<Response, PageError> {
    let (frame, code) = (visit.frame(), code.to_owned());
    let page = visit.show(&UndoEmailView { frame, code, error: error_of(&refused) })?;
    Ok(answer(page, refused))
}
