//! `/account/data`: a copy of everything, and the end of the account.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::{Here, Trouble, shown};
use crate::domain::account::{data, deletion};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::DataView;

/// The copy is a file, and no cache keeps it.
const FILE: [(header::HeaderName, HeaderValue); 2] = [
    (
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"account.json\""),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// The copy, the end of the account, or a change of mind.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    match here.hear(&form, act(&here, &form)).await? {
        None if form.get("answer") == Some("download") => {
            let copy = data::export(&here.visit.cx, here.user()).await?;
            Ok((FILE, Json(copy)).into_response())
        }
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

async fn act(here: &Here, form: &PageForm) -> Result<(), Error> {
    let (cx, pool, member) = (&here.visit.cx, &here.visit.pool, &here.member);
    match form.get("answer") {
        Some("download") => Ok(()),
        Some("delete") => deletion::plan(cx, pool, member).await,
        Some("keep") => deletion::cancel(cx, member).await,
        _ => Err(Refusal::InvalidRequest.into()),
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let planned = deletion::planned(&here.visit.cx, here.user()).await?;
    let page = here.visit.show(&DataView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        days: here.visit.settings().deletion_days,
        due: planned.map(|deletion| deletion.due_at.to_the_minute()),
    })?;
    Ok(shown(page, trouble))
}
