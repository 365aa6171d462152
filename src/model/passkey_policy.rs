//! For which domain the passkeys of a pool are (Web Authentication Level 3 section 4, "relying party
//! identifier").

use serde::{Deserialize, Serialize};

use super::Invalid;

/// For which domain the passkeys of a pool are (Cognito's `RelyingPartyId`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeyPolicy {
    /// The domain at and below which browsers offer them; where it is not said, the host of the page
    /// on which a passkey is made.
    pub relying_party: Option<String>,
}

impl PasskeyPolicy {
    /// The relying party for pages at a host; none where browsers would refuse it.
    pub fn relying_party_at<'a>(&'a self, host: &'a str) -> Option<&'a str> {
        match &self.relying_party {
            None => Some(host),
            Some(domain) => (domain == host || is_above(domain, host)).then_some(domain),
        }
    }

    /// Checks that pages at the pool's host can have its passkeys.
    ///
    /// # Errors
    /// Says what a relying party is.
    pub fn check(&self, host: &str) -> Result<(), Invalid> {
        match self.relying_party_at(host) {
            Some(_) => Ok(()),
            None => Err(Invalid::because(format!(
                "passkeys.relying_party is {host} or a domain above it, such as example.com"
            ))),
        }
    }
}

/// Whether a domain is one of those above a host. A name without a dot is above nothing: browsers
/// take it for a public suffix, as they do others that only they have a list of.
fn is_above(domain: &str, host: &str) -> bool {
    let below = host.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    domain.contains('.') && below.is_some_and(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relying_party_is_the_host_or_a_domain_above_it() {
        let at = |domain: &str, host: &str| {
            PasskeyPolicy { relying_party: Some(domain.to_owned()) }.check(host).is_ok()
        };
        assert!(PasskeyPolicy::default().check("login.example.com").is_ok());
        assert!(at("login.example.com", "login.example.com"));
        assert!(at("example.com", "login.example.com"));
        assert!(at("localhost", "localhost"));
        for domain in ["", "com", ".com", "ample.com", "other.example", "a.login.example.com"] {
            assert!(!at(domain, "login.example.com"), "{domain}");
        }
        assert!(!at("localhost", "demo.localhost"), "browsers refuse it");
    }
}
