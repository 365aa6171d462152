//! The identities of users at providers, as the operator connects and disconnects them.

use super::{Change, missing};
use crate::context::Context;
use crate::domain::admin::users;
use crate::domain::audit::Event;
use crate::domain::configuration;
use crate::domain::error::Result;
use crate::domain::federation::linked;
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sessions;
use crate::model::provider::{LinkedIdentity, Provider, ProviderName};
use crate::model::{Invalid, PoolId, User};
use crate::store::{self, Tx};

pub use crate::store::identities::Named;

/// The longest subject, in bytes (OpenID Connect Core section 2: `sub`).
const LONGEST_SUBJECT: usize = 255;

/// The identities of a user, the oldest first.
///
/// # Errors
/// `NotFound` when there is no such user.
pub async fn list(cx: &Context, pool: &PoolId, who: &str) -> Result<Vec<Named>> {
    let user = users::show(cx, pool, who).await?;
    Ok(store::identities::named_of_user(&mut cx.read().await?, pool, &user.id).await?)
}

/// What changes between a user and a provider.
struct Bond {
    user: User,
    identity: LinkedIdentity,
    notice: Option<Notice>,
}

/// Lets an identity open the account of a user from now on; whether it did not before. The person is
/// told.
///
/// # Errors
/// `NotFound` when there is no such user or provider, `Invalid` for what is no subject, where enough
/// identities open the account or nobody has confirmed it, `NameTaken` where it opens another one, and
/// `SignInExpired` where the provider is disabled.
pub async fn link(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    provider: &ProviderName,
    subject: &str,
) -> Result<bool> {
    if !(1..=LONGEST_SUBJECT).contains(&subject.len()) || subject.chars().any(char::is_control) {
        return Err(Invalid::because("a subject has 1 to 255 bytes").into());
    }
    let bond = bond(cx, pool, who, (provider, subject), AccountEvent::IdentityLinked).await?;
    let id = bond.user.id.clone();
    let change = Change::new(cx, pool, Event::IdentityLinked, id.as_str(), bond)?;
    cx.write(change, |tx, change| Box::pin(write_link(tx, change))).await
}

async fn write_link(tx: &mut Tx, change: &Change<Bond>) -> Result<bool> {
    let Bond { user, identity, .. } = &change.what;
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    if store::users::by_id(tx, &user.pool_id, &user.id).await?.is_none() {
        return Err(missing("the user is gone"));
    }
    if !linked::put(tx, identity).await? {
        return Ok(false);
    }
    tell(tx, change).await.map(|()| true)
}

/// Takes an identity away from a user, of whatever use it is to them; what its provider has opened
/// ends. The person is told.
///
/// # Errors
/// `NotFound` when there is no such user or provider, or this identity does not open the account.
pub async fn unlink(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    provider: &ProviderName,
    subject: &str,
) -> Result<()> {
    let bond = bond(cx, pool, who, (provider, subject), AccountEvent::IdentityUnlinked).await?;
    let id = bond.user.id.clone();
    let change = Change::new(cx, pool, Event::IdentityUnlinked, id.as_str(), bond)?;
    cx.write(change, |tx, change| Box::pin(write_unlink(tx, change))).await
}

async fn write_unlink(tx: &mut Tx, change: &Change<Bond>) -> Result<()> {
    let Bond { user, identity: LinkedIdentity { provider_id, subject, used_at: now, .. }, .. } =
        &change.what;
    store::users::lock(tx, &user.pool_id, &user.id).await?;
    if !linked::take_away(tx, user, provider_id, subject, *now).await? {
        return Err(missing("this identity does not open the account"));
    }
    sessions::end_of_user_by(tx, user, provider_id, None, *now).await?;
    tell(tx, change).await
}

async fn bond(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    (provider, subject): (&ProviderName, &str),
    event: AccountEvent,
) -> Result<Bond> {
    let user = users::show(cx, pool, who).await?;
    let found = store::providers::by_name(&mut cx.read().await?, pool, provider).await?;
    let Provider { id, .. } = found.ok_or_else(|| missing("the pool has no such provider"))?;
    let notice = match configuration::pool(cx, pool).await? {
        Some(view) => Notice::of(cx, &view, &user, event)?,
        None => None,
    };
    let identity = LinkedIdentity {
        provider_id: id,
        subject: subject.to_owned(),
        pool_id: pool.clone(),
        user_id: user.id.clone(),
        email: None,
        tokens: None,
        linked_at: cx.now(),
        used_at: cx.now(),
    };
    Ok(Bond { user, identity, notice })
}

/// Part of a write: the person is told, and so is the audit.
async fn tell(tx: &mut Tx, change: &Change<Bond>) -> Result<()> {
    if let Some(notice) = &change.what.notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, &change.event).await?)
}
