//! The userinfo endpoint's answer (OpenID Connect Core section 5.3).

use serde_json::{Map, Value};

use super::flow::bearer::{self, Presented};
use super::view::BearerView;
use super::{claims, introspect};
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Instant, Scopes};

/// The claims of the user whose access token this is.
///
/// # Errors
/// [`Refusal::InvalidToken`] when the token is not good, [`Refusal::InsufficientScope`] when it lacks
/// `openid`.
pub async fn claims(
    cx: &Context,
    pool: &PoolView,
    token: Option<&str>,
) -> Result<Map<String, Value>> {
    let live = match token {
        Some(token) => introspect::live_access(cx, pool, token).await?,
        None => None,
    };
    let presented = live.as_ref().map(|live| Presented {
        subject: live.claims.sub.clone(),
        client_id: live.claims.client_id.clone(),
        scopes: live.claims.scope.clone(),
        expires_at: Instant::from_seconds(live.claims.exp),
    });
    bearer::admit(&BearerView { token }, presented.as_ref(), &openid()?, cx.now())?;
    let not_good = || Error::new(Refusal::InvalidToken, "the access token speaks of no user");
    let live = live.ok_or_else(not_good)?;
    let user = live.user.ok_or_else(not_good)?;
    let client_id = live.claims.client_id.parse().map_err(|_| not_good())?;
    let client = configuration::client(cx, pool.id(), &client_id).await?.ok_or_else(not_good)?;
    let mut claims = claims::of(&user, &client, &live.claims.scope);
    claims.insert("sub".into(), user.id.as_str().into());
    claims.insert("username".into(), user.username.as_str().into());
    Ok(claims)
}

fn openid() -> Result<Scopes> {
    Ok("openid".parse::<Scopes>()?)
}
