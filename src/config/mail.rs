//! `[mail]` and `[mail.smtp]`: how mail leaves.

use std::{net::IpAddr, time::Duration};

use lettre::message::Mailbox;
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    check::Check,
    duration,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "mail",
    about: "How mail leaves.",
    keys: &[
        Key::defaulted(
            "transport",
            r#""outbox""#,
            "\"smtp\" sends by [mail.smtp]; \"outbox\" sends nothing and keeps every message.",
        ),
        Key::defaulted("from", r#""Gatehouse <no-reply@localhost>""#, "Whom mail comes from."),
    ],
};

pub(super) const SMTP_SECTION: Section = Section {
    name: "mail.smtp",
    about: "The mail server, for transport = \"smtp\".",
    keys: &[
        Key::optional("host", r#""smtp.example.com""#, "Required for transport = \"smtp\"."),
        Key::defaulted("port", "587", "587 with \"starttls\", 465 with \"tls\"."),
        Key::defaulted(
            "encryption",
            r#""starttls""#,
            "\"starttls\", \"tls\", or \"none\" for a server on this machine.",
        ),
        Key::optional("username", r#""gatehouse""#, "The account, where the server wants one."),
        Key::optional("password", r#""…""#, "Its password.").secret(),
        Key::defaulted("timeout", r#""20s""#, "How long one step of the conversation may take."),
    ],
};

/// How mail leaves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// What carries it.
    pub transport: MailTransport,
    /// Whom it comes from, such as `Name <address>`.
    pub from: String,
    /// The mail server.
    pub smtp: Smtp,
}

/// What carries mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Nothing: messages are kept to be read.
    Outbox,
    /// A mail server (RFC 5321).
    Smtp,
}

/// The mail server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name or IP address.
    pub host: Option<String>,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// The account, where the server wants one.
    pub username: Option<String>,
    /// The password of the account.
    pub password: Option<SecretString>,
    /// How long one step of the conversation may take.
    #[serde(deserialize_with = "duration::deserialize")]
    pub timeout: Duration,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// TLS after a greeting in the clear, never without (RFC 3207).
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None.
    None,
}

impl Mail {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        if let Err(error) = self.from.parse::<Mailbox>() {
            check.fault("mail.from", format!("is not `Name <address>`: {error}"));
        }
        if self.transport == MailTransport::Smtp {
            self.smtp.check(check);
        }
        check.lasts(
            "mail.smtp.timeout",
            self.smtp.timeout,
            Duration::from_secs(1)..=Duration::from_secs(300),
        );
    }
}

impl Smtp {
    fn check(&self, check: &mut Check<'_>) {
        let host = self.host.as_deref().unwrap_or_default();
        if host.is_empty() {
            check.fault("mail.smtp.host", "is missing, and mail.transport is \"smtp\"");
        }
        if self.username.is_some() != self.password.is_some() {
            let missing = if self.password.is_some() { "username" } else { "password" };
            check.fault(
                &format!("mail.smtp.{missing}"),
                "is missing: a user name and a password go together",
            );
        }
        if self.encryption == Encryption::None && self.password.is_some() && !is_loopback(host) {
            check.fault(
                "mail.smtp.encryption",
                "\"none\" would send the password in the clear: use \"starttls\" or \"tls\"",
            );
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
