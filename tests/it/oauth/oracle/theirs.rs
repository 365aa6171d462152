//! The crate's side: its own loops over its own maps.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::Duration;
use oxide_auth::code_grant::error::AccessTokenErrorType;
use oxide_auth::code_grant::extensions::Pkce;
use oxide_auth::code_grant::{accesstoken, authorization, client_credentials, refresh, resource};
use oxide_auth::endpoint::{NormalizedParameter, QueryParameter};
use oxide_auth::frontends::simple::extensions::AddonList;
use oxide_auth::primitives::authorizer::Authorizer;
use oxide_auth::primitives::issuer::Issuer;
use oxide_auth::primitives::registrar::{Client, ExactUrl, RegisteredUrl, Registrar};
use oxide_auth::primitives::scope::Scope;

use super::outcome::{Given, Outcome};
use super::stores::{AsTheyAre, Clients, Codes, Tokens};

/// A request as the crate reads it: a parameter that comes twice is none.
pub struct Asked {
    parameters: NormalizedParameter,
    basic: Option<(String, String)>,
    bearer: Option<String>,
}

impl Asked {
    /// A request with parameters.
    pub fn with(basic: Option<(&str, &str)>, pairs: &[(&str, &str)]) -> Self {
        let mut parameters = NormalizedParameter::new();
        for (name, value) in pairs {
            parameters.insert_or_poison((*name).to_owned().into(), (*value).to_owned().into());
        }
        let basic = basic.map(|(id, secret)| (id.to_owned(), secret.to_owned()));
        Self { parameters, basic, bearer: None }
    }

    /// A request with a bearer token.
    pub fn bearing(token: Option<&str>) -> Self {
        let bearer = token.map(|token| format!("Bearer {token}"));
        Self { bearer, ..Self::with(None, &[]) }
    }

    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.parameters.unique_value(name)
    }

    fn basic(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        let (id, secret) = self.basic.as_ref()?;
        Some((id.into(), secret.as_bytes().into()))
    }

    fn client(&self) -> String {
        let basic = self.basic.as_ref().map(|(id, _)| id.clone());
        basic.or_else(|| self.get("client_id").map(Cow::into_owned)).unwrap_or_default()
    }
}

/// The methods that requests have in common, which each machine has in a trait of its own. A macro
/// because no two of these traits are one.
macro_rules! reads {
    ($($name:ident),*) => {
        fn valid(&self) -> bool {
            true
        }

        fn extension(&self, key: &str) -> Option<Cow<'_, str>> {
            self.get(key)
        }

        $(fn $name(&self) -> Option<Cow<'_, str>> {
            self.get(stringify!($name))
        })*
    };
}

impl authorization::Request for Asked {
    reads!(client_id, scope, redirect_uri, state, response_type);
}

impl accesstoken::Request for Asked {
    reads!(code, client_id, redirect_uri, grant_type);

    fn authorization(&self) -> accesstoken::Authorization<'_> {
        match self.basic() {
            Some((id, secret)) => accesstoken::Authorization::UsernamePassword(id, secret),
            None => accesstoken::Authorization::None,
        }
    }
}

impl refresh::Request for Asked {
    reads!(refresh_token, scope, grant_type);

    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        self.basic()
    }
}

impl client_credentials::Request for Asked {
    reads!(scope, grant_type);

    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        self.basic()
    }
}

impl resource::Request for Asked {
    fn valid(&self) -> bool {
        true
    }

    fn token(&self) -> Option<Cow<'_, str>> {
        self.bearer.as_deref().map(Cow::from)
    }
}

/// The crate's maps.
pub struct Theirs {
    clients: Clients,
    pub codes: Codes,
    pub tokens: Tokens,
    addons: AddonList,
    need_pkce: BTreeSet<String>,
    demanded: [Scope; 1],
}

impl authorization::Endpoint for Theirs {
    fn registrar(&self) -> &dyn Registrar {
        &self.clients
    }

    fn authorizer(&mut self) -> &mut dyn Authorizer {
        &mut self.codes
    }

    fn extension(&mut self) -> &mut dyn authorization::Extension {
        &mut self.addons
    }
}

impl accesstoken::Endpoint for Theirs {
    fn registrar(&self) -> &dyn Registrar {
        &self.clients
    }

    fn authorizer(&mut self) -> &mut dyn Authorizer {
        &mut self.codes
    }

    fn issuer(&mut self) -> &mut dyn Issuer {
        &mut self.tokens
    }

    fn extension(&mut self) -> &mut dyn accesstoken::Extension {
        &mut self.addons
    }
}

impl refresh::Endpoint for Theirs {
    fn registrar(&self) -> &dyn Registrar {
        &self.clients
    }

    fn issuer(&mut self) -> &mut dyn Issuer {
        &mut self.tokens
    }
}

impl client_credentials::Endpoint for Theirs {
    fn registrar(&self) -> &dyn Registrar {
        &self.clients
    }

    fn issuer(&mut self) -> &mut dyn Issuer {
        &mut self.tokens
    }

    fn extension(&mut self) -> &mut dyn client_credentials::Extension {
        &mut self.addons
    }
}

impl resource::Endpoint for Theirs {
    fn scopes(&mut self) -> &[Scope] {
        &self.demanded
    }

    fn issuer(&mut self) -> &dyn Issuer {
        &self.tokens
    }
}

impl Theirs {
    /// Empty maps, and a resource that demands these scopes.
    pub fn new(demanded: &str) -> Self {
        let mut clients = Clients::default();
        clients.map.set_password_policy(AsTheyAre);
        Self {
            clients,
            codes: Codes::new(),
            tokens: Tokens::new(),
            addons: AddonList::new(),
            need_pkce: BTreeSet::new(),
            demanded: [demanded.parse().expect("scopes")],
        }
    }

    /// Registers a client; `uris` are one at least.
    pub fn register(&mut self, id: &str, secret: Option<&str>, uris: &[String], scopes: &str) {
        let scopes = scopes.parse().expect("scopes");
        let exact = |uri: &String| ExactUrl::new(uri.clone()).map(RegisteredUrl::Exact);
        let mut uris: Vec<_> = uris.iter().map(|uri| exact(uri).expect("a URL")).collect();
        let first = uris.remove(0);
        let client = match secret {
            Some(secret) => Client::confidential(id, first, scopes, secret.as_bytes()),
            None => Client::public(id, first, scopes),
        };
        self.clients.map.register_client(client.with_additional_redirect_uris(uris));
    }

    /// Makes a client need PKCE.
    pub fn demand_pkce(&mut self, id: &str) {
        self.need_pkce.insert(id.to_owned());
    }

    /// Lets time pass.
    pub fn wait(&mut self, by: std::time::Duration) {
        let by = Duration::from_std(by).expect("a time");
        self.codes.wait(by);
        self.tokens.wait(by);
    }

    /// The authorization endpoint, and what the person says.
    pub fn authorize(&mut self, asked: &Asked, denied: bool) -> (Outcome, Option<String>) {
        self.load_pkce(asked);
        let answer = match authorization::authorization_code(self, asked) {
            Ok(pending) if denied => pending.deny(),
            Ok(pending) => pending.authorize(self, "somebody".into()),
            Err(error) => Err(error),
        };
        match answer {
            Ok(url) => Outcome::of_redirect(url.as_str()),
            Err(authorization::Error::Redirect(error)) => {
                let url: url::Url = error.into();
                Outcome::of_redirect(url.as_str())
            }
            Err(authorization::Error::Ignore) => (Outcome::Page, None),
            Err(authorization::Error::PrimitiveError) => panic!("a map failed"),
        }
    }

    /// The token endpoint.
    pub fn token(&mut self, asked: &Asked) -> (Outcome, Option<Given>) {
        let (outcome, given) = match asked.get("grant_type").as_deref() {
            Some("refresh_token") => self.refreshed(asked),
            Some("client_credentials") => self.for_client(asked),
            _ => self.redeemed(asked),
        };
        self.codes.settle(given.is_some());
        (outcome, given)
    }

    /// The code grant.
    pub fn redeemed(&mut self, asked: &Asked) -> (Outcome, Option<Given>) {
        self.load_pkce(asked);
        match accesstoken::access_token(self, asked) {
            Ok(token) => given(&token.to_json()),
            Err(mut error) => refused(error.description().map(|error| error.kind())),
        }
    }

    /// The refresh grant.
    pub fn refreshed(&mut self, asked: &Asked) -> (Outcome, Option<Given>) {
        match refresh::refresh(self, asked) {
            Ok(token) => given(&token.to_json()),
            Err(mut error) => refused(error.description().map(|error| error.kind())),
        }
    }

    fn for_client(&mut self, asked: &Asked) -> (Outcome, Option<Given>) {
        self.addons = AddonList::new();
        let answer = client_credentials::client_credentials(self, asked)
            .and_then(|pending| pending.issue(self, asked.client(), false));
        match answer {
            Ok(token) => given(&token.to_json()),
            Err(mut error) => refused(error.description().map(|error| error.kind())),
        }
    }

    /// A protected resource.
    pub fn resource(&mut self, token: Option<&str>) -> Outcome {
        use resource::{Error, ErrorCode};
        let error = match resource::protect(self, &Asked::bearing(token)) {
            Ok(_) => return Outcome::Admitted,
            Err(Error::AccessDenied { failure, .. }) => match failure.code.expect("a code") {
                ErrorCode::InvalidRequest => "invalid_request",
                ErrorCode::InsufficientScope => "insufficient_scope",
                ErrorCode::InvalidToken => "invalid_token",
            },
            Err(Error::NoAuthentication { .. }) => super::SILENCE,
            Err(Error::InvalidRequest { .. }) => "invalid_request",
            Err(Error::PrimitiveError) => panic!("a map failed"),
        };
        Outcome::Refused(error.to_owned())
    }

    fn load_pkce(&mut self, asked: &Asked) {
        let rule =
            if self.need_pkce.contains(&asked.client()) { Pkce::required } else { Pkce::optional };
        self.addons = AddonList::new();
        self.addons.push_authorization(rule());
        self.addons.push_access_token(rule());
    }
}

fn given(json: &str) -> (Outcome, Option<Given>) {
    let (outcome, given) = Outcome::of_tokens(&serde_json::from_str(json).expect("JSON"));
    (outcome, Some(given))
}

fn refused(kind: Option<AccessTokenErrorType>) -> (Outcome, Option<Given>) {
    let word = match kind {
        Some(AccessTokenErrorType::InvalidRequest) => "invalid_request",
        Some(AccessTokenErrorType::InvalidClient) => "invalid_client",
        Some(AccessTokenErrorType::InvalidGrant) => "invalid_grant",
        Some(AccessTokenErrorType::UnauthorizedClient) => "unauthorized_client",
        Some(AccessTokenErrorType::UnsupportedGrantType) => "unsupported_grant_type",
        Some(AccessTokenErrorType::InvalidScope) => "invalid_scope",
        None => super::SILENCE,
    };
    (Outcome::Refused(word.to_owned()), None)
}
