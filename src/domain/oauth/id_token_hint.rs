//! `id_token_hint`: an ID token of ours as a word about who is meant (OpenID Connect Core section
//! 3.1.2.1).

use serde::Deserialize;

use super::Parameters;
use crate::context::Context;
use crate::crypto::jwt;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::Client;

/// What an ID token of ours says, also when it has expired.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hint {
    /// The subject.
    pub sub: String,
    /// The client that it was given to.
    pub aud: String,
    /// The session in which it was given.
    #[serde(default)]
    pub sid: Option<String>,
    iss: String,
    /// An ID token has an end; a signed answer of userinfo has none.
    #[serde(rename = "exp")]
    _end: i64,
    #[serde(default)]
    token_use: Option<String>,
    #[serde(default)]
    events: Option<serde_json::Value>,
}

/// Reads an ID token that this pool has signed; when it expired does not matter, but that its key is
/// still published does.
pub fn read(cx: &Context, pool: &PoolView, token: &str) -> Option<Hint> {
    let key = pool.keys.verifying(&jwt::key_id(token)?, cx.now())?;
    let hint: Hint = jwt::verify(token, &key.verifying)?;
    let is_id_token = hint.iss == pool.issuer
        && hint.token_use.as_deref().is_none_or(|kind| kind == "id")
        && hint.events.is_none();
    is_id_token.then_some(hint)
}

/// The subject that a request's hint names, if it has one.
///
/// # Errors
/// `invalid_request` when the hint is no ID token of this pool for this client.
pub fn subject(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    parameters: &Parameters,
) -> Result<Option<String>> {
    let Some(token) = parameters.get("id_token_hint") else { return Ok(None) };
    match read(cx, pool, token) {
        Some(hint) if hint.aud == client.id.as_str() => Ok(Some(hint.sub)),
        _ => Err(Error::new(
            Refusal::InvalidRequest,
            "the id_token_hint is no ID token that this client got here",
        )),
    }
}
