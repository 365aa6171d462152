//! Turns a message into a mail or an SMS in the person's language.

use super::{
    AccountMessage, Channel, CodeMessage, InvitationMessage, Message, NoticeMessage, Recipient,
    code_mail::{CHANGE_EMAIL, CONFIRM, Occasion, RESET, SIGN_IN},
    mail_views::{AccountExistsMail, RenderedMail},
    own_words, sms,
};
use crate::model::Mailbox;
use crate::model::messages::MessagePolicy;
use crate::words::Locale;

/// A message ready to be sent, with what a person would pick out of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Whom a mail comes from, where the pool says so.
    pub from: Option<Mailbox>,
    /// Whom answers to a mail go to, where the pool says so.
    pub reply_to: Option<Mailbox>,
    /// The subject, one line; that of an SMS is the whole of it.
    pub subject: String,
    /// The body as plain text, complete in itself.
    pub text: String,
    /// The same as HTML; an SMS has none.
    pub html: String,
    /// The one-time codes in it.
    pub codes: Vec<String>,
    /// The links in it.
    pub links: Vec<String>,
}

/// Writes the mail or the SMS of `message` in the words of the pool, or else in ours.
///
/// # Errors
///
/// When a template fails to render, which is a fault in it.
pub fn render(message: &Message, policy: &MessagePolicy) -> askama::Result<Rendered> {
    let locale = locale(message.recipient());
    match message.recipient().channel {
        Channel::Email => {
            let mail = own_words::mail(message, policy, locale, mail(message)?)?;
            let (from, reply_to) = (policy.from.clone(), policy.reply_to.clone());
            Ok(Rendered { from, reply_to, ..mail })
        }
        Channel::Sms => Ok(own_words::sms(message, policy, sms::words::render(message, locale))),
    }
}

fn mail(message: &Message) -> askama::Result<Rendered> {
    match message {
        Message::Confirm(message) => code(message, CONFIRM),
        Message::Reset(message) => code(message, RESET),
        Message::SignIn(message) => code(message, SIGN_IN),
        Message::ChangeEmail(message) => code(message, CHANGE_EMAIL),
        Message::AccountExists(message) => account_exists(message),
        Message::Invitation(message) => invitation(message),
        Message::Account(message) => account(message),
    }
}

fn code(message: &CodeMessage, occasion: Occasion) -> askama::Result<Rendered> {
    let mail = message.render(occasion, locale(&message.recipient))?;
    Ok(Rendered::new(mail, Some(message.code.clone()), message.link.clone()))
}

fn account_exists(message: &NoticeMessage) -> askama::Result<Rendered> {
    let NoticeMessage { recipient, link } = message.clone();
    let mail = AccountExistsMail {
        locale: locale(&recipient),
        pool_name: recipient.pool,
        username: recipient.username,
        link: link.clone(),
    };
    Ok(Rendered::new(mail.render()?, None, link))
}

fn account(message: &AccountMessage) -> askama::Result<Rendered> {
    let mail = message.render(locale(&message.recipient))?;
    Ok(Rendered::new(mail, None, Some(message.link.clone())))
}

fn invitation(message: &InvitationMessage) -> askama::Result<Rendered> {
    let mail = message.render(locale(&message.recipient))?;
    Ok(Rendered::new(mail, Some(message.password.clone()), Some(message.link.clone())))
}

impl Rendered {
    fn new(mail: RenderedMail, code: Option<String>, link: Option<String>) -> Self {
        Self {
            from: None,
            reply_to: None,
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            codes: code.into_iter().collect(),
            links: link.into_iter().collect(),
        }
    }

    /// The same without the codes and links that its text does not say.
    pub(super) fn with_what_is_said(mut self) -> Self {
        self.codes.retain(|code| self.text.contains(code));
        self.links.retain(|link| self.text.contains(link));
        self
    }
}

/// The language of the tag, or that of last resort when this version does not speak it.
fn locale(recipient: &Recipient) -> Locale {
    Locale::all().find(|locale| locale.tag() == recipient.locale).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(locale: &str) -> Recipient {
        Recipient {
            channel: Channel::Email,
            to: "ada@example.com".to_owned(),
            username: "ada".to_owned(),
            pool_id: None,
            pool: "Northwind".to_owned(),
            locale: locale.to_owned(),
        }
    }

    fn code_message(locale: &str) -> CodeMessage {
        CodeMessage {
            recipient: recipient(locale),
            code: "042917".to_owned(),
            link: Some("https://id.example.com/confirmUser?code=042917".to_owned()),
            valid_minutes: 60,
        }
    }

    #[test]
    fn codes_and_links_are_picked_out() {
        let message = code_message("en");
        for message in [
            Message::Confirm(message.clone()),
            Message::Reset(message.clone()),
            Message::SignIn(message.clone()),
        ] {
            let rendered = render(&message, &MessagePolicy::default()).unwrap();
            assert_eq!(rendered.codes, ["042917"]);
            assert_eq!(rendered.links.len(), 1);
            assert!(rendered.subject.contains("042917"));
            assert!(rendered.text.contains(&rendered.links[0]));
        }
    }

    #[test]
    fn the_words_are_in_the_language_of_the_person() {
        let notice = |locale: &str| {
            let message = NoticeMessage { recipient: recipient(locale), link: None };
            let policy = MessagePolicy::default();
            render(&Message::AccountExists(message), &policy).unwrap().subject
        };
        assert_ne!(notice("en"), notice("de"));
        assert_eq!(notice("en"), notice("xx"));
    }

    #[test]
    fn a_message_survives_the_wait_in_the_database() {
        let message = Message::Reset(code_message("de"));
        let kept = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&kept).ok(), Some(message));
    }

    #[test]
    fn neither_code_nor_address_is_in_debug() {
        let text = format!("{:?}", Message::Confirm(code_message("en")));
        assert_eq!(text, "Confirm { .. }");
    }
}
