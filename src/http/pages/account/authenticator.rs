//! `/account/authenticator`: one more authenticator application. What it is set up with travels with
//! the page under our seal; opening the page writes nothing.

use axum::response::Response;
use secrecy::ExposeSecret;

use super::{Here, Trouble, shown};
use crate::domain::account::factors;
use crate::domain::sign_in::totp;
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::PageError;
use crate::http::pages::step::picture;
use crate::http::pages::views::account::AuthenticatorView;
use crate::http::pages::views::{FieldError, FormError};

/// The picture.
///
/// # Errors
/// When the template fails.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    match here.may_change && factors::takes_applications(&here.visit.pool) {
        true => show(&here, None, "", None),
        false => Ok(here.visit.onward(here.section.path(), &[])),
    }
}

/// The first code.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(here: Here, form: PageForm) -> Result<Response, PageError> {
    let sealed = form.get("sealed").unwrap_or_default();
    match here.hear(&form, act(&here, &form)).await? {
        None => Ok(here.done()),
        trouble => {
            let name = form.get("name").unwrap_or_default();
            show(&here, Some(sealed), name, trouble.map(|trouble| of_application(&here, trouble)))
        }
    }
}

async fn act(here: &Here, form: &PageForm) -> Result<(), Error> {
    let field = |name| form.get(name).unwrap_or_default();
    let (sealed, code, name) = (field("sealed"), field("code"), field("name"));
    let (cx, pool, member) = (&here.visit.cx, &here.visit.pool, &here.member);
    factors::add_application(cx, pool, member, sealed, code, name).await
}

/// A code of an application was not sent by us, so no other one can be sent.
fn of_application(here: &Here, trouble: Trouble) -> Trouble {
    let error =
        |error: FormError| -> Vec<FieldError> { vec![error.at(&here.visit.frame(), "code")] };
    match trouble.refused.error {
        Some(FormError::WrongCode) => Trouble { errors: error(FormError::WrongTotp), ..trouble },
        _ => trouble,
    }
}

fn show(
    here: &Here,
    sealed: Option<&str>,
    name: &str,
    trouble: Option<Trouble>,
) -> Result<Response, PageError> {
    let (visit, frame) = (&here.visit, here.visit.frame());
    let (sealed, enrolment) =
        totp::propose(&visit.cx, &visit.pool, here.user(), sealed).or_else(|error| match error
            .refusal()
        {
            Refusal::SignInExpired => totp::propose(&visit.cx, &visit.pool, here.user(), None),
            _ => Err(error),
        })?;
    let page = visit.show(&AuthenticatorView {
        qr: picture(enrolment.address.expose_secret(), &frame.t("totp-enrol-picture"))?,
        secret: enrolment.secret.expose_secret().to_owned(),
        room: here.room(trouble.as_ref()),
        name: name.to_owned(),
        sealed,
        frame,
    })?;
    Ok(shown(page, trouble))
}
