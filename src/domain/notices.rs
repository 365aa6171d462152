//! Telling people what happens to their accounts: one mail a cause, in the write of its cause.

use std::net::IpAddr;
use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use super::messages::{self, Addressee};
use super::outbox::MESSAGE;
use super::sms::Fare;
use crate::context::Context;
use crate::crypto::random;
use crate::messaging::{AccountMessage, Message};
use crate::model::{Destination, Instant, Medium, Sender, User};
use crate::store::jobs::Job;
use crate::store::{self, Tx};
use crate::words::Locale;

pub use crate::messaging::AccountEvent;

/// For how long it is known where somebody has signed in.
pub(super) const MEMORY: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How many sessions of one person are compared at most.
const MOST_COMPARED: u32 = 1000;

/// Where whoever did not do it goes: to a new password, which ends all sessions.
const WAY_OUT: &str = "/forgotPassword";

/// A message about an account that is ready to be written.
#[derive(Debug, Clone)]
pub struct Notice {
    id: String,
    now: Instant,
    message: AccountMessage,
    fare: Option<Fare>,
}

impl Notice {
    /// Tells the owner of an account what happens to it in this request; nobody, where no address
    /// was proved.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn of(
        cx: &Context,
        pool: &PoolView,
        user: &User,
        event: AccountEvent,
    ) -> Result<Option<Self>> {
        Self::by(cx, pool, user, Medium::Email, event)
    }

    /// The same by that medium, in as few words as it has room for.
    ///
    /// # Errors
    /// As [`Notice::of`].
    pub fn by(
        cx: &Context,
        pool: &PoolView,
        user: &User,
        medium: Medium,
        event: AccountEvent,
    ) -> Result<Option<Self>> {
        let proved = user.is_verified(medium.verified());
        let served = |to: &Destination| proved && pool.pool.settings.sms.serves(to);
        let to = user.destination(medium).filter(served);
        let Some(to) = to else { return Ok(None) };
        let username = messages::sign_in_name(pool, user);
        let whom = Addressee { pool, to: &to, username, locale: language(user) };
        let message = AccountMessage {
            recipient: whom.recipient(),
            link: whom.link(WAY_OUT, &[("username", username)]),
            event,
            at: cx.now(),
            address: cx.sender().map(|sender| sender.address().to_string()),
            program: cx.sender().map(Sender::program).unwrap_or_default(),
        };
        let fare = Fare::of(cx, pool, &to)?;
        Ok(Some(Self { id: random::ordered_id(cx.now())?, now: cx.now(), message, fare }))
    }

    /// The same with a page of the pool where what happened is taken back, in place of that for a new
    /// password.
    pub(super) fn leading_to(
        mut self,
        pool: &PoolView,
        page: &str,
        parameters: &[(&str, &str)],
    ) -> Self {
        self.message.link = messages::link(pool, page, parameters, &self.message.recipient.locale);
        self
    }

    /// Part of a write: sends the message once that is committed; nothing by SMS when the pool has sent
    /// as many as it may, since what happened has happened.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn post(&self, tx: &mut Tx) -> Result<()> {
        self.post_as(tx, self.message.event.clone()).await
    }

    /// As [`Notice::post`], with what only the write knows of the event.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn post_as(&self, tx: &mut Tx, event: AccountEvent) -> Result<()> {
        if let Some(fare) = &self.fare {
            match fare.pay(tx).await {
                Err(error) if matches!(error.refusal(), Refusal::TooManyAttempts(_)) => {
                    return Ok(());
                }
                paid => paid?,
            }
        }
        let message = Message::Account(AccountMessage { event, ..self.message.clone() });
        let job = Job {
            id: self.id.clone(),
            kind: MESSAGE.to_owned(),
            payload: serde_json::to_string(&message).map_err(Error::internal)?,
            attempts: 0,
            created_at: self.now,
        };
        Ok(store::jobs::insert(tx, &job).await?)
    }
}

/// The language of somebody who is not here to say: that of the account, not of the browser, which
/// may be a stranger's.
pub(super) fn language(user: &User) -> Locale {
    let tag = user.attributes.get("locale");
    tag.and_then(|tag| Locale::from_tag(tag)).unwrap_or_default()
}

/// The notice of a sign-in from a network where the account was not used within [`MEMORY`]; none for
/// the first sign-in, and none where the network is not known.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn of_sign_in(
    cx: &Context,
    pool: &PoolView,
    user: &User,
) -> Result<Option<Notice>> {
    let Some(sender) = cx.sender() else { return Ok(None) };
    match Notice::of(cx, pool, user, AccountEvent::SignedIn)? {
        Some(notice) if is_strange(cx, user, sender).await? => Ok(Some(notice)),
        _ => Ok(None),
    }
}

async fn is_strange(cx: &Context, user: &User, sender: &Sender) -> Result<bool> {
    let (pool, id) = (&user.pool_id, &user.id);
    let mut tx = cx.read().await?;
    if store::sessions::were_at(&mut tx, pool, id, sender.address()).await? {
        return Ok(false);
    }
    let seen = store::sessions::addresses_of(&mut tx, pool, id, MOST_COMPARED).await?;
    if seen.is_empty() {
        // Nothing is known of the place: a first sign-in, or one after a long time.
        let is_first = cx.now().since(user.created_at) < MEMORY;
        return Ok(!is_first);
    }
    let network = |address: IpAddr| Sender::new(address, "").network();
    Ok(!seen.into_iter().any(|address| network(address) == sender.network()))
}
