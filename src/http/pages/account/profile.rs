//! `/account/profile`: what a person says of themselves.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::profile;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::Field;
use crate::http::pages::views::account::ProfileView;
use crate::model::attribute::Attributes;

/// The attribute that is chosen and not typed.
const LANGUAGE: &str = "locale";

/// The section.
///
/// # Errors
/// When the template fails.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    let attributes = here.user().attributes.clone();
    show(&here, &attributes, None)
}

/// The attributes in a form.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let wanted = typed(&form);
    let change = profile::change(&here.visit.cx, &here.visit.pool, &here.member, wanted.clone());
    match here.hear(&form, change).await? {
        None => Ok(here.done()),
        trouble => show(&here, &wanted, trouble),
    }
}

/// Every field but the token, empty ones too: those take a value away.
fn typed(form: &PageForm) -> Attributes {
    let pairs = form.0.iter().filter(|(name, _)| !name.starts_with('_'));
    pairs.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
}

fn show(here: &Here, values: &Attributes, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let (frame, settings) = (here.visit.frame(), here.visit.settings());
    let value = |name: &str| values.get(name).map(String::as_str).unwrap_or_default();
    let field = |name: &String| {
        let field = Field::attribute(&frame, name, value(name));
        if settings.required_attributes.contains(name) { field } else { field.optional() }
    };
    let names = profile::fields(settings, here.user());
    let page = here.visit.show(&ProfileView {
        room: here.room(trouble.as_ref()),
        fields: names.iter().filter(|name| *name != LANGUAGE).map(field).collect(),
        language: value(LANGUAGE).to_owned(),
        frame,
    })?;
    Ok(shown(page, trouble))
}
