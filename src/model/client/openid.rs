//! What an OpenID Connect or FAPI client registers beside its grants (OpenID Connect Dynamic Client
//! Registration 1.0 section 2, RFC 7591 section 2).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::algorithm::JwsAlgorithm;
use crate::model::{Algorithm, Invalid};

/// How a client proves itself at the token endpoint (`token_endpoint_auth_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// Not at all: a public client.
    None,
    /// Its secret in the header (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// Its secret in the body (RFC 6749 section 2.3.1).
    ClientSecretPost,
    /// A JWT under its secret (OpenID Connect Core section 9).
    ClientSecretJwt,
    /// A JWT under its private key (RFC 7523 section 2.2).
    PrivateKeyJwt,
}

impl AuthMethod {
    /// Every method.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// Its name in metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Whether it needs a secret.
    pub fn needs_secret(self) -> bool {
        !matches!(self, Self::None | Self::PrivateKeyJwt)
    }

    /// Whether assertions of this method may be signed so (OpenID Connect Core section 9).
    pub fn signs_by(self, algorithm: JwsAlgorithm) -> bool {
        match self {
            Self::ClientSecretJwt => JwsAlgorithm::SYMMETRIC.contains(&algorithm),
            Self::PrivateKeyJwt => matches!(algorithm, JwsAlgorithm::Signed(_)),
            Self::None | Self::ClientSecretBasic | Self::ClientSecretPost => false,
        }
    }

    /// Whether the client signs what it shows.
    pub fn is_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }
}

/// Where a client runs (OpenID Connect Dynamic Client Registration 1.0 section 2,
/// `application_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// On a server, or in a page of one.
    #[default]
    Web,
    /// On a person's own device (RFC 8252).
    Native,
}

/// Which set of rules a client keeps beyond OpenID Connect's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// OpenID Connect Core and OAuth 2.0's best current practice.
    #[default]
    Openid,
    /// FAPI 2.0 Security Profile: pushed requests, bound tokens, assertions for the issuer alone.
    Fapi2Security,
    /// FAPI 2.0 Message Signing: the same, and requests and answers are signed.
    Fapi2MessageSigning,
}

impl Profile {
    /// Whether it is one of FAPI 2.0.
    pub fn is_fapi(self) -> bool {
        self != Self::Openid
    }
}

/// How a client proves itself, and with which keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proving {
    /// Its one method; when not given, its secret in the header or the body, or nothing without one.
    pub method: Option<AuthMethod>,
    /// The algorithm of its assertions; any that fits when not given.
    pub algorithm: Option<JwsAlgorithm>,
    /// Its public keys (RFC 7517).
    pub jwks: Option<Value>,
    /// Where its public keys are.
    pub jwks_uri: Option<String>,
}

impl Proving {
    /// Whether the algorithm, where one is registered, is one of the method's.
    pub(super) fn fits_together(&self) -> bool {
        match (self.method.filter(|method| method.is_assertion()), self.algorithm) {
            (Some(method), Some(algorithm)) => method.signs_by(algorithm),
            _ => true,
        }
    }
}

/// How answers to a client are signed; by the pool's own algorithm, or not at all, where not given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signing {
    /// ID tokens (`id_token_signed_response_alg`).
    pub id_token: Option<Algorithm>,
    /// Userinfo as a JWT (`userinfo_signed_response_alg`).
    pub userinfo: Option<Algorithm>,
    /// Introspection as a JWT (RFC 9701, `introspection_signed_response_alg`).
    pub introspection: Option<Algorithm>,
    /// Authorization answers as a JWT (JARM, `authorization_signed_response_alg`).
    pub authorization: Option<Algorithm>,
}

/// What a client's authorization requests must be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requests {
    /// They are pushed (RFC 9126 section 6).
    pub pushed: bool,
    /// They are signed (RFC 9101 section 10.5).
    pub signed: bool,
    /// The algorithm of signed ones; any asymmetric one when not given.
    pub algorithm: Option<Algorithm>,
    /// Where request objects may be fetched (`request_uris`).
    pub uris: Vec<String>,
    /// `max_age` where a request has none, in seconds (`default_max_age`).
    pub max_age: Option<u64>,
    /// Whether ID tokens need to say `auth_time` (`require_auth_time`); ours always do.
    pub auth_time: bool,
    /// `acr_values` where a request has none, the best liked first (`default_acr_values`).
    pub acr_values: Vec<String>,
}

/// What people see of a client, and where it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// Its home page (`client_uri`).
    pub home: Option<String>,
    /// Its picture (`logo_uri`).
    pub logo: Option<String>,
    /// How it treats personal data (`policy_uri`).
    pub policy: Option<String>,
    /// Its terms of service (`tos_uri`).
    pub terms: Option<String>,
    /// Who answers for it (`contacts`).
    pub contacts: Vec<String>,
    /// Where a third party begins a sign-in (`initiate_login_uri`).
    pub initiate_login: Option<String>,
}

/// How a client learns that a person has signed out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignOut {
    /// A page that browsers load (OpenID Connect Front-Channel Logout 1.0).
    pub front_channel: Option<String>,
    /// Whether that page needs to be told which session (`frontchannel_logout_session_required`); it
    /// always is.
    pub front_channel_session: bool,
    /// Where a logout token is sent (OpenID Connect Back-Channel Logout 1.0).
    pub back_channel: Option<String>,
    /// Whether the token needs to say which session (`backchannel_logout_session_required`); it always
    /// does.
    pub back_channel_session: bool,
}

/// Checks that a URL is an https one with a host and without a fragment or user information.
///
/// # Errors
/// Names the field.
pub fn check_url(field: &str, url: &str) -> Result<(), Invalid> {
    let wrong = || Invalid::because(format!("{field} is not an https URL"));
    let parsed = url::Url::parse(url).map_err(|_| wrong())?;
    let fits = parsed.scheme() == "https"
        && parsed.has_host()
        && parsed.fragment().is_none()
        && parsed.username().is_empty()
        && parsed.password().is_none()
        && url.len() <= 2048;
    if fits { Ok(()) } else { Err(wrong()) }
}
