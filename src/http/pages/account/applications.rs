//! `/account/applications`: which applications have access.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::applications::{self, Connected};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::permissions;
use crate::http::pages::views::account::{ApplicationRow, ApplicationsView};

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// What one application was allowed is taken back.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let client = form.get("client").unwrap_or_default();
    let (cx, pool) = (&here.visit.cx, &here.visit.pool);
    match here.hear(&form, applications::take_back(cx, pool, &here.member, client)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let connected = applications::list(&here.visit.cx, here.user()).await?;
    let page = here.visit.show(&ApplicationsView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        applications: connected.into_iter().map(|one| row(here, one)).collect(),
    })?;
    Ok(shown(page, trouble))
}

fn row(here: &Here, connected: Connected) -> ApplicationRow {
    ApplicationRow {
        client: connected.client.to_string(),
        name: connected.name,
        scopes: permissions(&here.visit, &connected.scopes),
        claims: connected.claims,
        resources: connected.resources,
        since: connected.since.to_the_minute(),
    }
}
