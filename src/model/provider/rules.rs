//! What the word of a provider counts for at a pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;
use crate::model::pool::check_domain;

/// The most identifiers of a provider, and the longest (Cognito's `IdpIdentifiers`).
const MOST_IDENTIFIERS: usize = 50;
const LONGEST_IDENTIFIER: usize = 40;
/// The longest name of an attribute or claim in the mapping, in bytes.
const LONGEST_CLAIM: usize = 128;
/// How many attributes and domains are listed.
const MOST_ENTRIES: usize = 100;
/// Every domain, in the list of those that are trusted.
const EVERY: &str = "*";

/// What a pool makes of what a provider says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderRules {
    /// The words on its button, where they are not its name.
    pub label: Option<String>,
    /// Which claim each attribute is taken from, at every sign-in (Cognito's `AttributeMapping`);
    /// the usual ones where nothing is given.
    pub attribute_mapping: Option<BTreeMap<String, String>>,
    /// By what else it is asked for (`idp_identifier`); one that is a domain takes the people with
    /// addresses there (Cognito's `IdpIdentifiers`).
    pub identifiers: Vec<String>,
    /// The domains of addresses for which its word that they are verified counts; `*` is every
    /// domain. Its own where nothing is given.
    pub trusted_domains: Option<Vec<String>>,
    /// Whether somebody who has no account gets one; as the pool's sign-up where nothing is given.
    pub sign_up: Option<bool>,
    /// Who asks for the second factor.
    pub second_factor: SecondFactor,
    /// Whether its tokens are kept, sealed.
    pub keep_tokens: bool,
}

/// Who asks for a second factor where the pool wants one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// The pool, as from everybody.
    #[default]
    Ours,
    /// The provider, where it says that it has (`amr`, RFC 8176); else the pool.
    Theirs,
}

impl ProviderRules {
    /// Whether the provider's word counts for addresses at `domain`, which is in lower case.
    pub fn trusts(&self, domain: &str, own: &[&str]) -> bool {
        match &self.trusted_domains {
            Some(listed) => listed.iter().any(|one| one == EVERY || one == domain),
            None => own.contains(&domain),
        }
    }

    /// Checks that the rules fit together.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        let domains = self.trusted_domains.as_deref().unwrap_or_default();
        let mapping = self.attribute_mapping.iter().flatten();
        let is_name = |text: &str| {
            (1..=LONGEST_CLAIM).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
        };
        let is_identifier = |text: &String| {
            (1..=LONGEST_IDENTIFIER).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+ ".contains(&b))
        };
        let is_label = |text: &String| {
            (1..=64).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
        };
        let rules = [
            (self.label.iter().all(is_label), "a label has 1 to 64 characters"),
            (
                mapping.clone().all(|(attribute, claim)| is_name(attribute) && is_name(claim))
                    && mapping.count() <= MOST_ENTRIES,
                "attribute_mapping has up to 100 attributes, each with the name of a claim",
            ),
            (
                self.identifiers.len() <= MOST_IDENTIFIERS
                    && self.identifiers.iter().all(is_identifier),
                "identifiers are up to 50 of 40 characters each",
            ),
            (
                domains.len() <= MOST_ENTRIES
                    && domains.iter().all(|one| one == EVERY || check_domain(one).is_ok()),
                "trusted_domains are host names in lower case, or *",
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

    fn trusting(domains: &[&str]) -> ProviderRules {
        let listed = domains.iter().map(|one| (*one).to_owned()).collect();
        ProviderRules { trusted_domains: Some(listed), ..ProviderRules::default() }
    }

    #[test]
    fn a_word_counts_for_the_domains_that_are_listed() {
        let own = ["gmail.com"];
        assert!(ProviderRules::default().trusts("gmail.com", &own));
        assert!(!ProviderRules::default().trusts("example.com", &own));
        assert!(trusting(&["example.com"]).trusts("example.com", &own));
        assert!(!trusting(&["example.com"]).trusts("gmail.com", &own));
        assert!(!trusting(&["example.com"]).trusts("evil-example.com", &own));
        assert!(trusting(&["*"]).trusts("anything.example", &own));
        assert!(!trusting(&[]).trusts("gmail.com", &own));
    }

    #[test]
    fn rules_that_do_not_fit_are_refused() {
        assert_eq!(ProviderRules::default().check(), Ok(()));
        assert_eq!(trusting(&["example.com", "*"]).check(), Ok(()));
        let broken = [
            trusting(&["Example.com"]),
            trusting(&["*.example.com"]),
            ProviderRules { label: Some(" ".into()), ..Default::default() },
            ProviderRules { identifiers: vec!["x".repeat(41)], ..Default::default() },
            ProviderRules {
                attribute_mapping: Some(BTreeMap::from([("email".into(), String::new())])),
                ..Default::default()
            },
        ];
        for rules in broken {
            assert!(rules.check().is_err(), "{rules:?}");
        }
    }
}
