//! Messages to people: what they say, how they are rendered, and what carries them.

mod account_mail;
mod code_mail;
mod invitation;
mod mail;
pub mod mail_views;
mod own_words;
mod render;
mod sms;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::{
    account_mail::{AccountEvent, AccountMessage},
    invitation::InvitationMessage,
    mail::{MailError, Smtp},
    render::{Rendered, render},
    sms::{SmsError, Text, Texter},
};
use crate::config::{Mail, MailTransport};
use crate::model::PoolId;
use crate::model::messages::Occasion;

/// A message as a job keeps it until it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// The code that confirms a new account.
    Confirm(CodeMessage),
    /// The code that allows a new password.
    Reset(CodeMessage),
    /// The code of a sign-in that is under way.
    SignIn(CodeMessage),
    /// The code that proves a new address.
    ChangeEmail(CodeMessage),
    /// Somebody signed up with an address that has an account already.
    AccountExists(NoticeMessage),
    /// The password for the first sign-in to an account that an operator has made.
    Invitation(InvitationMessage),
    /// Something happened to an account.
    Account(AccountMessage),
}

/// A message that carries a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMessage {
    /// Whom it is for.
    pub recipient: Recipient,
    /// What the person types.
    pub code: String,
    /// The address that does the same as typing the code, or where to type it.
    pub link: Option<String>,
    /// How long the code is valid, in minutes.
    pub valid_minutes: u64,
}

/// A message that only says something.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeMessage {
    /// Whom it is for.
    pub recipient: Recipient,
    /// Where the person goes from here.
    pub link: Option<String>,
}

/// What carries a message to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Mail.
    #[default]
    Email,
    /// SMS.
    Sms,
}

impl Channel {
    /// The name by which it is kept and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

/// Whom a message is for, and in which words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// What carries it.
    #[serde(default)]
    pub channel: Channel,
    /// The e-mail address (RFC 5321 section 4.1.2) or phone number (E.164).
    pub to: String,
    /// The name that the person signs in with.
    pub username: String,
    /// The pool that the message comes from, whose own words it has.
    #[serde(default)]
    pub pool_id: Option<PoolId>,
    /// The name of that pool.
    pub pool: String,
    /// The language tag of the words (BCP 47).
    pub locale: String,
}

impl Message {
    /// Whom it is for.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        match self {
            Self::Confirm(message)
            | Self::Reset(message)
            | Self::SignIn(message)
            | Self::ChangeEmail(message) => &message.recipient,
            Self::AccountExists(message) => &message.recipient,
            Self::Invitation(message) => &message.recipient,
            Self::Account(message) => &message.recipient,
        }
    }

    /// The code or temporary password in it, where it carries one.
    fn code(&self) -> Option<&str> {
        match self {
            Self::Confirm(message)
            | Self::Reset(message)
            | Self::SignIn(message)
            | Self::ChangeEmail(message) => Some(&message.code),
            Self::Invitation(message) => Some(&message.password),
            Self::AccountExists(_) | Self::Account(_) => None,
        }
    }

    /// The link in it, where it has one.
    fn link(&self) -> Option<&str> {
        match self {
            Self::Confirm(message)
            | Self::Reset(message)
            | Self::SignIn(message)
            | Self::ChangeEmail(message) => message.link.as_deref(),
            Self::AccountExists(message) => message.link.as_deref(),
            Self::Invitation(message) => Some(&message.link),
            Self::Account(message) => Some(&message.link),
        }
    }

    /// What a pool may have its own words for; nothing where it has none.
    fn occasion(&self) -> Option<Occasion> {
        match self {
            Self::Confirm(_) => Some(Occasion::Confirm),
            Self::Reset(_) => Some(Occasion::Reset),
            Self::SignIn(_) => Some(Occasion::SignIn),
            Self::ChangeEmail(_) => Some(Occasion::ChangeAddress),
            Self::AccountExists(_) => Some(Occasion::AccountExists),
            Self::Invitation(_) => Some(Occasion::Invitation),
            Self::Account(_) => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Confirm(_) => "Confirm",
            Self::Reset(_) => "Reset",
            Self::SignIn(_) => "SignIn",
            Self::ChangeEmail(_) => "ChangeEmail",
            Self::AccountExists(_) => "AccountExists",
            Self::Invitation(_) => "Invitation",
            Self::Account(_) => "Account",
        }
    }
}

/// Neither the address nor the code ever reaches a log.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.kind()).finish_non_exhaustive()
    }
}

/// What carries mail.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp(Smtp),
    /// Nothing: the message is kept to be read.
    Outbox,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The mail server, or whoever sends SMS, has it.
    Sent,
    /// It went nowhere: whoever runs the job keeps it where it can be read.
    Kept,
}

impl Mailer {
    /// The mailer that the configuration asks for; SMTP connections open with the first mail.
    ///
    /// # Errors
    ///
    /// When the sender or the server named by the configuration cannot be used.
    pub fn new(config: &Mail) -> Result<Self, MailError> {
        match config.transport {
            MailTransport::Outbox => Ok(Self::Outbox),
            MailTransport::Smtp => Smtp::new(config).map(Self::Smtp),
        }
    }

    /// Delivers `rendered` to the address `to`; the same `id` marks the same message, so that a
    /// second attempt can be told from a second message (RFC 5322 section 3.6.4).
    ///
    /// # Errors
    ///
    /// Whether another attempt can help, and why this one failed.
    pub async fn deliver(
        &self,
        id: &str,
        to: &str,
        rendered: &Rendered,
    ) -> Result<Delivery, MailError> {
        match self {
            Self::Smtp(smtp) => smtp.send(id, to, rendered).await.map(|()| Delivery::Sent),
            Self::Outbox => Ok(Delivery::Kept),
        }
    }
}
