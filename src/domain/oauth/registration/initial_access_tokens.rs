//! Initial access tokens: an operator gives them to those who may register clients (RFC 7591
//! section 3).

use std::time::Duration;

use secrecy::SecretString;

pub use crate::store::initial_access_tokens::InitialAccessToken;

use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::admin::LONGEST_PAGE;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::{Invalid, PoolId};
use crate::store::{self, Tx};

/// Who gives them, as audit events name them.
const OPERATOR: &str = "operator";

/// The longest life of a token.
const LONGEST_LIFE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The most clients that one token registers.
const MOST_USES: u32 = 100_000;

/// Makes a token that registers as many clients as `uses` says for as long as `life`. It is shown
/// here and never again.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` with what does not fit.
pub async fn create(
    cx: &Context,
    pool: &PoolId,
    uses: u32,
    life: Duration,
) -> Result<(InitialAccessToken, SecretString)> {
    if !(1..=MOST_USES).contains(&uses) || life.is_zero() || life > LONGEST_LIFE {
        let limits = "a token registers 1 to 100000 clients and lives at most 366 days";
        return Err(Invalid::because(limits).into());
    }
    let text = random::token::<32>()?;
    let token = InitialAccessToken {
        id: random::ordered_id(cx.now())?,
        pool_id: pool.clone(),
        digest: digest::sha256(text.as_bytes()),
        uses_left: uses,
        created_at: cx.now(),
        expires_at: cx.now() + life,
    };
    let event = audit::event(cx, pool, Event::InitialAccessTokenCreated, OPERATOR, &token.id)?;
    let new = (token.clone(), event);
    cx.write(new, |tx, new| Box::pin(write_creation(tx, new))).await?;
    Ok((token, text.into()))
}

async fn write_creation(
    tx: &mut Tx,
    (token, event): &(InitialAccessToken, AuditEvent),
) -> Result<()> {
    exists(tx, &token.pool_id).await?;
    store::initial_access_tokens::insert(tx, token).await?;
    Ok(store::audit::insert(tx, event).await?)
}

/// The tokens of a pool, the newest first, `limit` at most; used up and expired ones among them
/// until they are cleared away.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(cx: &Context, pool: &PoolId, limit: u32) -> Result<Vec<InitialAccessToken>> {
    let mut tx = cx.read().await?;
    exists(&mut tx, pool).await?;
    Ok(store::initial_access_tokens::list(&mut tx, pool, limit.min(LONGEST_PAGE)).await?)
}

/// Makes a token good for nothing; clients that it registered stay.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, pool: &PoolId, id: &str) -> Result<()> {
    let event = audit::event(cx, pool, Event::InitialAccessTokenDeleted, OPERATOR, id)?;
    let gone = (pool.clone(), id.to_owned(), event);
    cx.write(gone, |tx, gone| Box::pin(write_deletion(tx, gone))).await
}

async fn write_deletion(
    tx: &mut Tx,
    (pool, id, event): &(PoolId, String, AuditEvent),
) -> Result<()> {
    if !store::initial_access_tokens::delete(tx, pool, id).await? {
        return Err(missing("no initial access token has this id in this pool"));
    }
    Ok(store::audit::insert(tx, event).await?)
}

async fn exists(tx: &mut Tx, pool: &PoolId) -> Result<()> {
    let found = store::pools::by_id(tx, pool).await?;
    found.map(drop).ok_or_else(|| missing("no pool has this id"))
}

fn missing(hint: &'static str) -> Error {
    Error::new(Refusal::NotFound, hint)
}
