//! `/account/password`: another password.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::password;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::password_rules;
use crate::http::pages::views::account::AccountPasswordView;
use crate::model::password::Password;

/// The section.
///
/// # Errors
/// When the template fails.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None)
}

/// The present password and a new one.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let typed = |name| Password::new(form.get(name).unwrap_or_default());
    let (present, new) = (typed("password"), typed("new_password"));
    let (cx, pool) = (&here.visit.cx, &here.visit.pool);
    match here.hear(&form, password::change(cx, pool, &here.member, present, new)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble),
    }
}

fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let page = here.visit.show(&AccountPasswordView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        has_password: here.user().password_hash.is_some(),
        rules: password_rules(here.visit.settings()),
    })?;
    Ok(shown(page, trouble))
}
