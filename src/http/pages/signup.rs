//! `/signup`: a stranger makes an account.

use axum::response::Response;

use super::views::{
    ConfirmView, Fault, Field, FieldError, FormError, Frame, Identifier, SignUpView, Terms,
};
use super::{Refused, answer, error_of, login, password_fault, password_rules, typed_name};
use crate::domain::federation::ways::{Ways, Wish};
use crate::domain::sign_up::{self, NewAccount};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::model::attribute::{Attributes, STANDARD};
use crate::model::password::Password;
use crate::model::pool::UsernameKind;

/// The sign-up page.
///
/// # Errors
/// A page, where strangers cannot sign up.
pub async fn get(visit: Visit) -> Result<Response, PageError> {
    if !visit.settings().self_sign_up {
        return Err(Error::from(Refusal::SignUpClosed).into());
    }
    if !ways(&visit)?.own {
        return Ok(visit.onward("/login", &[]));
    }
    let form = Filled { username: String::new(), attributes: Attributes::new() };
    show(&visit, form, Vec::new(), None)
}

/// The ways to an account. What a request that was pushed asks for, the sign-in page knows.
fn ways(visit: &Visit) -> Result<Ways, Error> {
    let client = visit.client.as_deref();
    let wish = Wish::read(&visit.pool, client, &visit.query)?;
    Ok(Ways::of(&visit.pool, client, wish.as_ref()))
}

/// What was typed; never the password.
struct Filled {
    username: String,
    attributes: Attributes,
}

/// A new account.
///
/// # Errors
/// As [`get`].
pub async fn post(visit: Visit, form: PageForm) -> Result<Response, PageError> {
    let filled =
        Filled { username: typed_name(&visit, Some(&form)), attributes: attributes(&visit, &form) };
    if !ways(&visit)?.own {
        return Ok(visit.onward("/login", &[]));
    }
    if !visit.csrf.accepts(&form) {
        return show(&visit, filled, Vec::new(), Some(Refused::form_expired()));
    }
    let missing = missing(&visit, &form);
    let Some(password) = form.get("password").filter(|_| missing.is_empty()) else {
        return show(&visit, filled, missing, Some(Refused::wrong_fields()));
    };
    let account = NewAccount {
        username: filled.username.clone(),
        password: Password::new(password),
        attributes: filled.attributes.clone(),
        terms: form.get("terms").map(str::to_owned),
    };
    let client = visit.client.as_deref();
    match sign_up::register(&visit.cx, &visit.pool, client, account, visit.locale()).await {
        Ok(signed_up) if signed_up.destination.is_none() => unprovable(&visit, signed_up.username),
        Ok(signed_up) => Ok(visit.onward("/confirm", &[("username", &signed_up.username)])),
        Err(error) => match wrong_field(&visit, &error) {
            Some(wrong) => show(&visit, filled, vec![wrong], Some(Refused::wrong_fields())),
            None => {
                let refused = Refused::by(&visit.cx, error)?;
                show(&visit, filled, Vec::new(), Some(refused))
            }
        },
    }
}

/// An account without an address stays unconfirmed until an operator confirms it.
fn unprovable(visit: &Visit, username: String) -> Result<Response, PageError> {
    visit.show(&ConfirmView {
        frame: visit.frame(),
        username,
        destination: None,
        error: Some(FormError::NotAllowed),
        notice: None,
    })
}

/// The attributes that the page asks for. Where addresses or numbers are the names, that one is
/// typed as the name.
fn asked(visit: &Visit) -> impl Iterator<Item = &str> {
    let settings = visit.settings();
    let own = settings.username.attribute();
    settings.required_attributes.iter().map(String::as_str).filter(move |name| own != Some(*name))
}

/// The attributes in a form: whatever could be one, so that what nobody may set is refused and not
/// passed over.
fn attributes(visit: &Visit, form: &PageForm) -> Attributes {
    let could_be = |name: &str| {
        name.starts_with("custom:")
            || matches!(name, "sub" | "identities")
            || STANDARD.iter().any(|each| each.name == name)
    };
    let own = visit.settings().username.attribute();
    let pairs = form.0.iter().map(|(name, value)| (name, value.trim()));
    pairs
        .filter(|(name, value)| could_be(name) && !value.is_empty() && own != Some(*name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn missing(visit: &Visit, form: &PageForm) -> Vec<FieldError> {
    let frame = visit.frame();
    let empty = |name: &&str| form.get(name).is_none_or(|value| value.trim().is_empty());
    let name = empty(&"username").then(|| wrong_name(visit, &frame, Fault::Missing));
    let attributes = asked(visit)
        .filter(empty)
        .map(|attribute| FieldError::new(&frame, attribute, Fault::Missing));
    let password =
        form.get("password").is_none().then(|| FieldError::new(&frame, "password", Fault::Missing));
    name.into_iter().chain(attributes).chain(password).collect()
}

/// What is wrong with the name, in words for what a name is in this pool.
fn wrong_name(visit: &Visit, frame: &Frame, fault: Fault) -> FieldError {
    let attribute = visit.settings().username.attribute().unwrap_or("username");
    FieldError { field: "username".to_owned(), ..FieldError::new(frame, attribute, fault) }
}

/// The field that a refusal is about.
fn wrong_field(visit: &Visit, error: &Error) -> Option<FieldError> {
    let frame = visit.frame();
    match error.refusal() {
        Refusal::NameTaken => Some(FieldError::new(&frame, "username", Fault::Taken)),
        Refusal::WeakPassword(weakness) => {
            let fault = password_fault(*weakness, visit.settings());
            Some(FieldError::new(&frame, "password", fault))
        }
        Refusal::InvalidAttribute(name) => Some(wrong_attribute(visit, &frame, name)),
        Refusal::NumberNotServed => Some(number_not_served(visit, &frame)),
        _ => None,
    }
}

/// What is wrong with the number, which may be the name.
fn number_not_served(visit: &Visit, frame: &Frame) -> FieldError {
    match visit.settings().username {
        UsernameKind::Phone => wrong_name(visit, frame, Fault::NotServed),
        _ if asked(visit).any(|asked| asked == "phone_number") => {
            FieldError::new(frame, "phone_number", Fault::NotServed)
        }
        _ => FormError::NotAllowed.at(frame, ""),
    }
}

fn wrong_attribute(visit: &Visit, frame: &Frame, name: &str) -> FieldError {
    match name {
        "terms" => FieldError::new(frame, name, Fault::Missing),
        "username" => wrong_name(visit, frame, Fault::Invalid),
        name if asked(visit).any(|asked| asked == name) => {
            FieldError::new(frame, name, Fault::Invalid)
        }
        _ => FormError::NotAllowed.at(frame, ""),
    }
}

fn show(
    visit: &Visit,
    filled: Filled,
    errors: Vec<FieldError>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let frame = visit.frame();
    let value = |name: &str| filled.attributes.get(name).map(String::as_str).unwrap_or_default();
    let page = visit.show(&SignUpView {
        identifier: match visit.settings().username {
            UsernameKind::Email => Identifier::Email,
            UsernameKind::Phone => Identifier::Phone,
            UsernameKind::Chosen => Identifier::Username,
        },
        fields: asked(visit).map(|name| Field::attribute(&frame, name, value(name))).collect(),
        username: filled.username,
        errors,
        error: error_of(&refused),
        password: password_rules(visit.settings()),
        terms: Terms::of(&visit.settings().terms),
        providers: login::links(&frame, &ways(visit)?),
        frame,
    })?;
    Ok(answer(page, refused))
}
