//! The colours of a page by name, ours for day and night, and which must be told apart from which.

use std::fmt;
use std::ops::{Index, IndexMut};

use super::Colour;

/// The contrast that text needs against its background (WCAG 2.2, 1.4.3).
pub const TEXT: f64 = 4.5;
/// The contrast that the edge of a field and the ring around the focus need (WCAG 2.2, 1.4.11).
pub const EDGE: f64 = 3.0;

/// A colour of the style sheet, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// What the card stands on.
    Page,
    /// Text beside the card.
    PageText,
    /// Lesser text beside the card.
    PageMuted,
    /// The card.
    Card,
    /// The inside of a field.
    Field,
    /// Text on the card.
    Text,
    /// Lesser text on the card.
    Muted,
    /// The edge of a field.
    Edge,
    /// A line that only parts.
    Line,
    /// Buttons, links and what has the focus.
    Brand,
    /// The same under the pointer.
    BrandHover,
    /// The words on a button.
    OnBrand,
    /// What went wrong.
    Danger,
    /// What that stands on.
    DangerTint,
    /// What went well.
    Success,
    /// What that stands on.
    SuccessTint,
}

/// How many there are. A number of its own: a type whose length is that of a table of colours sends an
/// optimising compiler in circles.
const COUNT: usize = 16;

/// One row per token, in order: its name in the style sheet, ours by day and by night.
const TOKENS: [(Token, &str, Colour, Colour); COUNT] = [
    (Token::Page, "page", Colour::of(0xf4_f6_f9), Colour::of(0x0d_10_15)),
    (Token::PageText, "page-text", Colour::of(0x15_1a_22), Colour::of(0xee_f1_f6)),
    (Token::PageMuted, "page-muted", Colour::of(0x56_60_70), Colour::of(0xa4_ae_bd)),
    (Token::Card, "card", Colour::of(0xff_ff_ff), Colour::of(0x16_1a_21)),
    (Token::Field, "field", Colour::of(0xff_ff_ff), Colour::of(0x10_14_1a)),
    (Token::Text, "text", Colour::of(0x15_1a_22), Colour::of(0xee_f1_f6)),
    (Token::Muted, "muted", Colour::of(0x56_60_70), Colour::of(0xa4_ae_bd)),
    (Token::Edge, "edge", Colour::of(0x7f_88_96), Colour::of(0x76_81_93)),
    (Token::Line, "line", Colour::of(0xe2_e6_ec), Colour::of(0x27_2d_37)),
    (Token::Brand, "brand", Colour::of(0x2f_5b_ea), Colour::of(0x86_a8_ff)),
    (Token::BrandHover, "brand-hover", Colour::of(0x24_48_c4), Colour::of(0xa5_bf_ff)),
    (Token::OnBrand, "on-brand", Colour::of(0xff_ff_ff), Colour::of(0x0a_11_26)),
    (Token::Danger, "danger", Colour::of(0xb3_26_1e), Colour::of(0xff_9d_94)),
    (Token::DangerTint, "danger-tint", Colour::of(0xfd_f1_f0), Colour::of(0x2b_15_13)),
    (Token::Success, "success", Colour::of(0x0a_6e_46), Colour::of(0x6f_dc_a6)),
    (Token::SuccessTint, "success-tint", Colour::of(0xee_fa_f3), Colour::of(0x0f_24_19)),
];

/// Which token stands on which, and the contrast that it needs.
pub const PAIRS: [(Token, Token, f64); 18] = [
    (Token::PageText, Token::Page, TEXT),
    (Token::PageMuted, Token::Page, TEXT),
    (Token::Text, Token::Card, TEXT),
    (Token::Text, Token::Field, TEXT),
    (Token::Muted, Token::Card, TEXT),
    (Token::Muted, Token::Field, TEXT),
    (Token::Edge, Token::Card, EDGE),
    (Token::Edge, Token::Field, EDGE),
    (Token::Brand, Token::Card, TEXT),
    (Token::Brand, Token::Field, TEXT),
    (Token::BrandHover, Token::Card, TEXT),
    (Token::OnBrand, Token::Brand, TEXT),
    (Token::OnBrand, Token::BrandHover, TEXT),
    (Token::Danger, Token::Card, TEXT),
    (Token::Danger, Token::Field, EDGE),
    (Token::Danger, Token::DangerTint, TEXT),
    (Token::Success, Token::Card, TEXT),
    (Token::Success, Token::SuccessTint, TEXT),
];

impl Token {
    /// Its name in the style sheet, without the dashes before it.
    pub fn name(self) -> &'static str {
        TOKENS[self as usize].1
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Token> {
        TOKENS.iter().map(|row| row.0)
    }
}

/// Day or night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Day.
    Light,
    /// Night.
    Dark,
}

impl Mode {
    /// The mode whose text can be told better from that background.
    pub fn of(background: Colour) -> Mode {
        match background.contrast(Colour::BLACK) >= background.contrast(Colour::WHITE) {
            true => Mode::Light,
            false => Mode::Dark,
        }
    }

    /// Its name, as settings have it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Light => "light",
            Mode::Dark => "dark",
        }
    }
}

/// A colour for each token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens([Colour; COUNT]);

impl Tokens {
    /// Ours.
    pub fn ours(mode: Mode) -> Tokens {
        Tokens(TOKENS.map(|(_, _, light, dark)| match mode {
            Mode::Light => light,
            Mode::Dark => dark,
        }))
    }

    /// What the card stands on.
    pub fn page(&self) -> Colour {
        self[Token::Page]
    }
}

impl Index<Token> for Tokens {
    type Output = Colour;

    fn index(&self, token: Token) -> &Colour {
        &self.0[token as usize]
    }
}

impl IndexMut<Token> for Tokens {
    fn index_mut(&mut self, token: Token) -> &mut Colour {
        &mut self.0[token as usize]
    }
}

/// As declarations of a style sheet. What the browser paints itself goes with the card.
impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = Mode::of(self[Token::Card]);
        write!(f, "color-scheme:{}", mode.name())?;
        for token in Token::all() {
            write!(f, ";--{}:{}", token.name(), self[token])?;
        }
        match mode {
            Mode::Light => f.write_str(
                ";--shadow:0 1px 2px rgb(21 26 34/6%),0 12px 32px -8px rgb(21 26 34/12%)",
            ),
            Mode::Dark => {
                f.write_str(";--shadow:0 0 0 1px var(--line),0 12px 32px -8px rgb(0 0 0/60%)")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_stands_in_its_own_row() {
        for (at, token) in Token::all().enumerate() {
            assert_eq!(token as usize, at, "{}", token.name());
        }
    }

    #[test]
    fn the_mode_of_a_background_is_that_of_its_text() {
        let mode = |text: &str| Mode::of(text.parse().expect("a colour"));
        for light in ["#ffffff", "#ffff00", "#808080", "#f4f6f9"] {
            assert_eq!(mode(light), Mode::Light, "{light}");
        }
        for dark in ["#000000", "#0000ff", "#5d34f2", "#161a21"] {
            assert_eq!(mode(dark), Mode::Dark, "{dark}");
        }
    }
}
