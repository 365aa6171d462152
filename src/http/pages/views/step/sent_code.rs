//! The page that asks for a code that was sent.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{Field, FieldError, FormError, Frame, Notice, Page};
use crate::model::{Factor, Medium};
use crate::words::Locale;

/// Type the code that was sent, or have another one sent.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/sent_code.html")]
pub struct SentCodeView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What carries the code.
    pub medium: Medium,
    /// Where the code went, masked; nothing before anybody has shown who they are.
    pub to: Option<String>,
    /// Whether the address is set up as a factor thereby.
    pub enrols: bool,
    /// What would do in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
}

/// The keys of what a page says of its medium.
struct Words {
    title: &'static str,
    lead: &'static str,
    enrol_title: &'static str,
    enrol_lead: &'static str,
    missing: &'static str,
}

impl SentCodeView {
    fn lead(&self) -> String {
        let words = self.words();
        match (&self.to, self.enrols) {
            (Some(to), true) => self.frame.t1(words.enrol_lead, "destination", to),
            (Some(to), false) => self.frame.t1("code-lead-to", "destination", to),
            (None, _) => self.frame.t(words.lead),
        }
    }

    fn words(&self) -> Words {
        match self.medium {
            Medium::Email => Words {
                title: "email-title",
                lead: "email-lead",
                enrol_title: "email-enrol-title",
                enrol_lead: "email-enrol-lead",
                missing: "email-missing",
            },
            Medium::PhoneNumber => Words {
                title: "sms-title",
                lead: "sms-lead",
                enrol_title: "sms-enrol-title",
                enrol_lead: "sms-enrol-lead",
                missing: "sms-missing",
            },
        }
    }

    fn answer(&self) -> &'static str {
        self.medium.factor().as_str()
    }

    fn others(&self) -> &[WayOn] {
        &self.others
    }

    fn code(&self) -> Field {
        let autofocus = self.error.is_none();
        Field { autofocus, ..Field::code(&self.frame).marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SentCodeView)> {
        let frame = Frame::sample(locale);
        let second = || SentCodeView {
            others: WayOn::all(&frame, &[Factor::Totp]),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            medium: Medium::Email,
            to: Some("a***@e***".to_owned()),
            enrols: false,
            error: None,
            notice: None,
        };
        let first = || SentCodeView { others: Vec::new(), to: None, ..second() };
        let by_sms = || SentCodeView {
            medium: Medium::PhoneNumber,
            to: Some("+*******1234".to_owned()),
            ..second()
        };
        let failed = |error| SentCodeView { error: Some(error), ..second() };
        vec![
            ("first", first()),
            ("first-wrong", SentCodeView { error: Some(FormError::WrongCode), ..first() }),
            ("second", second()),
            ("enrol", SentCodeView { enrols: true, ..second() }),
            ("sms", by_sms()),
            ("sms-first", SentCodeView { to: None, others: Vec::new(), ..by_sms() }),
            ("sms-enrol", SentCodeView { enrols: true, ..by_sms() }),
            ("sent-again", SentCodeView { notice: Some(Notice::CodeSent), ..second() }),
            ("wrong", failed(FormError::WrongCode)),
            ("expired", failed(FormError::ExpiredCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 900 })),
            ("form-expired", failed(FormError::FormExpired)),
        ]
    }
}

impl Page for SentCodeView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        let words = self.words();
        self.frame.t(if self.enrols { words.enrol_title } else { words.title })
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "code")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}
