//! `/account/identities`: the accounts elsewhere that open this one; one is connected on the way there
//! and back.

use axum::response::Response;

use super::{Here, Trouble, shown};
use crate::domain::account::identities::{self, Named};
use crate::domain::federation::adapter::Asked;
use crate::domain::federation::requests::{self, Journey, Purpose, Said, Taken};
use crate::domain::{Error, Refusal};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::http::pages::carry;
use crate::http::pages::views::account::{IdentitiesView, IdentityRow, Offered, Section};
use crate::http::pages::views::{FormError, Notice};
use crate::model::provider::Provider;
use crate::model::{SessionId, UserId};

/// The section.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn get(here: Here) -> Result<Response, PageError> {
    show(&here, None, None).await
}

/// Connects an account elsewhere, or disconnects one.
///
/// # Errors
/// A page, where sending it again is no way onward.
pub(super) async fn post(
    here: Here,
    browser: BrowserSession,
    form: PageForm,
) -> Result<Response, PageError> {
    let field = |name| form.get(name).unwrap_or_default();
    if field("answer") == "link" {
        let mut onward = None;
        let leave = async {
            onward = Some(depart(&here, &browser, field("provider")).await?);
            Ok(())
        };
        let trouble = here.hear(&form, leave).await?;
        return show(&here, trouble, onward).await;
    }
    let mut is_last = false;
    let (Visit { cx, pool, .. }, member) = (&here.visit, &here.member);
    let part = async {
        let gone = identities::unlink(cx, pool, member, field("provider"), field("subject")).await;
        is_last = matches!(&gone, Err(error) if *error.refusal() == Refusal::Invalid);
        gone
    };
    match here.hear(&form, part).await? {
        None => Ok(here.done()),
        Some(trouble) if is_last => {
            let errors = vec![FormError::LastIdentity.at(&here.visit.frame(), "")];
            show(&here, Some(Trouble { errors, ..trouble }), None).await
        }
        trouble => show(&here, trouble, None).await,
    }
}

/// Where the browser goes to connect an account, and whose pages these are.
type Onward = (String, String);

/// Sends the browser to a provider, on behalf of whoever is signed in. The person proves themselves
/// there anew: whoever is signed in at the provider by accident connects nothing.
async fn depart(here: &Here, browser: &BrowserSession, id: &str) -> Result<Onward, Error> {
    let Visit { cx, pool, .. } = &here.visit;
    let provider = pool.providers.iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    let redirect_uri = requests::redirect_uri(cx, pool, here.visit.place())?;
    let asked = Asked { again: true, ..Asked::fresh(cx, redirect_uri)? };
    let (user, session) = (here.user().id.clone(), here.member.session.id.clone());
    let purpose = Purpose::Link { user, session };
    let journey = Journey { purpose, query: here.visit.kept(), direct: false };
    let (url, ticket) = requests::begin(cx, pool, provider, asked, journey).await?;
    browser.depart(cx, pool, ticket).await?;
    Ok((url.into(), provider.called()))
}

/// The browser is back with an account to connect: it is, where the same person is still signed in.
///
/// # Errors
/// A page, where somebody else is.
pub(in crate::http::pages) async fn back(
    visit: Visit,
    browser: &BrowserSession,
    (user, session): (&UserId, &SessionId),
    taken: &Taken,
    said: Said,
) -> Result<Response, PageError> {
    let here = match Here::find(visit, browser, Section::Identities).await? {
        Ok(here) => here,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (cx, pool) = (&here.visit.cx, &here.visit.pool);
    if (&here.user().id, &here.member.session.id) != (user, session) {
        return Err(Error::from(Refusal::SignInExpired).into());
    }
    let connected = async {
        let identity = taken.identity(cx, said).await?;
        identities::link(cx, pool, &here.member, &taken.provider, &identity).await
    };
    match connected.await {
        Ok(()) => Ok(here.done()),
        Err(error) if is_told(&error) => {
            let (pool, provider, reason) = (pool.id(), &taken.provider.name, error.why());
            tracing::warn!(%pool, %provider, reason, "an identity was not connected");
            Ok(here.visit.onward(Section::Identities.path(), &[carry(Notice::NotConnected)]))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the person learns of it on the page itself.
fn is_told(error: &Error) -> bool {
    matches!(error.refusal(), Refusal::Upstream(_) | Refusal::NameTaken | Refusal::Invalid)
}

async fn show(
    here: &Here,
    trouble: Option<Trouble>,
    onward: Option<Onward>,
) -> Result<Response, PageError> {
    let there = identities::list(&here.visit.cx, here.user()).await?;
    let providers = &here.visit.pool.providers;
    let (onward, leads_to) = onward.unzip();
    let page = here.visit.show(&IdentitiesView {
        frame: here.visit.frame(),
        room: here.room(trouble.as_ref()),
        identities: there.into_iter().map(|one| row(here, one)).collect(),
        offered: providers.iter().map(|one| offered(one)).collect(),
        onward,
        leads_to: leads_to.unwrap_or_default(),
    })?;
    Ok(shown(page, trouble))
}

fn offered(provider: &Provider) -> Offered {
    Offered { id: provider.id.clone(), name: provider.called() }
}

fn row(here: &Here, Named { provider, identity }: Named) -> IdentityRow {
    let known = here.visit.pool.providers.iter().find(|one| one.id == identity.provider_id);
    IdentityRow {
        provider: known.map_or(provider, |known| known.called()),
        provider_id: identity.provider_id,
        subject: identity.subject,
        email: identity.email.unwrap_or_default(),
        added: identity.linked_at.to_the_minute(),
        used: identity.used_at.to_the_minute(),
    }
}
