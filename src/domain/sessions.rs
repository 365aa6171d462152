//! Sign-in sessions: whether one is live, how it ends, and what ties a form to its browser.

use std::collections::HashSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::audit::{self, AuditEvent, Event};
use super::configuration::PoolView;
use super::error::{Refusal, Result};
use super::oauth::logout::back_channel;
use crate::app::App;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::model::session::{Seen, Session, Sighting};
use crate::model::{Client, Instant, PoolId, Sender, SessionId, User, UserId};
use crate::store::{self, Tx};

pub use crate::store::web_sessions::WebSessions;

/// The scope of tokens that are meant for when the person is away (OpenID Connect Core section 11).
const OFFLINE: &str = "offline_access";

/// How exactly the last use of a session is known.
const EXACT: Duration = Duration::from_secs(5 * 60);

/// Where browser sessions are kept.
pub fn web_store(app: &App) -> WebSessions {
    WebSessions::new(app.db.clone(), app.clock.clone())
}

/// The session of that id with its user, while both are good at this pool.
///
/// # Errors
/// When the database does not answer.
pub async fn live(cx: &Context, pool: &PoolId, id: &SessionId) -> Result<Option<(Session, User)>> {
    let mut tx = cx.read().await?;
    let Some(Seen { session, used, .. }) =
        store::sessions::live(&mut tx, pool, id, cx.now()).await?
    else {
        return Ok(None);
    };
    let user = store::users::by_id(&mut tx, pool, &session.user_id).await?;
    drop(tx);
    let Some(user) = user.filter(User::is_active) else { return Ok(None) };
    if is_news(cx, &used) {
        note_use(cx, &session).await;
    }
    Ok(Some((session, user)))
}

/// Whether a use tells more than the one before: not every use is a write.
fn is_news(cx: &Context, before: &Sighting) -> bool {
    let network = before.sender.as_ref().map(Sender::network);
    let moved = cx.sender().is_some_and(|sender| Some(sender.network()) != network);
    moved || cx.now().since(before.at) >= EXACT
}

/// Notes from where a session is used. Whoever uses it goes on also when that cannot be written.
async fn note_use(cx: &Context, session: &Session) {
    let used = (session.clone(), cx.sighting());
    if let Err(error) = cx.write(used, |tx, used| Box::pin(write_use(tx, used))).await {
        let pool = &session.pool_id;
        tracing::warn!(%pool, %error, "the use of a session was not noted");
    }
}

async fn write_use(tx: &mut Tx, (session, used): &(Session, Sighting)) -> Result<()> {
    Ok(store::sessions::note_use(tx, &session.pool_id, &session.id, used).await?)
}

struct End {
    session: Session,
    with_tokens: bool,
    event: AuditEvent,
    now: Instant,
}

/// Ends a session, and the tokens that were given in it where the pool wants that. The clients that
/// it had let in: those that listen behind the browser are told of it by jobs, the others are for
/// the browser to tell. One that has ended already stays so, and nobody is told again.
///
/// # Errors
/// When the database does not answer.
pub async fn end(cx: &Context, pool: &PoolView, session: &Session) -> Result<Vec<Client>> {
    let user = session.user_id.as_str();
    let end = End {
        session: session.clone(),
        with_tokens: pool.pool.settings.sign_out_ends_tokens,
        event: audit::event(cx, &session.pool_id, Event::UserSignedOut, user, user)?,
        now: cx.now(),
    };
    cx.write(end, |tx, end| Box::pin(write_end(tx, end))).await
}

async fn write_end(tx: &mut Tx, end: &End) -> Result<Vec<Client>> {
    let End { session, with_tokens, event, now } = end;
    // First: a code of this session is redeemed before all this, or after it and then in vain.
    store::users::lock(tx, &session.pool_id, &session.user_id).await?;
    if !store::sessions::end(tx, &session.pool_id, &session.id, *now).await? {
        return Ok(Vec::new());
    }
    if *with_tokens {
        end_tokens(tx, std::slice::from_ref(session), *now).await?;
    }
    store::audit::insert(tx, event).await?;
    back_channel::announce(tx, session, *now).await
}

/// Part of a write: ends all sessions of a user. The clients that they had let in are told by jobs,
/// since no browser is here to tell them.
///
/// # Errors
/// When the database does not answer.
pub async fn end_of_user(tx: &mut Tx, pool: &PoolId, user: &UserId, now: Instant) -> Result<()> {
    for session in store::sessions::end_of_user(tx, pool, user, now).await? {
        back_channel::announce(tx, &session, now).await?;
    }
    Ok(())
}

/// Part of a write that ends a provider, and after that: ends all that it has opened. Whoever comes in
/// by it at this moment is in before this, or finds that nobody comes from there any more.
///
/// # Errors
/// When the database does not answer.
pub async fn end_of_provider(
    tx: &mut Tx,
    pool: &PoolId,
    provider_id: &str,
    now: Instant,
) -> Result<()> {
    store::identities::lock_users(tx, pool, provider_id).await?;
    for session in store::sessions::end_of_provider(tx, pool, provider_id, now).await? {
        back_channel::announce(tx, &session, now).await?;
    }
    store::families::revoke_of_provider(tx, pool, provider_id, now).await?;
    Ok(())
}

/// Part of a write: ends what a provider has opened to a user, but for the session that is kept.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn end_of_user_by(
    tx: &mut Tx,
    user: &User,
    provider_id: &str,
    kept: Option<&SessionId>,
    now: Instant,
) -> Result<()> {
    let whose = (&user.pool_id, &user.id);
    let ended = store::sessions::end_of_user_by(tx, whose, provider_id, kept, now).await?;
    for session in ended {
        back_channel::announce(tx, &session, now).await?;
    }
    store::families::revoke_of_user_by(tx, &user.pool_id, &user.id, provider_id, now).await?;
    Ok(())
}

/// Part of a write: ends the token families that were born in these sessions of one user, but for
/// those that are meant to outlive them (OpenID Connect Back-Channel Logout 1.0 section 2.7).
pub(super) async fn end_tokens(tx: &mut Tx, ended: &[Session], now: Instant) -> Result<()> {
    let Some(Session { pool_id: pool, user_id: user, .. }) = ended.first() else { return Ok(()) };
    let ids: HashSet<&str> = ended.iter().map(|session| session.id.as_str()).collect();
    for family in store::families::live_of_user(tx, pool, user, now).await? {
        let born_in = family.authentication.session_id.as_deref();
        if born_in.is_some_and(|id| ids.contains(id)) && !family.scopes.contains(OFFLINE) {
            store::families::revoke(tx, pool, &family.id, now).await?;
        }
    }
    Ok(())
}

/// What a browser goes on with that was signed in by `old` and has signed in anew: the same session
/// for the same person, so that whoever it let in learns of its end; another person ends it.
///
/// # Errors
/// [`Refusal::SignInExpired`] when the new one has been ended already.
pub async fn follow(
    cx: &Context,
    pool: &PoolView,
    old: &Session,
    new: &Session,
) -> Result<Session> {
    if old.id == new.id {
        return Ok(new.clone());
    }
    if old.user_id != new.user_id {
        end(cx, pool, old).await?;
        return Ok(new.clone());
    }
    let renewed = Session { id: old.id.clone(), ..new.clone() };
    let renewal = Renewal { renewed: renewed.clone(), new: new.id.clone(), used: cx.sighting() };
    let goes_on = cx.write(renewal, |tx, renewal| Box::pin(write_renewal(tx, renewal))).await?;
    Ok(if goes_on { renewed } else { new.clone() })
}

struct Renewal {
    renewed: Session,
    /// The session that gives way to it.
    new: SessionId,
    used: Sighting,
}

async fn write_renewal(tx: &mut Tx, renewal: &Renewal) -> Result<bool> {
    let Renewal { renewed, new, used } = renewal;
    // First: a new password, or an end of the account, is written before this or after it.
    store::users::lock(tx, &renewed.pool_id, &renewed.user_id).await?;
    if store::sessions::was_ended(tx, &renewed.pool_id, new.as_str()).await? {
        return Err(Refusal::SignInExpired.into());
    }
    let goes_on = go_on(tx, renewed, used).await?;
    if goes_on {
        store::sessions::delete(tx, &renewed.pool_id, new).await?;
    }
    Ok(goes_on)
}

/// Part of a write: goes on with a session in which something was shown; `false` when it has ended.
pub(super) async fn go_on(tx: &mut Tx, session: &Session, used: &Sighting) -> Result<bool> {
    if !store::sessions::renew(tx, session, used.at).await? {
        return Ok(false);
    }
    store::sessions::note_use(tx, &session.pool_id, &session.id, used).await?;
    Ok(true)
}

/// A new secret for a browser, 128 random bits, to which the forms that it is shown are tied.
///
/// # Errors
/// When the system has no randomness to give.
pub fn browser_secret() -> Result<String> {
    Ok(random::token::<16>()?)
}

/// What a form shown to the browser with that secret carries; nobody else can make it.
pub fn form_token(app: &App, secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.vault.tag(&[b"form", secret.as_bytes()]))
}

/// Whether a form carries the token of the browser with that secret.
pub fn is_form_token(app: &App, secret: &str, token: &str) -> bool {
    digest::equal(form_token(app, secret).as_bytes(), token.as_bytes())
}
