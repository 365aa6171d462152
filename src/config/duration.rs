//! Durations as people write them: `500ms`, `30s`, `10m`, `1h`, `90d`, `1h30m`.

use std::{fmt, time::Duration};

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Units from the longest, in milliseconds.
const UNITS: &[(&str, u64)] =
    &[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

const FORM: &str = "a duration such as \"30s\", \"10m\", \"1h\" or \"90d\"";

/// Reads a duration from its text; a bare `0` is none at all.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    from.deserialize_str(Text)
}

/// Parses numbers that each have a unit.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (number, tail) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let unit_end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, after) = tail.split_at(unit_end);
        let (_, milliseconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(*milliseconds)?)?;
        rest = after;
    }
    Some(Duration::from_millis(total))
}

/// Writes a duration as `parse` reads it, down to milliseconds.
pub(super) fn text(duration: Duration) -> String {
    let mut left = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut text = String::new();
    for (unit, milliseconds) in UNITS {
        if left >= *milliseconds {
            text.push_str(&format!("{}{unit}", left / milliseconds));
            left %= milliseconds;
        }
    }
    if text.is_empty() { "0".to_owned() } else { text }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORM)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Duration, E> {
        parse(text).ok_or_else(|| E::custom(format!("`{text}` is not {FORM}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_add_up() {
        let cases = [
            ("500ms", 500),
            ("30s", 30_000),
            ("10m", 600_000),
            ("1h", 3_600_000),
            ("90d", 7_776_000_000),
            ("1h30m", 5_400_000),
            (" 2s ", 2000),
            ("0", 0),
            ("0s", 0),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "30", "s", "-1s", "1.5h", "1 h", "1w", "99999999999999999999d", "1h30"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("{}d", u64::MAX)), None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["90d", "1h30m", "1d2h3m4s5ms", "0"] {
            assert_eq!(super::text(parse(text).unwrap()), text);
        }
    }
}
