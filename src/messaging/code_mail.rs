//! The mails that carry a code: one letter, and a table of words for each occasion.

use super::CodeMessage;
use super::mail_views::{Code, Letter, RenderedMail, about, subject};
use crate::words::Locale;

/// What a code is for: the keys of a letter's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    subject: &'static str,
    heading: &'static str,
    text: &'static str,
    action: &'static str,
    ignore: &'static str,
}

/// It confirms a new account.
pub const CONFIRM: Occasion = Occasion {
    subject: "mail-confirm-subject",
    heading: "mail-confirm-heading",
    text: "mail-confirm-text",
    action: "mail-confirm-action",
    ignore: "mail-confirm-ignore",
};

/// It sets a new password.
pub const RESET: Occasion = Occasion {
    subject: "mail-reset-subject",
    heading: "mail-reset-heading",
    text: "mail-reset-text",
    action: "mail-reset-action",
    ignore: "mail-reset-ignore",
};

/// It proves a new address.
pub const CHANGE_EMAIL: Occasion = Occasion {
    subject: "mail-change-subject",
    heading: "mail-change-heading",
    text: "mail-change-text",
    action: "mail-change-action",
    ignore: "mail-change-ignore",
};

/// It signs in. The link does what typing the code does, in the browser that has asked for it alone.
pub const SIGN_IN: Occasion = Occasion {
    subject: "mail-sign-in-subject",
    heading: "mail-sign-in-heading",
    text: "mail-sign-in-text",
    action: "mail-sign-in-action",
    ignore: "mail-sign-in-ignore",
};

impl CodeMessage {
    /// The letter for that occasion.
    ///
    /// # Errors
    /// When a template fails to render, which is a fault in it.
    pub fn render(&self, occasion: Occasion, locale: Locale) -> askama::Result<RenderedMail> {
        let pool = &self.recipient.pool;
        Letter {
            subject: subject(locale, occasion.subject, pool, &self.code),
            heading: locale.text(occasion.heading),
            text: about(locale, occasion.text, pool),
            code: Some(Code::new(locale, &self.code, self.valid_minutes)),
            action: locale.text(occasion.action),
            link: self.link.as_deref(),
            ignore: locale.text(occasion.ignore),
            ..Letter::to(locale, pool, &self.recipient.username)
        }
        .render()
    }
}
