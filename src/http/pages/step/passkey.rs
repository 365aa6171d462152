//! The steps that ask for a passkey, and for a new one.

use axum::response::Response;

use crate::domain::passkeys::{NewPasskey, RelyingParty};
use crate::domain::sign_in::{Step, UnderWay, Way, passkey};
use crate::domain::{Refusal, Result};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::pages::views::step::{PasskeyView, WayOn};
use crate::http::pages::views::{FormError, Passkey, PasskeyTask};

/// The page that asks for a passkey, or for a new one; `others` would do in its place.
pub(super) async fn show(
    visit: &Visit,
    under_way: UnderWay,
    task: PasskeyTask,
    others: Vec<WayOn>,
    error: Option<FormError>,
    form_action: &str,
) -> Result<Response, PageError> {
    let name = under_way.name().to_owned();
    let passkey = match visit.relying_party() {
        Some(relying_party) => Some(question(visit, &relying_party, under_way, task).await?),
        None => None,
    };
    let (frame, to_enrol) = (visit.frame(), task == PasskeyTask::Make);
    let view = PasskeyView { frame, name, to_enrol, passkey, others, error };
    visit.show_towards(&view, form_action)
}

/// A question whose state the server keeps.
async fn question(
    visit: &Visit,
    relying_party: &RelyingParty,
    under_way: UnderWay,
    task: PasskeyTask,
) -> Result<Passkey> {
    let (cx, pool) = (&visit.cx, &visit.pool);
    let (_, options) = match task {
        PasskeyTask::Make => passkey::offer(cx, pool, relying_party, under_way).await?,
        PasskeyTask::Show | PasskeyTask::ShowAny => {
            passkey::ask(cx, pool, relying_party, under_way).await?
        }
    };
    Ok(Passkey { task, options, state: String::new() })
}

/// A passkey.
pub(super) async fn prove(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    let answer = form.get("credential").unwrap_or_default();
    passkey::prove(&visit.cx, way, &relying_party(visit)?, under_way, answer).await
}

/// A new passkey.
pub(super) async fn enrol(
    visit: &Visit,
    way: &Way<'_>,
    under_way: UnderWay,
    form: &PageForm,
) -> Result<Step> {
    let answer = NewPasskey {
        credential: form.get("credential").unwrap_or_default(),
        name: form.get("passkey_name").unwrap_or_default(),
    };
    passkey::enrol(&visit.cx, way, &relying_party(visit)?, under_way, answer).await
}

fn relying_party(visit: &Visit) -> Result<RelyingParty> {
    visit.relying_party().ok_or_else(|| Refusal::WrongPasskey.into())
}
