//! Signing in with a password: the same words, work and time for whoever may not.

use std::time::Duration;

use serde_json::json;

use super::{SignedIn, Step};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::attempts::{self, STRANGER, Subject, Target, Try};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::messages;
use crate::model::password::Password;
use crate::model::session::{Session, Sighting};
use crate::model::user::UserStatus;
use crate::model::username::look_up_key;
use crate::model::{Client, PoolId, User};
use crate::store::{self, Tx};

/// The life of a session in a pool that keeps none: long enough for the pages of the
/// request that made it.
const ONE_REQUEST: Duration = Duration::from_secs(600);

/// Signs in by name and password; `client` is the application on whose way it happens. The try is
/// counted before the password is looked at. A name that nobody has, a disabled account and a wrong
/// password cannot be told apart.
///
/// # Errors
/// [`Refusal::WrongCredentials`], [`Refusal::TooManyAttempts`] or [`Refusal::Busy`].
pub async fn password(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    username: &str,
    password: Password,
) -> Result<Step> {
    let outcome = attempt(cx, pool, client, username, password).await;
    let label = match &outcome {
        Ok(Step::Done(_)) => "success",
        Ok(Step::NeedsConfirmation { .. }) => "unconfirmed",
        Err(error) => match error.refusal() {
            Refusal::WrongCredentials => "wrong_credentials",
            Refusal::TooManyAttempts(_) => "too_many_attempts",
            Refusal::Busy => "busy",
            _ => "error",
        },
    };
    let pool = pool.id().to_string();
    metrics::counter!("gatehouse_sign_in_total", "pool" => pool, "method" => "password", "outcome" => label).increment(1);
    outcome
}

async fn attempt(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    username: &str,
    password: Password,
) -> Result<Step> {
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let user = store::users::by_name(&mut cx.read().await?, pool.id(), &key).await?;
    let subject =
        Subject::of(cx, pool.id(), Target::Password, user.as_ref().map(|user| &user.id), &key);
    let _turn = subject.turn(cx).await?;
    let tried = attempts::begin(cx, pool.id(), &subject).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = match verify(cx, password, hash).await {
        Err(error) if *error.refusal() == Refusal::Busy => {
            // It was not looked at, so it was no guess.
            tried.give_back(cx).await?;
            return Err(error);
        }
        looked_at => looked_at?,
    };
    match user {
        Some(user) if right && user.enabled => welcome(cx, pool, client, user, tried).await,
        user => {
            note_failure(cx, pool.id(), client, user.as_ref()).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}

async fn verify(cx: &Context, password: Password, hash: Option<String>) -> Result<bool> {
    Ok(!password.is_too_long() && cx.app.hasher.verify(password, hash).await?)
}

/// Tells the audit of a failure, also of a name that nobody has: both take a write.
async fn note_failure(
    cx: &Context,
    pool: &PoolId,
    client: Option<&Client>,
    user: Option<&User>,
) -> Result<()> {
    let target = user.map_or("", |user| user.id.as_str());
    let event = told(audit::event(cx, pool, Event::SignInFailed, STRANGER, target)?, client);
    cx.write(event, |tx, event| Box::pin(write_event(tx, event))).await
}

async fn write_event(tx: &mut Tx, event: &AuditEvent) -> Result<()> {
    Ok(store::audit::insert(tx, event).await?)
}

/// The event with the application on whose way it happened.
fn told(event: AuditEvent, client: Option<&Client>) -> AuditEvent {
    match client {
        Some(client) => {
            AuditEvent { detail: json!({ "client_id": client.id.as_str() }).to_string(), ..event }
        }
        None => event,
    }
}

struct Welcome {
    user: User,
    tried: Try,
    begun: Sighting,
    /// Nothing for an account that is yet to be confirmed.
    session: Option<(Session, AuditEvent)>,
}

async fn welcome(
    cx: &Context,
    pool: &PoolView,
    client: Option<&Client>,
    user: User,
    tried: Try,
) -> Result<Step> {
    let session = match user.status {
        UserStatus::Unconfirmed => None,
        UserStatus::Confirmed => {
            let event = audit::event(
                cx,
                pool.id(),
                Event::UserSignedIn,
                user.id.as_str(),
                user.id.as_str(),
            )?;
            Some((new_session(cx, pool, &user)?, told(event, client)))
        }
    };
    let new = session.as_ref().map(|(session, _)| session.clone());
    let welcome = Welcome { user: user.clone(), tried, begun: cx.sighting(), session };
    cx.write(welcome, |tx, welcome| Box::pin(write_welcome(tx, welcome))).await?;
    Ok(match new {
        Some(session) => Step::Done(Box::new(SignedIn { user, session })),
        None => {
            Step::NeedsConfirmation { username: messages::sign_in_name(pool, &user).to_owned() }
        }
    })
}

fn new_session(cx: &Context, pool: &PoolView, user: &User) -> Result<Session> {
    let life = match pool.pool.settings.session_minutes {
        0 => ONE_REQUEST,
        minutes => Duration::from_secs(u64::from(minutes) * 60),
    };
    Ok(Session {
        id: random::session_id(cx.now())?,
        pool_id: pool.id().clone(),
        user_id: user.id.clone(),
        auth_time: cx.now(),
        amr: vec!["pwd".into()],
        expires_at: cx.now() + life,
    })
}

async fn write_welcome(tx: &mut Tx, welcome: &Welcome) -> Result<()> {
    let Welcome { user, tried, begun, session } = welcome;
    // First: a new password, or an end of the account, is written before this or after it.
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    let now = store::users::by_id(tx, &user.pool_id, &user.id).await?;
    let unchanged = now.is_some_and(|now| {
        now.enabled && now.status == user.status && now.password_hash == user.password_hash
    });
    if !unchanged {
        return Err(Refusal::WrongCredentials.into());
    }
    if let Some((session, event)) = session {
        store::sessions::insert(tx, session, begun).await?;
        store::audit::insert(tx, event).await?;
    }
    tried.succeed(tx).await
}
