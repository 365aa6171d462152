//! The terms that a pool asks people to agree to, and where they and its other policies can be read.

use crate::model::terms::TermsPolicy;

/// Terms of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The version that the form sends back.
    pub version: String,
    /// Where the terms are.
    pub terms: Option<String>,
    /// Where the privacy policy is.
    pub privacy: Option<String>,
}

/// Where a pool says what it asks and what it promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// Its terms.
    pub terms: Option<String>,
    /// Its privacy policy.
    pub privacy: Option<String>,
}

impl Policies {
    /// Those of a pool.
    pub fn of(policy: &TermsPolicy) -> Policies {
        Policies { terms: policy.terms_url.clone(), privacy: policy.privacy_url.clone() }
    }
}

impl Terms {
    /// The terms of a pool, if it has any.
    pub fn of(policy: &TermsPolicy) -> Option<Terms> {
        let version = policy.version.clone()?;
        Some(Terms {
            version,
            terms: policy.terms_url.clone(),
            privacy: policy.privacy_url.clone(),
        })
    }

    /// Terms with everything that they can have, for the gallery.
    pub fn sample() -> Terms {
        Terms {
            version: "2026-01".to_owned(),
            terms: Some("https://northwind.example/terms".to_owned()),
            privacy: Some("https://northwind.example/privacy".to_owned()),
        }
    }
}
