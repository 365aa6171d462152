//! `/account/factors`: what a person signs in with besides the password.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::factors;
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::FormError;
use crate::http::pages::views::account::{FactorRow, FactorsView};
use crate::model::factor::Enrolled;
use crate::model::{Factor, Instant};

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// A name, a removal or a wish.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    match here.hear(&form, act(&here, &form)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

async fn act(here: &Here, form: &PageForm) -> Result<(), Error> {
    let (cx, pool, member) = (&here.visit.cx, &here.visit.pool, &here.member);
    let field = |name| form.get(name).unwrap_or_default();
    match field("answer") {
        "rename" => factors::rename(cx, member, field("id"), field("name")).await,
        "remove" => factors::remove(cx, pool, member, field("id")).await,
        "prefer" => factors::prefer(cx, member, Factor::named(field("factor"))).await,
        _ => Err(Refusal::InvalidRequest.into()),
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let there = factors::list(&here.visit.cx, here.user()).await?;
    let mut room = here.room(trouble.as_ref());
    if trouble.as_ref().is_some_and(|trouble| trouble.refused.error.is_none()) {
        room.errors = vec![FormError::LastFactor.at(&here.visit.frame(), "")];
    }
    let page = here.visit.show(&FactorsView {
        frame: here.visit.frame(),
        room,
        factors: there.into_iter().map(row).collect(),
        preferred: here.user().preferences.factor,
        takes_applications: factors::takes_applications(&here.visit.pool),
        takes_passkeys: factors::takes_passkeys(&here.visit.pool),
    })?;
    Ok(shown(page, trouble))
}

fn row(factor: Enrolled) -> FactorRow {
    FactorRow {
        id: factor.id,
        factor: factor.factor,
        name: factor.name,
        added: factor.created_at.to_the_minute(),
        used: factor.used_at.map(Instant::to_the_minute),
    }
}
