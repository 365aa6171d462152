//! What a right request is answered with once nobody has to be asked any more: a code, tokens, or
//! both (RFC 6749 section 4, OpenID Connect Core sections 3.1 to 3.3).

use super::authorize::AuthorizationRequest;
use super::reply::Answer;
use super::tokens::{self, Beside};
use super::{grants, registration, session_state};
use crate::context::Context;
use crate::crypto::digest::half_hash;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::client::ResponseType;
use crate::model::grant::Authentication;
use crate::model::session::Session;
use crate::model::{ClientId, Instant, PoolId, SessionId, User};
use crate::store::{self, Tx};

/// What changes with an answer besides what it gives: the pushed request is used up, and the session
/// has let the client in.
#[derive(Debug, Clone)]
pub struct Admission {
    pool: PoolId,
    client: ClientId,
    session: SessionId,
    keeps_session: bool,
    pushed: Option<String>,
    now: Instant,
}

impl Admission {
    /// Part of the write that keeps what the answer gives.
    ///
    /// # Errors
    /// `invalid_request_uri` when the pushed request was used up before.
    pub async fn write(&self, tx: &mut Tx) -> Result<()> {
        if let Some(id) = &self.pushed
            && !store::pushed_requests::spend(tx, &self.pool, id, self.now).await?
        {
            return Err(Error::new(Refusal::InvalidRequestUri, "the request_uri was used before"));
        }
        if self.keeps_session {
            store::sessions::let_in(tx, &self.pool, &self.session, &self.client).await?;
        }
        Ok(())
    }
}

/// Gives the client what it asked for.
///
/// # Errors
/// When the database does not answer, too many signatures wait, or the pushed request was used.
pub async fn grant(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Result<Answer> {
    let authentication = Authentication {
        nonce: request.nonce.clone(),
        session_id: Some(session.id.to_string()),
        amr: session.amr.clone(),
        acr: pool.pool.settings.acr(&session.amr, &request.wanted.acr).map(String::from),
        claims: request.wanted.claims.clone(),
        binding: request.binding.clone(),
        resources: request.resources.clone(),
        provider: session.provider.clone(),
        ..Authentication::at(session.auth_time)
    };
    let mut admission = Some(Admission {
        pool: pool.id().clone(),
        client: request.client.id.clone(),
        session: session.id.clone(),
        keeps_session: pool.pool.settings.session_minutes > 0,
        pushed: request.pushed.clone(),
        now: cx.now(),
    });
    let mut answer: Vec<(&str, String)> = Vec::new();
    if request.response_type.code {
        let given = authentication.clone();
        let code = grants::code::give(cx, pool, request, user, given, admission.take()).await?;
        answer.push(("code", code));
    }
    if request.response_type.is_implicit() {
        tokens_at_once(cx, pool, request, user, authentication, admission, &mut answer).await?;
    }
    if request.scopes.contains("openid")
        && let Some(state) = session_state::of(cx, pool, &request.reply, session)?
    {
        answer.push(("session_state", state));
    }
    let parameters: Vec<(&str, &str)> =
        answer.iter().map(|(name, value)| (*name, value.as_str())).collect();
    request.reply.answer(cx, pool, &parameters).await
}

/// Tokens from the authorization endpoint itself (OpenID Connect Core sections 3.2.2.5 and 3.3.2.5).
async fn tokens_at_once(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    user: &User,
    authentication: Authentication,
    admission: Option<Admission>,
    answer: &mut Vec<(&'static str, String)>,
) -> Result<()> {
    let (client, wanted) = (&request.client, request.response_type);
    let issue =
        tokens::begin_without_refresh(cx, client, user, &request.scopes, authentication, admission)
            .await?;
    registration::note_use(cx, client).await?;
    let algorithm = issue.id_token_algorithm(pool);
    let mut beside = Beside::default();
    if let Some((_, code)) = answer.iter().find(|(name, _)| *name == "code") {
        beside.c_hash = Some(half_hash(code, algorithm));
    }
    if wanted.token {
        let access = issue.access_token(cx, pool).await?;
        beside.at_hash = Some(half_hash(&access, algorithm));
        answer.push(("access_token", access));
        answer.push(("token_type", "Bearer".into()));
        answer.push(("expires_in", client.settings.access_token_seconds.to_string()));
        answer.push(("scope", request.scopes.to_string()));
    }
    if wanted.id_token {
        beside.s_hash = request.reply.state.as_ref().map(|state| half_hash(state, algorithm));
        beside.alone = wanted == ResponseType { id_token: true, ..Default::default() };
        answer.push(("id_token", issue.id_token(cx, pool, beside).await?));
    }
    Ok(())
}
