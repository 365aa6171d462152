//! Where an OpenID provider is, and what it can do: by its metadata (OpenID Connect Discovery section
//! 4), or as the operator has typed it.

use serde::Deserialize;
use url::Url;

use super::OpenId;
use crate::crypto::jose::JwsAlgorithm;
use crate::domain::Result;
use crate::domain::federation::adapter::Upstream;
use crate::domain::federation::oauth2::{failed, misconfigured};
use crate::model::Algorithm;
use crate::model::provider::Details;
use crate::outbound::Failure;

/// Where the metadata stands below the issuer (OpenID Connect Discovery section 4.1).
const METADATA: &str = ".well-known/openid-configuration";

/// Where a provider is, and what it can do.
pub(in crate::domain::federation) struct Place {
    /// Its issuer identifier.
    pub(super) issuer: String,
    /// The authorization endpoint.
    pub(super) authorization: Url,
    /// The token endpoint.
    pub(in crate::domain::federation) token: Url,
    /// The userinfo endpoint.
    pub(super) userinfo: Option<Url>,
    /// Its key set.
    pub(super) keys: Url,
    /// How it may sign ID tokens: never by `none` or with a shared secret.
    pub(super) algorithms: Vec<JwsAlgorithm>,
    /// How we may prove ourselves.
    pub(super) proofs: Vec<String>,
    /// How our assertions may be signed.
    pub(super) assertions: Option<Vec<String>>,
    /// Whether its answers name it (RFC 9207 section 3).
    pub(super) names_itself: bool,
}

/// What of the metadata is read; endpoints that the operator has typed need not be there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    jwks_uri: Option<String>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: bool,
}

impl Place {
    /// Finds a provider.
    pub(super) async fn find(provider: &(impl OpenId + ?Sized), up: &Upstream<'_>) -> Result<Self> {
        let details = &up.provider.details;
        if details.is_typed() {
            let issuer = provider.issuer(details).into_owned();
            let algorithms = Algorithm::ALL.map(JwsAlgorithm::Signed).to_vec();
            return Self::of(details, Metadata { issuer, ..Metadata::default() }, algorithms);
        }
        let issuer = provider.issuer(details);
        let url = Url::parse(&format!("{}/{METADATA}", issuer.trim_end_matches('/')))
            .map_err(|_| misconfigured("its issuer is no address"))?;
        let document = up.cx.app.provider_metadata.get(up.cx.now(), &url).await.map_err(failed)?;
        let metadata = Metadata::deserialize(&*document).map_err(|_| failed(Failure::OtherKind))?;
        if !provider.is_own(&metadata.issuer, details) {
            let named = &metadata.issuer;
            return Err(misconfigured(format!("its metadata names the issuer {named}")));
        }
        let algorithms = signatures(metadata.id_token_signing_alg_values_supported.as_deref());
        if algorithms.is_empty() {
            return Err(misconfigured("it announces no algorithm of public keys for ID tokens"));
        }
        Self::of(details, metadata, algorithms)
    }

    fn of(details: &Details, told: Metadata, algorithms: Vec<JwsAlgorithm>) -> Result<Self> {
        let optional = |typed: &Option<String>, told: Option<String>| {
            let text = typed.clone().or(told);
            text.map(|text| Url::parse(&text))
                .transpose()
                .map_err(|_| misconfigured("one of its endpoints is no address"))
        };
        let needed = |typed: &Option<String>, told: Option<String>, name: &str| {
            let lacking = || misconfigured(format!("it has no {name}: type it"));
            optional(typed, told)?.ok_or_else(lacking)
        };
        let by_default = || vec!["client_secret_basic".to_owned()];
        Ok(Self {
            authorization: needed(
                &details.authorize_url,
                told.authorization_endpoint,
                "authorize_url",
            )?,
            token: needed(&details.token_url, told.token_endpoint, "token_url")?,
            keys: needed(&details.jwks_uri, told.jwks_uri, "jwks_uri")?,
            userinfo: optional(&details.attributes_url, told.userinfo_endpoint)?,
            issuer: told.issuer,
            algorithms,
            proofs: told.token_endpoint_auth_methods_supported.unwrap_or_else(by_default),
            assertions: told.token_endpoint_auth_signing_alg_values_supported,
            names_itself: told.authorization_response_iss_parameter_supported,
        })
    }
}

/// The algorithms of public keys among those that are announced; RS256 where none is (OpenID Connect
/// Core section 3.1.3.7, point 7).
fn signatures(announced: Option<&[String]>) -> Vec<JwsAlgorithm> {
    let Some(announced) = announced else { return vec![Algorithm::RS256.into()] };
    let known = announced.iter().filter_map(|name| name.parse::<JwsAlgorithm>().ok());
    known.filter(|algorithm| matches!(algorithm, JwsAlgorithm::Signed(_))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_algorithms_of_public_keys_count() {
        let announced = ["none", "HS256", "ES512", "RS1", "Ed25519"].map(str::to_owned);
        let usable = [Algorithm::ES512, Algorithm::EdDSA].map(JwsAlgorithm::Signed);
        assert_eq!(signatures(Some(&announced)), usable);
        assert_eq!(signatures(None), [JwsAlgorithm::Signed(Algorithm::RS256)]);
        assert_eq!(signatures(Some(&announced[..2])), []);
    }
}
