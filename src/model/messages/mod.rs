//! What the messages of a pool say, in its own words, and whom they come from.

mod placeholder;
mod plain;

use serde::{Deserialize, Serialize};

use super::{Invalid, Mailbox};

pub use placeholder::{Piece, pieces};
pub use plain::text_of;

/// How many templates a pool has at most.
const MOST_TEMPLATES: usize = 200;

/// The longest language tag, in bytes (RFC 5646 section 4.4.1 asks for at least 35).
const LONGEST_TAG: usize = 35;

/// What a pool sets of its messages; what is not set is as Gatehouse has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessagePolicy {
    /// Whom mail comes from.
    pub from: Option<Mailbox>,
    /// Whom answers go to, where that is somebody else.
    pub reply_to: Option<Mailbox>,
    /// Its own words.
    pub templates: Vec<MessageTemplate>,
}

/// A pool's own words for one occasion. What it does not say is said in ours; an HTML without a
/// text is the source of the text, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageTemplate {
    /// What the message is about.
    pub occasion: Occasion,
    /// The language (BCP 47); the words for all other languages without it.
    #[serde(default)]
    pub language: Option<String>,
    /// The subject of the mail.
    #[serde(default)]
    pub subject: Option<String>,
    /// The mail as plain text; alone it stands in the frame of our letters.
    #[serde(default)]
    pub text: Option<String>,
    /// The mail as a whole document in HTML.
    #[serde(default)]
    pub html: Option<String>,
    /// The SMS.
    #[serde(default)]
    pub sms: Option<String>,
}

/// What a message with words of its own may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The code that confirms a new account.
    Confirm,
    /// The code for a new password.
    Reset,
    /// The code of a sign-in.
    SignIn,
    /// The code that proves a new address or number.
    ChangeAddress,
    /// A sign-up with an address that has an account already.
    AccountExists,
    /// The temporary password for an account that an operator has made.
    Invitation,
}

/// What must stand in the body of a message: one of each row.
const NEEDED: [(Occasion, &[&[Placeholder]]); 6] = [
    (Occasion::Confirm, &[&[Placeholder::Code, Placeholder::Link]]),
    (Occasion::Reset, &[&[Placeholder::Code]]),
    (Occasion::SignIn, &[&[Placeholder::Code]]),
    (Occasion::ChangeAddress, &[&[Placeholder::Code]]),
    (Occasion::AccountExists, &[]),
    (Occasion::Invitation, &[&[Placeholder::Username], &[Placeholder::Code]]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    Code,
    Username,
    Link,
}

impl Placeholder {
    fn of(piece: Piece<'_>) -> Option<Self> {
        match piece {
            Piece::Words(_) => None,
            Piece::Code => Some(Self::Code),
            Piece::Username => Some(Self::Username),
            Piece::Link(_) => Some(Self::Link),
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::Code => "{####}",
            Self::Username => "{username}",
            Self::Link => "{##words of the link##}",
        }
    }
}

/// One part of a template: how long it may be, in characters (Cognito's limits), and of what.
struct Part {
    name: &'static str,
    length: std::ops::RangeInclusive<usize>,
    has_lines: bool,
    is_body: bool,
    forbidden: fn(Occasion) -> &'static [Placeholder],
}

const SUBJECT: Part = Part {
    name: "subject",
    length: 1..=140,
    has_lines: false,
    is_body: false,
    forbidden: |occasion| match occasion {
        // Subjects are shown on locked screens; a temporary password lives for days.
        Occasion::AccountExists | Occasion::Invitation => &[Placeholder::Code, Placeholder::Link],
        _ => &[Placeholder::Link],
    },
};
const TEXT: Part = Part {
    name: "text",
    length: 6..=20_000,
    has_lines: true,
    is_body: true,
    forbidden: |occasion| match occasion {
        Occasion::AccountExists => &[Placeholder::Code],
        _ => &[],
    },
};
const HTML: Part = Part { name: "html", ..TEXT };
const SMS: Part = Part {
    name: "sms",
    length: 6..=140,
    has_lines: false,
    is_body: true,
    forbidden: |occasion| match occasion {
        Occasion::AccountExists => &[Placeholder::Code, Placeholder::Link],
        _ => &[Placeholder::Link],
    },
};

impl MessagePolicy {
    /// The words of a mail for that occasion in that language.
    pub fn mail(&self, occasion: Occasion, tag: &str) -> Option<&MessageTemplate> {
        self.find(occasion, tag, |one| {
            one.subject.is_some() || one.text.is_some() || one.html.is_some()
        })
    }

    /// The words of an SMS for that occasion in that language.
    pub fn sms(&self, occasion: Occasion, tag: &str) -> Option<&str> {
        self.find(occasion, tag, |one| one.sms.is_some()).and_then(|one| one.sms.as_deref())
    }

    /// The template for exactly that tag, else for its language, else for all.
    fn find(
        &self,
        occasion: Occasion,
        tag: &str,
        says: impl Fn(&MessageTemplate) -> bool,
    ) -> Option<&MessageTemplate> {
        let language = tag.split('-').next().unwrap_or_default();
        let of = |wanted: Option<&str>| {
            self.templates
                .iter()
                .find(|one| one.occasion == occasion && one.is_in(wanted) && says(one))
        };
        of(Some(tag)).or_else(|| of(Some(language))).or_else(|| of(None))
    }

    /// Checks that each template can become a message.
    ///
    /// # Errors
    /// Says which one cannot, and what it lacks.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.templates.len() > MOST_TEMPLATES {
            return Err(Invalid::because("a pool has at most 200 templates of messages"));
        }
        for (at, template) in self.templates.iter().enumerate() {
            template.check()?;
            let before = &self.templates[..at];
            let language = template.language.as_deref();
            if before.iter().any(|one| one.occasion == template.occasion && one.is_in(language)) {
                return Err(Invalid::because(format!("{} is there twice", template.name())));
            }
        }
        Ok(())
    }
}

impl MessageTemplate {
    fn is_in(&self, language: Option<&str>) -> bool {
        match (&self.language, language) {
            (Some(own), Some(wanted)) => own.eq_ignore_ascii_case(wanted),
            (own, wanted) => own.is_none() && wanted.is_none(),
        }
    }

    /// What it is called in what is said of it.
    fn name(&self) -> String {
        let language = self.language.as_deref().unwrap_or("all languages");
        format!("the template {} ({language})", self.occasion.as_str())
    }

    fn check(&self) -> Result<(), Invalid> {
        let refused = |why: String| Err(Invalid::because(format!("{} {why}", self.name())));
        let is_tag = |tag: &String| {
            (1..=LONGEST_TAG).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !self.language.iter().all(is_tag) {
            return refused("is for a language tag such as de or pt-BR".to_owned());
        }
        let parts =
            [(SUBJECT, &self.subject), (TEXT, &self.text), (HTML, &self.html), (SMS, &self.sms)];
        if parts.iter().all(|(_, words)| words.is_none()) {
            return refused("says nothing: give it a subject, text, html or sms".to_owned());
        }
        for (part, words) in parts {
            if let Some(why) = words.as_deref().and_then(|words| part.fault(self.occasion, words)) {
                return refused(why);
            }
        }
        Ok(())
    }
}

impl Part {
    /// What is wrong with the words of this part.
    fn fault(&self, occasion: Occasion, words: &str) -> Option<String> {
        let (name, length) = (self.name, &self.length);
        if !length.contains(&words.chars().count()) {
            return Some(format!(
                "has a {name} of {} to {} characters",
                length.start(),
                length.end()
            ));
        }
        let is_odd =
            |c: char| c.is_control() && !(self.has_lines && matches!(c, '\r' | '\n' | '\t'));
        if words.trim().is_empty() || words.chars().any(is_odd) {
            return Some(format!("has a {name} that is blank or has control characters"));
        }
        let found = placeholders(words);
        let forbidden = (self.forbidden)(occasion);
        if let Some(one) = found.iter().find(|one| forbidden.contains(one)) {
            return Some(format!("may not have {} in its {name}", one.written()));
        }
        // What a person sees counts: a code in a comment is none.
        let seen = if self.name == HTML.name { placeholders(&text_of(words)) } else { found };
        let needed = NEEDED.iter().find(|(own, _)| *own == occasion).map_or(&[][..], |row| row.1);
        let mut missing = needed.iter().filter(|_| self.is_body).filter_map(|either| {
            let allowed: Vec<_> = either.iter().filter(|one| !forbidden.contains(one)).collect();
            let is_there = allowed.iter().any(|one| seen.contains(one));
            let written: Vec<_> = allowed.iter().map(|one| one.written()).collect();
            (!is_there).then(|| written.join(" or "))
        });
        missing.next().map(|missing| format!("lacks {missing} in its {name}"))
    }
}

fn placeholders(words: &str) -> Vec<Placeholder> {
    pieces(words).into_iter().filter_map(Placeholder::of).collect()
}

impl Occasion {
    /// The name by which settings have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::SignIn => "sign_in",
            Self::ChangeAddress => "change_address",
            Self::AccountExists => "account_exists",
            Self::Invitation => "invitation",
        }
    }
}

#[cfg(test)]
mod tests;
