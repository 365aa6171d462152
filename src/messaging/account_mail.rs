//! What people are told of what happens to their accounts: the message, and the mail that it becomes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Recipient;
use super::mail_views::{Letter, RenderedMail, about};
use crate::model::provider::Provider;
use crate::model::{Factor, Instant};
use crate::words::Locale;

/// Something that happened to an account, and that its owner should know of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccountEvent {
    /// Somebody signed in where nobody had done so before.
    SignedIn,
    /// A factor was set up.
    FactorAdded {
        /// Which.
        factor: Factor,
    },
    /// A factor was removed.
    FactorRemoved {
        /// Which.
        factor: Factor,
    },
    /// An account at an identity provider opens the account from now on.
    IdentityLinked {
        /// What people call the provider.
        provider: String,
    },
    /// It does so no more.
    IdentityUnlinked {
        /// What people call the provider.
        provider: String,
    },
    /// An operator removed all that was set up besides the password.
    FactorsReset,
    /// The password was replaced.
    PasswordChanged,
    /// An operator replaced the password.
    PasswordSet,
    /// Another e-mail address took the place of the one that is told.
    EmailChanged,
    /// The e-mail address before took its place again.
    EmailRestored,
    /// The phone number was changed or removed.
    NumberChanged,
    /// The owner wants the account removed.
    DeletionPlanned {
        /// When that is done.
        due: Instant,
    },
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: u32,
    },
    /// New recovery codes took the place of the old ones.
    RecoveryCodesRenewed,
    /// An operator ended the recovery codes.
    RecoveryCodesRevoked,
}

/// A message that says what happened, when and from where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountMessage {
    /// Whom it is for.
    pub recipient: Recipient,
    /// Where somebody goes whom it surprises.
    pub link: String,
    /// What happened.
    pub event: AccountEvent,
    /// When.
    pub at: Instant,
    /// The address from which it was done, where that is known.
    pub address: Option<String>,
    /// Browser and system in words; empty where they are not known.
    pub program: String,
}

/// The address never reaches a log.
impl fmt::Debug for AccountMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountMessage").field("event", &self.event).finish_non_exhaustive()
    }
}

impl AccountEvent {
    /// An account at that provider opens the account from now on.
    pub fn linked(provider: &Provider) -> Self {
        Self::IdentityLinked { provider: provider.called() }
    }

    /// An account at that provider opens the account no more.
    pub fn unlinked(provider: &Provider) -> Self {
        Self::IdentityUnlinked { provider: provider.called() }
    }

    /// The keys of subject, which is the heading, too, and text.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => ("mail-signed-in-subject", "mail-signed-in-text"),
            Self::FactorAdded { .. } => ("mail-factor-added-subject", "mail-factor-added-text"),
            Self::FactorRemoved { .. } => {
                ("mail-factor-removed-subject", "mail-factor-removed-text")
            }
            Self::IdentityLinked { .. } => ("mail-factor-added-subject", "mail-linked-text"),
            Self::IdentityUnlinked { .. } => ("mail-factor-removed-subject", "mail-unlinked-text"),
            Self::FactorsReset => ("mail-factors-reset-subject", "mail-factors-reset-text"),
            Self::PasswordChanged => ("mail-password-subject", "mail-password-text"),
            Self::PasswordSet => ("mail-password-subject", "mail-password-set-text"),
            Self::EmailRestored => ("mail-address-subject", "mail-restored-text"),
            Self::EmailChanged => ("mail-address-subject", "mail-address-text"),
            Self::NumberChanged => ("mail-number-subject", "mail-number-text"),
            Self::DeletionPlanned { .. } => ("mail-deletion-subject", "mail-deletion-text"),
            Self::RecoveryCodeUsed { .. } => ("mail-recovery-subject", "mail-recovery-text"),
            Self::RecoveryCodesRenewed => ("mail-codes-subject", "mail-codes-text"),
            Self::RecoveryCodesRevoked => ("mail-codes-ended-subject", "mail-codes-ended-text"),
        }
    }

    /// The keys of the words on the button, and of what whoever is surprised does.
    fn way_out(&self) -> (&'static str, &'static str) {
        match self {
            Self::EmailChanged => ("mail-address-action", "mail-address-ignore"),
            _ => ("mail-account-action", "mail-account-ignore"),
        }
    }

    fn text(&self, locale: Locale, pool: &str) -> String {
        let (_, key) = self.keys();
        match self {
            Self::FactorAdded { factor } | Self::FactorRemoved { factor } => {
                locale.text_with(key, &[("factor", &locale.text(way(*factor))), ("pool", pool)])
            }
            Self::IdentityLinked { provider } | Self::IdentityUnlinked { provider } => {
                locale.text_with(key, &[("provider", provider), ("pool", pool)])
            }
            Self::RecoveryCodeUsed { left } => {
                locale.text_with(key, &[("left", &left.to_string()), ("pool", pool)])
            }
            Self::DeletionPlanned { due } => {
                locale.text_with(key, &[("at", &due.to_the_minute()), ("pool", pool)])
            }
            Self::SignedIn
            | Self::EmailChanged
            | Self::EmailRestored
            | Self::PasswordSet
            | Self::NumberChanged
            | Self::PasswordChanged
            | Self::FactorsReset
            | Self::RecoveryCodesRevoked
            | Self::RecoveryCodesRenewed => about(locale, key, pool),
        }
    }
}

/// The key of what a factor is called.
fn way(factor: Factor) -> &'static str {
    match factor {
        Factor::Password => "way-password",
        Factor::Totp => "way-totp",
        Factor::Email => "way-email",
        Factor::Sms => "way-sms",
        Factor::Passkey => "way-passkey",
    }
}

impl AccountMessage {
    /// The letter in that language.
    ///
    /// # Errors
    /// When a template fails to render, which is a fault in it.
    pub fn render(&self, locale: Locale) -> askama::Result<RenderedMail> {
        let pool = self.recipient.pool.as_str();
        let (subject, _) = self.event.keys();
        let (action, ignore) = self.event.way_out();
        Letter {
            subject: about(locale, subject, pool),
            heading: about(locale, subject, pool),
            text: self.event.text(locale, pool),
            facts: self.facts(locale),
            action: locale.text(action),
            link: Some(&self.link),
            ignore: locale.text(ignore),
            ..Letter::to(locale, pool, &self.recipient.username)
        }
        .render()
    }

    /// When and from where, as far as that is known.
    fn facts(&self, locale: Locale) -> Vec<String> {
        let fact = |key, value: &str| locale.text_with(key, &[("value", value)]);
        let at = fact("mail-account-time", &self.at.to_the_minute());
        let address = self.address.as_deref().map(|address| fact("mail-account-address", address));
        let program =
            (!self.program.is_empty()).then(|| fact("mail-account-program", &self.program));
        [Some(at), address, program].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::Channel;
    use crate::words::MISSING;

    fn message(event: AccountEvent) -> AccountMessage {
        AccountMessage {
            recipient: Recipient {
                channel: Channel::Email,
                to: "ada@example.com".to_owned(),
                username: "ada".to_owned(),
                pool_id: None,
                pool: "North\r\nwind".to_owned(),
                locale: "en".to_owned(),
            },
            link: "https://id.example.com/forgotPassword?lang=en".to_owned(),
            event,
            at: Instant::from_millis(1_767_225_600_000),
            address: Some("203.0.113.7".to_owned()),
            program: "Firefox, Linux".to_owned(),
        }
    }

    #[test]
    fn every_event_has_its_words_in_every_language() {
        for event in [
            AccountEvent::SignedIn,
            AccountEvent::FactorAdded { factor: Factor::Totp },
            AccountEvent::FactorRemoved { factor: Factor::Passkey },
            AccountEvent::PasswordChanged,
            AccountEvent::PasswordSet,
            AccountEvent::EmailChanged,
            AccountEvent::EmailRestored,
            AccountEvent::NumberChanged,
            AccountEvent::DeletionPlanned { due: Instant::from_millis(1_767_225_600_000) },
            AccountEvent::RecoveryCodeUsed { left: 1 },
            AccountEvent::RecoveryCodesRenewed,
            AccountEvent::RecoveryCodesRevoked,
            AccountEvent::FactorsReset,
            AccountEvent::IdentityLinked { provider: "Google".to_owned() },
            AccountEvent::IdentityUnlinked { provider: "Google".to_owned() },
        ] {
            for locale in Locale::all() {
                let mail = message(event.clone()).render(locale).expect("the letter renders");
                for part in [&mail.subject, &mail.text, &mail.html] {
                    assert!(!part.contains(MISSING) && !part.contains("{$"), "{part}");
                    assert!(!part.contains("{ $"), "{part}");
                }
                assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
            }
        }
    }

    #[test]
    fn it_says_when_and_from_where_and_where_to_go() {
        let mail = message(AccountEvent::SignedIn).render(Locale::English).expect("a letter");
        for part in [&mail.text, &mail.html] {
            for said in ["2026-01-01 00:00 UTC", "203.0.113.7", "Firefox, Linux", "/forgotPassword"]
            {
                assert!(part.contains(said), "{said}: {part}");
            }
        }
        let unknown = AccountMessage {
            address: None,
            program: String::new(),
            ..message(AccountEvent::SignedIn)
        };
        let mail = unknown.render(Locale::English).expect("a letter");
        assert!(
            !mail.text.contains("Browser:") && !mail.text.contains("Address:"),
            "{}",
            mail.text
        );
    }

    #[test]
    fn a_mail_about_an_account_elsewhere_says_where() {
        let linked = AccountEvent::IdentityLinked { provider: "Bread & Butter".to_owned() };
        let unlinked = AccountEvent::IdentityUnlinked { provider: "Bread & Butter".to_owned() };
        for event in [linked, unlinked] {
            for locale in Locale::all() {
                let mail = message(event.clone()).render(locale).expect("the letter renders");
                assert!(mail.text.contains("Bread & Butter"), "{}", mail.text);
                let escaped = ["Bread &#38; Butter", "Bread &amp; Butter"];
                assert!(escaped.iter().any(|name| mail.html.contains(name)), "{}", mail.html);
            }
        }
    }

    #[test]
    fn it_survives_the_wait_in_the_database() {
        let message = message(AccountEvent::RecoveryCodeUsed { left: 9 });
        let kept = serde_json::to_string(&message).expect("JSON");
        assert!(serde_json::from_str::<AccountMessage>(&kept).expect("its own text") == message);
    }
}
