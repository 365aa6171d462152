//! The table of every section and key: known names, defaults and the documented file come from it.

use std::fmt::Write;

use super::{
    audit, database, jobs, keys, limits, log, mail, outbound, passwords, pools, secrets, server,
    sms,
};

/// The prefix of the environment variables that set a key.
pub(super) const PREFIX: &str = "GATEHOUSE__";

/// Every section, in the order of the documented file.
pub(super) const SECTIONS: &[&Section] = &[
    &server::SECTION,
    &limits::SECTION,
    &database::SECTION,
    &secrets::SECTION,
    &passwords::SECTION,
    &mail::SECTION,
    &mail::SMTP_SECTION,
    &sms::SECTION,
    &sms::TWILIO_SECTION,
    &sms::VONAGE_SECTION,
    &sms::SNS_SECTION,
    &sms::HTTP_SECTION,
    &outbound::SECTION,
    &jobs::SECTION,
    &keys::SECTION,
    &pools::SECTION,
    &audit::SECTION,
    &log::SECTION,
];

const HEADER: &str = "\
# Configuration of Gatehouse. Every key is here with its default; a key that starts
# with `#` and no blank has none, and what is shown is an example.
#
# The environment goes over this file: GATEHOUSE__SERVER__BASE_URL sets base_url of
# [server], GATEHOUSE__MAIL__SMTP__HOST sets host of [mail.smtp]. A key marked as a
# secret can also be read from a file: GATEHOUSE__SECRETS__MASTER_KEY_FILE names it.
#
# Durations are text such as \"500ms\", \"30s\", \"10m\", \"1h\", \"90d\" or \"1h30m\".
";

/// A section of the file.
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) keys: &'static [Key],
}

/// One key of a section.
pub(super) struct Key {
    pub(super) name: &'static str,
    value: &'static str,
    about: &'static str,
    presence: Presence,
    pub(super) secret: bool,
}

enum Presence {
    Defaulted,
    Optional,
}

impl Key {
    /// A key whose default is the TOML text `value`.
    pub(super) const fn defaulted(
        name: &'static str,
        value: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, value, about, presence: Presence::Defaulted, secret: false }
    }

    /// A key without a default; the TOML text `example` shows its form.
    pub(super) const fn optional(
        name: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, value: example, about, presence: Presence::Optional, secret: false }
    }

    /// Marks the key as a secret: never shown, and readable from a file of its own.
    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// The section called `name`.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().copied().find(|section| section.name == name)
}

/// The key with the dotted name `path`.
pub(super) fn key(path: &str) -> Option<&'static Key> {
    let (section_name, name) = path.rsplit_once('.')?;
    section(section_name)?.keys.iter().find(|key| key.name == name)
}

/// The dotted names of all keys.
pub(super) fn paths() -> impl Iterator<Item = String> {
    SECTIONS
        .iter()
        .flat_map(|section| section.keys.iter().map(|key| format!("{}.{}", section.name, key.name)))
}

/// The known key that `path` was most likely meant to be.
pub(super) fn nearest_key(path: &str) -> String {
    nearest(path, paths())
}

/// The known section that `path` was most likely meant to be.
pub(super) fn nearest_section(path: &str) -> String {
    nearest(path, SECTIONS.iter().map(|section| section.name.to_owned()))
}

/// The environment variable that sets the key with the dotted name `path`.
pub(super) fn variable(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "__").to_uppercase())
}

/// The documented file.
pub(super) fn documented() -> String {
    let mut text = String::from(HEADER);
    for section in SECTIONS {
        text.push('\n');
        comment(&mut text, section.about);
        line(&mut text, format_args!("[{}]", section.name));
        for key in section.keys {
            comment(&mut text, key.about);
            if key.secret {
                comment(&mut text, "A secret.");
            }
            let mark = match key.presence {
                Presence::Defaulted => "",
                Presence::Optional => "#",
            };
            line(&mut text, format_args!("{mark}{} = {}", key.name, key.value));
        }
    }
    text
}

fn comment(text: &mut String, about: &str) {
    for part in about.lines() {
        line(text, format_args!("# {part}"));
    }
}

#[expect(clippy::expect_used, reason = "a String grows or aborts")]
fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a String cannot fail");
}

/// A name that differs only in its section wins over one that is spelt alike.
fn nearest(path: &str, known: impl Iterator<Item = String>) -> String {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let wanted = last(path);
    known
        .map(|name| {
            let moved = f64::from(u8::from(last(&name) == wanted));
            (moved + strsim::normalized_damerau_levenshtein(path, &name), name)
        })
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
        .unwrap_or_default()
}
