//! The steps that show recovery codes, and that ask for one.

use axum::response::Response;

use crate::domain::Result;
use crate::domain::sign_in::{self, Step, UnderWay};
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::FormError;
use crate::http::pages::views::step::{RecoveryCodeView, RecoveryCodesView, WayOn};
use crate::model::Factor;

/// The page with the codes.
pub(super) async fn show_codes(
    visit: &Visit,
    under_way: UnderWay,
    error: Option<FormError>,
    form_action: &str,
) -> Result<Response, PageError> {
    let (under_way, codes) = sign_in::recovery_codes::offer(&visit.cx, under_way).await?;
    let name = under_way.name().to_owned();
    visit.show_towards(&RecoveryCodesView { frame: visit.frame(), name, codes, error }, form_action)
}

/// The page that asks for a code; other ways stay open.
pub(super) fn show(
    visit: &Visit,
    under_way: &UnderWay,
    others: &[Factor],
    error: Option<FormError>,
    form_action: &str,
) -> Result<Response, PageError> {
    let (frame, name) = (visit.frame(), under_way.name().to_owned());
    let others = WayOn::all(&frame, others);
    visit.show_towards(&RecoveryCodeView { frame, name, others, error }, form_action)
}

/// The person wants to show a recovery code, or something else.
pub(super) async fn choose(visit: &Visit, under_way: UnderWay, way: &str) -> Result<Step> {
    let (cx, pool) = (&visit.cx, &visit.pool);
    match Factor::named(way) {
        Some(factor) => sign_in::choose(cx, pool, under_way, factor).await,
        None if way == WayOn::RECOVERY => {
            sign_in::recovery_codes::choose(cx, pool, under_way).await
        }
        None => sign_in::again(cx, pool, under_way).await,
    }
}
