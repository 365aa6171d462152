//! Sign-in sessions: whether one is live, how it ends, and what ties a form to its browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::audit::{self, AuditEvent, Event};
use super::error::Result;
use crate::app::App;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::model::session::Session;
use crate::model::{Instant, PoolId, SessionId, User};
use crate::store::{self, Tx};

pub use crate::store::web_sessions::WebSessions;

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
    let Some(session) = store::sessions::live(&mut tx, pool, id, cx.now()).await? else {
        return Ok(None);
    };
    let user = store::users::by_id(&mut tx, pool, &session.user_id).await?;
    Ok(user.filter(User::is_active).map(|user| (session, user)))
}

struct End {
    session: Session,
    event: AuditEvent,
    now: Instant,
}

/// Ends a session; one that has ended already stays so.
///
/// # Errors
/// When the database does not answer.
pub async fn end(cx: &Context, session: &Session) -> Result<()> {
    let user = session.user_id.as_str();
    let event = audit::event(cx, &session.pool_id, Event::UserSignedOut, user, user)?;
    let end = End { session: session.clone(), event, now: cx.now() };
    cx.write(end, |tx, end| Box::pin(write_end(tx, end))).await
}

async fn write_end(tx: &mut Tx, end: &End) -> Result<()> {
    let End { session, event, now } = end;
    if store::sessions::end(tx, &session.pool_id, &session.id, *now).await? {
        store::audit::insert(tx, event).await?;
    }
    Ok(())
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
