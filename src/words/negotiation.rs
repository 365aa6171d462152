//! Choosing a language: from one tag, from an ordered list, from `Accept-Language`.

use super::{LANGUAGES, Locale};

/// The longest tag that is looked at, in bytes (RFC 5646 §4.4.1 asks for at least 35).
const TAG_LENGTH: usize = 35;
/// How much of an `Accept-Language` header is read, in bytes.
const HEADER_LENGTH: usize = 1_000;
/// How many of its entries are read.
const HEADER_ENTRIES: usize = 20;

impl Locale {
    /// The best language for one BCP 47 tag: its subtags are dropped from the end until one fits
    /// (RFC 4647 §3.4, lookup), so `de-AT` finds German.
    pub fn from_tag(tag: &str) -> Option<Locale> {
        if tag.len() > TAG_LENGTH {
            return None;
        }
        let mut range = tag.trim().replace('_', "-");
        loop {
            let found = LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(&range));
            if let Some(language) = found {
                return Some(language.locale);
            }
            range.truncate(range.rfind('-')?);
        }
    }

    /// The first language of an ordered list of wishes that exists here, or the default.
    pub fn negotiate<'a>(preferences: impl IntoIterator<Item = &'a str>) -> Locale {
        preferences.into_iter().find_map(Locale::from_tag).unwrap_or_default()
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4); what is not
    /// understood in it is passed over.
    pub fn from_accept_language(header: &str) -> Locale {
        let read = &header[..header.floor_char_boundary(HEADER_LENGTH)];
        let mut wishes: Vec<(&str, u16)> =
            read.split(',').take(HEADER_ENTRIES).filter_map(wish).collect();
        wishes.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
        Locale::negotiate(wishes.into_iter().map(|(tag, _)| tag))
    }
}

/// One entry, `de-CH;q=0.8`, as its tag and its weight in thousandths; none for weight 0.
fn wish(entry: &str) -> Option<(&str, u16)> {
    let (tag, parameter) = match entry.split_once(';') {
        Some((tag, parameter)) => (tag, Some(parameter)),
        None => (entry, None),
    };
    let weight = match parameter {
        Some(parameter) => weight(parameter.trim())?,
        None => 1_000,
    };
    (weight > 0).then_some((tag.trim(), weight))
}

/// `q=0.8` as thousandths (RFC 9110 §12.4.2).
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let quality: f32 = value.trim().parse().ok()?;
    let known = name.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&quality);
    known.then_some((quality * 1_000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_finds_its_language_by_dropping_subtags() {
        assert_eq!(Locale::from_tag("de"), Some(Locale::German));
        assert_eq!(Locale::from_tag("DE-at-1996"), Some(Locale::German));
        assert_eq!(Locale::from_tag("en_GB"), Some(Locale::English));
        assert_eq!(Locale::from_tag("den"), None);
        assert_eq!(Locale::from_tag(""), None);
        assert_eq!(Locale::from_tag(&"de-".repeat(40)), None);
    }

    #[test]
    fn the_first_wish_that_exists_wins() {
        assert_eq!(Locale::negotiate(["it", "de-CH", "en"]), Locale::German);
        assert_eq!(Locale::negotiate(["it"]), Locale::English);
        assert_eq!(Locale::negotiate([]), Locale::English);
    }

    #[test]
    fn accept_language_is_ordered_by_weight() {
        let best = Locale::from_accept_language;
        assert_eq!(best("de"), Locale::German);
        assert_eq!(best("en;q=0.5, de;q=0.9"), Locale::German);
        assert_eq!(best("it-CH, it;q=0.9, de;q=0.8, en;q=0.7, *;q=0.5"), Locale::German);
        assert_eq!(best("de;q=0, en;q=0.1"), Locale::English);
        assert_eq!(best("en, de"), Locale::English);
    }

    #[test]
    fn a_header_of_garbage_gives_the_default() {
        let endless = "de;q=0.1,".repeat(100_000);
        assert_eq!(Locale::from_accept_language(&endless), Locale::German);
        let late = format!("{}de", "xx,".repeat(HEADER_ENTRIES));
        for header in ["", ",,,;;;==", "*", "de;q=NaN", "de;q=7", "de;q", "🦀🦀;q=1", late.as_str()]
        {
            assert_eq!(Locale::from_accept_language(header), Locale::English, "{header}");
        }
        let wide = "é".repeat(HEADER_LENGTH);
        assert_eq!(Locale::from_accept_language(&wide), Locale::English);
    }
}
