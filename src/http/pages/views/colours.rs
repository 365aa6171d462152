//! The colours of the style sheet can be told apart by people with low vision (WCAG 2.2, 1.4.3 and 1.4.11).

/// What text needs against its background.
const TEXT: f64 = 4.5;
/// What the edge of a field and the ring around what has the focus need.
const EDGE: f64 = 3.0;

/// Which token stands on which, and the contrast that it needs.
const PAIRS: [(&str, &str, f64); 16] = [
    ("text", "page", TEXT),
    ("text", "card", TEXT),
    ("text", "field", TEXT),
    ("muted", "page", TEXT),
    ("muted", "card", TEXT),
    ("brand", "card", TEXT),
    ("brand", "field", TEXT),
    ("brand-hover", "card", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("danger", "card", TEXT),
    ("danger", "danger-tint", TEXT),
    ("success", "success-tint", TEXT),
    ("edge", "card", EDGE),
    ("edge", "field", EDGE),
    ("brand", "page", EDGE),
];

/// The value of a token in one block of declarations.
fn token<'a>(block: &'a str, name: &str) -> &'a str {
    let declaration = format!("--{name}: #");
    let start = block.find(&declaration).expect("the token is declared") + declaration.len();
    &block[start..start + 6]
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a hexadecimal colour");
        let share = f64::from(value) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn black_on_white_is_twenty_one_to_one() {
    assert!((contrast("000000", "ffffff") - 21.0).abs() < 0.01);
}

#[test]
fn every_pair_of_colours_has_the_contrast_it_needs_in_light_and_in_dark() {
    let sheet = include_str!("../../../../static/pages.css");
    let (light, dark) = sheet.split_once("prefers-color-scheme: dark").expect("both schemes");
    for (scheme, block) in [("light", light), ("dark", dark)] {
        for (front, back, needed) in PAIRS {
            let found = contrast(token(block, front), token(block, back));
            assert!(found >= needed, "{scheme}: {front} on {back} has {found:.2}");
        }
    }
}
