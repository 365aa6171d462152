//! The kinds of identity providers, and what is settled about each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;

/// What an identity provider speaks (Cognito's `ProviderType`, and two more).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProviderKind {
    /// Google, by OpenID Connect.
    Google,
    /// Facebook, by OAuth 2.0 and its Graph.
    Facebook,
    /// Login with Amazon, by OAuth 2.0 and its profile.
    LoginWithAmazon,
    /// Sign in with Apple, by OpenID Connect with an answer in a form.
    SignInWithApple,
    /// Any OpenID provider.
    #[serde(rename = "OIDC")]
    Oidc,
    /// Microsoft Entra ID and personal accounts, by OpenID Connect.
    Microsoft,
    /// GitHub, by OAuth 2.0 and its API.
    GitHub,
}

/// What is settled about a kind.
struct Row {
    kind: ProviderKind,
    name: &'static str,
    /// What people call it; nothing for those that have a name of their own.
    brand: &'static str,
    scopes: &'static str,
    /// Whose addresses its word counts for, where the operator says nothing.
    domains: &'static [&'static str],
}

/// One row per kind, in the order of the enum.
const KINDS: [Row; 7] = [
    Row {
        kind: ProviderKind::Google,
        name: "Google",
        brand: "Google",
        scopes: "openid email profile",
        domains: &["gmail.com", "googlemail.com"],
    },
    Row {
        kind: ProviderKind::Facebook,
        name: "Facebook",
        brand: "Facebook",
        scopes: "public_profile,email",
        domains: &[],
    },
    Row {
        kind: ProviderKind::LoginWithAmazon,
        name: "LoginWithAmazon",
        brand: "Amazon",
        scopes: "profile",
        domains: &[],
    },
    Row {
        kind: ProviderKind::SignInWithApple,
        name: "SignInWithApple",
        brand: "Apple",
        scopes: "email name",
        domains: &["privaterelay.appleid.com", "icloud.com", "me.com", "mac.com"],
    },
    Row {
        kind: ProviderKind::Oidc,
        name: "OIDC",
        brand: "",
        scopes: "openid email profile",
        domains: &[],
    },
    Row {
        kind: ProviderKind::Microsoft,
        name: "Microsoft",
        brand: "Microsoft",
        scopes: "openid email profile",
        domains: &["outlook.com", "hotmail.com", "live.com", "msn.com"],
    },
    Row {
        kind: ProviderKind::GitHub,
        name: "GitHub",
        brand: "GitHub",
        scopes: "read:user user:email",
        domains: &[],
    },
];

impl ProviderKind {
    /// Every kind, in the order in which people are offered them.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        KINDS.iter().map(|row| row.kind)
    }

    /// The name by which it is kept and asked for; also that of such a provider where it is not given.
    pub fn as_str(self) -> &'static str {
        KINDS[self as usize].name
    }

    /// What people call it; nothing for a kind whose providers have a name of their own.
    pub fn brand(self) -> &'static str {
        KINDS[self as usize].brand
    }

    /// The scopes that are asked for where the operator names none.
    pub fn default_scopes(self) -> &'static str {
        KINDS[self as usize].scopes
    }

    /// The domains of addresses for which its word counts where the operator names none.
    pub fn own_domains(self) -> &'static [&'static str] {
        KINDS[self as usize].domains
    }

    /// Whether a pool may have several of the kind, each under a name of its own.
    pub fn is_generic(self) -> bool {
        self == Self::Oidc
    }
}

impl fmt::Display for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProviderKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::all()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Invalid::because("that is no kind of identity provider"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_row() {
        for (at, kind) in ProviderKind::all().enumerate() {
            assert_eq!(kind as usize, at);
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::json!(kind), kind.as_str());
            assert!(!kind.default_scopes().is_empty());
            assert_eq!(kind.brand().is_empty(), kind.is_generic());
        }
        assert!("SAML".parse::<ProviderKind>().is_err());
    }
}
