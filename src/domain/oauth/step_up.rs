//! Step-up: somebody who is signed in shows what a request wants besides (OpenID Connect Core section
//! 3.1.2.1, `acr_values`; RFC 9470 section 4).

use super::authorize::AuthorizationRequest;
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::domain::sign_in::{self, UnderWay, Way};
use crate::model::User;
use crate::model::session::Session;

/// The sign-in by which the person reaches the first level that the request wishes for and that they
/// can reach; nothing where the session has reached one, or none can be reached.
///
/// # Errors
/// When the database does not answer.
pub async fn step_up(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Result<Option<UnderWay>> {
    let (settings, wished) = (&pool.pool.settings, &request.wanted.acr);
    let reached = settings.acr(&session.amr, wished);
    if reached.is_some_and(|acr| wished.iter().any(|one| one == acr)) {
        return Ok(None);
    }
    for level in wished {
        let wanted = settings.methods_of(std::slice::from_ref(level));
        if wanted.is_empty() {
            continue;
        }
        let way = Way { pool, client: Some(&request.client), wanted };
        let under_way = sign_in::step_up(cx, &way, session, user.clone()).await?;
        if under_way.can_show_what_is_wanted() {
            return Ok(Some(under_way));
        }
    }
    Ok(None)
}
