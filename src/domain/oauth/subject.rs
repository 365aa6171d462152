//! What a client is told a person's subject and session are: the same for all, or others for each
//! sector (OpenID Connect Core section 8).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::context::Context;
use crate::model::{Client, UserId};

/// The subject of a user at a client.
pub fn of(cx: &Context, client: &Client, user: &UserId) -> String {
    for_sector(cx, client, b"pairwise", user.as_str())
}

/// What a session is called at a client (`sid`): by one name for all, people could be found again
/// whose subjects differ.
pub fn session(cx: &Context, client: &Client, session: &str) -> String {
    for_sector(cx, client, b"pairwise session", session)
}

/// The name as it is, or for a pairwise client one of that kind that its sector alone sees.
fn for_sector(cx: &Context, client: &Client, kind: &[u8], name: &str) -> String {
    if !client.settings.pairwise {
        return name.to_owned();
    }
    let (pool, sector) = (client.pool_id.as_str(), sector(client));
    let tag = cx.app.vault.tag(&[kind, pool.as_bytes(), sector.as_bytes(), name.as_bytes()]);
    URL_SAFE_NO_PAD.encode(tag)
}

/// The host of the sector's document, or the one that all redirect URIs share (section 8.1).
fn sector(client: &Client) -> String {
    let settings = &client.settings;
    let of_redirects = settings.redirect_uris.first().map(|uri| uri.as_str());
    let named = settings.sector_identifier_uri.as_deref().or(of_redirects);
    let host = named.and_then(|uri| Url::parse(uri).ok()?.host_str().map(String::from));
    // Applications on people's own machines share that host and nothing else.
    let shared = |host: &String| ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
    host.filter(|host| !shared(host)).unwrap_or_else(|| client.id.to_string())
}
