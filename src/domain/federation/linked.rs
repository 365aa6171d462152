//! Identities as they open an account: put beside it, taken away, and told in its attributes.

use serde_json::{Value, json};

use super::adapter::Identity;
pub(in crate::domain) use super::mapping::told;
use super::mapping::{Account, News};
use crate::context::Context;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::attribute::Attributes;
use crate::model::pool::PoolSettings;
use crate::model::provider::{LinkedIdentity, Provider};
use crate::model::user::UserStatus;
use crate::model::{Instant, PoolId, User, UserId};
use crate::store::{self, Tx};

/// How many identities open one account at most (Cognito's).
pub const MOST: usize = 5;

/// The attribute in which they stand, as JSON (Cognito's `identities`).
const ATTRIBUTE: &str = "identities";

/// The row by which an identity opens an account, with the provider's tokens where the pool keeps them.
///
/// # Errors
/// When the library refuses to seal.
pub(in crate::domain) fn row(
    cx: &Context,
    provider: &Provider,
    identity: &Identity,
    user: &User,
) -> Result<LinkedIdentity> {
    Ok(LinkedIdentity {
        provider_id: provider.id.clone(),
        subject: identity.subject.clone(),
        pool_id: user.pool_id.clone(),
        user_id: user.id.clone(),
        email: identity.email.clone(),
        tokens: sealed(cx, provider, identity, None)?,
        linked_at: cx.now(),
        used_at: cx.now(),
        is_founding: false,
    })
}

/// The row of an identity that comes again.
///
/// # Errors
/// As [`row`].
pub(super) fn again(
    cx: &Context,
    provider: &Provider,
    identity: &Identity,
    before: LinkedIdentity,
) -> Result<LinkedIdentity> {
    let tokens = sealed(cx, provider, identity, before.tokens.as_deref())?;
    // Whoever keeps it back once has the mailbox still.
    let email = identity.email.clone().or_else(|| before.email.clone());
    Ok(LinkedIdentity { email, tokens, used_at: cx.now(), ..before })
}

/// Names the identity, so that no tokens can be moved to another one.
fn context(provider_id: &str, subject: &str) -> String {
    format!("identity:{provider_id}:{subject}")
}

/// The provider's tokens as they were kept last, as JSON; nothing where none were.
///
/// # Errors
/// When they were sealed with another master key.
pub(in crate::domain) fn tokens(cx: &Context, identity: &LinkedIdentity) -> Result<Option<Value>> {
    let Some(sealed) = &identity.tokens else { return Ok(None) };
    let context = context(&identity.provider_id, &identity.subject);
    let plain = cx.app.vault.open(&context, sealed)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(Error::internal)?))
}

fn sealed(
    cx: &Context,
    provider: &Provider,
    identity: &Identity,
    before: Option<&[u8]>,
) -> Result<Option<Vec<u8>>> {
    if !provider.rules.keep_tokens {
        return Ok(None);
    }
    let (vault, context) = (&cx.app.vault, context(&provider.id, &identity.subject));
    // Tokens that do not open any more keep nobody out.
    let before = before.and_then(|sealed| vault.open(&context, sealed).ok());
    Ok(Some(vault.seal(&context, &identity.tokens.plain(before.as_deref()))?))
}

/// Part of a write: the identity opens this account from now on; whether it did not before. Nothing
/// changes where it did.
///
/// # Errors
/// [`Refusal::NameTaken`] where it opens another account, [`Refusal::Invalid`] where enough open this
/// one or nobody has confirmed it, which may be anybody's, [`Refusal::SignInExpired`] where nobody
/// comes from there any more.
pub(in crate::domain) async fn put(tx: &mut Tx, identity: &LinkedIdentity) -> Result<bool> {
    let LinkedIdentity { provider_id, subject, pool_id: pool, user_id: user, .. } = identity;
    if !store::providers::is_enabled(tx, pool, provider_id).await? {
        return Err(Refusal::SignInExpired.into());
    }
    let there = store::identities::of_user(tx, pool, user).await?;
    if there.iter().any(|one| (&one.provider_id, &one.subject) == (provider_id, subject)) {
        return Ok(false);
    }
    let whose = store::users::by_id(tx, pool, user).await?;
    if whose.is_some_and(|user| user.status == UserStatus::Unconfirmed) {
        return Err(Error::new(Refusal::Invalid, "nobody has confirmed this account yet"));
    }
    if there.len() >= MOST {
        return Err(Error::new(Refusal::Invalid, "5 identities open this account already"));
    }
    if !store::identities::insert(tx, identity).await? {
        return Err(Error::new(Refusal::NameTaken, "this identity opens another account"));
    }
    tell(tx, pool, user, identity.used_at).await?;
    Ok(true)
}

/// Part of a write: an account that an identity has just come to open takes over what it lacks of that
/// which the provider has told.
///
/// # Errors
/// When the database does not answer.
pub(in crate::domain) async fn fill_in(
    tx: &mut Tx,
    identity: &LinkedIdentity,
    told: &Attributes,
    settings: &PoolSettings,
) -> Result<()> {
    let user = store::users::by_id(tx, &identity.pool_id, &identity.user_id).await?;
    let Some(user) = user else { return Ok(()) };
    let news = News { told, vouched: None, before: None, by_operator: false, keeps_email: true };
    let after = news.onto(&user, Account::Linked, settings);
    if after.attributes != user.attributes {
        let after = User { updated_at: identity.used_at, ..after };
        store::users::update(tx, &after).await?;
    }
    Ok(())
}

/// Part of a write: the identity opens this account no more; whether it did.
///
/// # Errors
/// When the database does not answer.
pub(in crate::domain) async fn take_away(
    tx: &mut Tx,
    user: &User,
    provider_id: &str,
    subject: &str,
    now: Instant,
) -> Result<bool> {
    let (pool, id) = (&user.pool_id, &user.id);
    if !store::identities::delete(tx, pool, id, provider_id, subject).await? {
        return Ok(false);
    }
    tell(tx, pool, id, now).await?;
    Ok(true)
}

/// Part of a write: the attributes of an account tell which identities open it.
///
/// # Errors
/// When the database does not answer.
pub(in crate::domain) async fn tell(
    tx: &mut Tx,
    pool: &PoolId,
    user: &UserId,
    now: Instant,
) -> Result<()> {
    let Some(mut user) = store::users::by_id(tx, pool, user).await? else { return Ok(()) };
    let there = store::identities::told_of_user(tx, pool, &user.id).await?;
    let told: Vec<_> = there
        .iter()
        .map(|one| {
            json!({
                "userId": one.subject,
                "providerName": one.provider,
                "providerType": one.kind,
                "issuer": null,
                "primary": one.is_founding.to_string(),
                "dateCreated": one.linked_at().millis().to_string(),
            })
        })
        .collect();
    match told.is_empty() {
        true => user.attributes.remove(ATTRIBUTE),
        false => user.attributes.insert(ATTRIBUTE.to_owned(), json!(told).to_string()),
    };
    user.updated_at = now;
    store::users::update(tx, &user).await?;
    Ok(())
}
