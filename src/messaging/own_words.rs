//! Messages in a pool's own words: its templates, filled in with what each message has of its own.

use askama::Template;
use askama::filters::{Escaper, Html};

use super::mail_views::{Letter, one_line};
use super::sms::alphabet;
use super::{Message, Rendered};
use crate::model::messages::{MessagePolicy, MessageTemplate, Piece, pieces, text_of};
use crate::words::Locale;

/// What is filled in; none of it adds a line.
struct Values<'m> {
    code: String,
    username: String,
    link: &'m str,
}

impl<'m> Values<'m> {
    fn of(message: &'m Message) -> Self {
        Self {
            code: one_line(message.code().unwrap_or_default()),
            username: one_line(&message.recipient().username),
            link: message.link().unwrap_or_default(),
        }
    }

    /// A template of plain text. The link stands behind its words, in brackets of its own (RFC 3986
    /// appendix C).
    fn as_text(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len());
        for piece in pieces(template) {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Code => text.push_str(&self.code),
                Piece::Username => text.push_str(&self.username),
                Piece::Link(words) if self.link.is_empty() => text.push_str(words),
                Piece::Link(words) => text.push_str(&format!("{words} <{}>", self.link)),
            }
        }
        text
    }

    /// A template of HTML, whose words are the operator's and stay as they are.
    fn as_html(&self, template: &str) -> Result<String, std::fmt::Error> {
        self.marked_up(template, |words| Ok(words.to_owned()))
    }

    /// A template of plain text as paragraphs of HTML.
    fn as_paragraphs(&self, template: &str) -> Result<Vec<String>, std::fmt::Error> {
        let html = self.marked_up(&template.replace("\r\n", "\n"), escaped)?;
        let paragraphs = html.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
        Ok(paragraphs.map(|part| part.replace('\n', "<br>\n")).collect())
    }

    fn marked_up(
        &self,
        template: &str,
        words_of: impl Fn(&str) -> Result<String, std::fmt::Error>,
    ) -> Result<String, std::fmt::Error> {
        let mut html = String::with_capacity(template.len());
        for piece in pieces(template) {
            html.push_str(&match piece {
                Piece::Words(words) => words_of(words)?,
                Piece::Code => escaped(&self.code)?,
                Piece::Username => escaped(&self.username)?,
                Piece::Link(words) if self.link.is_empty() => words_of(words)?,
                Piece::Link(words) => {
                    format!(r#"<a href="{}">{}</a>"#, escaped(self.link)?, words_of(words)?)
                }
            });
        }
        Ok(html)
    }
}

fn escaped(text: &str) -> Result<String, std::fmt::Error> {
    let mut html = String::with_capacity(text.len());
    Html.write_escaped_str(&mut html, text)?;
    Ok(html)
}

/// A text of the operator's within the frame of our letters.
#[derive(Template)]
#[template(path = "mail/own_words.html")]
struct Framed<'a> {
    letter: &'a Letter<'a>,
    paragraphs: &'a [String],
}

/// The mail in the pool's words, as far as it has words of its own for it; else as it is in ours.
///
/// # Errors
/// When a template of ours fails to render, which is a fault in it.
pub(super) fn mail(
    message: &Message,
    policy: &MessagePolicy,
    locale: Locale,
    ours: Rendered,
) -> askama::Result<Rendered> {
    let recipient = message.recipient();
    let template = message.occasion().and_then(|occasion| policy.mail(occasion, &recipient.locale));
    let Some(template) = template else { return Ok(ours) };
    let values = Values::of(message);
    let subject = match &template.subject {
        Some(subject) => values.as_text(subject),
        None => ours.subject,
    };
    let MessageTemplate { text, html, .. } = template;
    let (text, html) = match (text, html) {
        (None, None) => (ours.text, ours.html),
        (Some(text), None) => framed(
            &values,
            text,
            Letter {
                subject: subject.clone(),
                ..Letter::to(locale, &recipient.pool, &recipient.username)
            },
        )?,
        (Some(text), Some(html)) => (values.as_text(text), values.as_html(html)?),
        (None, Some(html)) => (values.as_text(&text_of(html)), values.as_html(html)?),
    };
    Ok(Rendered { subject, text, html, ..ours }.with_what_is_said())
}

/// A text between the head and the foot of our letters, as text and as HTML.
fn framed(values: &Values<'_>, text: &str, letter: Letter<'_>) -> askama::Result<(String, String)> {
    let paragraphs = values.as_paragraphs(text)?;
    let html = Framed { letter: &letter, paragraphs: &paragraphs }.render()?;
    Ok((format!("{}\n\n-- \n{}\n", values.as_text(text).trim_end(), letter.footer), html))
}

/// The SMS in the pool's words, where it has some for it; else as it is in ours. It is one message: a
/// name is cut where it would be two, and words that have no room even so are ours.
pub(super) fn sms(message: &Message, policy: &MessagePolicy, ours: Rendered) -> Rendered {
    let tag = &message.recipient().locale;
    let template = message.occasion().and_then(|occasion| policy.sms(occasion, tag));
    match template.and_then(|template| fitting(Values::of(message), template)) {
        Some(text) => Rendered { subject: text.clone(), text, ..ours },
        None => ours,
    }
}

/// A template with as much of the name as one SMS has room for; nothing where it is longer without.
fn fitting(whole: Values<'_>, template: &str) -> Option<String> {
    let name: Vec<char> = whole.username.chars().collect();
    let with = |length: usize| {
        let cut: String = name.iter().take(length).collect();
        Values { code: whole.code.clone(), username: cut.trim_end().to_owned(), ..whole }
            .as_text(template)
    };
    (0..=name.len()).rev().map(with).find(|text| alphabet::fits(text))
}

#[cfg(test)]
mod tests {
    use super::super::{Channel, CodeMessage, InvitationMessage, Recipient, render};
    use super::*;
    use crate::model::messages::Occasion;

    const LINK: &str = "https://id.example/p/confirmUser?a=1&b=2";

    fn to(channel: Channel, username: &str) -> Recipient {
        Recipient {
            channel,
            to: "ada@example.com".to_owned(),
            username: username.to_owned(),
            pool_id: None,
            pool: "Northwind".to_owned(),
            locale: "en".to_owned(),
        }
    }

    fn code_for(username: &str) -> Message {
        Message::Confirm(CodeMessage {
            recipient: to(Channel::Email, username),
            code: "042917".to_owned(),
            link: Some(LINK.to_owned()),
            valid_minutes: 60,
        })
    }

    fn saying(occasion: Occasion, parts: [Option<&str>; 4]) -> MessagePolicy {
        let [subject, text, html, sms] = parts.map(|part| part.map(str::to_owned));
        let template = MessageTemplate { occasion, language: None, subject, text, html, sms };
        let policy = MessagePolicy { templates: vec![template], ..MessagePolicy::default() };
        assert_eq!(policy.check(), Ok(()));
        policy
    }

    fn rendered(message: &Message, policy: &MessagePolicy) -> Rendered {
        render(message, policy).expect("the message renders")
    }

    #[test]
    fn what_is_not_said_is_said_in_ours() {
        let ours = rendered(&code_for("ada"), &MessagePolicy::default());
        let policy = saying(Occasion::Confirm, [Some("Hi {username}: {####}"), None, None, None]);
        let mail = rendered(&code_for("ada"), &policy);
        assert_eq!(mail.subject, "Hi ada: 042917");
        assert_eq!((&mail.text, &mail.html), (&ours.text, &ours.html));
        let other = saying(Occasion::Reset, [Some("Reset"), Some("{####}"), None, None]);
        assert!(rendered(&code_for("ada"), &other) == ours);
    }

    #[test]
    fn a_text_stands_in_the_frame_of_our_letters() {
        let words = "Hello {username} & co,\r\n\r\nenter {####}\nor {##open <this>##}.";
        let policy = saying(Occasion::Confirm, [None, Some(words), None, None]);
        let mail = rendered(&code_for("ada"), &policy);
        let said =
            format!("Hello ada & co,\r\n\r\nenter 042917\nor open <this> <{LINK}>.\n\n-- \n");
        assert!(mail.text.starts_with(&said), "{}", mail.text);
        for said in [
            "Hello ada &#38; co,</p>",
            "enter 042917<br>",
            r#"<a href="https://id.example/p/confirmUser?a=1&#38;b=2">open &#60;this&#62;</a>"#,
            "Northwind",
        ] {
            assert!(mail.html.contains(said), "{said}: {}", mail.html);
        }
        assert_eq!((mail.codes, mail.links), (vec!["042917".to_owned()], vec![LINK.to_owned()]));
    }

    #[test]
    fn an_html_stands_as_it_was_written_and_has_a_text() {
        let html = "<html><style>a{color:red}</style><p>Code: <b>{####}</b></p></html>";
        let policy = saying(Occasion::Confirm, [None, None, Some(html), None]);
        let mail = rendered(&code_for("ada"), &policy);
        assert_eq!(mail.html, html.replace("{####}", "042917"));
        assert_eq!(mail.text, "Code: 042917");
        assert!(mail.links.is_empty(), "it does not say the link");
        let both = saying(Occasion::Confirm, [None, Some("It is {####}."), Some(html), None]);
        assert_eq!(rendered(&code_for("ada"), &both).text, "It is 042917.");
    }

    #[test]
    fn a_name_adds_no_line_no_header_and_no_markup() {
        let eve = "eve\r\nBcc: x@y.example \"><script>{####}";
        let html = "<p title=\"{username}\">{username} {####}</p>";
        let policy = saying(Occasion::Confirm, [Some("{username}"), None, Some(html), None]);
        let mail = rendered(&code_for(eve), &policy);
        assert!(!mail.subject.contains(['\r', '\n']) && !mail.text.contains("\nBcc"));
        assert!(!mail.html.contains("<script>") && !mail.html.contains("\"><"), "{}", mail.html);
        assert_eq!(mail.html.matches("042917").count(), 1, "a name is no template: {}", mail.html);
    }

    #[test]
    fn an_sms_has_the_words_of_the_pool() {
        let sms = "Northwind: {username}, your password is {####}";
        let policy = saying(Occasion::Invitation, [None, None, None, Some(sms)]);
        let message = Message::Invitation(InvitationMessage {
            recipient: to(Channel::Sms, "ada"),
            password: "q7HkX2".to_owned(),
            link: LINK.to_owned(),
            valid_days: 7,
        });
        let told = rendered(&message, &policy);
        assert_eq!(told.text, "Northwind: ada, your password is q7HkX2");
        assert_eq!((told.subject, told.codes), (told.text, vec!["q7HkX2".to_owned()]));
    }

    #[test]
    fn a_name_makes_no_second_sms() {
        let told = |username: &str, words: &str| {
            let policy = saying(Occasion::Confirm, [None, None, None, Some(words)]);
            let recipient = to(Channel::Sms, username);
            let message =
                CodeMessage { recipient, code: "042917".to_owned(), link: None, valid_minutes: 60 };
            rendered(&Message::Confirm(message), &policy).text
        };
        let names = ["x".repeat(128), "語".repeat(128), "a € ".repeat(32)];
        for name in &names {
            let text = told(name, &format!("{}{{####}}", "{username} ".repeat(12)));
            assert!(alphabet::fits(&text) && text.ends_with("042917"), "{name}: {text}");
        }
        let text = told(&names[0], "{####} for {username}");
        assert_eq!(text, format!("042917 for {}", names[0]), "whole where there is room");
        let text = told("ada", &format!("{{####}} {}", "語".repeat(70)));
        assert!(alphabet::fits(&text) && text.contains("042917"), "in ours: {text}");
    }
}
