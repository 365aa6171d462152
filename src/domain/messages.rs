//! The messages that accounts send: what each says, and the job that carries it.

use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Error, Result};
use super::outbox::MESSAGE;
use super::sms::Fare;
use crate::context::Context;
use crate::crypto::random;
use crate::messaging::{
    Channel, CodeMessage, InvitationMessage, Message, NoticeMessage, Recipient,
};
use crate::model::{Destination, Medium, User};
use crate::store::jobs::Job;
use crate::store::{self, Tx};
use crate::words::Locale;

/// Whom a message is for; its links start with the pool's configured base, never with what a
/// request says of the host.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// The pool that it comes from.
    pub pool: &'a PoolView,
    /// Where it goes.
    pub to: &'a Destination,
    /// The name that the person signs in with.
    pub username: &'a str,
    /// The language of its words.
    pub locale: Locale,
}

impl Addressee<'_> {
    pub(super) fn recipient(&self) -> Recipient {
        Recipient {
            channel: match self.to.medium() {
                Medium::Email => Channel::Email,
                Medium::PhoneNumber => Channel::Sms,
            },
            to: self.to.to_string(),
            username: self.username.to_owned(),
            pool_id: Some(self.pool.id().clone()),
            pool: self.pool.pool.name.clone(),
            locale: self.locale.tag().to_owned(),
        }
    }

    pub(super) fn link(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        link(self.pool, path, parameters, self.locale.tag())
    }
}

/// The address of a page of a pool, in that language.
pub(super) fn link(
    pool: &PoolView,
    path: &str,
    parameters: &[(&str, &str)],
    language: &str,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters).append_pair("lang", language);
    format!("{}{path}?{}", pool.base, query.finish())
}

/// A message that is ready to go out, with what it counts for where it goes by SMS.
#[derive(Debug, Clone)]
pub struct Outgoing {
    job: Option<Job>,
    fare: Option<Fare>,
}

impl Outgoing {
    /// The same at the wish of whoever has shown nothing, who does not use up the last SMS of a pool.
    pub(super) fn for_stranger(self) -> Self {
        Self { fare: self.fare.map(Fare::of_stranger), ..self }
    }

    /// The same with nothing that goes out, where nobody is to learn that: it counts as if it did.
    pub(super) fn withheld(self) -> Self {
        Self { job: None, ..self }
    }

    /// Part of a write, and last in it: sends the message once that is committed.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`](super::Refusal::TooManyAttempts) when the pool has sent as many SMS
    /// as it may.
    pub(super) async fn post(&self, tx: &mut Tx) -> Result<()> {
        if let Some(job) = &self.job {
            store::jobs::insert(tx, job).await?;
        }
        match &self.fare {
            Some(fare) => fare.pay(tx).await,
            None => Ok(()),
        }
    }
}

/// The name that a user of this pool signs in with.
pub fn sign_in_name<'a>(pool: &PoolView, user: &'a User) -> &'a str {
    let attribute = pool.pool.settings.username.attribute();
    let name = attribute.and_then(|attribute| user.attributes.get(attribute));
    name.map_or(user.username.as_str(), String::as_str)
}

/// The code that proves the address of a new account, also as a link to a page with one button.
///
/// # Errors
/// [`Refusal::NumberNotServed`](super::Refusal::NumberNotServed) where the pool sends nothing to, or
/// when the system has no randomness to give.
pub fn confirm(cx: &Context, whom: Addressee<'_>, code: &str, life: Duration) -> Result<Outgoing> {
    let link = whom.link("/confirmUser", &[("username", whom.username), ("code", code)]);
    outgoing(cx, whom, &Message::Confirm(code_message(whom, code, life, link)))
}

/// The code that allows a new password, with a link to the page where it is typed.
///
/// # Errors
/// As [`confirm`].
pub fn reset(cx: &Context, whom: Addressee<'_>, code: &str, life: Duration) -> Result<Outgoing> {
    let link = whom.link("/confirmforgotPassword", &[("username", whom.username)]);
    outgoing(cx, whom, &Message::Reset(code_message(whom, code, life, link)))
}

/// The code that proves the address or number to which somebody changes, with a link to the page where
/// it is typed.
///
/// # Errors
/// As [`confirm`].
pub fn change_address(
    cx: &Context,
    whom: Addressee<'_>,
    code: &str,
    life: Duration,
) -> Result<Outgoing> {
    let page = match whom.to.medium() {
        Medium::Email => "/account/email",
        Medium::PhoneNumber => "/account/phone",
    };
    let link = whom.link(page, &[]);
    outgoing(cx, whom, &Message::ChangeEmail(code_message(whom, code, life, link)))
}

/// The code of a sign-in that is under way, also as a link to a page with one button, which does what
/// typing the code does in the browser that `mark` stands for.
///
/// # Errors
/// As [`confirm`].
pub fn sign_in(
    cx: &Context,
    whom: Addressee<'_>,
    code: &str,
    mark: &str,
    life: Duration,
) -> Result<Outgoing> {
    let link = whom.link("/login/link", &[("mark", mark), ("code", code)]);
    outgoing(cx, whom, &Message::SignIn(code_message(whom, code, life, link)))
}

/// The notice to somebody with whose address a stranger wanted to sign up.
///
/// # Errors
/// As [`confirm`].
pub fn account_exists(cx: &Context, whom: Addressee<'_>) -> Result<Outgoing> {
    let link = Some(whom.link("/login", &[]));
    let message = NoticeMessage { recipient: whom.recipient(), link };
    outgoing(cx, whom, &Message::AccountExists(message))
}

/// The password for the next sign-in, which an operator has given.
///
/// # Errors
/// As [`confirm`].
pub fn invitation(
    cx: &Context,
    whom: Addressee<'_>,
    password: &str,
    days: u32,
) -> Result<Outgoing> {
    let message = InvitationMessage {
        recipient: whom.recipient(),
        password: password.to_owned(),
        link: whom.link("/login", &[]),
        valid_days: days,
    };
    outgoing(cx, whom, &Message::Invitation(message))
}

fn code_message(whom: Addressee<'_>, code: &str, life: Duration, link: String) -> CodeMessage {
    CodeMessage {
        recipient: whom.recipient(),
        code: code.to_owned(),
        link: Some(link),
        valid_minutes: life.as_secs() / 60,
    }
}

/// The message as a job, where its pool sends anything to there.
fn outgoing(cx: &Context, whom: Addressee<'_>, message: &Message) -> Result<Outgoing> {
    let fare = Fare::of(cx, whom.pool, whom.to)?;
    let job = Job {
        id: random::ordered_id(cx.now())?,
        kind: MESSAGE.to_owned(),
        payload: serde_json::to_string(message).map_err(Error::internal)?,
        attempts: 0,
        created_at: cx.now(),
    };
    Ok(Outgoing { job: Some(job), fare })
}
