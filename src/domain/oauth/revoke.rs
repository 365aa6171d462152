//! Token revocation (RFC 7009): a refresh token takes its family with it, an access token goes alone.

use super::client_auth::VerifiedClient;
use super::refresh_token::RefreshToken;
use super::tokens;
use crate::context::Context;
use crate::domain::audit::{self, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Instant, PoolId};
use crate::store::audit::AuditEvent;
use crate::store::{self, Tx};

/// Revokes a token; one that is not known, expired or revoked already is no error (section 2.2).
///
/// # Errors
/// When the token is another client's, or the database does not answer.
pub async fn revoke(
    cx: &Context,
    pool: &PoolView,
    client: &VerifiedClient,
    token: &str,
) -> Result<()> {
    let own = client.client().id.as_str();
    let foreign =
        || Error::new(Refusal::UnauthorizedClient, "the token was not given to this client");
    if let Some(refresh) = RefreshToken::parse(&cx.app.vault, token) {
        let Some(family) =
            store::families::by_id(&mut cx.read().await?, pool.id(), &refresh.family).await?
        else {
            return Ok(());
        };
        if family.client_id.as_str() != own {
            return Err(foreign());
        }
        return super::grants::refresh::end_family(
            cx,
            pool.id(),
            family.id,
            Event::TokenRevoked,
            own,
        )
        .await;
    }
    let Some(claims) = tokens::read_access(pool, token, cx.now()) else { return Ok(()) };
    if claims.client_id != own {
        return Err(foreign());
    }
    let revocation = Revocation {
        event: audit::event(cx, pool.id(), Event::TokenRevoked, own, &claims.jti)?,
        pool: pool.id().clone(),
        jti: claims.jti,
        expires_at: Instant::from_seconds(claims.exp),
    };
    cx.write(revocation, |tx, revocation| Box::pin(write(tx, revocation))).await
}

struct Revocation {
    pool: PoolId,
    jti: String,
    expires_at: Instant,
    event: AuditEvent,
}

async fn write(tx: &mut Tx, revocation: &Revocation) -> Result<()> {
    let Revocation { pool, jti, expires_at, event } = revocation;
    if store::revoked_tokens::insert(tx, pool, jti, *expires_at).await? {
        store::audit::insert(tx, event).await?;
    }
    Ok(())
}
