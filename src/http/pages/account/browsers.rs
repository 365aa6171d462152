//! `/account/browsers`: where the person is not asked for a second factor.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::devices::{self, Device};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::{BrowserRow, BrowsersView};

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None).await
}

/// A browser that is to be forgotten.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let id = form.get("id").unwrap_or_default();
    match here.hear(&form, devices::forget(&here.visit.cx, here.user(), id)).await? {
        None => Ok(here.done()),
        trouble => show(&here, trouble).await,
    }
}

async fn show(here: &Here, trouble: Option<Trouble>) -> Result<Response, PageError> {
    let browsers = devices::list(&here.visit.cx, here.user()).await?;
    let page = here.visit.show(&BrowsersView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        browsers: browsers.into_iter().map(row).collect(),
    })?;
    Ok(shown(page, trouble))
}

fn row(device: Device) -> BrowserRow {
    BrowserRow {
        id: device.id,
        program: device.name,
        used: device.used_at.to_the_minute(),
        until: device.expires_at.to_the_minute(),
    }
}
