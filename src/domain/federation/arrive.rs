//! What becomes of somebody whom a provider has sent: they are let in to the account that is theirs,
//! prove that one is, or get one.

use serde_json::json;

use super::adapter::Identity;
use super::linked;
use super::mapping::{Account, News, told, vouched};
use super::naming::usernames;
use crate::context::Context;
use crate::crypto::random;
use crate::domain::account::{address::make_room, put_names, undo::WayBack};
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::domain::notices::{AccountEvent, Notice};
use crate::domain::sign_in::federated::{Arrived, Word};
use crate::domain::sign_in::{Step, UnderWay, Way, federated};
use crate::model::attribute::Attributes;
use crate::model::pool::PoolSettings;
use crate::model::provider::{LinkedIdentity, Provider, SecondFactor};
use crate::model::user::{NameKind, Preferences, UserStatus};
use crate::model::username::look_up_key;
use crate::model::{Email, Factor, Medium, Proof, User, UserId, Username};
use crate::store::{self, Tx};

/// Words of `amr` that say that something owned was shown, and something known (RFC 8176 section 2).
const OWNED: [&str; 7] = ["otp", "hwk", "swk", "sms", "tel", "sc", "pop"];
const KNOWN: [&str; 6] = ["pwd", "pin", "kba", "fpt", "face", "user"];

/// Signs in whoever a provider says has come. Whoever has an account with the same address, which the
/// provider vouches for, proves that it is theirs first; whoever has none gets one.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a disabled account, [`Refusal::SignUpClosed`] where nobody gets
/// one, [`Refusal::NameTaken`] where one has that address and nobody who comes this way can prove it,
/// [`Refusal::Invalid`] where as many identities open it as may, [`Refusal::SignInExpired`] where nobody
/// comes from there any more, or [`Refusal::TooManyAttempts`].
pub async fn arrive(
    cx: &Context,
    way: &Way<'_>,
    provider: &Provider,
    identity: Identity,
) -> Result<Step> {
    arrive_to_prove(cx, way, provider, identity, None).await
}

/// The same for somebody who was sent there to prove the account of a sign-in that is under way: the
/// identity that waits in it opens the account, too, where it is the one that they come to.
///
/// # Errors
/// As [`arrive`].
pub async fn arrive_to_prove(
    cx: &Context,
    way: &Way<'_>,
    provider: &Provider,
    identity: Identity,
    pending: Option<UnderWay>,
) -> Result<Step> {
    if provider.pool_id != *way.pool.id() {
        return Err(Error::new(Refusal::NotFound, "the provider is another pool's"));
    }
    let arrival = Arrival { pending, ..Arrival::of(cx, way, provider, identity) };
    federated::counted_arrival(way, arrival.enter()).await
}

/// Somebody who has come.
struct Arrival<'a> {
    cx: &'a Context,
    way: &'a Way<'a>,
    provider: &'a Provider,
    identity: Identity,
    told: Attributes,
    vouched: Option<Email>,
    pending: Option<UnderWay>,
}

impl<'a> Arrival<'a> {
    fn of(cx: &'a Context, way: &'a Way<'a>, provider: &'a Provider, identity: Identity) -> Self {
        Self {
            told: told(provider, &identity, &way.pool.pool.settings),
            vouched: vouched(provider, &identity),
            cx,
            way,
            provider,
            identity,
            pending: None,
        }
    }

    async fn enter(&self) -> Result<Step> {
        // In this order: the account that another window has just made comes with its identity.
        let holder = self.holder().await?;
        if let Some(linked) = self.linked().await? {
            return self.come_back(linked).await;
        }
        if self.pending.is_some() {
            let hint = "it was to prove an account, and opens none";
            return Err(Error::new(Refusal::NameTaken, hint));
        }
        match holder {
            Some(holder) if !holder.enabled => {
                federated::refuse(self.cx, self.way, Some(&holder)).await
            }
            Some(holder) => self.prove(holder).await,
            None => self.begin().await,
        }
    }

    async fn linked(&self) -> Result<Option<LinkedIdentity>> {
        let (pool, subject) = (self.way.pool.id(), &self.identity.subject);
        let mut tx = self.cx.read().await?;
        Ok(store::identities::find(&mut tx, pool, &self.provider.id, subject).await?)
    }

    /// The row by which the identity opens that account.
    fn row(&self, user: &User) -> Result<LinkedIdentity> {
        linked::row(self.cx, self.provider, &self.identity, user)
    }

    /// Whoever has an account that this identity opens.
    async fn come_back(&self, linked: LinkedIdentity) -> Result<Step> {
        let (cx, way) = (self.cx, self.way);
        let mut tx = cx.read().await?;
        let user = store::users::by_id(&mut tx, way.pool.id(), &linked.user_id).await?;
        drop(tx);
        let Some(user) = user.filter(|user| user.enabled) else {
            return federated::refuse(cx, way, None).await;
        };
        let visit = Visit {
            row: linked::again(cx, self.provider, &self.identity, linked)?,
            told: self.told.clone(),
            vouched: self.vouched.clone(),
            by_operator: self.provider.rules.attribute_mapping.is_some(),
            settings: way.pool.pool.settings.clone(),
            moved: self.moved(&user).await?,
        };
        let written = cx.write(visit, |tx, visit| Box::pin(write_visit(tx, visit))).await;
        let hint = "somebody else signs in by this address since just now";
        let taken = |error: Error| error.on_key(store::users::NAME_KEY, Refusal::NameTaken, hint);
        self.let_in(written.map_err(taken)?).await
    }

    /// What tells of another address, where the provider tells one; so that whoever reads the old one
    /// can put it back.
    async fn moved(&self, user: &User) -> Result<Option<Moved>> {
        let told = self.told.get("email").map(|email| email.to_lowercase());
        if told.is_none() || told == user.email().map(|own| own.key()) {
            return Ok(None);
        }
        let (cx, pool, id) = (self.cx, self.way.pool, user.id.as_str());
        let way_back = WayBack::since(cx, pool, user, cx.now()).await?;
        let notice = Notice::of(cx, pool, user, AccountEvent::EmailChanged)?;
        let old = way_back.zip(notice).map(|(way_back, notice)| {
            let notice = way_back.told(pool, notice);
            (way_back, notice)
        });
        let event = audit::event(cx, pool.id(), Event::EmailChanged, id, id)?;
        Ok(Some(Moved { old, event: by(event, self.provider) }))
    }

    async fn let_in(&self, user: User) -> Result<Step> {
        let word = Word {
            provider_id: self.provider.id.clone(),
            proof: proof(self.provider, &self.identity),
            authenticated_at: self.identity.authenticated_at,
        };
        federated::by_provider(self.cx, self.way, user, word, self.pending.as_ref()).await
    }

    /// The account whose proved address the provider vouches for: the one that signs in by it, else the
    /// only one that has it. Not one that was signed up and never confirmed, which may be anybody's.
    async fn holder(&self) -> Result<Option<User>> {
        let (Some(email), pool) = (&self.vouched, self.way.pool) else { return Ok(None) };
        let is_theirs = |user: &User| {
            let same = user.email().is_some_and(|own| own.key() == email.key());
            same && user.email_is_verified() && user.status != UserStatus::Unconfirmed
        };
        let name = look_up_key(email.as_str(), pool.pool.settings.case_sensitive);
        let mut tx = self.cx.read().await?;
        let named = store::users::by_name(&mut tx, pool.id(), &name).await?;
        if let Some(user) = named.filter(is_theirs) {
            return Ok(Some(user));
        }
        let only = store::users::only_with_email(&mut tx, pool.id(), &email.key()).await?;
        Ok(only.filter(is_theirs))
    }

    /// The person shows that the account is theirs; then the identity opens it as well.
    async fn prove(&self, holder: User) -> Result<Step> {
        let (cx, pool) = (self.cx, self.way.pool.id());
        let there = store::identities::of_user(&mut cx.read().await?, pool, &holder.id).await?;
        if there.len() >= linked::MOST {
            let hint = "as many identities open the account with this address as may";
            return Err(Error::new(Refusal::Invalid, hint));
        }
        let arrived = Arrived {
            identity: self.row(&holder)?,
            told: self.told.clone(),
            details: self.provider.details.clone(),
        };
        let step = federated::to_link(cx, self.way, holder, arrived).await?;
        let hint = "an account has this address, and nothing that counts here opens it";
        step.ok_or_else(|| Error::new(Refusal::NameTaken, hint))
    }

    /// Whoever has no account gets one.
    async fn begin(&self) -> Result<Step> {
        let (cx, settings) = (self.cx, &self.way.pool.pool.settings);
        if !self.provider.rules.sign_up.unwrap_or(settings.self_sign_up) {
            return Err(Error::new(
                Refusal::SignUpClosed,
                "nobody gets an account by this provider",
            ));
        }
        limits::take(cx, self.way.pool.id(), Limit::SignUps).await?;
        let id = random::user_id()?;
        let names = usernames(self.provider, &self.identity.subject, &id, settings.case_sensitive);
        for username in names {
            let creation = self.creation(User { username, ..self.newcomer(id.clone())? })?;
            let written = cx.write(creation, |tx, creation| Box::pin(write_creation(tx, creation)));
            let taken = |error: Error| error.on_key(store::users::NAME_KEY, Refusal::NameTaken, "");
            match written.await.map_err(taken) {
                Ok(Some(user)) => return self.let_in(user).await,
                // The same person was faster in another window.
                Ok(None) => break,
                Err(error) if *error.refusal() == Refusal::NameTaken => {}
                Err(error) => return Err(error),
            }
        }
        match self.linked().await? {
            Some(linked) => self.come_back(linked).await,
            None => Err(Error::new(Refusal::NameTaken, "the names that it would have are taken")),
        }
    }

    fn newcomer(&self, id: UserId) -> Result<User> {
        Ok(User {
            username: id.as_str().parse::<Username>()?,
            id,
            pool_id: self.way.pool.id().clone(),
            status: UserStatus::ExternalProvider,
            enabled: true,
            attributes: Attributes::default(),
            password_hash: None,
            password_expires_at: None,
            preferences: Preferences::default(),
            created_at: self.cx.now(),
            updated_at: self.cx.now(),
        })
    }

    fn creation(&self, user: User) -> Result<Creation> {
        let (pool, id) = (self.way.pool, user.id.as_str());
        let news = News {
            told: &self.told,
            vouched: self.vouched.as_ref(),
            before: None,
            by_operator: false,
            keeps_email: false,
        };
        let event = audit::event(self.cx, pool.id(), Event::UserSignedUp, id, id)?;
        let settings = pool.pool.settings.clone();
        Ok(Creation {
            row: LinkedIdentity { is_founding: true, ..self.row(&user)? },
            event: by(event, self.provider),
            user: news.onto(&user, Account::Own, &settings),
            settings,
        })
    }
}

/// An event that comes of what a provider says.
fn by(event: AuditEvent, provider: &Provider) -> AuditEvent {
    let provider = provider.name.as_str();
    AuditEvent { detail: json!({ "provider": provider }).to_string(), ..event }
}

/// What a provider's word on how the person was authenticated counts for.
fn proof(provider: &Provider, identity: &Identity) -> Proof {
    let has = |words: &[&str]| identity.amr.iter().any(|word| words.contains(&word.as_str()));
    let two = has(&["mfa"]) || has(&OWNED) && has(&KNOWN);
    match provider.rules.second_factor {
        SecondFactor::Theirs if two => Proof::FederatedTwoFactor,
        _ => Proof::Federated,
    }
}

/// A visit of somebody who was here before.
struct Visit {
    row: LinkedIdentity,
    told: Attributes,
    vouched: Option<Email>,
    by_operator: bool,
    settings: PoolSettings,
    moved: Option<Moved>,
}

/// What is written where a visit changes the address: the way back to one that was proved, which is
/// told there.
struct Moved {
    old: Option<(WayBack, Notice)>,
    event: AuditEvent,
}

async fn write_visit(tx: &mut Tx, visit: &Visit) -> Result<User> {
    let Visit { row, told, vouched, by_operator, settings, moved } = visit;
    let (pool, id) = (&row.pool_id, &row.user_id);
    store::users::lock(tx, pool, id).await?;
    let user = store::users::by_id(tx, pool, id).await?.filter(|user| user.enabled);
    let user = user.ok_or(Refusal::WrongCredentials)?;
    let there = store::identities::of_user(tx, pool, id).await?;
    let is_this =
        |one: &LinkedIdentity| one.provider_id == row.provider_id && one.subject == row.subject;
    let before = there.iter().find(|one| is_this(one)).ok_or(Refusal::SignInExpired)?;
    let account = if before.is_founding { Account::Own } else { Account::Linked };
    let (vouched, before) = (vouched.as_ref(), before.email.as_deref());
    let keeps_email = has_email_factor(tx, &user).await?;
    let news = News { told, vouched, before, by_operator: *by_operator, keeps_email };
    let after = at_peace(tx, news.onto(&user, account, settings), settings).await?;
    let after = proved_still(&user, after);
    store::identities::note_use(tx, row).await?;
    if after.attributes == user.attributes {
        return Ok(user);
    }
    let after = User { updated_at: row.used_at, ..after };
    store::users::update(tx, &after).await?;
    put_names(tx, &after, settings).await?;
    if let Some(Moved { old, event }) = moved.as_ref().filter(|_| is_elsewhere(&user, &after)) {
        store::audit::insert(tx, event).await?;
        if let Some((way_back, notice)) = old {
            way_back.keep(tx).await?;
            notice.post(tx).await?;
        }
    }
    Ok(after)
}

/// Part of a write: whether codes go to the address of this user as a factor.
pub(super) async fn has_email_factor(tx: &mut Tx, user: &User) -> Result<bool> {
    let there = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    Ok(there.iter().any(|one| one.factor == Factor::Email))
}

/// Whether the address is another one.
fn is_elsewhere(before: &User, after: &User) -> bool {
    before.email().map(|email| email.key()) != after.email().map(|email| email.key())
}

/// The user with the address that was proved, where the other one was not.
fn proved_still(before: &User, mut after: User) -> User {
    if before.email_is_verified() && !after.email_is_verified() && is_elsewhere(before, &after) {
        for name in [Medium::Email.attribute(), Medium::Email.verified()] {
            let value = before.attributes.get(name).map(|value| (name.to_owned(), value.clone()));
            after.attributes.extend(value);
        }
    }
    after
}

/// Part of a write: an address by which somebody else signs in stays unproved; whoever never proved
/// it makes room.
pub(super) async fn at_peace(tx: &mut Tx, mut user: User, settings: &PoolSettings) -> Result<User> {
    let names = user.sign_in_names(settings);
    for name in names.iter().filter(|name| name.kind == NameKind::Email) {
        make_room(tx, &user, &name.key).await?;
        let holder = store::users::by_name(tx, &user.pool_id, &name.key).await?;
        if holder.is_some_and(|holder| holder.id != user.id) {
            user.attributes.remove(Medium::Email.verified());
        }
    }
    Ok(user)
}

/// An account that begins.
struct Creation {
    user: User,
    row: LinkedIdentity,
    settings: PoolSettings,
    event: AuditEvent,
}

/// Makes the account, unless the identity opens one already.
async fn write_creation(tx: &mut Tx, creation: &Creation) -> Result<Option<User>> {
    let Creation { user, row, settings, event } = creation;
    let (pool, provider, subject) = (&row.pool_id, &row.provider_id, &row.subject);
    if store::identities::find(tx, pool, provider, subject).await?.is_some() {
        return Ok(None);
    }
    let user = at_peace(tx, user.clone(), settings).await?;
    store::users::insert(tx, &user).await?;
    for name in user.sign_in_names(settings) {
        store::users::put_name(tx, &user, &name).await?;
    }
    linked::put(tx, row).await?;
    store::audit::insert(tx, event).await?;
    Ok(store::users::by_id(tx, pool, &user.id).await?)
}
