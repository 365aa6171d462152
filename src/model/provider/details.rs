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

use Need::{May, Must};

/// What every kind has: who we are there, what is asked for, and where, in place of its own addresses,
/// such as those of a proxy.
const COMMON: [(&str, Need); 4] =
    [("client_id", Must), ("authorize_scopes", May), ("authorize_url", May), ("token_url", May)];

/// Which keys the kinds have besides those, and which they need: those that do something there.
const KEYS: [(ProviderKind, &[(&str, Need)]); 7] = [
    (
        ProviderKind::Google,
        &[("oidc_issuer", May), ("attributes_url", May), ("jwks_uri", May), ("hosted_domain", May)],
    ),
    (ProviderKind::Facebook, &[("attributes_url", May), ("api_version", May)]),
    (ProviderKind::LoginWithAmazon, &[("attributes_url", May)]),
    (
        ProviderKind::SignInWithApple,
        &[("oidc_issuer", May), ("jwks_uri", May), ("team_id", Must), ("key_id", Must)],
    ),
    (
        ProviderKind::Oidc,
        &[
            ("oidc_issuer", Must),
            ("attributes_url", May),
            ("jwks_uri", May),
            ("attributes_request_method", May),
            ("token_auth", May),
            ("token_auth_algorithm", May),
            ("key_id", May),
        ],
    ),
    (
        ProviderKind::Microsoft,
        &[("oidc_issuer", May), ("attributes_url", May), ("jwks_uri", May), ("tenant", May)],
    ),
    (ProviderKind::GitHub, &[("attributes_url", May)]),
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
        let given = self.given();
        let is_given = |name: &str| given.iter().any(|(each, _)| *each == name);
        let keys = || COMMON.iter().chain(KEYS[kind as usize].1);
        let unknown = given.iter().find(|(name, _)| !keys().any(|(key, _)| key == name));
        if let Some((name, _)) = unknown {
            return Err(Invalid::because(format!("{kind} has no {name}")));
        }
        if let Some((name, _)) = keys().find(|(name, need)| *need == Must && !is_given(name)) {
            return Err(Invalid::because(format!("{kind} needs {name}")));
        }
        let idle = self.idle().into_iter().find(|(idle, name, _)| *idle && is_given(name));
        if let Some((_, name, why)) = idle {
            return Err(Invalid::because(format!("{name} does nothing: {why}")));
        }
        given.iter().try_for_each(|(name, value)| check_value(name, value))
    }

    /// Whether a key does nothing beside others, and why.
    fn idle(&self) -> [(bool, &'static str, &'static str); 5] {
        let by_secret = self.token_auth.is_some_and(|auth| auth != TokenAuth::PrivateKeyJwt);
        let reads_typed = self.attributes_url.is_some();
        let is_placed = self.authorize_url.is_some() && self.token_url.is_some() && reads_typed;
        let no_key = "by token_auth we have no private key";
        [
            (self.oidc_issuer.is_some(), "tenant", "oidc_issuer names the tenant"),
            (is_placed, "api_version", "the addresses that are typed name the version"),
            (by_secret, "key_id", no_key),
            (by_secret, "token_auth_algorithm", no_key),
            (
                self.is_typed() && !reads_typed,
                "attributes_request_method",
                "there is no attributes_url",
            ),
        ]
    }

    /// The keys that have a value, by name.
    pub(super) fn given(&self) -> Vec<(&'static str, &str)> {
        let texts: [(&'static str, Option<&String>); 12] = [
            ("client_id", Some(&self.client_id).filter(|id| !id.is_empty())),
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

/// Checks one value by the name of its key.
fn check_value(name: &str, value: &str) -> Result<(), Invalid> {
    let fits =
        (1..=LONGEST).contains(&value.len()) && value.bytes().all(|b| (0x20..0x7f).contains(&b));
    if !fits {
        return Err(Invalid::because(format!("{name} has 1 to 2048 printable characters")));
    }
    let is_address = name.ends_with("_url") || name.ends_with("_uri") || name == "oidc_issuer";
    let leads_to_the_web = |url: Url| {
        matches!(url.scheme(), "https" | "http") && url.has_host() && url.fragment().is_none()
    };
    match !is_address || Url::parse(value).is_ok_and(leads_to_the_web) {
        true => Ok(()),
        false => Err(Invalid::because(format!("{name} is not an address on the web"))),
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
        assert!(Details::default().check(ProviderKind::Google).is_err());
    }

    /// Every key with some value, but for the client id.
    fn whole() -> Vec<(&'static str, serde_json::Value)> {
        let address = "https://proxy.example/x";
        vec![
            ("authorize_scopes", "email".into()),
            ("team_id", "ABCDE12345".into()),
            ("key_id", "ABC123DEFG".into()),
            ("api_version", "v23.0".into()),
            ("hosted_domain", "example.com".into()),
            ("tenant", "common".into()),
            ("oidc_issuer", address.into()),
            ("authorize_url", address.into()),
            ("token_url", address.into()),
            ("attributes_url", address.into()),
            ("jwks_uri", address.into()),
            ("attributes_request_method", "POST".into()),
            ("token_auth", "private_key_jwt".into()),
            ("token_auth_algorithm", "ES256".into()),
        ]
    }

    #[test]
    fn a_kind_takes_the_keys_that_do_something_there() {
        let everywhere = ["authorize_scopes", "authorize_url", "token_url"];
        let openid = ["oidc_issuer", "jwks_uri"];
        for (kind, own) in [
            (ProviderKind::Google, &["hosted_domain", "attributes_url"][..]),
            (ProviderKind::Facebook, &["api_version", "attributes_url"]),
            (ProviderKind::LoginWithAmazon, &["attributes_url"]),
            (ProviderKind::SignInWithApple, &["team_id", "key_id"]),
            (
                ProviderKind::Oidc,
                &[
                    "key_id",
                    "attributes_url",
                    "attributes_request_method",
                    "token_auth",
                    "token_auth_algorithm",
                ],
            ),
            (ProviderKind::Microsoft, &["tenant", "attributes_url"]),
            (ProviderKind::GitHub, &["attributes_url"]),
        ] {
            let speaks_oauth_alone =
                [ProviderKind::Facebook, ProviderKind::LoginWithAmazon, ProviderKind::GitHub];
            for (key, value) in whole() {
                let is_own = everywhere.contains(&key)
                    || own.contains(&key)
                    || openid.contains(&key) && !speaks_oauth_alone.contains(&kind);
                let details = serde_json::json!({ "client_id": "gatehouse", key: value });
                let details: Details = serde_json::from_value(details).expect("details");
                let refused = details.check(kind).err().map(|refused| refused.0);
                let foreign = format!("{kind} has no {key}");
                assert_eq!(
                    refused.as_ref() == Some(&foreign),
                    !is_own,
                    "{kind} {key}: {refused:?}"
                );
            }
        }
    }

    #[test]
    fn a_key_that_does_nothing_beside_others_is_refused() {
        let address = || Some("https://proxy.example/x".to_owned());
        let refused = |kind, details: Details| {
            let refused = details.check(kind).err().map(|refused| refused.0);
            refused.unwrap_or_default()
        };
        let typed = Details {
            authorize_url: address(),
            token_url: address(),
            jwks_uri: address(),
            attributes_request_method: Some(RequestMethod::Get),
            ..generic()
        };
        let versioned = Details {
            authorize_url: address(),
            token_url: address(),
            api_version: Some("v23.0".into()),
            client_id: "gatehouse".into(),
            ..Details::default()
        };
        let by_secret = || Details { token_auth: Some(TokenAuth::ClientSecretPost), ..generic() };
        let named = Details { key_id: Some("ours".into()), ..by_secret() };
        let signed = Details { token_auth_algorithm: Some(Algorithm::ES256), ..by_secret() };
        let twice = Details { tenant: Some("common".into()), ..generic() };
        for (kind, key, details) in [
            (ProviderKind::Microsoft, "tenant", twice),
            (
                ProviderKind::Facebook,
                "api_version",
                Details { attributes_url: address(), ..versioned.clone() },
            ),
            (ProviderKind::Oidc, "key_id", named.clone()),
            (ProviderKind::Oidc, "token_auth_algorithm", signed.clone()),
            (ProviderKind::Oidc, "attributes_request_method", typed.clone()),
        ] {
            assert!(refused(kind, details).starts_with(&format!("{key} does nothing")), "{key}");
        }
        let by_key = Some(TokenAuth::PrivateKeyJwt);
        for (kind, details) in [
            (ProviderKind::Facebook, versioned),
            (ProviderKind::Oidc, Details { token_auth: None, ..named }),
            (ProviderKind::Oidc, Details { token_auth: by_key, ..signed }),
            (ProviderKind::Oidc, Details { attributes_url: address(), ..typed }),
        ] {
            assert_eq!(refused(kind, details), "");
        }
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
