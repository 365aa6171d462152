//! The end of an identity provider: nobody comes from it any more, its people are disconnected from it
//! some at a time, and then it is gone.

use super::super::{Change, configure, mark, missing};
use super::{NO_PROVIDER, disable};
use crate::context::Context;
use crate::domain::audit::Event;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::linked;
use crate::model::provider::{Provider, ProviderName};
use crate::model::{Instant, PoolId};
use crate::store::{self, Tx};

/// How many people one write disconnects, so that nobody waits long for it.
const BATCH: u32 = 100;

/// Removes a provider with the identities of its people, and ends what it has opened. Their accounts
/// stay. Where it is cut short, the provider is disabled, and the next call goes on.
///
/// # Errors
/// `NotFound`, or `Busy` where somebody enables it meanwhile.
pub async fn delete(cx: &Context, pool: &PoolId, name: &ProviderName) -> Result<()> {
    let Provider { id, .. } = disable(cx, pool, name).await?;
    let leaving = Leaving { pool: pool.clone(), provider_id: id, now: cx.now() };
    let disconnect =
        || cx.write(leaving.clone(), |tx, leaving| Box::pin(write_disconnection(tx, leaving)));
    while disconnect().await? {}
    let change = Change::new(cx, pool, Event::ProviderDeleted, name.as_str(), leaving)?;
    configure(cx, change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

/// A disabled provider that goes now.
#[derive(Clone)]
struct Leaving {
    pool: PoolId,
    provider_id: String,
    now: Instant,
}

/// Disconnects some people; whether there were any.
async fn write_disconnection(tx: &mut Tx, leaving: &Leaving) -> Result<bool> {
    let Leaving { pool, provider_id, now } = leaving;
    let people = store::identities::users_of_provider(tx, pool, provider_id, BATCH).await?;
    for user in &people {
        store::users::lock(tx, pool, user).await?;
        store::identities::delete_at(tx, pool, user, provider_id).await?;
        linked::tell(tx, pool, user, *now).await?;
    }
    Ok(!people.is_empty())
}

async fn write_deletion(tx: &mut Tx, change: &Change<Leaving>) -> Result<()> {
    let Leaving { pool, provider_id, .. } = &change.what;
    mark(tx, change).await?;
    if store::identities::any_at(tx, pool, provider_id).await? {
        return Err(Error::new(Refusal::Busy, "people come from it again: delete it once more"));
    }
    match store::providers::delete(tx, pool, provider_id).await? {
        true => Ok(()),
        false => Err(missing(NO_PROVIDER)),
    }
}
