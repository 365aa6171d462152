//! The identities of users at providers, as the operator connects and disconnects them.

use serde_json::{Value, json};

use super::providers::NO_PROVIDER;
use super::{Change, missing};
use crate::context::Context;
use crate::domain::admin::users;
use crate::domain::audit::{self, AuditEvent, Event, OPERATOR};
use crate::domain::configuration;
use crate::domain::error::{Error, Result};
use crate::domain::federation::linked;
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sessions;
use crate::model::provider::{LinkedIdentity, Provider, ProviderName};
use crate::model::{Instant, Invalid, PoolId, User};
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

/// The tokens that a provider gave last for a user, where the pool keeps them; the audit is told that
/// they were read.
///
/// # Errors
/// `NotFound` when there is no such user, provider or identity, `Invalid` where none are kept, or several
/// identities of the provider open the account and no `subject` says which is meant.
pub async fn tokens(
    cx: &Context,
    pool: &PoolId,
    who: &str,
    provider: &ProviderName,
    subject: Option<&str>,
) -> Result<Value> {
    let user = users::show(cx, pool, who).await?;
    let mut tx = cx.read().await?;
    let found = store::providers::by_name(&mut tx, pool, provider).await?;
    let provider = found.ok_or_else(|| missing(NO_PROVIDER))?;
    let there = store::identities::of_user(&mut tx, pool, &user.id).await?;
    drop(tx);
    let is_meant = |one: &LinkedIdentity| {
        one.provider_id == provider.id && subject.is_none_or(|subject| one.subject == subject)
    };
    let identity = the_only(there.into_iter().filter(is_meant))?;
    if !provider.rules.keep_tokens {
        return Err(wrong("the tokens of this provider are not kept: keep_tokens is off"));
    }
    let kept = linked::tokens(cx, &identity)?;
    let mut tokens =
        kept.ok_or_else(|| wrong("none are kept yet: the next sign-in brings them"))?;
    if let Some(at) = tokens["expires_at"].as_i64() {
        tokens["expires_at"] = json!(Instant::from_millis(at).rfc3339());
    }
    let event = audit::event(cx, pool, Event::ProviderTokensRead, OPERATOR, user.id.as_str())?;
    let detail = json!({ "provider": provider.name, "subject": identity.subject }).to_string();
    let event = AuditEvent { detail, ..event };
    cx.write(event, |tx, event| Box::pin(write_reading(tx, event))).await?;
    Ok(tokens)
}

fn the_only(mut meant: impl Iterator<Item = LinkedIdentity>) -> Result<LinkedIdentity> {
    let identity = meant.next().ok_or_else(|| missing("no such identity opens the account"))?;
    match meant.next() {
        None => Ok(identity),
        Some(_) => Err(wrong("several of its identities open the account: name the subject")),
    }
}

fn wrong(why: &'static str) -> Error {
    Invalid::because(why).into()
}

async fn write_reading(tx: &mut Tx, event: &AuditEvent) -> Result<()> {
    Ok(store::audit::insert(tx, event).await?)
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
    let bond = bond(cx, pool, who, (provider, subject), AccountEvent::linked).await?;
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
    let bond = bond(cx, pool, who, (provider, subject), AccountEvent::unlinked).await?;
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
    event: fn(&Provider) -> AccountEvent,
) -> Result<Bond> {
    let user = users::show(cx, pool, who).await?;
    let found = store::providers::by_name(&mut cx.read().await?, pool, provider).await?;
    let provider = found.ok_or_else(|| missing(NO_PROVIDER))?;
    let notice = match configuration::pool(cx, pool).await? {
        Some(view) => Notice::of(cx, &view, &user, event(&provider))?,
        None => None,
    };
    let identity = LinkedIdentity {
        provider_id: provider.id,
        subject: subject.to_owned(),
        pool_id: pool.clone(),
        user_id: user.id.clone(),
        email: None,
        tokens: None,
        linked_at: cx.now(),
        used_at: cx.now(),
        is_founding: false,
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
