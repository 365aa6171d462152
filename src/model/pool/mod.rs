//! User pools: a directory of users with its own clients, keys, pages and rules.

mod names;
mod registration;
mod settings;

pub use names::{Alias, RecoveryWay, UsernameKind};
pub use registration::{RegistrationMode, RegistrationPolicy};
pub use settings::{AcrLevel, PoolSettings};

use super::{Algorithm, Instant, Invalid, PoolId};

/// A user pool; nothing of one pool exists in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its id, part of each of its addresses.
    pub id: PoolId,
    /// Its name, shown on its pages.
    pub name: String,
    /// The host name whose root is this pool, besides the path under the base URL.
    pub domain: Option<String>,
    /// The issuer identifier in its tokens where it is not the default `{base_url}/{id}`.
    pub issuer: Option<String>,
    /// How it signs.
    pub algorithm: Algorithm,
    /// Its rules.
    pub settings: PoolSettings,
    /// Whether it answers at all.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Instant,
}

impl Pool {
    /// Every algorithm that it signs with, its own first.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        let more = self.settings.algorithms.iter().copied();
        std::iter::once(self.algorithm).chain(more.filter(|one| *one != self.algorithm)).collect()
    }
}

/// Checks a pool's name: 1 to 128 characters of letters, digits, spaces and `+=,.@-_`.
///
/// # Errors
/// Says what a name may have.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_alphanumeric() || " +=,.@-_".contains(c);
    if name.trim().is_empty() || name.chars().count() > 128 || !name.chars().all(fits) {
        return Err(Invalid::because(
            "a name has 1 to 128 letters, digits, spaces or any of +=,.@-_",
        ));
    }
    Ok(())
}

/// Checks a pool's domain: a host name in lower case.
///
/// # Errors
/// Says what a domain may have.
pub fn check_domain(domain: &str) -> Result<(), Invalid> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if domain.len() > 253 || !domain.contains('.') || !domain.split('.').all(label) {
        return Err(Invalid::because(
            "a domain is a host name in lower case, such as login.example.com",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_host_names() {
        assert!(check_domain("demo.localhost").is_ok());
        for bad in
            ["localhost", "Demo.localhost", "a..b", "-a.b", "a.b:80", "a.b/c", "evil.example\n"]
        {
            assert!(check_domain(bad).is_err(), "{bad}");
        }
    }
}
