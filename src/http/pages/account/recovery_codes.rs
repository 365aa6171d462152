//! `/account/recovery-codes`: how many recovery codes are left, and new ones in their place.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::sign_in::recovery_codes;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::views::account::AccountCodesView;

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, Vec::new(), None).await
}

/// New codes, which are shown in the answer and nowhere else.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let mut codes = Vec::new();
    let renewal = async {
        codes = recovery_codes::renew(&here.visit.cx, &here.visit.pool, &here.member).await?;
        Ok(())
    };
    let trouble = here.hear(&form, renewal).await?;
    show(&here, codes, trouble).await
}

async fn show(
    here: &Here,
    codes: Vec<String>,
    trouble: Option<Trouble>,
) -> Result<Response, PageError> {
    let page = here.visit.show(&AccountCodesView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        left: recovery_codes::left(&here.visit.cx, here.user()).await?,
        codes,
    })?;
    Ok(shown(page, trouble))
}
