//! What an application asks the browser by, again and again, to learn whether the session still lives
//! (OpenID Connect Session Management 1.0).
//!
//! The browser state is a value of the session's, in a cookie that the script of the provider's frame
//! reads: it comes with the session, goes with it, and tells nothing of it. So the server need not
//! read it back, and the browser need not ask the server.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::app::App;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::model::SessionId;
use crate::model::session::Session;

use super::reply::Reply;

/// The browser state of a session; nobody else can make it.
pub fn browser_state(app: &App, session: &SessionId) -> String {
    URL_SAFE_NO_PAD.encode(app.vault.tag(&[b"browser state", session.as_str().as_bytes()]))
}

/// The parameter `session_state` of an answer (section 2); nothing for an application that has no
/// origin, and in a pool that keeps no sessions.
///
/// # Errors
/// When the system has no randomness to give.
pub fn of(
    cx: &Context,
    pool: &PoolView,
    reply: &Reply,
    session: &Session,
) -> Result<Option<String>> {
    let redirect_uri = Url::parse(&reply.redirect_uri).ok();
    let origin = redirect_uri.map(|url| url.origin()).filter(url::Origin::is_tuple);
    let Some(origin) = origin.filter(|_| pool.pool.settings.session_minutes > 0) else {
        return Ok(None);
    };
    let state = browser_state(&cx.app, &session.id);
    let salt = random::token::<16>()?;
    Ok(Some(salted(reply.client.id.as_str(), &origin.ascii_serialization(), &state, &salt)))
}

/// As the script of the provider's frame computes it (section 3.2).
fn salted(client_id: &str, origin: &str, browser_state: &str, salt: &str) -> String {
    let text = [client_id, origin, browser_state, salt].join(" ");
    format!("{}.{salt}", URL_SAFE_NO_PAD.encode(digest::sha256(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_what_the_script_computes() {
        let state = salted("client", "https://app.example", "browser", "salt");
        assert_eq!(state, "XhoQwfxjVJz3BBwWfjb22DJtf17WE8Elj814T1CzZaw.salt");
    }
}
