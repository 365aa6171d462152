//! The person's part of the device authorization grant (RFC 8628 section 3.3): find the device by
//! its code, and decide.

use std::sync::Arc;

use super::UserCode;
use crate::context::Context;
use crate::domain::attempts::{self, Subject, Target};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::ways;
use crate::domain::oauth::consent::remember;
use crate::model::consent::Consent;
use crate::model::grant::Authentication;
use crate::model::session::Session;
use crate::model::{Client, Instant, Scopes, User};
use crate::store::device_grants::{DeviceGrant, DeviceState};
use crate::store::{self, Tx};

/// A device that waits for a person's decision.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The client that it belongs to.
    pub client: Arc<Client>,
    /// The scopes that it asks for.
    pub scopes: Scopes,
    grant: DeviceGrant,
}

impl Waiting {
    /// The resources at which the application is to use its access (RFC 8707).
    pub fn resources(&self) -> &[String] {
        &self.grant.resources
    }
}

/// What a person says to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It gets tokens in the person's name.
    Allow,
    /// It gets nothing.
    Deny,
}

fn unknown() -> Error {
    Error::new(Refusal::CodeMismatch, "no device waits with this user code")
}

/// Finds the device that shows this code, for somebody who has signed in: strangers cannot even
/// guess. The try is counted against the person and the pool before it is looked at (RFC 8628
/// section 5.1); a right one is taken back, but forgets none that were wrong, since anybody may have
/// right ones.
///
/// # Errors
/// [`Refusal::CodeMismatch`] or [`Refusal::TooManyAttempts`].
pub async fn look_up(
    cx: &Context,
    pool: &PoolView,
    user: &User,
    code: &UserCode,
) -> Result<Waiting> {
    let subject = Subject::user(Target::UserCode, &user.id);
    let tried = attempts::begin(cx, pool.id(), &subject).await?;
    let waiting = find(cx, pool, code).await?.ok_or_else(unknown)?;
    tried.give_back(cx).await?;
    Ok(waiting)
}

async fn find(cx: &Context, pool: &PoolView, code: &UserCode) -> Result<Option<Waiting>> {
    let digest = code.digest(cx, pool.id());
    let grant = {
        let mut tx = cx.read().await?;
        store::device_grants::by_user_code(&mut tx, pool.id(), &digest).await?
    };
    let waits =
        |grant: &DeviceGrant| grant.state == DeviceState::Pending && cx.now() < grant.expires_at;
    let Some(grant) = grant.filter(waits) else { return Ok(None) };
    let client = configuration::named(cx, pool, grant.client_id.as_str()).await?;
    let client = client.filter(|client| client.enabled && super::check_may(pool, client).is_ok());
    Ok(client.map(|client| Waiting { client, scopes: grant.scopes.clone(), grant }))
}

/// A decision on its way to the database.
struct Ruling {
    grant: DeviceGrant,
    user: User,
    session: Session,
    /// What the sign-in established, where the device is let in.
    authentication: Option<Authentication>,
    /// What the person has allowed with it, where clients must ask.
    consent: Option<Consent>,
    event: AuditEvent,
    now: Instant,
}

/// Decides in the name of a person who is signed in.
///
/// # Errors
/// [`Refusal::CodeMismatch`] when somebody has decided before, or it is too late;
/// [`Refusal::LoginRequired`] where they have signed in by a way that the client does not take.
pub async fn decide(
    cx: &Context,
    pool: &PoolView,
    waiting: Waiting,
    (session, user): (Session, User),
    decision: Decision,
) -> Result<()> {
    let (client, allows) = (waiting.client.as_ref(), decision == Decision::Allow);
    if !ways::admits(pool, client, &session) {
        let hint = "the client does not take the way in by which the person has signed in";
        return Err(Error::new(Refusal::LoginRequired, hint));
    }
    let name = if allows { Event::DeviceAllowed } else { Event::DeviceDenied };
    let event = audit::event(cx, pool.id(), name, user.id.as_str(), user.id.as_str())?;
    let event = audit::told(event, Some(&client.id));
    let ruling = Ruling {
        authentication: allows.then(|| authentication(pool, &waiting.grant, &session)),
        consent: (allows && client.settings.consent).then(|| consent(cx, &waiting, &user)),
        grant: waiting.grant,
        user,
        session,
        event,
        now: cx.now(),
    };
    match cx.write(ruling, |tx, ruling| Box::pin(write_ruling(tx, ruling))).await? {
        true => Ok(()),
        false => Err(unknown()),
    }
}

fn authentication(pool: &PoolView, grant: &DeviceGrant, session: &Session) -> Authentication {
    Authentication {
        session_id: Some(session.id.to_string()),
        amr: session.amr.clone(),
        acr: pool.pool.settings.acr(&session.amr, &[]).map(String::from),
        resources: grant.resources.clone(),
        provider: session.provider.clone(),
        ..Authentication::at(session.auth_time)
    }
}

fn consent(cx: &Context, waiting: &Waiting, user: &User) -> Consent {
    Consent {
        pool_id: user.pool_id.clone(),
        user_id: user.id.clone(),
        client_id: waiting.client.id.clone(),
        scopes: waiting.scopes.clone(),
        claims: Vec::new(),
        resources: waiting.grant.resources.clone(),
        granted_at: cx.now(),
    }
}

async fn write_ruling(tx: &mut Tx, ruling: &Ruling) -> Result<bool> {
    let Ruling { grant, user, session, authentication, consent, event, now } = ruling;
    let pool = &grant.pool_id;
    // First: of two answers at once one waits for the other, and nothing allowed is lost.
    store::users::lock(tx, pool, &user.id).await?;
    let decided = match authentication {
        None => store::device_grants::deny(tx, pool, &grant.id, *now).await?,
        Some(authentication) => {
            let (id, user) = (&grant.id, &user.id);
            store::device_grants::allow(tx, pool, id, user, authentication, *now).await?
        }
    };
    if !decided {
        return Ok(false);
    }
    if authentication.is_some() {
        store::sessions::let_in(tx, pool, &session.id, &grant.client_id).await?;
    }
    if let Some(consent) = consent {
        remember(tx, consent).await?;
    }
    store::audit::insert(tx, event).await?;
    Ok(true)
}
