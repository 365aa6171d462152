//! The steps that change the account: a new password, missing details, terms.

use axum::response::Response;

use crate::domain::sign_in::{self, Next, Step, UnderWay, Way};
use crate::domain::{Error, Refusal, Result};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::step::{DetailsView, NewPasswordView, TermsView};
use crate::http::pages::views::{Fault, Field, FieldError, Terms};
use crate::http::pages::{Refused, password_fault, password_rules};
use crate::model::attribute::Attributes;
use crate::model::password::Password;

/// The page for one of these steps; nothing for any other.
pub(super) fn show(
    visit: &Visit,
    under_way: &UnderWay,
    refused: Option<&Refused>,
    form_action: &str,
) -> Result<Option<Response>, PageError> {
    let (frame, name) = (visit.frame(), under_way.name().to_owned());
    let error = refused.and_then(|refused| refused.error);
    let errors = refused.map(|refused| refused.wrong.clone()).unwrap_or_default();
    let page = match under_way.next() {
        Next::NewPassword => {
            let password = password_rules(visit.settings());
            let view = NewPasswordView { frame, name, password, errors, error };
            visit.show_towards(&view, form_action)?
        }
        Next::Details => {
            let typed = |name: &str| refused.and_then(|refused| refused.typed.get(name));
            let asked = sign_in::missing(visit.settings(), &under_way.user).into_iter();
            let fields = asked.map(|name| {
                Field::attribute(&frame, name, typed(name).map(String::as_str).unwrap_or_default())
            });
            let fields = fields.collect();
            visit.show_towards(&DetailsView { frame, name, fields, errors, error }, form_action)?
        }
        Next::Terms => match Terms::of(&visit.settings().terms) {
            Some(terms) => {
                let view = TermsView { frame, name, terms, errors, error };
                visit.show_towards(&view, form_action)?
            }
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(page))
}

/// The password that was chosen.
pub(super) async fn choose_password(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    let typed = Password::new(form.get("new_password").unwrap_or_default());
    sign_in::choose_password(&visit.cx, way, under_way, typed).await
}

/// What was filled in.
pub(super) async fn fill_in(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    let typed = typed(visit, &under_way, form);
    sign_in::fill_in(&visit.cx, way, under_way, &typed).await
}

/// The terms that were agreed to.
pub(super) async fn agree(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    match form.get("terms") {
        Some(version) => sign_in::agree(&visit.cx, way, under_way, version).await,
        None => Err(Refusal::InvalidAttribute("terms".to_owned()).into()),
    }
}

/// The attributes that are asked for, as far as they were filled in.
fn typed(visit: &Visit, under_way: &UnderWay, form: &PageForm) -> Attributes {
    let asked = sign_in::missing(visit.settings(), &under_way.user).into_iter();
    let filled = asked.filter_map(|name| Some((name, form.get(name)?.trim())));
    filled
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Why one of these steps is asked for again, where a field is to blame.
pub(super) fn refused(
    visit: &Visit,
    under_way: &UnderWay,
    error: &Error,
    form: &PageForm,
) -> Option<Refused> {
    let (frame, typed) = (visit.frame(), typed(visit, under_way, form));
    let blame = |field: &str, fault| vec![FieldError::new(&frame, field, fault)];
    let wrong = match (under_way.next(), error.refusal()) {
        (Next::NewPassword, Refusal::WeakPassword(weakness)) => {
            blame("new_password", password_fault(*weakness, visit.settings()))
        }
        (Next::Terms, Refusal::InvalidAttribute(_)) => blame("terms", Fault::Missing),
        (Next::Details, Refusal::InvalidAttribute(name)) if typed.contains_key(name) => {
            blame(name, Fault::Invalid)
        }
        (Next::Details, Refusal::InvalidAttribute(name)) => blame(name, Fault::Missing),
        (Next::Details, Refusal::NumberNotServed) => blame("phone_number", Fault::NotServed),
        (Next::Details, Refusal::NameTaken) => blame("preferred_username", Fault::Taken),
        _ => return None,
    };
    Some(Refused { wrong, typed, ..Refused::wrong_fields() })
}
