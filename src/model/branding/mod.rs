//! How the pages of a pool or of a client look: colours, corners, layout, pictures and words.

mod colour;
mod fields;
mod look;
mod picture;
mod token;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use colour::Colour;
pub use fields::LookChange;
pub use look::{Correction, Look};
pub use picture::{PictureId, PictureKind};
pub use token::{EDGE, Mode, PAIRS, TEXT, Token, Tokens};

use super::Invalid;

/// The roundest corner, in CSS pixels.
const MOST_RADIUS: u8 = 16;
/// How many languages have words of their own.
const MOST_LANGUAGES: usize = 50;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 500;
/// The longest language tag, in bytes (RFC 5646 section 4.4.1 asks for at least 35).
const LONGEST_TAG: usize = 35;

/// What a pool or a client sets of its look. What is not set stays as it is: for a client as its
/// pool has it, for a pool as Gatehouse has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The colours by day.
    pub light: Palette,
    /// The colours by night.
    pub dark: Palette,
    /// When which of the two is shown.
    pub scheme: Option<Scheme>,
    /// How round the corners of the card are, 0 to 16 CSS pixels.
    pub radius: Option<u8>,
    /// Where the card stands.
    pub layout: Option<Layout>,
    /// The logo, in place of the first letter of the pool's name.
    pub logo: Option<PictureId>,
    /// The logo by night, where it is another.
    pub logo_dark: Option<PictureId>,
    /// The icon of the window.
    pub favicon: Option<PictureId>,
    /// The picture beside the card, where the layout has room for one.
    pub backdrop: Option<PictureId>,
    /// Words of its own, by language tag (BCP 47).
    pub texts: BTreeMap<String, Texts>,
}

/// The four colours from which all others are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Palette {
    /// What the card stands on.
    pub page: Option<Colour>,
    /// The card.
    pub card: Option<Colour>,
    /// Buttons, links and what has the focus.
    pub brand: Option<Colour>,
    /// The words on a button.
    pub on_brand: Option<Colour>,
}

/// When the colours of day and night are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the person's device has it.
    #[default]
    Auto,
    /// Always those of the day.
    Light,
    /// Always those of the night.
    Dark,
}

/// Where the card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// In the middle.
    #[default]
    Centre,
    /// At the side where lines start.
    Start,
    /// On one half of the window, with the backdrop on the other.
    Split,
}

/// Words in place of ours, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Texts {
    /// The heading of the sign-in page.
    pub sign_in: Option<String>,
    /// What stands under it.
    pub sign_in_lead: Option<String>,
    /// The heading of the sign-up page.
    pub sign_up: Option<String>,
    /// What stands under it.
    pub sign_up_lead: Option<String>,
    /// A line at the foot of every page.
    pub footer: Option<String>,
}

impl Branding {
    /// This look over another: what is not set here is as it is there.
    #[must_use]
    pub fn over(&self, below: &Branding) -> Branding {
        let mut texts = below.texts.clone();
        for (tag, words) in &self.texts {
            let under = texts.remove(tag).unwrap_or_default();
            texts.insert(tag.clone(), words.over(under));
        }
        Branding {
            light: self.light.over(below.light),
            dark: self.dark.over(below.dark),
            scheme: self.scheme.or(below.scheme),
            radius: self.radius.or(below.radius),
            layout: self.layout.or(below.layout),
            logo: self.logo.clone().or_else(|| below.logo.clone()),
            // The night of another logo is no picture of this one.
            logo_dark: match &self.logo {
                Some(_) => self.logo_dark.clone(),
                None => self.logo_dark.clone().or_else(|| below.logo_dark.clone()),
            },
            favicon: self.favicon.clone().or_else(|| below.favicon.clone()),
            backdrop: self.backdrop.clone().or_else(|| below.backdrop.clone()),
            texts,
        }
    }

    /// The words for a language: those of that very tag, or else those of its language part.
    pub fn words<'b>(
        &'b self,
        tag: &str,
        pick: impl Fn(&'b Texts) -> Option<&'b String>,
    ) -> Option<&'b str> {
        let part = tag.split('-').next().unwrap_or_default();
        let of = |tag: &str| {
            let mut own = self.texts.iter().filter(|(own, _)| own.eq_ignore_ascii_case(tag));
            own.find_map(|(_, texts)| pick(texts))
        };
        of(tag).or_else(|| of(part)).map(String::as_str)
    }

    /// The pictures that it shows.
    pub fn pictures(&self) -> impl Iterator<Item = &PictureId> {
        [&self.logo, &self.logo_dark, &self.favicon, &self.backdrop].into_iter().flatten()
    }

    /// Checks what can be said without seeing the pictures.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.radius.is_some_and(|radius| radius > MOST_RADIUS) {
            return Err(Invalid::because("a corner has a radius of 0 to 16 pixels"));
        }
        let is_tag = |tag: &String| {
            (1..=LONGEST_TAG).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if self.texts.len() > MOST_LANGUAGES || !self.texts.keys().all(is_tag) {
            return Err(Invalid::because("texts are by language tag, for at most 50 languages"));
        }
        if !self.texts.values().flat_map(Texts::each).all(|text| is_text(text)) {
            return Err(Invalid::because("a text has 1 to 500 characters on one line"));
        }
        Ok(())
    }
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= LONGEST_TEXT
        && !text.chars().any(char::is_control)
}

impl Palette {
    fn over(self, below: Palette) -> Palette {
        Palette {
            page: self.page.or(below.page),
            card: self.card.or(below.card),
            brand: self.brand.or(below.brand),
            on_brand: self.on_brand.or(below.on_brand),
        }
    }
}

impl Texts {
    fn over(&self, below: Texts) -> Texts {
        Texts {
            sign_in: self.sign_in.clone().or(below.sign_in),
            sign_in_lead: self.sign_in_lead.clone().or(below.sign_in_lead),
            sign_up: self.sign_up.clone().or(below.sign_up),
            sign_up_lead: self.sign_up_lead.clone().or(below.sign_up_lead),
            footer: self.footer.clone().or(below.footer),
        }
    }

    fn each(&self) -> impl Iterator<Item = &String> {
        let Self { sign_in, sign_in_lead, sign_up, sign_up_lead, footer } = self;
        [sign_in, sign_in_lead, sign_up, sign_up_lead, footer].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_sets_lies_over_what_its_pool_sets() {
        let colour = |text: &str| Some(text.parse::<Colour>().expect("a colour"));
        let words = |text: &str| Texts { sign_in: Some(text.into()), ..Texts::default() };
        let pool = Branding {
            light: Palette {
                brand: colour("#0a6e46"),
                card: colour("#ffffff"),
                ..Palette::default()
            },
            radius: Some(4),
            texts: BTreeMap::from([("en".into(), words("Hello")), ("de".into(), words("Hallo"))]),
            ..Branding::default()
        };
        let client = Branding {
            light: Palette { brand: colour("#b3261e"), ..Palette::default() },
            texts: BTreeMap::from([("en".into(), words("Ahoy"))]),
            ..Branding::default()
        };
        let both = client.over(&pool);
        assert_eq!((both.light.brand, both.light.card), (client.light.brand, pool.light.card));
        assert_eq!(both.radius, Some(4));
        assert_eq!(both.texts["en"].sign_in.as_deref(), Some("Ahoy"));
        assert_eq!(both.texts["de"].sign_in.as_deref(), Some("Hallo"));
        assert_eq!(Branding::default().over(&pool), pool);
    }

    #[test]
    fn another_logo_does_not_take_the_night_of_the_first() {
        let picture = |digit: &str| Some(format!("{}.png", digit.repeat(40)).parse().expect("one"));
        let pool = Branding { logo: picture("a"), logo_dark: picture("b"), ..Branding::default() };
        let client = Branding { logo: picture("c"), ..Branding::default() };
        assert_eq!(client.over(&pool).logo_dark, None);
        assert_eq!(Branding::default().over(&pool).logo_dark, pool.logo_dark);
    }

    #[test]
    fn words_are_those_of_the_tag_or_else_of_the_language() {
        let sign_in = |text: &str| Texts { sign_in: Some(text.into()), ..Texts::default() };
        let footer = Texts { footer: Some("Wien".into()), ..Texts::default() };
        let texts = BTreeMap::from([
            ("de".into(), sign_in("Hallo")),
            ("de-AT".into(), footer),
            ("pt-BR".into(), sign_in("Oi")),
        ]);
        let branding = Branding { texts, ..Branding::default() };
        let heading = |tag| branding.words(tag, |texts| texts.sign_in.as_ref());
        assert_eq!(heading("de"), Some("Hallo"));
        assert_eq!(heading("de-at"), Some("Hallo"), "its own words are about something else");
        assert_eq!(branding.words("de-AT", |texts| texts.footer.as_ref()), Some("Wien"));
        assert_eq!(heading("pt-BR"), Some("Oi"));
        assert_eq!((heading("pt"), heading("en")), (None, None));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Branding::default().check(), Ok(()));
        assert!(Branding { radius: Some(17), ..Branding::default() }.check().is_err());
        let text = |text: &str| {
            let words = Texts { footer: Some(text.into()), ..Texts::default() };
            Branding { texts: BTreeMap::from([("en".into(), words)]), ..Branding::default() }
        };
        assert_eq!(text("Northwind Ltd, Harbour Road 1").check(), Ok(()));
        for bad in ["", " ", "a\nb", &"x".repeat(501)] {
            assert!(text(bad).check().is_err(), "{bad}");
        }
        let tagged = |tag: &str| {
            let texts = BTreeMap::from([(tag.to_owned(), Texts::default())]);
            Branding { texts, ..Branding::default() }
        };
        assert_eq!(tagged("pt-BR").check(), Ok(()));
        assert!(tagged("pt_BR/").check().is_err());
    }
}
