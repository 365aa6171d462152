//! The mail with the code of a sign-in that is under way.

use super::CodeMessage;
use super::mail_views::{Code, Letter, RenderedMail, about, subject};
use crate::words::Locale;

impl CodeMessage {
    /// The letter to somebody who signs in by a code. Its link does what typing the code does, in the
    /// browser that has asked for it alone.
    ///
    /// # Errors
    /// When a template fails to render, which is a fault in it.
    pub fn render_sign_in(&self, locale: Locale) -> askama::Result<RenderedMail> {
        let pool = &self.recipient.pool;
        Letter {
            subject: subject(locale, "mail-sign-in-subject", pool, &self.code),
            heading: locale.text("mail-sign-in-heading"),
            text: about(locale, "mail-sign-in-text", pool),
            code: Some(Code::new(locale, &self.code, self.valid_minutes)),
            action: locale.text("mail-sign-in-action"),
            link: self.link.as_deref(),
            ignore: locale.text("mail-sign-in-ignore"),
            ..Letter::to(locale, pool, &self.recipient.username)
        }
        .render()
    }
}
