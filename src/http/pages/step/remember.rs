//! The step that asks whether the browser is to be remembered.

use axum::response::Response;

use crate::domain::Result;
use crate::domain::sign_in::{self, Step, UnderWay};
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::FormError;
use crate::http::pages::views::step::RememberView;

/// The page.
pub(super) fn show(
    visit: &Visit,
    under_way: &UnderWay,
    error: Option<FormError>,
    form_action: &str,
) -> Result<Response, PageError> {
    let view = RememberView {
        frame: visit.frame(),
        name: under_way.name().to_owned(),
        days: visit.settings().sign_in.remember_days,
        error,
    };
    visit.show_towards(&view, form_action)
}

/// What the person says.
pub(super) async fn take(visit: &Visit, under_way: UnderWay, said: &str) -> Result<Step> {
    let (cx, pool) = (&visit.cx, &visit.pool);
    match said {
        "yes" => sign_in::remember_browser(cx, pool, under_way).await,
        "no" => sign_in::forget_browser(cx, pool, under_way).await,
        _ => sign_in::again(cx, pool, under_way).await,
    }
}
