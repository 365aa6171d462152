//! A pattern that a whole text must match.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::Invalid;

/// The longest pattern, in characters.
const LONGEST: usize = 256;
/// The most that a pattern may take when it is read, in bytes: a short one can stand for very much.
const MOST_BYTES: usize = 1 << 20;

/// A regular expression in the syntax of the `regex` crate, which takes time in proportion to the text
/// whatever the pattern. It is the whole text that must match.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    text: String,
    whole: Arc<Regex>,
}

impl Pattern {
    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }
}

impl FromStr for Pattern {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(Invalid::because("a pattern has 1 to 256 characters"));
        }
        // Alone first: what closes the group around it would be no pattern by itself.
        let read = |pattern: &str| RegexBuilder::new(pattern).size_limit(MOST_BYTES).build();
        let whole = read(text).and_then(|_| read(&format!(r"\A(?:{text})\z")));
        let refused = |_| Invalid::because("that is not a regular expression, or too large a one");
        Ok(Self { text: text.to_owned(), whole: Arc::new(whole.map_err(refused)?) })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text).finish()
    }
}

impl TryFrom<String> for Pattern {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_matches_or_none_of_it() {
        let pattern: Pattern = "[A-Z]{2}|[0-9]+".parse().expect("a pattern");
        for (text, fits) in
            [("AB", true), ("1234", true), ("ABC", false), ("x1", false), ("1\n", false)]
        {
            assert_eq!(pattern.matches(text), fits, "{text}");
        }
        assert_eq!(String::from(pattern), "[A-Z]{2}|[0-9]+");
    }

    #[test]
    fn what_is_no_pattern_or_a_huge_one_is_refused() {
        let long = "a".repeat(257);
        for bad in ["", "(", "a)|(b", r"(?<=a)b", r"(\w{200}){200}", &long] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }
}
