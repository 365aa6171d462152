//! What the mails say: one letter, as text and as HTML, for every occasion.

use askama::Template;

use crate::words::Locale;

/// A mail ready to be addressed and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject, one line.
    pub subject: String,
    /// The body as plain text, complete in itself.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The answer to a sign-up with an address that has an account already.
#[derive(Clone, Debug)]
pub struct AccountExistsMail {
    /// The language of the person.
    pub locale: Locale,
    /// The name of the pool.
    pub pool_name: String,
    /// Whose account it is.
    pub username: String,
    /// The address of the sign-in page.
    pub link: Option<String>,
}

impl AccountExistsMail {
    /// The letter.
    ///
    /// # Errors
    /// When a template fails to render, which is a fault in it.
    pub fn render(&self) -> askama::Result<RenderedMail> {
        Letter {
            subject: about(self.locale, "mail-exists-subject", &self.pool_name),
            heading: self.locale.text("mail-exists-heading"),
            text: about(self.locale, "mail-exists-text", &self.pool_name),
            action: self.locale.text("mail-exists-action"),
            link: self.link.as_deref(),
            ignore: self.locale.text("mail-exists-ignore"),
            ..Letter::to(self.locale, &self.pool_name, &self.username)
        }
        .render()
    }
}

/// What all letters have: words in their order on the page.
#[derive(Debug, Default)]
pub(super) struct Letter<'a> {
    pub(super) locale: Locale,
    pub(super) pool: String,
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) greeting: String,
    pub(super) text: String,
    /// Lines below the text.
    pub(super) facts: Vec<String>,
    pub(super) code: Option<Code>,
    pub(super) action: String,
    pub(super) link: Option<&'a str>,
    pub(super) or_link: String,
    pub(super) ignore: String,
    pub(super) footer: String,
}

#[derive(Debug)]
pub(super) struct Code {
    label: String,
    line: String,
    value: String,
    validity: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct TextLetter<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlLetter<'a> {
    letter: &'a Letter<'a>,
}

impl<'a> Letter<'a> {
    pub(super) fn to(locale: Locale, pool_name: &str, username: &str) -> Letter<'a> {
        Letter {
            locale,
            pool: one_line(pool_name),
            greeting: locale.text_with("mail-greeting", &[("username", &one_line(username))]),
            or_link: locale.text("mail-or-link"),
            footer: about(locale, "mail-footer", pool_name),
            ..Letter::default()
        }
    }

    /// What stands before the link of a letter without a code, where there are no buttons.
    fn action_link(&self) -> String {
        self.locale.text_with("mail-action-link", &[("action", &self.action)])
    }

    pub(super) fn render(&self) -> askama::Result<RenderedMail> {
        Ok(RenderedMail {
            subject: self.subject.clone(),
            text: TextLetter { letter: self }.render()?,
            html: HtmlLetter { letter: self }.render()?,
        })
    }
}

impl Code {
    pub(super) fn new(locale: Locale, code: &str, minutes: u64) -> Code {
        let (key, unit, count) = match minutes {
            _ if minutes >= 60 && minutes.is_multiple_of(60) => {
                ("mail-valid-hours", "hours", minutes / 60)
            }
            _ => ("mail-valid-minutes", "minutes", minutes),
        };
        Code {
            label: locale.text("mail-code-label"),
            line: locale.text_with("mail-code-line", &[("code", code)]),
            value: code.to_owned(),
            validity: locale.text_with(key, &[(unit, &count.to_string())]),
        }
    }
}

pub(super) fn subject(locale: Locale, key: &str, pool_name: &str, code: &str) -> String {
    locale.text_with(key, &[("code", code), ("pool", &one_line(pool_name))])
}

pub(super) fn about(locale: Locale, key: &str, pool_name: &str) -> String {
    locale.text_with(key, &[("pool", &one_line(pool_name))])
}

/// A name as one line, so that it can add no header and no line of its own to a mail.
pub(super) fn one_line(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::code_mail::{CHANGE_EMAIL, CONFIRM, RESET, SIGN_IN};
    use super::super::{Channel, CodeMessage, Recipient};
    use super::*;
    use crate::words::MISSING;

    /// RFC 5322 §2.1.1.
    const LINE_LENGTH: usize = 998;
    const HTML_LENGTH: usize = 30_000;

    fn to(locale: Locale, username: &str) -> Recipient {
        Recipient {
            channel: Channel::Email,
            to: "alice@example.com".to_owned(),
            username: username.to_owned(),
            pool_id: None,
            pool: "Northwind".to_owned(),
            locale: locale.tag().to_owned(),
        }
    }

    /// One letter for each occasion, the answer to a sign-up that has an account last.
    fn letters(locale: Locale, username: &str) -> [RenderedMail; 5] {
        let link = Some("https://id.example/pool/confirmUser?a=1&b=2".to_owned());
        let code = |occasion, link: Option<&String>, valid_minutes| {
            let (recipient, code) = (to(locale, username), "042917".to_owned());
            let message = CodeMessage { recipient, code, link: link.cloned(), valid_minutes };
            message.render(occasion, locale).expect("the letter renders")
        };
        let (pool_name, username) = ("Northwind".to_owned(), username.to_owned());
        let exists = AccountExistsMail { locale, pool_name, username, link: link.clone() };
        [
            code(CONFIRM, link.as_ref(), 1_440),
            code(RESET, None, 60),
            code(CHANGE_EMAIL, link.as_ref(), 60),
            code(SIGN_IN, link.as_ref(), 10),
            exists.render().expect("the notice renders"),
        ]
    }

    #[test]
    fn every_letter_is_complete_in_every_language() {
        for locale in Locale::all() {
            for mail in letters(locale, "alice") {
                for part in [&mail.subject, &mail.text, &mail.html] {
                    assert!(!part.contains(MISSING), "{part}");
                    assert!(!part.contains("{$") && !part.contains("{ $"), "{part}");
                }
                assert!(mail.html.len() <= HTML_LENGTH);
                assert!(!mail.html.contains("src="), "nothing is loaded from elsewhere");
                assert!(mail.text.lines().all(|line| line.len() <= LINE_LENGTH));
            }
        }
    }

    #[test]
    fn a_code_is_in_the_subject_and_in_the_first_line() {
        let [confirm, reset, ..] = letters(Locale::English, "alice");
        assert_eq!(confirm.subject, "042917 is your code for Northwind");
        assert_eq!(
            confirm.text.lines().next(),
            Some("Your code is 042917. It is valid for 24 hours.")
        );
        assert_eq!(reset.text.lines().next(), Some("Your code is 042917. It is valid for 1 hour."));
        assert!(confirm.text.contains("\nhttps://id.example/pool/confirmUser?a=1&b=2\n"));
        assert!(confirm.html.contains("confirmUser?a=1&#38;b=2"));
    }

    #[test]
    fn a_name_adds_no_line_and_no_markup() {
        let [confirm, ..] = letters(Locale::English, "eve\r\nBcc: all@example.com <b>");
        assert!(confirm.text.contains("Hello eve  Bcc: all@example.com <b>,"));
        assert!(!confirm.html.contains("<b>"));
        let mail = AccountExistsMail {
            locale: Locale::German,
            pool_name: "Nord\r\nwind".to_owned(),
            username: "eve".to_owned(),
            link: None,
        };
        let rendered = mail.render().expect("the notice renders");
        assert_eq!(rendered.subject, "Sie haben schon ein Konto bei Nord  wind");
    }
}
