//! The crate's own maps, with our answers where its machines leave the matter to a store.
//!
//! No machine asks how long a token lives, whether a try that fails spends a code (`AuthMap`: yes), or
//! whether a smaller scope stays small at the next refresh (`TokenMap`: yes; RFC 6749 section 6: no).

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use oxide_auth::primitives::authorizer::{AuthMap, Authorizer};
use oxide_auth::primitives::generator::RandomGenerator;
use oxide_auth::primitives::grant::Grant;
use oxide_auth::primitives::issuer::{IssuedToken, Issuer, RefreshedToken, TokenMap};
use oxide_auth::primitives::registrar::{
    BoundClient, ClientMap, ClientUrl, PasswordPolicy, PreGrant, Registrar, RegistrarError,
};
use oxide_auth::primitives::scope::Scope;

/// The life of an access token, in hours.
pub const ACCESS_HOURS: u32 = 1;

/// The life of what is refreshed, in hours from the first token on.
pub const REFRESH_HOURS: u32 = 2;

/// The system's time.
#[expect(clippy::disallowed_methods, reason = "the machines compare with this very clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Secrets as they are: the crate's own policy takes seconds.
pub struct AsTheyAre;

impl PasswordPolicy for AsTheyAre {
    fn store(&self, _: &str, passphrase: &[u8]) -> Vec<u8> {
        passphrase.to_vec()
    }

    fn check(&self, _: &str, passphrase: &[u8], stored: &[u8]) -> Result<(), RegistrarError> {
        if passphrase == stored { Ok(()) } else { Err(RegistrarError::Unspecified) }
    }
}

/// A map of clients that get the scopes that they ask for, if they may have them; the crate's own gives
/// all that a client may have, whatever it asks for.
#[derive(Default)]
pub struct Clients {
    pub map: ClientMap,
}

impl Registrar for Clients {
    fn bound_redirect<'a>(&self, bound: ClientUrl<'a>) -> Result<BoundClient<'a>, RegistrarError> {
        self.map.bound_redirect(bound)
    }

    fn negotiate(
        &self,
        client: BoundClient<'_>,
        asked: Option<Scope>,
    ) -> Result<PreGrant, RegistrarError> {
        let all = self.map.negotiate(client, None)?;
        match asked {
            None => Ok(all),
            Some(asked) if all.scope.priviledged_to(&asked) => Ok(PreGrant { scope: asked, ..all }),
            Some(_) => Err(RegistrarError::Unspecified),
        }
    }

    fn check(&self, client_id: &str, passphrase: Option<&[u8]>) -> Result<(), RegistrarError> {
        self.map.check(client_id, passphrase)
    }
}

/// A map of codes in which a code stays until it is redeemed, as RFC 6749 section 4.1.2 has it.
pub struct Codes {
    map: AuthMap<RandomGenerator>,
    /// What the map calls a code now.
    names: HashMap<String, String>,
    looked_at: Option<(String, Grant)>,
    elapsed: Duration,
}

impl Codes {
    pub fn new() -> Self {
        Self {
            map: AuthMap::new(RandomGenerator::new(16)),
            names: HashMap::new(),
            looked_at: None,
            elapsed: Duration::zero(),
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, by: Duration) {
        self.elapsed += by;
    }

    /// A request is over: the code that it looked at is gone if it was redeemed.
    pub fn settle(&mut self, redeemed: bool) {
        if let Some((code, grant)) = self.looked_at.take().filter(|_| !redeemed) {
            let name = self.map.authorize(grant).expect("a code");
            self.names.insert(code, name);
        }
    }
}

impl Authorizer for Codes {
    fn authorize(&mut self, grant: Grant) -> Result<String, ()> {
        let until = grant.until + self.elapsed;
        let code = self.map.authorize(Grant { until, ..grant })?;
        self.names.insert(code.clone(), code.clone());
        Ok(code)
    }

    fn extract(&mut self, code: &str) -> Result<Option<Grant>, ()> {
        let Some(name) = self.names.get(code) else { return Ok(None) };
        let Some(grant) = self.map.extract(name)? else { return Ok(None) };
        self.looked_at = Some((code.to_owned(), grant.clone()));
        Ok(Some(Grant { until: grant.until - self.elapsed, ..grant }))
    }
}

/// What one refresh token goes back to.
struct Line {
    access: String,
    granted: Scope,
    until: DateTime<Utc>,
}

/// A map of tokens that die each at their time, and not by a refresh.
pub struct Tokens {
    map: TokenMap<RandomGenerator>,
    lines: HashMap<String, Line>,
    access_until: HashMap<String, DateTime<Utc>>,
    elapsed: Duration,
}

impl Tokens {
    pub fn new() -> Self {
        Self {
            map: TokenMap::new(RandomGenerator::new(16)),
            lines: HashMap::new(),
            access_until: HashMap::new(),
            elapsed: Duration::zero(),
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, by: Duration) {
        self.elapsed += by;
    }

    fn note(&mut self, access: &str, refresh: Option<&str>, granted: Scope, until: DateTime<Utc>) {
        let access_until = now() + self.elapsed + Duration::hours(ACCESS_HOURS.into());
        self.access_until.insert(access.to_owned(), access_until);
        if let Some(refresh) = refresh {
            let line = Line { access: access.to_owned(), granted, until };
            self.lines.insert(refresh.to_owned(), line);
        }
    }
}

impl Issuer for Tokens {
    fn issue(&mut self, grant: Grant) -> Result<IssuedToken, ()> {
        let granted = grant.scope.clone();
        let issued = self.map.issue(grant)?;
        let until = now() + self.elapsed + Duration::hours(REFRESH_HOURS.into());
        self.note(&issued.token, issued.refresh.as_deref(), granted, until);
        Ok(issued)
    }

    fn refresh(&mut self, refresh: &str, grant: Grant) -> Result<RefreshedToken, ()> {
        let Line { access, granted, until } = self.lines.remove(refresh).ok_or(())?;
        let before = self.map.recover_token(&access)?;
        let refreshed = self.map.refresh(refresh, grant)?;
        if let Some(before) = before {
            self.map.import_grant(access, before);
        }
        self.note(&refreshed.token, refreshed.refresh.as_deref(), granted, until);
        Ok(refreshed)
    }

    fn recover_token<'a>(&'a self, token: &'a str) -> Result<Option<Grant>, ()> {
        let until = |token| self.access_until[token] - self.elapsed;
        Ok(self.map.recover_token(token)?.map(|grant| Grant { until: until(token), ..grant }))
    }

    fn recover_refresh<'a>(&'a self, token: &'a str) -> Result<Option<Grant>, ()> {
        let Some(line) = self.lines.get(token) else { return Ok(None) };
        let (until, scope) = (line.until - self.elapsed, line.granted.clone());
        Ok(self.map.recover_refresh(token)?.map(|grant| Grant { until, scope, ..grant }))
    }
}
