//! `/confirmforgotPassword`: the code and a new password.

use axum::response::Response;

use super::views::{FieldError, Notice, ResetView};
use super::{Refused, answer, carry, error_of, notice, password_fault, password_rules, typed_name};
use crate::domain::{Refusal, recovery};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::model::password::Password;

/// The page that asks for both.
///
/// # Errors
/// When the template fails.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    show(&visit, typed_name(&visit, None), Vec::new(), None)
}

/// A code and a new password.
///
/// # Errors
/// When the database does not answer.
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let name = typed_name(&visit, Some(&form));
    let again = |errors, refused| show(&visit, name.clone(), errors, Some(refused));
    if !visit.csrf.accepts(&form) {
        return again(Vec::new(), Refused::form_expired());
    }
    let (false, Some(code), Some(password)) =
        (name.is_empty(), form.get("code"), form.get("new_password"))
    else {
        return again(Vec::new(), Refused::missing_field());
    };
    match recovery::reset(&visit.cx, &visit.pool, &name, code, Password::new(password)).await {
        Ok(()) => Ok(visit.onward("/login", &[carry(Notice::PasswordReset)])),
        Err(error) => match error.refusal() {
            Refusal::WeakPassword(weakness) => {
                let fault = password_fault(*weakness, visit.settings());
                again(
                    vec![FieldError::new(&visit.frame(), "new_password", fault)],
                    Refused::wrong_fields(),
                )
            }
            _ => again(Vec::new(), Refused::by(&visit.cx, error)?),
        },
    }
}

fn show(
    visit: &Visit,
    username: String,
    errors: Vec<FieldError>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let page = visit.show(&ResetView {
        frame: visit.frame(),
        username,
        destination: None,
        errors,
        error: error_of(&refused),
        notice: notice(visit).filter(|_| refused.is_none()),
        password: password_rules(visit.settings()),
    })?;
    Ok(answer(page, refused))
}
