//! Provider metadata (OpenID Connect Discovery section 3, RFC 8414): what is on, and nothing else.

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthUrl, AuthenticationContextClass, IssuerUrl, JsonWebKeySetUrl,
    LanguageTag, ProviderMetadata, RegistrationUrl, ResponseTypes, Scope, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::checks::{MODES, Placement};
use super::dpop;
use crate::domain::configuration::{PoolView, STANDARD_SCOPES};
use crate::domain::error::{Error, Result};
use crate::model::algorithm::JwsAlgorithm;
use crate::model::client::AuthMethod;
use crate::model::pool::RegistrationMode;
use crate::model::{Algorithm, attribute};
use crate::words::Locale;

/// The members that OpenID Connect Discovery does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Additional {
    #[serde(flatten)]
    members: Map<String, Value>,
}

impl AdditionalProviderMetadata for Additional {}

/// Provider metadata in the crate's types, with members `A` that OpenID Connect Discovery does not name.
pub(in crate::domain) type Metadata<A> = ProviderMetadata<
    A,
    CoreAuthDisplay,
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
const PROTOCOL_CLAIMS: [&str; 14] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "acr",
    "amr",
    "sid",
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

fn metadata(view: &PoolView) -> Result<Metadata<Additional>, url::ParseError> {
    use CoreResponseType::{Code, IdToken, Token};

    let at = |path: &str| format!("{}{path}", view.base);
    let response_types = [
        vec![Code],
        vec![Token],
        vec![IdToken],
        vec![IdToken, Token],
        vec![Code, IdToken],
        vec![Code, Token],
        vec![Code, IdToken, Token],
    ];
    let own: Vec<_> = view.pool.algorithms().into_iter().map(signing).collect();
    let any: Vec<_> = Algorithm::ALL.into_iter().map(signing).collect();
    let mut metadata = Metadata::new(
        IssuerUrl::new(view.issuer.clone())?,
        AuthUrl::new(at("/oauth2/authorize"))?,
        JsonWebKeySetUrl::new(at("/.well-known/jwks.json"))?,
        response_types.into_iter().map(ResponseTypes::new).collect(),
        vec![CoreSubjectIdentifierType::Public, CoreSubjectIdentifierType::Pairwise],
        own.clone(),
        Additional { members: additional(view) },
    )
    .set_token_endpoint(Some(TokenUrl::new(at("/oauth2/token"))?))
    .set_userinfo_endpoint(Some(UserInfoUrl::new(at("/oauth2/userInfo"))?))
    .set_scopes_supported(Some(scopes(view)))
    .set_response_modes_supported(Some(response_modes()))
    .set_grant_types_supported(Some(grant_types(view)))
    .set_acr_values_supported(Some(levels(view)))
    .set_userinfo_signing_alg_values_supported(Some(own))
    .set_request_object_signing_alg_values_supported(Some(any.clone()))
    .set_token_endpoint_auth_methods_supported(Some(methods(&AuthMethod::ALL)))
    .set_token_endpoint_auth_signing_alg_values_supported(Some(assertion_algorithms(any)))
    .set_display_values_supported(Some(vec![CoreAuthDisplay::Page]))
    .set_claim_types_supported(Some(vec![CoreClaimType::Normal]))
    .set_claims_supported(Some(claims()))
    .set_ui_locales_supported(Some(
        Locale::all().map(|locale| LanguageTag::new(locale.tag().into())).collect(),
    ))
    .set_claims_parameter_supported(Some(true))
    .set_request_parameter_supported(Some(true))
    .set_request_uri_parameter_supported(Some(true))
    .set_require_request_uri_registration(Some(true));
    if view.pool.settings.registration.mode != RegistrationMode::Off {
        let register = RegistrationUrl::new(at("/oauth2/register"))?;
        metadata = metadata.set_registration_endpoint(Some(register));
    }
    Ok(metadata)
}

/// What RFC 8414 and its neighbours name, each with the page that does.
fn additional(view: &PoolView) -> Map<String, Value> {
    let settings = &view.pool.settings;
    let at = |path: &str| Value::from(format!("{}{path}", view.base));
    let names = |algorithms: &[Algorithm]| -> Value {
        algorithms.iter().map(|algorithm| algorithm.as_str()).collect()
    };
    let any_method: Value = AuthMethod::ALL.iter().map(|method| method.as_str()).collect();
    let proving: Value = AuthMethod::ALL[1..].iter().map(|method| method.as_str()).collect();
    let assertions: Value = JwsAlgorithm::SYMMETRIC
        .iter()
        .map(|algorithm| algorithm.as_str())
        .chain(Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()))
        .collect();
    let own = view.pool.algorithms();
    let keeps_sessions = settings.session_minutes > 0;
    let members = [
        // RFC 7009.
        ("revocation_endpoint", at("/oauth2/revoke")),
        ("revocation_endpoint_auth_methods_supported", any_method),
        ("revocation_endpoint_auth_signing_alg_values_supported", assertions.clone()),
        // RFC 7662, RFC 9701.
        ("introspection_endpoint", at("/oauth2/introspect")),
        ("introspection_endpoint_auth_methods_supported", proving),
        ("introspection_endpoint_auth_signing_alg_values_supported", assertions),
        ("introspection_signing_alg_values_supported", names(&own)),
        // RFC 7636.
        ("code_challenge_methods_supported", json!(["S256"])),
        // RFC 8628.
        (
            "device_authorization_endpoint",
            if keeps_sessions { at("/oauth2/device_authorization") } else { Value::Null },
        ),
        // RFC 9126.
        ("pushed_authorization_request_endpoint", at("/oauth2/par")),
        ("require_pushed_authorization_requests", settings.require_pushed_requests.into()),
        // OAuth Client ID Metadata Document section 5.
        (
            "client_id_metadata_document_supported",
            if settings.client_documents.is_empty() { Value::Null } else { true.into() },
        ),
        // RFC 9101.
        ("require_signed_request_object", false.into()),
        // RFC 9207.
        ("authorization_response_iss_parameter_supported", true.into()),
        // RFC 9449.
        ("dpop_signing_alg_values_supported", names(&dpop::ALGORITHMS)),
        // JARM.
        ("authorization_signing_alg_values_supported", names(&own)),
        // OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout.
        ("end_session_endpoint", at("/logout")),
        ("frontchannel_logout_supported", true.into()),
        ("frontchannel_logout_session_supported", true.into()),
        ("backchannel_logout_supported", true.into()),
        ("backchannel_logout_session_supported", true.into()),
        // OpenID Connect Session Management; without sessions there is nothing to watch.
        (
            "check_session_iframe",
            if keeps_sessions { at("/oauth2/check_session") } else { Value::Null },
        ),
        // OpenID Connect Core section 3.1.2.1, Initiating User Registration 1.0.
        ("prompt_values_supported", prompts(settings.self_sign_up)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn prompts(self_sign_up: bool) -> Value {
    let create = self_sign_up.then_some("create");
    ["none", "login", "consent", "select_account"].into_iter().chain(create).collect()
}

fn methods(methods: &[AuthMethod]) -> Vec<CoreClientAuthMethod> {
    let of = |method: &AuthMethod| match method {
        AuthMethod::None => CoreClientAuthMethod::None,
        AuthMethod::ClientSecretBasic => CoreClientAuthMethod::ClientSecretBasic,
        AuthMethod::ClientSecretPost => CoreClientAuthMethod::ClientSecretPost,
        AuthMethod::ClientSecretJwt => CoreClientAuthMethod::ClientSecretJwt,
        AuthMethod::PrivateKeyJwt => CoreClientAuthMethod::PrivateKeyJwt,
    };
    methods.iter().map(of).collect()
}

fn assertion_algorithms(any: Vec<CoreJwsSigningAlgorithm>) -> Vec<CoreJwsSigningAlgorithm> {
    let symmetric = [
        CoreJwsSigningAlgorithm::HmacSha256,
        CoreJwsSigningAlgorithm::HmacSha384,
        CoreJwsSigningAlgorithm::HmacSha512,
    ];
    symmetric.into_iter().chain(any).collect()
}

/// A device waits for somebody who is signed in, which nobody stays where sessions are not kept.
fn grant_types(view: &PoolView) -> Vec<CoreGrantType> {
    let device = (view.pool.settings.session_minutes > 0).then_some(CoreGrantType::DeviceCode);
    let always = [
        CoreGrantType::AuthorizationCode,
        CoreGrantType::Implicit,
        CoreGrantType::RefreshToken,
        CoreGrantType::ClientCredentials,
    ];
    always.into_iter().chain(device).collect()
}

fn response_modes() -> Vec<CoreResponseMode> {
    let of = |(name, ..): &(&str, Option<Placement>, bool)| match *name {
        "query" => CoreResponseMode::Query,
        "fragment" => CoreResponseMode::Fragment,
        "form_post" => CoreResponseMode::FormPost,
        other => CoreResponseMode::Extension(other.to_owned()),
    };
    MODES.iter().map(of).collect()
}

fn levels(view: &PoolView) -> Vec<AuthenticationContextClass> {
    let levels = view.pool.settings.acr_levels.iter();
    levels.map(|level| AuthenticationContextClass::new(level.value.clone())).collect()
}

/// The name that the crate gives to an algorithm.
pub(in crate::domain) fn signing(algorithm: Algorithm) -> CoreJwsSigningAlgorithm {
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
