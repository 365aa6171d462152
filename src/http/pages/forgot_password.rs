//! `/forgotPassword`: a code to choose a new password with.

use axum::response::Response;

use super::views::{ForgotView, Notice};
use super::{Refused, answer, carry, error_of, notice, typed_name};
use crate::domain::recovery;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};

/// The page that asks whose password it is.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    show(&visit, typed_name(&visit, None), None)
}

/// Sends the code, if there is somebody to send it to; the answer is the same.
///
/// # Errors
/// When the database does not answer.
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let name = typed_name(&visit, Some(&form));
    if !visit.csrf.accepts(&form) {
        return show(&visit, name, Some(Refused::form_expired()));
    }
    if name.is_empty() {
        return show(&visit, name, Some(Refused::missing_field()));
    }
    if let Err(error) = recovery::request(&visit.cx, &visit.pool, &name, visit.locale()).await {
        return show(&visit, name, Some(Refused::by(&visit.cx, error)?));
    }
    Ok(visit.onward("/confirmforgotPassword", &[("username", &name), carry(Notice::CodeSent)]))
}

fn show(visit: &Visit, username: String, refused: Option<Refused>) -> Result<Response, PageError> {
    let error = error_of(&refused);
    let notice = notice(visit).filter(|_| refused.is_none());
    let page = visit.show(&ForgotView { frame: visit.frame(), username, error, notice })?;
    Ok(answer(page, refused))
}
