//! The whole look of a page, worked out from the few colours that a pool sets.

use super::token::{EDGE, Mode, TEXT, Token, Tokens};
use super::{Branding, Colour, Layout, Palette, PictureId, Scheme};

/// How much of its text is in a line that only parts, in percent.
const LINE: u8 = 12;
/// How much nearer to white or black a field is than its card, in percent.
const FIELD: u8 = 25;
/// How much of what is said is in what it stands on, in percent.
const TINT: u8 = 8;
/// How far a button goes from its colour under the pointer, in percent.
const HOVER: u8 = 20;

/// The colours of day and night, and what else is in the style sheet of a look.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// When which colours are shown.
    pub scheme: Scheme,
    /// The colours by day.
    pub light: Tokens,
    /// The colours by night.
    pub dark: Tokens,
    /// What was set and could not be told apart well enough.
    pub corrections: Vec<Correction>,
    has_colours: bool,
    radius: Option<u8>,
    backdrop: Option<PictureId>,
}

/// A colour in place of one that could not be told well enough from what it stands on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// Where it was set: by day or by night.
    pub mode: Mode,
    /// What for.
    pub token: Token,
    /// What was set.
    pub asked: Colour,
    /// What is shown.
    pub used: Colour,
    /// On what it stands.
    pub on: Token,
    /// The contrast that was there.
    pub contrast_found: f64,
    /// The contrast that it needs.
    pub contrast_needed: f64,
}

impl Look {
    /// Works out what is not set, and corrects what is not seen.
    pub fn of(branding: &Branding) -> Look {
        let mut corrections = Vec::new();
        let light = derive(Mode::Light, &branding.light, &mut corrections);
        let dark = derive(Mode::Dark, &branding.dark, &mut corrections);
        let scheme = branding.scheme.unwrap_or_default();
        let is_split = branding.layout == Some(Layout::Split);
        let ours = Palette::default();
        Look {
            scheme,
            light,
            dark,
            corrections,
            has_colours: scheme != Scheme::Auto || [branding.light, branding.dark] != [ours, ours],
            radius: branding.radius,
            backdrop: branding.backdrop.clone().filter(|_| is_split),
        }
    }

    /// What it changes of our style sheet, to be read after it; nothing for our own look. The
    /// backdrop is named as it lies beside this sheet.
    pub fn sheet(&self) -> Option<String> {
        let Self { light, dark, .. } = self;
        let colours = match (self.has_colours, self.scheme) {
            (false, _) => String::new(),
            (true, Scheme::Light) => format!(":root{{{light}}}"),
            (true, Scheme::Dark) => format!(":root{{{dark}}}"),
            (true, Scheme::Auto) => {
                format!(":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")
            }
        };
        let radius = self.radius.map(|radius| format!(":root{{--radius:{radius}px}}"));
        let backdrop = self.backdrop.as_ref();
        let backdrop =
            backdrop.map(|id| format!(".split::before{{background-image:url(\"{id}\")}}"));
        let sheet = [Some(colours), radius, backdrop].into_iter().flatten().collect::<String>();
        (!sheet.is_empty()).then_some(sheet)
    }
}

fn derive(mode: Mode, palette: &Palette, corrections: &mut Vec<Correction>) -> Tokens {
    let mut tokens = Tokens::ours(mode);
    if let Some(page) = palette.page {
        set_page(&mut tokens, page);
    }
    if let Some(card) = palette.card {
        set_card(&mut tokens, card);
    }
    if palette.card.or(palette.brand).or(palette.on_brand).is_some() {
        set_brand(&mut tokens, palette);
    }
    let asked = [
        (Token::Brand, palette.brand, [Token::Card, Token::Field].as_slice()),
        (Token::OnBrand, palette.on_brand, &[Token::Brand]),
    ];
    corrections.extend(
        asked
            .into_iter()
            .filter_map(|(token, asked, backs)| told(mode, &tokens, token, asked?, backs)),
    );
    tokens
}

/// What stands beside the card goes with the page.
fn set_page(tokens: &mut Tokens, page: Colour) {
    let ours = Tokens::ours(Mode::of(page));
    tokens[Token::Page] = page;
    tokens[Token::PageText] = fit(ours[Token::PageText], &[page], TEXT);
    tokens[Token::PageMuted] = fit(ours[Token::PageMuted], &[page], TEXT);
}

/// What stands on the card goes with the card, whatever the mode: a dark card has light text.
fn set_card(tokens: &mut Tokens, card: Colour) {
    let mode = Mode::of(card);
    let ours = Tokens::ours(mode);
    let field = card.mix(ends(mode).0, FIELD);
    let on_both = |token, needed| fit(ours[token], &[card, field], needed);
    tokens[Token::Card] = card;
    tokens[Token::Field] = field;
    tokens[Token::Text] = on_both(Token::Text, TEXT);
    tokens[Token::Muted] = on_both(Token::Muted, TEXT);
    tokens[Token::Edge] = on_both(Token::Edge, EDGE);
    tokens[Token::Line] = card.mix(tokens[Token::Text], LINE);
    for (said, tint) in [(Token::Danger, Token::DangerTint), (Token::Success, Token::SuccessTint)] {
        tokens[tint] = field.mix(ours[said], TINT);
        tokens[said] = fit(ours[said], &[card, field, tokens[tint]], TEXT);
    }
}

/// Buttons and links go with the card that they stand on.
fn set_brand(tokens: &mut Tokens, palette: &Palette) {
    let (card, field) = (tokens[Token::Card], tokens[Token::Field]);
    let mode = Mode::of(card);
    let ours = Tokens::ours(mode);
    let brand = fit(palette.brand.unwrap_or(ours[Token::Brand]), &[card, field], TEXT);
    let on_brand = fit(palette.on_brand.unwrap_or(ours[Token::OnBrand]), &[brand], TEXT);
    let hover = match brand == ours[Token::Brand] {
        true => ours[Token::BrandHover],
        false => brand.mix(ends(mode).1, HOVER),
    };
    tokens[Token::Brand] = brand;
    tokens[Token::OnBrand] = on_brand;
    // Between a card and words that hardly leave room there is no second colour.
    tokens[Token::BrandHover] = nearest(hover, &[card, on_brand], TEXT).unwrap_or(brand);
}

/// Where surfaces go, and where what stands on them goes, to be told apart better.
fn ends(mode: Mode) -> (Colour, Colour) {
    match mode {
        Mode::Light => (Colour::WHITE, Colour::BLACK),
        Mode::Dark => (Colour::BLACK, Colour::WHITE),
    }
}

/// Tells that what was asked for is not what is shown, with the pair that did not hold.
fn told(
    mode: Mode,
    tokens: &Tokens,
    token: Token,
    asked: Colour,
    backs: &[Token],
) -> Option<Correction> {
    let used = tokens[token];
    let found = |on: &Token| asked.contrast(tokens[*on]);
    let on = backs.iter().min_by(|one, other| found(one).total_cmp(&found(other)))?;
    (used != asked).then(|| Correction {
        mode,
        token,
        asked,
        used,
        on: *on,
        contrast_found: found(on),
        contrast_needed: TEXT,
    })
}

/// The colour nearest to `asked` that can be told from all of these; one is always there, since
/// black or white has 4.58 to 1 against any colour.
fn fit(asked: Colour, backs: &[Colour], needed: f64) -> Colour {
    nearest(asked, backs, needed).unwrap_or(asked)
}

/// Goes in small steps towards black and white at once, and stops at the first that holds.
fn nearest(asked: Colour, backs: &[Colour], needed: f64) -> Option<Colour> {
    let both = |percent| [Colour::BLACK, Colour::WHITE].map(|end| asked.mix(end, percent));
    let holds = |one: &Colour| backs.iter().all(|back| one.contrast(*back) >= needed);
    (0..=100).flat_map(both).find(holds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::branding::token::PAIRS;

    fn colour(text: &str) -> Option<Colour> {
        Some(text.parse().expect("a colour"))
    }

    fn by_day(light: Palette) -> Look {
        Look::of(&Branding { light, ..Branding::default() })
    }

    fn any_colour() -> impl Strategy<Value = Option<Colour>> {
        let mixed = any::<u32>().prop_map(|rgb| Colour::of(rgb & 0xff_ff_ff));
        let grey = any::<u8>().prop_map(|level| Colour { red: level, green: level, blue: level });
        prop::option::of(prop_oneof![mixed, grey])
    }

    fn any_palette() -> impl Strategy<Value = Palette> {
        (any_colour(), any_colour(), any_colour(), any_colour())
            .prop_map(|(page, card, brand, on_brand)| Palette { page, card, brand, on_brand })
    }

    fn holds(tokens: &Tokens) -> Result<(), TestCaseError> {
        for (front, back, needed) in PAIRS {
            let found = tokens[front].contrast(tokens[back]);
            prop_assert!(found >= needed, "{front:?} on {back:?} has {found:.2}");
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_is_set_can_be_told_apart(light in any_palette(), dark in any_palette()) {
            let look = Look::of(&Branding { light, dark, ..Branding::default() });
            for (tokens, palette) in [(look.light, light), (look.dark, dark)] {
                holds(&tokens)?;
                prop_assert_eq!(tokens[Token::Card], palette.card.unwrap_or(tokens[Token::Card]));
                prop_assert_eq!(tokens[Token::Page], palette.page.unwrap_or(tokens[Token::Page]));
            }
        }

        #[test]
        fn what_is_corrected_was_not_seen_and_is_just_seen(light in any_palette()) {
            let look = by_day(light);
            let asked = [(Token::Brand, light.brand), (Token::OnBrand, light.on_brand)];
            for (token, asked) in asked {
                let told = look.corrections.iter().find(|one| one.token == token);
                match (told, asked) {
                    (Some(told), Some(asked)) => {
                        prop_assert_eq!((told.asked, told.used), (asked, look.light[token]));
                        prop_assert!(told.contrast_found < told.contrast_needed);
                        let backs: &[Token] = match token {
                            Token::Brand => &[Token::Card, Token::Field],
                            _ => &[Token::Brand],
                        };
                        let on = |back: &Token| told.used.contrast(look.light[*back]);
                        let least = backs.iter().map(on).fold(f64::INFINITY, f64::min);
                        prop_assert!(least < told.contrast_needed + 0.35, "moved to {least:.2}");
                    }
                    (None, Some(asked)) => prop_assert_eq!(asked, look.light[token]),
                    (told, None) => prop_assert!(told.is_none()),
                }
            }
        }
    }

    #[test]
    fn a_pool_that_sets_nothing_has_our_look() {
        let look = Look::of(&Branding::default());
        assert_eq!(look.light, Tokens::ours(Mode::Light));
        assert_eq!(look.dark, Tokens::ours(Mode::Dark));
        assert_eq!((look.sheet(), look.corrections.len()), (None, 0));
    }

    #[test]
    fn a_yellow_button_becomes_dark_enough_for_links_and_stays_yellow() {
        let look = by_day(Palette { brand: colour("#ffcc00"), ..Palette::default() });
        let told = look.corrections.first().expect("a correction");
        assert_eq!((told.mode, told.token, told.on), (Mode::Light, Token::Brand, Token::Card));
        assert!((told.contrast_found - 1.5).abs() < 0.1);
        let Colour { red, green, blue } = told.used;
        assert!(red > green && green > blue && blue == 0, "{}", told.used);
        assert_eq!(look.dark, Tokens::ours(Mode::Dark), "the night was not asked for");
    }

    #[test]
    fn a_dark_card_by_day_has_light_text() {
        let card = colour("#10233a");
        let look = by_day(Palette { card, ..Palette::default() });
        let tokens = look.light;
        assert_eq!(Mode::of(tokens[Token::Card]), Mode::Dark);
        assert!(tokens[Token::Text].luminance() > 0.7);
        assert_eq!(tokens[Token::PageText], Tokens::ours(Mode::Light)[Token::PageText]);
        let sheet = look.sheet().expect("a sheet");
        assert!(sheet.starts_with(":root{color-scheme:dark;--page:#f4f6f9;"), "{sheet}");
    }

    #[test]
    fn the_sheet_says_what_is_set_and_no_more() {
        let sheet = |branding: Branding| Look::of(&branding).sheet();
        let square = Branding { radius: Some(0), ..Branding::default() };
        assert_eq!(sheet(square).as_deref(), Some(":root{--radius:0px}"));
        let night = Branding { scheme: Some(Scheme::Dark), ..Branding::default() };
        let night = sheet(night).expect("a sheet");
        assert!(night.contains("--page:#0d1015") && !night.contains("@media"), "{night}");
        let palette = Palette { brand: colour("#0a6e46"), ..Palette::default() };
        let green = sheet(Branding { light: palette, ..Branding::default() }).expect("a sheet");
        assert!(green.contains("--brand:#0a6e46;"), "{green}");
        assert!(green.contains("@media (prefers-color-scheme:dark){:root{color-scheme:dark;"));
        let backdrop = format!("{}.webp", "ab".repeat(20)).parse().ok();
        let beside = Branding { backdrop, ..Branding::default() };
        assert_eq!(sheet(beside.clone()), None, "the layout has no room for it");
        let split = sheet(Branding { layout: Some(Layout::Split), ..beside }).expect("a sheet");
        assert_eq!(split.matches("url(\"abab").count(), 1, "{split}");
    }
}
