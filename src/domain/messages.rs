//! The messages that accounts send: what each says, and the job that carries it.

use std::time::Duration;

use super::configuration::PoolView;
use super::error::{Error, Result};
use super::outbox::MESSAGE;
use crate::context::Context;
use crate::crypto::random;
use crate::messaging::{CodeMessage, Message, NoticeMessage, Recipient};
use crate::model::pool::UsernameKind;
use crate::model::{Email, User};
use crate::store::jobs::Job;
use crate::words::Locale;

/// Whom a message is for; its links start with the pool's configured base, never with what a
/// request says of the host.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// The pool that it comes from.
    pub pool: &'a PoolView,
    /// Where it goes.
    pub to: &'a Email,
    /// The name that the person signs in with.
    pub username: &'a str,
    /// The language of its words.
    pub locale: Locale,
}

impl Addressee<'_> {
    fn recipient(&self) -> Recipient {
        Recipient {
            to: self.to.to_string(),
            username: self.username.to_owned(),
            pool: self.pool.pool.name.clone(),
            locale: self.locale.tag().to_owned(),
        }
    }

    fn link(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters).append_pair("lang", self.locale.tag());
        format!("{}{path}?{}", self.pool.base, query.finish())
    }
}

/// The name that a user of this pool signs in with.
pub fn sign_in_name<'a>(pool: &PoolView, user: &'a User) -> &'a str {
    match (pool.pool.settings.username, user.attributes.get("email")) {
        (UsernameKind::Email, Some(email)) => email,
        _ => user.username.as_str(),
    }
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

/// The notice to somebody with whose address a stranger wanted to sign up.
///
/// # Errors
/// As [`confirm`].
pub fn account_exists(cx: &Context, whom: Addressee<'_>) -> Result<Job> {
    let link = Some(whom.link("/login", &[]));
    job(cx, &Message::AccountExists(NoticeMessage { recipient: whom.recipient(), link }))
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
