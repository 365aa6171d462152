//! The colours of the style sheet are the ones that looks are derived from, and can be told apart by
//! people with low vision (WCAG 2.2, 1.4.3 and 1.4.11).

use crate::model::branding::{Colour, Mode, PAIRS, Token, Tokens};

/// The value of a token in one block of declarations.
fn token(block: &str, token: Token) -> Colour {
    let declaration = format!("--{}: #", token.name());
    let start = block.find(&declaration).expect("the token is declared") + declaration.len() - 1;
    block[start..start + 7].parse().expect("a colour")
}

/// The blocks for day and night.
fn blocks() -> [(Mode, &'static str); 2] {
    let sheet = include_str!("../../../../static/pages.css");
    let (light, dark) = sheet.split_once("prefers-color-scheme: dark").expect("both schemes");
    [(Mode::Light, light), (Mode::Dark, dark)]
}

#[test]
fn every_pair_of_colours_has_the_contrast_it_needs_in_light_and_in_dark() {
    for (mode, block) in blocks() {
        for (front, back, needed) in PAIRS {
            let found = token(block, front).contrast(token(block, back));
            assert!(found >= needed, "{mode:?}: {front:?} on {back:?} has {found:.2}");
        }
    }
}

#[test]
fn looks_are_derived_from_the_colours_of_the_style_sheet() {
    for (mode, block) in blocks() {
        for one in Token::all() {
            assert_eq!(token(block, one), Tokens::ours(mode)[one], "{mode:?}: {one:?}");
        }
    }
}
