//! Every word a person reads: the languages, how one is chosen, and lookup in the Fluent files.

mod negotiation;
mod pseudo;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, StaticLoader, static_loader};

static_loader! {
    static WORDS = {
        locales: "./src/words/locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// What a lookup returns in place of words that do not exist; tests look for it.
pub const MISSING: &str = "⟦missing⟧";

/// The most digits of an argument that is still handed over as a number, for plural forms:
/// Fluent counts in floating point, which keeps nine digits exactly.
const NUMBER_DIGITS: usize = 9;

/// A language that the pages and messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, the language of last resort.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Japanese.
    Japanese,
    /// Arabic, written from right to left.
    Arabic,
    /// English with accents and longer (`en-XA`), for the gallery of development: no person is offered
    /// it, and no wish leads to it.
    Pseudo,
}

struct Language {
    locale: Locale,
    tag: &'static str,
    native_name: &'static str,
    direction: &'static str,
}

/// One row per locale that people are offered, in the order of the enum.
const LANGUAGES: [Language; 6] = [
    Language { locale: Locale::English, tag: "en", native_name: "English", direction: "ltr" },
    Language { locale: Locale::German, tag: "de", native_name: "Deutsch", direction: "ltr" },
    Language { locale: Locale::French, tag: "fr", native_name: "Français", direction: "ltr" },
    Language { locale: Locale::Spanish, tag: "es", native_name: "Español", direction: "ltr" },
    Language { locale: Locale::Japanese, tag: "ja", native_name: "日本語", direction: "ltr" },
    Language { locale: Locale::Arabic, tag: "ar", native_name: "العربية", direction: "rtl" },
];

#[expect(clippy::expect_used, reason = "the tags are the constants above")]
static IDENTIFIERS: LazyLock<[LanguageIdentifier; LANGUAGES.len()]> = LazyLock::new(|| {
    LANGUAGES.map(|language| language.tag.parse().expect("our tags are well formed"))
});

impl Locale {
    /// All languages, in the order in which a person is offered them.
    pub fn all() -> impl ExactSizeIterator<Item = Locale> {
        LANGUAGES.iter().map(|language| language.locale)
    }

    /// The BCP 47 tag, for `lang` attributes and the `lang` parameter.
    pub fn tag(self) -> &'static str {
        self.language().tag
    }

    /// The direction of writing, for `dir` attributes: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        self.language().direction
    }

    /// The name of the language in itself.
    pub fn native_name(self) -> &'static str {
        self.language().native_name
    }

    /// The words of `key`.
    pub fn text(self, key: &str) -> String {
        self.words().try_lookup(self.identifier(), key).unwrap_or_else(|| missing(key))
    }

    /// The words of `key` with its placeholders filled in; short whole numbers choose plural forms.
    pub fn text_with(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|&(name, value)| (Cow::Owned(name.to_owned()), argument(value)))
            .collect();
        self.words()
            .try_lookup_with_args(self.identifier(), key, &arguments)
            .unwrap_or_else(|| missing(key))
    }

    fn language(self) -> &'static Language {
        LANGUAGES.get(self as usize).unwrap_or(&pseudo::LANGUAGE)
    }

    fn words(self) -> &'static StaticLoader {
        match self {
            Locale::Pseudo => &pseudo::WORDS,
            _ => &WORDS,
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        IDENTIFIERS.get(self as usize).unwrap_or(&IDENTIFIERS[0])
    }
}

/// Only text that a number prints back unchanged becomes one: codes keep their leading zeros.
fn argument(value: &str) -> FluentValue<'_> {
    let plain = value.len() <= NUMBER_DIGITS
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value == "0" || !value.starts_with('0'));
    match value.parse::<u32>() {
        Ok(number) if plain => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

fn missing(key: &str) -> String {
    format!("{MISSING} {key}")
}

#[cfg(test)]
mod tests;
