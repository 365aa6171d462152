//! Where a provider is and who we are there, under the keys of Cognito's `ProviderDetails`.

use serde::{Deserialize, Serialize};
use url::Url;

use super::ProviderKind;
use crate::model::{Algorithm, Invalid};

/// The longest value, in bytes.
const LONGEST: usize = 2048;

/// What an operator says of a provider, but for the secret. Which keys a kind has, and which of them
/// it needs, stands in a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// Who we are there.
    pub client_id: String,
    /// What is asked for; the kind's own scopes when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_scopes: Option<String>,
    /// Apple: the team that the key belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// Apple: which of the team's keys it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Facebook: the version of its API, such as `v23.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Google: only people of this organisation (`hd`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosted_domain: Option<String>,
    /// Microsoft: the tenant's id or domain; `common`, `organizations` or `consumers` for several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The issuer identifier, whose discovery document names the rest (OpenID Connect Discovery).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_issuer: Option<String>,
    /// The authorization endpoint, where discovery does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// The token endpoint, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_url: Option<String>,
    /// The userinfo endpoint, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes_url: Option<String>,
    /// The keys, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// How userinfo is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes_request_method: Option<RequestMethod>,
    /// How we prove ourselves at the token endpoint; what the provider announces first when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_auth: Option<TokenAuth>,
    /// The algorithm of our assertions where the proof is a private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_auth_algorithm: Option<Algorithm>,
}

/// How userinfo is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestMethod {
    /// By GET.
    Get,
    /// By POST.
    Post,
}

/// How we prove ourselves at a token endpoint (OpenID Connect Core section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenAuth {
    /// The secret in a header.
    ClientSecretBasic,
    /// The secret in the form.
    ClientSecretPost,
    /// A JWT under our private key (RFC 7523).
    PrivateKeyJwt,
    /// Not at all: PKCE alone.
    None,
}

/// Whether a kind has a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Must,
    May,
}

/// What every kind has: who we are there, what is asked for, and addresses in place of its own, such as
/// those of a proxy.
const COMMON: [&str; 7] = [
    "client_id",
    "authorize_scopes",
    "oidc_issuer",
    "authorize_url",
    "token_url",
    "attributes_url",
    "jwks_uri",
];

/// Which keys the kinds have besides those, and which they need.
const KEYS: [(ProviderKind, &[(&str, Need)]); 7] = [
    (ProviderKind::Google, &[("hosted_domain", Need::May)]),
    (ProviderKind::Facebook, &[("api_version", Need::May)]),
    (ProviderKind::LoginWithAmazon, &[]),
    (ProviderKind::SignInWithApple, &[("team_id", Need::Must), ("key_id", Need::Must)]),
    (
        ProviderKind::Oidc,
        &[
            ("oidc_issuer", Need::Must),
            ("attributes_request_method", Need::May),
            ("token_auth", Need::May),
            ("token_auth_algorithm", Need::May),
            ("key_id", Need::May),
        ],
    ),
    (ProviderKind::Microsoft, &[("tenant", Need::May)]),
    (ProviderKind::GitHub, &[]),
];

impl Details {
    /// The scopes that are asked for.
    pub fn scopes(&self, kind: ProviderKind) -> &str {
        self.authorize_scopes.as_deref().unwrap_or(kind.default_scopes())
    }

    /// Whether all endpoints are typed, so that no discovery is needed.
    pub fn is_typed(&self) -> bool {
        self.authorize_url.is_some() && self.token_url.is_some() && self.jwks_uri.is_some()
    }

    /// Checks that a provider of this kind can be reached by them.
    ///
    /// # Errors
    /// Says which key is missing, too much, or no address.
    pub fn check(&self, kind: ProviderKind) -> Result<(), Invalid> {
        let wrong = |what: String| Err(Invalid::because(what));
        if self.client_id.is_empty() {
            return wrong("client_id is missing".into());
        }
        let keys = KEYS[kind as usize].1;
        let given = self.given();
        if let Some((name, _)) = given
            .iter()
            .find(|(name, _)| !COMMON.contains(name) && !keys.iter().any(|(key, _)| key == name))
        {
            return wrong(format!("{kind} has no {name}"));
        }
        let is_given = |name: &str| given.iter().any(|(each, _)| *each == name);
        let lacking = keys.iter().find(|(name, need)| *need == Need::Must && !is_given(name));
        if let Some((name, _)) = lacking {
            return wrong(format!("{kind} needs {name}"));
        }
        let fits = |text: &str| {
            (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| (0x20..0x7f).contains(&b))
        };
        if let Some((name, _)) = given.iter().find(|(_, value)| !fits(value)) {
            return wrong(format!("{name} has 1 to 2048 printable characters"));
        }
        let is_address = |text: &str| {
            Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "https" | "http")
                    && url.has_host()
                    && url.fragment().is_none()
            })
        };
        let addresses = given.iter().filter(|(name, _)| {
            name.ends_with("_url") || name.ends_with("_uri") || *name == "oidc_issuer"
        });
        match addresses.clone().find(|(_, value)| !is_address(value)) {
            Some((name, _)) => wrong(format!("{name} is not an address on the web")),
            None => Ok(()),
        }
    }

    /// The keys that have a value, by name.
    fn given(&self) -> Vec<(&'static str, &str)> {
        let texts: [(&'static str, Option<&String>); 12] = [
            ("client_id", Some(&self.client_id)),
            ("authorize_scopes", self.authorize_scopes.as_ref()),
            ("team_id", self.team_id.as_ref()),
            ("key_id", self.key_id.as_ref()),
            ("api_version", self.api_version.as_ref()),
            ("hosted_domain", self.hosted_domain.as_ref()),
            ("tenant", self.tenant.as_ref()),
            ("oidc_issuer", self.oidc_issuer.as_ref()),
            ("authorize_url", self.authorize_url.as_ref()),
            ("token_url", self.token_url.as_ref()),
            ("attributes_url", self.attributes_url.as_ref()),
            ("jwks_uri", self.jwks_uri.as_ref()),
        ];
        let choices = [
            ("attributes_request_method", self.attributes_request_method.is_some()),
            ("token_auth", self.token_auth.is_some()),
            ("token_auth_algorithm", self.token_auth_algorithm.is_some()),
        ];
        let texts = texts.into_iter().filter_map(|(name, value)| Some((name, value?.as_str())));
        let choices =
            choices.into_iter().filter(|(_, there)| *there).map(|(name, _)| (name, "set"));
        texts.chain(choices).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic() -> Details {
        Details {
            client_id: "gatehouse".into(),
            oidc_issuer: Some("https://id.example".into()),
            ..Details::default()
        }
    }

    #[test]
    fn each_kind_has_its_keys() {
        let plain = Details { client_id: "gatehouse".into(), ..Details::default() };
        for kind in ProviderKind::all() {
            let needs_more = [ProviderKind::SignInWithApple, ProviderKind::Oidc].contains(&kind);
            assert_eq!(plain.check(kind).is_err(), needs_more, "{kind}");
        }
        assert_eq!(generic().check(ProviderKind::Oidc), Ok(()));
        assert_eq!(generic().check(ProviderKind::Google), Ok(()), "a proxy's address");
        let of_apple = Details { team_id: Some("ABCDE12345".into()), ..plain };
        assert!(of_apple.check(ProviderKind::Google).is_err());
        assert!(Details::default().check(ProviderKind::Google).is_err());
    }

    #[test]
    fn an_address_leads_to_the_web() {
        for bad in ["", "id.example", "javascript:alert(1)", "https://", "https://a.example/#x"] {
            let details = Details { oidc_issuer: Some(bad.into()), ..generic() };
            assert!(details.check(ProviderKind::Oidc).is_err(), "{bad}");
        }
        let line = Details { client_id: "a\r\nb".into(), ..generic() };
        assert!(line.check(ProviderKind::Oidc).is_err());
    }
}
