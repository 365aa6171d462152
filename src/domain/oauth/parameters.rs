//! Request parameters: each at most once but for [`REPEATED`], in UTF-8, within limits (RFC 6749
//! section 3.1).

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::model::Invalid;

/// The one parameter that may come more than once (RFC 8707 section 2).
pub const REPEATED: &str = "resource";

/// How many parameters a request may have.
const MOST: usize = 64;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 128;

/// The longest value, in bytes.
const LONGEST_VALUE: usize = 8192;

/// A request's parameters in the order in which they came.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
}

/// Names only: the values are codes, passwords and tokens.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

impl Parameters {
    /// Reads `application/x-www-form-urlencoded` text.
    ///
    /// # Errors
    /// When a parameter comes twice that may not, is too long, or is not UTF-8.
    pub fn parse(text: &[u8]) -> Result<Self, Invalid> {
        let text = std::str::from_utf8(text)
            .map_err(|_| Invalid::because("the parameters are not UTF-8"))?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if pairs.len() >= MOST || name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE {
                return Err(Invalid::because("too many parameters, or one that is too long"));
            }
            if name != REPEATED && pairs.iter().any(|(other, _)| *other == name) {
                return Err(Invalid::because(format!(
                    "the parameter {} comes twice",
                    printable(&name)
                )));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// The value of a parameter, the first one of [`REPEATED`]; one without a value counts as left out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Each value of a parameter; those without a value count as left out.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.iter().filter(move |(own, value)| *own == name && !value.is_empty());
        own.map(|(_, value)| value)
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// Names the parameter.
    pub fn required(&self, name: &'static str) -> Result<&str, Invalid> {
        self.get(name).ok_or_else(|| Invalid::because(format!("the parameter {name} is missing")))
    }

    /// The parameters without those of these names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let kept = self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        Self { pairs: kept.cloned().collect() }
    }

    /// The parameters with this one, in place of what it was.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        self.without(&[name]).and(name, value)
    }

    /// The parameters with this one beside what they were, for whoever reads them by [`Self::parse`]
    /// again.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// These parameters, and from `others` those that are not among them.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        let own: Vec<&str> = self.iter().map(|(name, _)| name).collect();
        let mut pairs = others.without(&own).pairs;
        pairs.extend(self.pairs.iter().cloned());
        Self { pairs }
    }

    /// Each name with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The parameters as text again.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

fn decode(text: &str) -> Result<String, Invalid> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_| Invalid::because("a parameter is not UTF-8"))?
        .into_owned();
    // No database takes it, and no parameter has a use for it.
    if decoded.contains('\0') {
        return Err(Invalid::because("a parameter has a NUL character"));
    }
    Ok(decoded)
}

/// A name that came from outside, fit to stand in an error description (RFC 6749 section 5.2).
fn printable(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_second_occurrence_is_refused() {
        assert!(Parameters::parse(b"a=1&b=2&a=1").is_err());
        assert!(Parameters::parse(b"a=1&%61=2").is_err());
        assert!(Parameters::parse(b"a=%ff").is_err());
        assert!(Parameters::parse(b"a=%00").is_err());
        assert!(Parameters::parse(b"\xff=1").is_err());
        assert!(Parameters::parse(format!("a={}", "x".repeat(9000)).as_bytes()).is_err());
    }

    #[test]
    fn several_resources_are_one_parameter() {
        let parameters = Parameters::parse(b"resource=a&x=1&resource=&resource=b").expect("fine");
        assert_eq!(parameters.all(REPEATED).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(parameters.get(REPEATED), Some("a"));
        assert_eq!(parameters.with(REPEATED, "c").encode(), "x=1&resource=c");
        let outside = Parameters::parse(b"x=2&y=3&resource=d").expect("fine");
        assert_eq!(parameters.or(&outside).encode(), "y=3&resource=a&x=1&resource=&resource=b");
        assert!(Parameters::parse(b"resource=a&resource_=1&resource_=2").is_err());
        assert!(Parameters::parse("resource=a&".repeat(65).as_bytes()).is_err());
    }

    #[test]
    fn an_empty_value_counts_as_left_out() {
        let parameters = Parameters::parse(b"scope=&state=a+b%20c").expect("fine");
        assert_eq!(parameters.get("scope"), None);
        assert_eq!(parameters.get("state"), Some("a b c"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(pairs in proptest::collection::btree_map("[a-z]{1,8}", "[^\0]{0,20}", 0..8)) {
            let pairs: Vec<_> = pairs.into_iter().collect();
            let parameters = Parameters { pairs };
            prop_assert_eq!(Parameters::parse(parameters.encode().as_bytes()).expect("own form"), parameters);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Parameters::parse(&bytes);
        }
    }
}
