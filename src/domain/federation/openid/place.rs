//! Where an OpenID provider is, and what it can do: by its metadata (OpenID Connect Discovery section
//! 4), or as the operator has typed it.

use openidconnect::core::{CoreClientAuthMethod, CoreJwsSigningAlgorithm};
use openidconnect::{AdditionalProviderMetadata, IssuerUrl, TokenUrl};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::OpenId;
use crate::crypto::jose::JwsAlgorithm;
use crate::domain::Result;
use crate::domain::federation::adapter::Upstream;
use crate::domain::federation::oauth2::{failed, misconfigured};
use crate::domain::oauth::discovery::Metadata;
use crate::model::Algorithm;
use crate::model::provider::Details;

/// Where the metadata stands below the issuer (OpenID Connect Discovery section 4.1).
const METADATA: &str = ".well-known/openid-configuration";

/// The algorithms of ID tokens.
const ALGORITHMS: &str = "id_token_signing_alg_values_supported";

/// What of the metadata is read by the crate's types. The rest keeps nobody out, however it is written.
const READ: [&str; 8] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "authorization_response_iss_parameter_supported",
];

/// What has to stand in metadata by those types, and decides nothing here.
const UNREAD: [&str; 3] = ["response_types_supported", "subject_types_supported", ALGORITHMS];

/// How we may prove ourselves where nothing is announced (OpenID Connect Discovery section 3).
const BY_DEFAULT: &[CoreClientAuthMethod] = &[CoreClientAuthMethod::ClientSecretBasic];

/// Where a provider is, and what it can do.
pub(in crate::domain::federation) struct Place {
    /// What it says of itself, under what the operator has typed.
    pub(super) metadata: Metadata<Additional>,
    /// The token endpoint.
    pub(super) token: TokenUrl,
    /// How it may sign ID tokens: never by `none` or with a shared secret.
    pub(super) algorithms: Vec<JwsAlgorithm>,
}

/// What is read besides the members of OpenID Connect Discovery.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Additional {
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Additional {}

impl Place {
    /// Finds a provider.
    pub(super) async fn find(provider: &(impl OpenId + ?Sized), up: &Upstream<'_>) -> Result<Self> {
        let details = &up.provider.details;
        let issuer = provider.issuer(details);
        if details.is_typed() {
            let algorithms = Algorithm::ALL.map(JwsAlgorithm::Signed).to_vec();
            return Self::of(details, &json!({ "issuer": issuer }), algorithms);
        }
        let url = IssuerUrl::new(issuer.into_owned()).and_then(|issuer| issuer.join(METADATA));
        let url = url.map_err(|_| misconfigured("its issuer is no address"))?;
        let told = up.cx.app.provider_metadata.get(up.cx.now(), &url).await.map_err(failed)?;
        let algorithms = signatures(told.get(ALGORITHMS));
        if algorithms.is_empty() {
            return Err(misconfigured("it announces no algorithm of public keys for ID tokens"));
        }
        let place = Self::of(details, &told, algorithms)?;
        match place.metadata.issuer() {
            named if provider.is_own(named, details) => Ok(place),
            named => Err(misconfigured(format!("its metadata names the issuer {named}"))),
        }
    }

    /// What is typed counts before what is told.
    fn of(details: &Details, told: &Value, algorithms: Vec<JwsAlgorithm>) -> Result<Self> {
        let typed = [
            ("authorization_endpoint", &details.authorize_url),
            ("token_endpoint", &details.token_url),
            ("userinfo_endpoint", &details.attributes_url),
            ("jwks_uri", &details.jwks_uri),
        ];
        let typed = typed.into_iter().filter_map(|(name, url)| Some((name, json!(url.as_ref()?))));
        let told = READ.into_iter().filter_map(|name| Some((name, told.get(name)?.clone())));
        let unread = UNREAD.into_iter().map(|name| (name, json!([])));
        let members = unread.chain(told).chain(typed).filter(|(_, value)| !value.is_null());
        let members: Map<String, Value> =
            members.map(|(name, value)| (name.to_owned(), value)).collect();
        let lacking = |what: &str| misconfigured(format!("its metadata: {what}; it can be typed"));
        let metadata = Metadata::<Additional>::deserialize(Value::Object(members))
            .map_err(|fault| lacking(&fault.to_string()))?;
        let token = metadata.token_endpoint().cloned();
        let token = token.ok_or_else(|| lacking("there is no `token_endpoint`"))?;
        Ok(Self { metadata, token, algorithms })
    }

    /// How we may prove ourselves.
    pub(super) fn proofs(&self) -> &[CoreClientAuthMethod] {
        self.metadata.token_endpoint_auth_methods_supported().map_or(BY_DEFAULT, Vec::as_slice)
    }

    /// How our assertions may be signed, where it says so.
    pub(super) fn assertions(&self) -> Option<&Vec<CoreJwsSigningAlgorithm>> {
        self.metadata.token_endpoint_auth_signing_alg_values_supported()
    }

    /// Whether its answers name it (RFC 9207 section 3).
    pub(super) fn names_itself(&self) -> bool {
        self.metadata.additional_metadata().authorization_response_iss_parameter_supported
    }
}

/// The algorithms of public keys among those that are announced; RS256 where none is (OpenID Connect
/// Core section 3.1.3.7, point 7). The crate does not know the names of RFC 9864.
fn signatures(announced: Option<&Value>) -> Vec<JwsAlgorithm> {
    let Some(announced) = announced.and_then(Value::as_array) else {
        return vec![Algorithm::RS256.into()];
    };
    let known = announced.iter().filter_map(|name| name.as_str()?.parse::<JwsAlgorithm>().ok());
    known.filter(|algorithm| matches!(algorithm, JwsAlgorithm::Signed(_))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_algorithms_of_public_keys_count() {
        let usable = [Algorithm::ES512, Algorithm::EdDSA].map(JwsAlgorithm::Signed);
        let announced = json!(["none", "HS256", "ES512", "RS1", 7, "Ed25519"]);
        assert_eq!(signatures(Some(&announced)), usable);
        assert_eq!(signatures(None), [JwsAlgorithm::Signed(Algorithm::RS256)]);
        assert_eq!(signatures(Some(&json!(["none", "HS256"]))), []);
    }

    fn told() -> Value {
        json!({
            "issuer": "https://id.example/{tenantid}",
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
        })
    }

    fn place(details: &Details, told: &Value) -> Result<Place> {
        Place::of(details, told, Vec::new())
    }

    #[test]
    fn metadata_needs_no_more_than_what_is_used() {
        let place = place(&Details::default(), &told()).expect("a place");
        assert_eq!(place.metadata.issuer().as_str(), "https://id.example/{tenantid}");
        assert_eq!(place.proofs(), BY_DEFAULT);
        assert!(place.assertions().is_none() && !place.names_itself());
        assert!(place.metadata.userinfo_endpoint().is_none());
    }

    #[test]
    fn a_member_that_is_not_used_keeps_nobody_out() {
        let mut odd = told();
        for (name, value) in [
            ("op_tos_uri", json!("")),
            ("subject_types_supported", json!("public")),
            ("claims_parameter_supported", json!("yes")),
            ("userinfo_endpoint", json!(null)),
            ("token_endpoint_auth_methods_supported", json!(["tls_client_auth", "none"])),
            ("token_endpoint_auth_signing_alg_values_supported", json!(["RS1", "ES256"])),
            ("authorization_response_iss_parameter_supported", json!(true)),
        ] {
            odd[name] = value;
        }
        let place = place(&Details::default(), &odd).expect("a place");
        assert_eq!(place.proofs()[1], CoreClientAuthMethod::None);
        assert_eq!(place.assertions(), Some(&vec![CoreJwsSigningAlgorithm::EcdsaP256Sha256]));
        assert!(place.names_itself());
    }

    #[test]
    fn what_is_missing_or_no_address_can_be_typed() {
        let typed = Some("https://own.example/".to_owned());
        for (name, details) in [
            (
                "authorization_endpoint",
                Details { authorize_url: typed.clone(), ..Details::default() },
            ),
            ("token_endpoint", Details { token_url: typed.clone(), ..Details::default() }),
            ("jwks_uri", Details { jwks_uri: typed.clone(), ..Details::default() }),
        ] {
            for value in [json!(null), json!("nowhere"), json!(7)] {
                let mut told = told();
                told[name] = value;
                let error = place(&Details::default(), &told).err().expect("a refusal");
                assert!(error.why().contains("typed"), "{error}");
                assert!(place(&details, &told).is_ok(), "{name}");
            }
        }
    }
}
