//! The invitation to an account that an operator has made, or whose password an operator has given.

use serde::{Deserialize, Serialize};

use super::Recipient;
use super::mail_views::{Letter, RenderedMail, about};
use crate::words::Locale;

/// A message that carries a temporary password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMessage {
    /// Whom it is for.
    pub recipient: Recipient,
    /// The password.
    pub password: String,
    /// The address of the sign-in page.
    pub link: String,
    /// How long the password is good, in days.
    pub valid_days: u32,
}

impl InvitationMessage {
    /// The mail that it becomes.
    ///
    /// # Errors
    /// When a template fails to render, which is a fault in it.
    pub(super) fn render(&self, locale: Locale) -> askama::Result<RenderedMail> {
        let Recipient { username, pool, .. } = &self.recipient;
        let days = self.valid_days.to_string();
        let letter = Letter {
            subject: about(locale, "mail-invitation-subject", pool),
            heading: locale.text("mail-invitation-heading"),
            text: about(locale, "mail-invitation-text", pool),
            facts: vec![
                locale.text_with("mail-invitation-username", &[("username", username)]),
                locale.text_with("mail-invitation-password", &[("password", &self.password)]),
                locale.text_with("mail-invitation-valid", &[("days", &days)]),
            ],
            action: locale.text("mail-invitation-action"),
            link: Some(&self.link),
            ignore: locale.text("mail-invitation-ignore"),
            ..Letter::to(locale, pool, username)
        };
        letter.render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::Channel;
    use crate::words::MISSING;

    #[test]
    fn name_and_password_stand_in_it_in_every_language() {
        for locale in Locale::all() {
            let message = InvitationMessage {
                recipient: Recipient {
                    channel: Channel::Email,
                    to: "ada@example.com".to_owned(),
                    username: "ada".to_owned(),
                    pool_id: None,
                    pool: "Northwind".to_owned(),
                    locale: locale.tag().to_owned(),
                },
                password: "q7HkX2mV9sLw4TzBn8Rc".to_owned(),
                link: "https://id.example/pool/login".to_owned(),
                valid_days: 7,
            };
            let mail = message.render(locale).expect("the invitation renders");
            for part in [&mail.text, &mail.html] {
                assert!(!part.contains(MISSING) && !part.contains("{ $"), "{part}");
                assert!(part.contains("ada") && part.contains("q7HkX2mV9sLw4TzBn8Rc"), "{part}");
                assert!(part.contains("https://id.example/pool/login"), "{part}");
            }
            assert!(!mail.subject.contains("q7HkX2mV9sLw4TzBn8Rc"), "subjects are shown on locks");
        }
    }
}
