//! `[pools]`: what new pools get.

use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "pools",
    about: "What new pools get.",
    keys: &[Key::defaulted(
        "region",
        r#""eu-central-1""#,
        "The part of a pool's id before the underscore; ids made already keep theirs.",
    )],
};

/// What new pools get.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pools {
    /// The part of a pool's id before the underscore.
    pub region: String,
}

impl Pools {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        if !is_region(&self.region) {
            let message = format!("`{}` has not the form of `eu-central-1`", self.region);
            check.fault("pools.region", message);
        }
    }
}

/// `[a-z]{2,}(-[a-z0-9]+)+`, at most 40 characters.
fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    let lower_or_digit =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let mut rest = parts.peekable();
    text.len() <= 40
        && first.len() >= 2
        && lower(first)
        && rest.peek().is_some()
        && rest.all(|part| !part.is_empty() && lower_or_digit(part))
}

#[cfg(test)]
mod tests {
    use super::is_region;

    #[test]
    fn a_region_has_cognitos_form() {
        for good in ["eu-central-1", "us-gov-west-1", "home-1", "ab-c"] {
            assert!(is_region(good), "{good}");
        }
        for bad in ["", "eu", "e-1", "EU-central-1", "eu-", "eu--1", "eu_central_1", "eu1-a"] {
            assert!(!is_region(bad), "{bad}");
        }
    }
}
