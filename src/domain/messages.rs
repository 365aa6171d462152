//! The messages that accounts send: what each says, and the job that carries it.

use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Error, Result};
use super::outbox::MESSAGE;
use crate::context::Context;
use crate::crypto::random;
use crate::messaging::{
    Channel, CodeMessage, InvitationMessage, Message, NoticeMessage, Recipient,
};
use crate::model::{Destination, Medium, User};
use crate::store::jobs::Job;
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
            pool: self.pool.pool.name.clone(),
            locale: self.locale.tag().to_owned(),
        }
    }

    pub(super) fn link(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters).append_pair("lang", self.locale.tag());
        format!("{}{path}?{}", self.pool.base, query.finish())
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
/// When the system has no randomness to give.
pub fn confirm(cx: &Context, whom: Addressee<'_>, code: &str, life: Duration) -> Result<Job> {
    let link = whom.link("/confirmUser", &[("username", whom.username), ("code", code)]);
    job(cx, &Message::Confirm(code_message(whom, code, life, link)))
}

/// The code that allows a new password, with a link to the page where it is typed.
///
/// # Errors
/// As [`confirm`].
pub fn reset(cx: &Context, whom: Addressee<'_>, code: &str, life: Duration) -> Result<Job> {
    let link = whom.link("/confirmforgotPassword", &[("username", whom.username)]);
    job(cx, &Message::Reset(code_message(whom, code, life, link)))
}

/// The code that proves the address to which somebody changes, with a link to the page where it is
/// typed.
///
/// # Errors
/// As [`confirm`].
pub fn change_email(cx: &Context, whom: Addressee<'_>, code: &str, life: Duration) -> Result<Job> {
    let link = whom.link("/account/email", &[]);
    job(cx, &Message::ChangeEmail(code_message(whom, code, life, link)))
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
) -> Result<Job> {
    let link = whom.link("/login/link", &[("mark", mark), ("code", code)]);
    job(cx, &Message::SignIn(code_message(whom, code, life, link)))
}

/// The notice to somebody with whose address a stranger wanted to sign up.
///
/// # Errors
/// As [`confirm`].
pub fn account_exists(cx: &Context, whom: Addressee<'_>) -> Result<Job> {
    let link = Some(whom.link("/login", &[]));
    job(cx, &Message::AccountExists(NoticeMessage { recipient: whom.recipient(), link }))
}

/// The password for the next sign-in, which an operator has given.
///
/// # Errors
/// As [`confirm`].
pub fn invitation(cx: &Context, whom: Addressee<'_>, password: &str, days: u32) -> Result<Job> {
    let message = InvitationMessage {
        recipient: whom.recipient(),
        password: password.to_owned(),
        link: whom.link("/login", &[]),
        valid_days: days,
    };
    job(cx, &Message::Invitation(message))
}

fn code_message(whom: Addressee<'_>, code: &str, life: Duration, link: String) -> CodeMessage {
    CodeMessage {
        recipient: whom.recipient(),
        code: code.to_owned(),
        link: Some(link),
        valid_minutes: life.as_secs() / 60,
    }
}

fn job(cx: &Context, message: &Message) -> Result<Job> {
    Ok(Job {
        id: random::ordered_id(cx.now())?,
        kind: MESSAGE.to_owned(),
        payload: serde_json::to_string(message).map_err(Error::internal)?,
        attempts: 0,
        created_at: cx.now(),
    })
}
