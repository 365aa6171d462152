//! Provider metadata (OpenID Connect Discovery section 3, RFC 8414): what is on, and nothing else.

use openidconnect::core::{
    CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthUrl, IssuerUrl, JsonWebKeySetUrl, LanguageTag,
    ProviderMetadata, ResponseTypes, Scope, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};

use crate::domain::configuration::{PoolView, STANDARD_SCOPES};
use crate::domain::error::{Error, Result};
use crate::model::{Algorithm, attribute};
use crate::words::Locale;

/// The members that OpenID Connect Discovery does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Additional {
    /// RFC 7009.
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: Vec<CoreClientAuthMethod>,
    /// RFC 7662.
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: Vec<CoreClientAuthMethod>,
    /// RFC 7636.
    code_challenge_methods_supported: Vec<String>,
    /// RFC 9207.
    authorization_response_iss_parameter_supported: bool,
    /// OpenID Connect Core section 3.1.2.1, Initiating User Registration 1.0.
    prompt_values_supported: Vec<String>,
}

impl AdditionalProviderMetadata for Additional {}

type Metadata = ProviderMetadata<
    Additional,
    openidconnect::core::CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The claims that a token or the userinfo endpoint may carry, besides attributes.
const PROTOCOL_CLAIMS: [&str; 11] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "cognito:username",
    "cognito:groups",
    "username",
];

/// The metadata of a pool as JSON.
///
/// # Errors
/// When it cannot be written.
pub fn document(view: &PoolView) -> Result<Vec<u8>> {
    let metadata = metadata(view).map_err(Error::internal)?;
    let mut document = serde_json::to_value(metadata).map_err(Error::internal)?;
    // An empty key set is written by the crate's type where none belongs.
    if let Some(members) = document.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    serde_json::to_vec(&document).map_err(Error::internal)
}

fn metadata(view: &PoolView) -> Result<Metadata, url::ParseError> {
    use CoreResponseType::{Code, IdToken, Token};

    let at = |path: &str| format!("{}{path}", view.base);
    let response_types = [vec![Code], vec![Token], vec![IdToken], vec![IdToken, Token]];
    let authentication =
        vec![CoreClientAuthMethod::ClientSecretBasic, CoreClientAuthMethod::ClientSecretPost];
    let mut token_authentication = authentication.clone();
    token_authentication.push(CoreClientAuthMethod::None);
    let additional = Additional {
        revocation_endpoint: at("/oauth2/revoke"),
        revocation_endpoint_auth_methods_supported: token_authentication.clone(),
        introspection_endpoint: at("/oauth2/introspect"),
        introspection_endpoint_auth_methods_supported: authentication,
        code_challenge_methods_supported: vec!["S256".into()],
        authorization_response_iss_parameter_supported: true,
        prompt_values_supported: ["none", "login", "select_account", "create"]
            .map(String::from)
            .to_vec(),
    };
    Ok(Metadata::new(
        IssuerUrl::new(view.issuer.clone())?,
        AuthUrl::new(at("/oauth2/authorize"))?,
        JsonWebKeySetUrl::new(at("/.well-known/jwks.json"))?,
        response_types.into_iter().map(ResponseTypes::new).collect(),
        vec![CoreSubjectIdentifierType::Public],
        vec![signing(view.pool.algorithm)],
        additional,
    )
    .set_token_endpoint(Some(TokenUrl::new(at("/oauth2/token"))?))
    .set_userinfo_endpoint(Some(UserInfoUrl::new(at("/oauth2/userInfo"))?))
    .set_scopes_supported(Some(scopes(view)))
    .set_response_modes_supported(Some(vec![CoreResponseMode::Query, CoreResponseMode::Fragment]))
    .set_grant_types_supported(Some(vec![
        CoreGrantType::AuthorizationCode,
        CoreGrantType::Implicit,
        CoreGrantType::RefreshToken,
        CoreGrantType::ClientCredentials,
    ]))
    .set_token_endpoint_auth_methods_supported(Some(token_authentication))
    .set_claim_types_supported(Some(vec![CoreClaimType::Normal]))
    .set_claims_supported(Some(claims()))
    .set_ui_locales_supported(Some(
        Locale::all().map(|locale| LanguageTag::new(locale.tag().into())).collect(),
    ))
    .set_claims_parameter_supported(Some(false))
    .set_request_parameter_supported(Some(false))
    .set_request_uri_parameter_supported(Some(false)))
}

/// The name that the crate gives to an algorithm.
fn signing(algorithm: Algorithm) -> CoreJwsSigningAlgorithm {
    match algorithm {
        Algorithm::RS256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::RS384 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
        Algorithm::RS512 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
        Algorithm::PS256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        Algorithm::PS384 => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
        Algorithm::PS512 => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
        Algorithm::ES256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        Algorithm::ES384 => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        Algorithm::ES512 => CoreJwsSigningAlgorithm::EcdsaP521Sha512,
        Algorithm::EdDSA => CoreJwsSigningAlgorithm::EdDsa,
    }
}

fn scopes(view: &PoolView) -> Vec<Scope> {
    let custom = view.custom_scopes.iter().map(|scope| scope.to_string());
    STANDARD_SCOPES.into_iter().map(String::from).chain(custom).map(Scope::new).collect()
}

fn claims() -> Vec<CoreClaimName> {
    let attributes = attribute::STANDARD.iter().map(|standard| standard.name);
    PROTOCOL_CLAIMS
        .into_iter()
        .chain(attributes)
        .map(|name| CoreClaimName::new(name.into()))
        .collect()
}
