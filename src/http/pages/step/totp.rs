//! The step that sets up an authenticator application.

use axum::response::Response;
use qrcode::{EcLevel, QrCode};
use secrecy::ExposeSecret;

use crate::domain::sign_in::{self, Step, UnderWay, Way};
use crate::domain::{Error, Result};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::step::{EnrolTotpView, WayOn};
use crate::http::pages::views::{FormError, Qr};
use crate::model::Factor;

/// The width of the picture in CSS pixels.
const WIDTH: u32 = 200;

/// The page with the picture.
pub(super) async fn show(
    visit: &Visit,
    under_way: UnderWay,
    factors: &[Factor],
    error: Option<FormError>,
    form_action: &str,
) -> Result<Response, PageError> {
    let (under_way, enrolment) = sign_in::totp::offer(&visit.cx, &visit.pool, under_way).await?;
    let frame = visit.frame();
    let others: Vec<Factor> =
        factors.iter().copied().filter(|factor| *factor != Factor::Totp).collect();
    let view = EnrolTotpView {
        qr: picture(enrolment.address.expose_secret(), &frame.t("totp-enrol-picture"))?,
        secret: enrolment.secret.expose_secret().to_owned(),
        others: WayOn::all(&frame, &others),
        name: under_way.name().to_owned(),
        frame,
        error,
    };
    visit.show_towards(&view, form_action)
}

/// A QR code with that address.
///
/// # Errors
/// When the address is too long for one.
pub(in crate::http::pages) fn picture(address: &str, label: &str) -> Result<Qr> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).map_err(Error::internal)?;
    let width = code.width();
    let dark: Vec<bool> =
        code.into_colors().iter().map(|colour| *colour == qrcode::Color::Dark).collect();
    let rows: Vec<Vec<bool>> = dark.chunks(width).map(<[bool]>::to_vec).collect();
    Ok(Qr::new(&rows, WIDTH, label))
}

/// The first code.
pub(super) async fn enrol(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    let code = form.get("code").unwrap_or_default();
    sign_in::totp::enrol(&visit.cx, way, under_way, code, "").await
}
