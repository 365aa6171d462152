//! Terms: what people agree to once, and again when it changes.

use serde::{Deserialize, Serialize};

use super::{Instant, Invalid};

/// The longest name of a version, in characters.
const LONGEST_VERSION: usize = 64;

/// What a pool wants people to agree to, at sign-up and at the first sign-in after it has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsPolicy {
    /// The version that counts now, such as a date; without one nothing is asked.
    pub version: Option<String>,
    /// Where the terms can be read.
    pub terms_url: Option<String>,
    /// Where it can be read what becomes of the data.
    pub privacy_url: Option<String>,
}

/// What somebody has agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The version.
    pub version: String,
    /// When.
    pub at: Instant,
}

impl TermsPolicy {
    /// The version that somebody who has agreed to that much is yet to agree to.
    pub fn due(&self, agreed: Option<&Agreement>) -> Option<&str> {
        let version = self.version.as_deref();
        version.filter(|version| agreed.is_none_or(|agreed| agreed.version != *version))
    }

    /// Checks that the rules fit together.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        let addresses = [&self.terms_url, &self.privacy_url];
        let is_web_address = |text: &String| {
            url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
                && text.len() <= 2048
        };
        let is_version = |text: &String| {
            !text.is_empty()
                && text.chars().count() <= LONGEST_VERSION
                && !text.chars().any(|c| c.is_control() || c.is_whitespace())
        };
        let rules = [
            (
                self.version.iter().all(is_version),
                "the version of the terms has 1 to 64 characters and no spaces",
            ),
            (
                addresses.into_iter().flatten().all(is_web_address),
                "terms_url and privacy_url are http or https addresses",
            ),
            (
                self.version.is_some() == addresses.into_iter().any(Option::is_some),
                "terms need a version and an address where they can be read",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(Invalid::because(broken)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(version: Option<&str>, terms_url: Option<&str>) -> TermsPolicy {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        TermsPolicy { version: owned(version), terms_url: owned(terms_url), privacy_url: None }
    }

    #[test]
    fn terms_are_there_to_be_read() {
        let address = Some("https://app.example/terms");
        assert_eq!(terms(None, None).check(), Ok(()));
        assert_eq!(terms(Some("2026-01"), address).check(), Ok(()));
        let broken = [
            terms(Some("2026-01"), None),
            terms(None, address),
            terms(Some(""), address),
            terms(Some("a b"), address),
            terms(Some(&"1".repeat(65)), address),
            terms(Some("1"), Some("javascript:alert(1)")),
            terms(Some("1"), Some("/terms")),
        ];
        for terms in broken {
            assert!(terms.check().is_err(), "{terms:?}");
        }
    }

    #[test]
    fn each_version_is_agreed_to_once() {
        let second = terms(Some("2"), Some("https://app.example/terms"));
        let to = |version: &str| Agreement { version: version.into(), at: Instant::from_millis(0) };
        assert_eq!(second.due(None), Some("2"));
        assert_eq!(second.due(Some(&to("1"))), Some("2"));
        assert_eq!(second.due(Some(&to("2"))), None);
        assert_eq!(TermsPolicy::default().due(None), None);
    }
}
