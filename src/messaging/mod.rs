//! Messages to people: what they say, how they are rendered, and what carries them.

mod mail;
pub mod mail_views;
mod render;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::{
    mail::{MailError, Smtp},
    render::{Rendered, render},
};
use crate::config::{Mail, MailTransport};

/// A message as a job keeps it until it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// The code that confirms a new account.
    Confirm(CodeMessage),
    /// The code that allows a new password.
    Reset(CodeMessage),
    /// Somebody signed up with an address that has an account already.
    AccountExists(NoticeMessage),
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

/// Whom a message is for, and in which words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The e-mail address (RFC 5321 section 4.1.2).
    pub to: String,
    /// The name that the person signs in with.
    pub username: String,
    /// The name of the pool that the message comes from.
    pub pool: String,
    /// The language tag of the words (BCP 47).
    pub locale: String,
}

impl Message {
    /// Whom it is for.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        match self {
            Self::Confirm(message) | Self::Reset(message) => &message.recipient,
            Self::AccountExists(message) => &message.recipient,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Confirm(_) => "Confirm",
            Self::Reset(_) => "Reset",
            Self::AccountExists(_) => "AccountExists",
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
    /// The mail server has it.
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
