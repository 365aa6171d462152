//! `/account/sessions`: where the person is signed in.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::sessions;
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::{SessionRow, SessionsView};
use crate::model::Sender;
use crate::model::session::Seen;

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// The end of one session, or of all others.
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
    match form.get("answer") {
        Some("end") => sessions::end(cx, pool, member, form.get("id").unwrap_or_default()).await,
        Some("end_others") => sessions::end_others(cx, pool, member).await,
        _ => Err(Refusal::InvalidRequest.into()),
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let seen = sessions::list(&here.visit.cx, here.user()).await?;
    let page = here.visit.show(&SessionsView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        sessions: seen.into_iter().map(|seen| row(here, seen)).collect(),
    })?;
    Ok(shown(page, trouble))
}

fn row(here: &Here, Seen { session, begun, used }: Seen) -> SessionRow {
    SessionRow {
        current: session.id == here.member.session.id,
        id: session.id.to_string(),
        program: used.sender.as_ref().map(Sender::program).unwrap_or_default(),
        address: used.sender.as_ref().map(|sender| sender.address().to_string()),
        begun: begun.at.to_the_minute(),
        used: used.at.to_the_minute(),
    }
}
