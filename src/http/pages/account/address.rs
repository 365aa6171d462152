//! `/account/email` and `/account/phone`: the address or the number, and another one that is to take its
//! place.

use axum::response::Response;

use super::{Here, Section, Trouble, shown};
use crate::domain::account::address;
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::AddressView;
use crate::model::Medium;

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// Another address or number, the code that went there, or the end of the number.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    match here.hear(&form, act(&here, &form)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

fn medium(here: &Here) -> Medium {
    match here.section {
        Section::Phone => Medium::PhoneNumber,
        _ => Medium::Email,
    }
}

async fn act(here: &Here, form: &PageForm) -> Result<(), Error> {
    let (visit, member, medium) = (&here.visit, &here.member, medium(here));
    let field = |name| form.get(name).unwrap_or_default();
    match (field("answer"), medium) {
        ("verify", _) => {
            let code = (medium, field("code"));
            address::verify(&visit.cx, &visit.pool, member, code).await
        }
        ("change", _) => {
            let typed = (medium, field(medium.attribute()));
            address::request(&visit.cx, &visit.pool, member, typed, visit.locale()).await
        }
        ("remove", Medium::PhoneNumber) => {
            address::remove_number(&visit.cx, &visit.pool, member).await
        }
        _ => Err(Refusal::InvalidRequest.into()),
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let (user, medium) = (here.user(), medium(here));
    let pending = address::pending(&here.visit.cx, user, medium).await?;
    let address = user.attributes.get(medium.attribute()).cloned().unwrap_or_default();
    let can_go = medium == Medium::PhoneNumber
        && !address.is_empty()
        && address::can_be_without_number(here.visit.settings());
    let page = here.visit.show(&AddressView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        medium,
        address,
        verified: user.is_verified(medium.verified()),
        pending: pending.map(|to| to.to_string()),
        can_go,
    })?;
    Ok(shown(page, trouble))
}
