//! `/account/activity`: what happened to the account, the newest first.

use axum::response::Response;

use super::Here;
use crate::domain::account::activity::{self, Happening};
use crate::http::kit::page::{BEFORE, PageError};
use crate::http::pages::views::account::{ActivityRow, ActivityView, Section};
use crate::model::Sender;

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    let visit = &here.visit;
    let before = visit.query.get(BEFORE).unwrap_or_default();
    let page = activity::list(&visit.cx, here.user(), before).await?;
    let older = page.next.map(|id| visit.link(Section::Activity.path(), &[(BEFORE, &id)]));
    visit.show(&ActivityView {
        frame: visit.frame(),
        room: here.room(None),
        rows: page.happenings.into_iter().map(row).collect(),
        older,
    })
}

fn row(happening: Happening) -> ActivityRow {
    let Happening { event, at, sender, application, by_operator } = happening;
    ActivityRow {
        event,
        at: at.to_the_minute(),
        program: sender.as_ref().map(Sender::program).unwrap_or_default(),
        address: sender.map(|sender| sender.address().to_string()),
        application,
        by_operator,
    }
}
