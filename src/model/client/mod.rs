//! App clients (RFC 6749 section 2): applications that get tokens from a pool.

mod openid;
mod response_type;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use openid::{
    About, ApplicationType, AuthMethod, Profile, Proving, Requests, SignOut, Signing, check_url,
};
pub use response_type::ResponseType;

use super::branding::Branding;
use super::provider::{OWN, ProviderName};
use super::{ClientId, Instant, Invalid, PoolId, RedirectUri, Scopes};

/// An app client with the digests of its live secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: ClientId,
    /// The pool that it belongs to.
    pub pool_id: PoolId,
    /// Its name, shown to people who sign in.
    pub name: String,
    /// Its live secrets; none for a public client.
    pub secrets: Vec<SecretDigest>,
    /// Its rules.
    pub settings: ClientSettings,
    /// Whether it gets any token.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Instant,
}

/// A client secret as it is kept: the SHA-256 of 256 random bits needs no slow hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretDigest {
    /// Names the secret among its client's: `{client_id}--{seconds since 1970}`.
    pub id: String,
    /// SHA-256 of the secret.
    pub digest: Vec<u8>,
    /// The secret under the master key, where the client signs with it (`client_secret_jwt`).
    pub sealed: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Instant,
}

/// How refresh tokens are replaced (RFC 9700 section 4.14.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// Each refresh gives a new token. The one before stays good for a retry until the new one is
    /// first used, so that a lost answer costs nobody the session; any older one ends the family.
    #[default]
    Grace,
    /// Each refresh gives a new token, and any second use of an old one ends the family.
    Strict,
    /// The refresh token stays the same.
    Off,
}

/// Of which tokens a client may ask whether they are good (RFC 7662).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Introspection {
    /// Of those that were given to itself.
    #[default]
    Own,
    /// Of every access token of its pool: the client guards an API.
    Pool,
}

/// The rules of an app client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientSettings {
    /// Where codes and tokens may be sent.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a browser may be sent after sign-out.
    pub logout_uris: Vec<RedirectUri>,
    /// Whether it may use the authorization code grant (RFC 6749 section 4.1).
    pub code: bool,
    /// Whether it may use the implicit grant (RFC 6749 section 4.2).
    pub implicit: bool,
    /// Whether it may use the client credentials grant (RFC 6749 section 4.4).
    pub client_credentials: bool,
    /// Whether it gets refresh tokens (RFC 6749 section 6).
    pub refresh: bool,
    /// Whether it may use the device authorization grant (RFC 8628).
    pub device: bool,
    /// The response types that it may use; all that its grants allow when not given.
    pub response_types: Option<Vec<ResponseType>>,
    /// Where it runs, as it says itself.
    pub application_type: ApplicationType,
    /// The scopes that it may ask for.
    pub scopes: Scopes,
    /// Whether it must use PKCE (RFC 7636); a public client always must.
    pub require_pkce: bool,
    /// Whether access tokens carry the header `typ: at+jwt` (RFC 9068 section 2.1).
    pub at_jwt: bool,
    /// Whether its access tokens are bound to a key (RFC 9449, `dpop_bound_access_tokens`).
    pub dpop: bool,
    /// Whether people are asked before it gets anything about them: it is somebody else's.
    pub consent: bool,
    /// Whether ID tokens hold no claims about the person while an access token is given with them
    /// (OpenID Connect Core section 5.4); else they hold all, as Cognito's do.
    pub lean_id_token: bool,
    /// Whether each sector sees another subject (OpenID Connect Core section 8.1, `pairwise`).
    pub pairwise: bool,
    /// Lists the redirect URIs of the sector (`sector_identifier_uri`).
    pub sector_identifier_uri: Option<String>,
    /// The set of rules that it keeps.
    pub profile: Profile,
    /// How it proves itself.
    pub proving: Proving,
    /// How answers to it are signed.
    pub signing: Signing,
    /// What its authorization requests must be.
    pub requests: Requests,
    /// What people see of it.
    pub about: About,
    /// What it sets of its pool's look.
    pub branding: Branding,
    /// How it learns that a person has signed out.
    pub sign_out: SignOut,
    /// How refresh tokens are replaced.
    pub rotation: Rotation,
    /// Of which tokens it may ask whether they are good.
    pub introspection: Introspection,
    /// The resource that it guards (RFC 8707); it then learns nothing of tokens for others.
    pub resource: Option<String>,
    /// The life of an access token in seconds, 5 minutes to a day.
    pub access_token_seconds: u64,
    /// The life of an ID token in seconds, 5 minutes to a day.
    pub id_token_seconds: u64,
    /// The life of a token family in seconds, an hour to ten years.
    pub refresh_token_seconds: u64,
    /// The attributes that it may read; all of them when not given.
    pub read_attributes: Option<Vec<String>>,
    /// The attributes that its sign-up page may write; all of them when not given.
    pub write_attributes: Option<Vec<String>>,
    /// From which identity providers its people may come, by name, with `COGNITO` for the pool's own
    /// accounts; from all of them when not given (Cognito's `SupportedIdentityProviders`).
    pub identity_providers: Option<Vec<String>>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            redirect_uris: Vec::new(),
            logout_uris: Vec::new(),
            code: false,
            implicit: false,
            client_credentials: false,
            refresh: true,
            device: false,
            response_types: None,
            application_type: ApplicationType::default(),
            scopes: Scopes::default(),
            require_pkce: true,
            at_jwt: false,
            dpop: false,
            consent: false,
            lean_id_token: false,
            pairwise: false,
            sector_identifier_uri: None,
            profile: Profile::default(),
            proving: Proving::default(),
            signing: Signing::default(),
            requests: Requests::default(),
            about: About::default(),
            branding: Branding::default(),
            sign_out: SignOut::default(),
            rotation: Rotation::Grace,
            introspection: Introspection::Own,
            resource: None,
            access_token_seconds: 3600,
            id_token_seconds: 3600,
            refresh_token_seconds: 30 * 24 * 3600,
            read_attributes: None,
            write_attributes: None,
            identity_providers: None,
        }
    }
}

impl ClientSettings {
    /// The life of an access token.
    pub fn access_token_life(&self) -> Duration {
        Duration::from_secs(self.access_token_seconds)
    }

    /// The life of an ID token.
    pub fn id_token_life(&self) -> Duration {
        Duration::from_secs(self.id_token_seconds)
    }

    /// The life of a token family.
    pub fn refresh_token_life(&self) -> Duration {
        Duration::from_secs(self.refresh_token_seconds)
    }

    /// Whether its grants are those that a response type needs (RFC 7591 section 2.1).
    pub fn grants_allow(&self, response_type: ResponseType) -> bool {
        (self.code || !response_type.code) && (self.implicit || !response_type.is_implicit())
    }

    /// The response types that it may use.
    pub fn response_types(&self) -> Vec<ResponseType> {
        let allowed = |each: &ResponseType| self.grants_allow(*each);
        let all = || ResponseType::ALL.into_iter().filter(allowed).collect();
        self.response_types.clone().unwrap_or_else(all)
    }

    /// Whether the client may read the attribute of that name.
    pub fn may_read(&self, name: &str) -> bool {
        self.read_attributes.as_ref().is_none_or(|list| list.iter().any(|each| each == name))
    }

    /// Whether the client's sign-up page may set the attribute of that name.
    pub fn may_write(&self, name: &str) -> bool {
        self.write_attributes.as_ref().is_none_or(|list| list.iter().any(|each| each == name))
    }

    /// Whether its people may come from the provider of that name.
    pub fn may_come_from(&self, provider: &str) -> bool {
        self.identity_providers.as_ref().is_none_or(|list| list.iter().any(|each| each == provider))
    }

    /// Checks that the rules fit together; `confidential` says whether the client has a secret.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self, confidential: bool) -> Result<(), Invalid> {
        self.branding.check()?;
        let day = 24 * 3600;
        let rules = [
            (
                !self.client_credentials || confidential,
                "client_credentials needs a client with a secret",
            ),
            (
                !(self.client_credentials && (self.code || self.implicit)),
                "client_credentials cannot share a client with code or implicit",
            ),
            (
                self.proving.method != Some(AuthMethod::PrivateKeyJwt)
                    || self.proving.jwks.is_some() != self.proving.jwks_uri.is_some(),
                "private_key_jwt needs jwks or jwks_uri, and not both",
            ),
            (
                !self.profile.is_fapi() || self.proving.method == Some(AuthMethod::PrivateKeyJwt),
                "a client of FAPI 2.0 proves itself by private_key_jwt",
            ),
            (
                self.proving.fits_together(),
                "the algorithm of assertions is one of the method's own: HS256, HS384 or HS512 for \
                 client_secret_jwt, one with a public key for private_key_jwt",
            ),
            (
                !(self.code || self.implicit) || !self.redirect_uris.is_empty(),
                "code and implicit need a redirect URI",
            ),
            (
                self.response_types().into_iter().all(|each| self.grants_allow(each)),
                "response_types has one that the grants do not allow",
            ),
            (
                self.redirect_uris.len() <= 100 && self.logout_uris.len() <= 100,
                "a client has at most 100 redirect URIs and 100 logout URIs",
            ),
            (self.scopes.len() <= 50, "a client has at most 50 scopes"),
            (
                self.identity_providers.as_deref().is_none_or(are_providers),
                "identity_providers are 1 to 301 names of providers, or COGNITO",
            ),
            (
                (300..=day).contains(&self.access_token_seconds)
                    && (300..=day).contains(&self.id_token_seconds),
                "access and ID tokens live 5 minutes to 1 day",
            ),
            (
                (3600..=3650 * day).contains(&self.refresh_token_seconds),
                "refresh tokens live 1 hour to 10 years",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(Invalid::because(broken)),
            None => Ok(()),
        }
    }
}

fn are_providers(names: &[String]) -> bool {
    let is_one = |name: &String| name == OWN || name.parse::<ProviderName>().is_ok();
    (1..=301).contains(&names.len()) && names.iter().all(is_one)
}

impl Client {
    /// Whether it cannot prove itself (RFC 6749 section 2.1): as it is set, or for want of a secret.
    pub fn is_public(&self) -> bool {
        match self.settings.proving.method {
            Some(method) => method == AuthMethod::None,
            None => self.secrets.is_empty(),
        }
    }

    /// Whether strangers can speak for it: whoever knows the id of a public client, or has made one
    /// themselves.
    pub fn is_open_to_strangers(&self) -> bool {
        self.is_public() || self.settings.consent
    }

    /// Whether its tokens must be bound to a key (RFC 9449 section 5.2, FAPI 2.0 Security Profile
    /// section 5.3.2.1).
    pub fn must_bind_tokens(&self) -> bool {
        self.settings.dpop || self.settings.profile.is_fapi()
    }

    /// Whether it must use PKCE: always when public, else as it is set.
    pub fn requires_pkce(&self) -> bool {
        self.is_public() || self.settings.require_pkce || self.settings.profile.is_fapi()
    }

    /// The registered redirect URI that a request's one matches.
    pub fn redirect_uri(&self, requested: &str) -> Option<&RedirectUri> {
        self.settings.redirect_uris.iter().find(|registered| registered.matches(requested))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_client_is_nothing_else() {
        let machine = ClientSettings { client_credentials: true, ..Default::default() };
        assert!(machine.check(true).is_ok());
        assert!(machine.check(false).is_err());
        assert!(ClientSettings { code: true, ..machine }.check(true).is_err());
    }

    #[test]
    fn response_types_are_all_that_the_grants_allow_or_fewer() {
        let uris = vec!["https://app.example/cb".parse().expect("a URI")];
        let codes = ClientSettings { code: true, redirect_uris: uris, ..Default::default() };
        assert_eq!(codes.response_types(), [ResponseType::CODE]);
        let both = ClientSettings { implicit: true, ..codes.clone() };
        assert_eq!(both.response_types(), ResponseType::ALL);
        let only = |text: &str| Some(vec![text.parse().expect("a response type")]);
        let fewer = ClientSettings { response_types: only("code id_token"), ..both };
        assert_eq!(fewer.response_types().len(), 1);
        assert!(fewer.check(true).is_ok());
        assert!(ClientSettings { response_types: only("token"), ..codes }.check(true).is_err());
    }

    #[test]
    fn an_assertion_has_an_algorithm_of_its_method() {
        let proving = |method, algorithm: &str| {
            let algorithm = Some(algorithm.parse().expect("an algorithm"));
            let jwks = Some(serde_json::json!({ "keys": [] }));
            let proving = Proving { method: Some(method), algorithm, jwks, jwks_uri: None };
            ClientSettings { proving, ..Default::default() }.check(true).is_ok()
        };
        assert!(proving(AuthMethod::ClientSecretJwt, "HS512"));
        assert!(proving(AuthMethod::PrivateKeyJwt, "ES256"));
        assert!(!proving(AuthMethod::ClientSecretJwt, "ES256"));
        assert!(!proving(AuthMethod::PrivateKeyJwt, "HS256"));
    }

    #[test]
    fn lifetimes_have_cognitos_limits() {
        for seconds in [299, 24 * 3600 + 1] {
            assert!(
                ClientSettings { access_token_seconds: seconds, ..Default::default() }
                    .check(true)
                    .is_err()
            );
        }
        assert!(
            ClientSettings { refresh_token_seconds: 60, ..Default::default() }.check(true).is_err()
        );
    }
}
