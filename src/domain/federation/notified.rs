//! What Apple tells of people between their sign-ins: that one has withdrawn the consent, or has no
//! account there any more, and whether a relayed address still reaches them.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::adapter::{Upstream, is_subject};
use super::arrive::{at_peace, has_email_factor};
use super::linked;
use super::oauth2::untrue;
use super::openid;
use super::providers::apple::Apple;
use crate::context::Context;
use crate::domain::account::put_names;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::oauth::replay::{self, Purpose};
use crate::domain::sessions;
use crate::domain::sign_in::can_lose_identity;
use crate::model::pool::PoolSettings;
use crate::model::provider::{LinkedIdentity, Provider, ProviderKind};
use crate::model::{Instant, Medium, PoolId, User, UserId};
use crate::store::seen_tokens::Seen;
use crate::store::{self, Tx};

/// For how long after it was signed a notice is heard, and known again.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest notice, in bytes.
const LONGEST: usize = 16 * 1024;

/// What it is about (Apple: Processing changes for Sign in with Apple accounts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    ConsentRevoked,
    /// The name of before 2025.
    AccountDelete,
    AccountDeleted,
    EmailEnabled,
    EmailDisabled,
}

/// What has happened to somebody.
#[derive(Debug, Deserialize)]
struct Happening {
    #[serde(rename = "type")]
    kind: Kind,
    sub: String,
    email: Option<String>,
}

/// Hears a notice that Apple has signed, once; one that is no news changes nothing.
///
/// # Errors
/// [`Refusal::NotFound`] where the pool has no such provider that sends any, or
/// [`Refusal::Upstream`] for what Apple has not signed for us, and lately.
pub async fn hear(cx: &Context, pool: &PoolView, name: &str, notice: &str) -> Result<()> {
    let is_it =
        |one: &Provider| one.name.as_str() == name && one.kind == ProviderKind::SignInWithApple;
    let provider = pool.providers.iter().find(|one| is_it(one)).ok_or(Refusal::NotFound)?;
    if notice.len() > LONGEST {
        return Err(Error::new(Refusal::InvalidRequest, "the notice is too long"));
    }
    let up = Upstream { cx, provider, secret: None };
    let (claims, registered) = openid::statement(&Apple, &up, notice).await?;
    let told =
        claims.get("events").and_then(happening).ok_or_else(|| untrue("it tells nothing"))?;
    let signed_at = registered.issued_at.unwrap_or(Instant::from_millis(0));
    if cx.now().since(signed_at) > LIFE {
        return Err(untrue("the notice is old"));
    }
    let id = registered.id.unwrap_or_default();
    let maker = (provider.id.as_str(), id.as_str());
    let seen = replay::seen(cx, pool, Purpose::ProviderNotice, maker, signed_at + LIFE + LIFE);
    let (identity, farewell) = whose(cx, pool, provider, &told.sub).await?.unzip();
    let user = identity.as_ref().map_or("", |identity| identity.user_id.as_str());
    let event = |event| audit::event(cx, pool.id(), event, provider.name.as_str(), user);
    let news = News {
        updated: event(Event::UserUpdated)?,
        signed_out: event(Event::UserSignedOut)?,
        unlinked: event(Event::IdentityUnlinked)?,
        farewell: farewell.flatten(),
        settings: pool.pool.settings.clone(),
        is_trusted: told
            .domain()
            .is_some_and(|domain| provider.rules.trusts(&domain, provider.kind.own_domains())),
        seen,
        identity,
        told,
        now: cx.now(),
    };
    cx.write(news, |tx, news| Box::pin(write(tx, news))).await
}

/// The identity that the notice is about, with what the person is told if it is taken away.
async fn whose(
    cx: &Context,
    pool: &PoolView,
    provider: &Provider,
    subject: &str,
) -> Result<Option<(LinkedIdentity, Option<Notice>)>> {
    let mut tx = cx.read().await?;
    let found = store::identities::find(&mut tx, pool.id(), &provider.id, subject).await?;
    let Some(identity) = found else { return Ok(None) };
    let user = store::users::by_id(&mut tx, pool.id(), &identity.user_id).await?;
    drop(tx);
    let told = |user| Notice::of(cx, pool, user, AccountEvent::unlinked(provider));
    let farewell = user.as_ref().map(told).transpose()?;
    Ok(Some((identity, farewell.flatten())))
}

/// What a notice tells of somebody: an object, or the text of one.
fn happening(events: &Value) -> Option<Happening> {
    let told: Option<Happening> = match events {
        Value::String(text) => serde_json::from_str(text).ok(),
        object => serde_json::from_value(object.clone()).ok(),
    };
    told.filter(|told| is_subject(&told.sub))
}

impl Happening {
    /// The domain of the address that it is about, in lower case.
    fn domain(&self) -> Option<String> {
        Some(self.email.as_ref()?.rsplit_once('@')?.1.to_lowercase())
    }
}

struct News {
    /// What is noted of the notice once it is obeyed.
    seen: Seen,
    told: Happening,
    identity: Option<LinkedIdentity>,
    /// Whether Apple's word counts for the address.
    is_trusted: bool,
    settings: PoolSettings,
    updated: AuditEvent,
    signed_out: AuditEvent,
    unlinked: AuditEvent,
    /// What tells the person that the identity opens the account no more.
    farewell: Option<Notice>,
    now: Instant,
}

async fn write(tx: &mut Tx, news: &News) -> Result<()> {
    let News { seen, told, identity, updated, .. } = news;
    if !store::seen_tokens::note(tx, &seen.pool, &seen.digest, seen.expires_at).await? {
        return Ok(());
    }
    let Some(identity) = identity else { return Ok(()) };
    let whose = (&identity.pool_id, &identity.user_id);
    let event = match told.kind {
        Kind::EmailEnabled if !news.is_trusted => None,
        Kind::EmailEnabled => reach(tx, news, whose, true).await?.then_some(updated),
        Kind::EmailDisabled => reach(tx, news, whose, false).await?.then_some(updated),
        Kind::ConsentRevoked => Some(leave(tx, news, identity, false).await?),
        Kind::AccountDelete | Kind::AccountDeleted => Some(leave(tx, news, identity, true).await?),
    };
    if let Some(event) = event {
        store::audit::insert(tx, event).await?;
    }
    Ok(())
}

/// Part of a write: ends what Apple has opened to somebody; the event of it. Where there is no account
/// any more, its identity is taken away, unless nothing else opens the account here: withdrawn consent
/// can be given again, and then opens the same account.
async fn leave<'n>(
    tx: &mut Tx,
    news: &'n News,
    identity: &LinkedIdentity,
    is_gone: bool,
) -> Result<&'n AuditEvent> {
    let LinkedIdentity { pool_id: pool, user_id: user, provider_id, subject, .. } = identity;
    store::users::lock(tx, pool, user).await?;
    let user = store::users::by_id(tx, pool, user).await?.ok_or(Refusal::NotFound)?;
    sessions::end_of_user_by(tx, &user, provider_id, None, news.now).await?;
    let (settings, which) = (&news.settings, (provider_id.as_str(), subject.as_str()));
    let taken = is_gone
        && can_lose_identity(tx, settings, &user, which).await?
        && linked::take_away(tx, &user, provider_id, subject, news.now).await?;
    if !taken {
        return Ok(&news.signed_out);
    }
    if let Some(farewell) = &news.farewell {
        farewell.post(tx).await?;
    }
    Ok(&news.unlinked)
}

/// Part of a write: whether mail to the relayed address of an account arrives; whether that is news. An
/// address to which codes go as a factor stays what it is.
async fn reach(
    tx: &mut Tx,
    news: &News,
    (pool, user): (&PoolId, &UserId),
    arrives: bool,
) -> Result<bool> {
    store::users::lock(tx, pool, user).await?;
    let user = store::users::by_id(tx, pool, user).await?;
    let address = news.told.email.as_ref().map(|email| email.to_lowercase());
    let same = |user: &User| user.email().map(|own| own.key()) == address;
    let Some(mut user) = user.filter(|user| address.is_some() && same(user)) else {
        return Ok(false);
    };
    if has_email_factor(tx, &user).await? {
        return Ok(false);
    }
    let flag = Medium::Email.verified();
    match arrives {
        true => user.attributes.insert(flag.to_owned(), "true".to_owned()),
        false => user.attributes.remove(flag),
    };
    let mut user = at_peace(tx, user, &news.settings).await?;
    user.updated_at = news.now;
    store::users::update(tx, &user).await?;
    put_names(tx, &user, &news.settings).await?;
    Ok(true)
}
