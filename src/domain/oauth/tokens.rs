//! Tokens: what stands in them (Cognito's claims within OpenID Connect Core section 2 and RFC 9068),
//! and the families that they are born into.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::audience::Audience;
use super::refresh_token::RefreshToken;
use super::respond::Admission;
use super::{claims, subject};
use crate::context::Context;
use crate::crypto::digest::half_hash;
use crate::crypto::{jwt, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::grant::{Authentication, Family};
use crate::model::{Algorithm, Client, Instant, Scopes, User, UserId};
use crate::store::{self, Tx};

/// The claims of an access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The user, or the client itself.
    pub sub: String,
    /// The user's groups.
    #[serde(rename = "cognito:groups", default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The issuer.
    pub iss: String,
    /// Cognito's version of the token's form.
    pub version: u8,
    /// The client.
    pub client_id: String,
    /// The family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_jti: Option<String>,
    /// The resources that it is for (RFC 8707), or the default one of RFC 9068's form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
    /// Always `access`.
    pub token_use: String,
    /// The scopes.
    pub scope: Scopes,
    /// When the person, or the client, proved itself; seconds since 1970.
    pub auth_time: i64,
    /// When the token expires; seconds since 1970.
    pub exp: i64,
    /// When it was made; seconds since 1970.
    pub iat: i64,
    /// Its own id.
    pub jti: String,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The key that its bearer must have (RFC 9449 section 6.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// Names a key by its thumbprint (RFC 7800, RFC 9449 section 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The thumbprint (RFC 7638) in base64url.
    pub jkt: String,
}

/// The answer of the token endpoint (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).
#[derive(Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// The ID token, where `openid` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// `DPoP` where the access token is bound to a key, else `Bearer`.
    pub token_type: &'static str,
    /// The life of the access token in seconds.
    pub expires_in: u64,
    /// The scopes of the access token.
    pub scope: Scopes,
}

/// Tokens about to be made: for whom, for which client, in which family.
#[derive(Debug)]
pub struct Issue {
    /// The client.
    pub client: Arc<Client>,
    /// The user.
    pub user: User,
    /// The user's groups, the highest rank first.
    pub groups: Vec<String>,
    /// The family.
    pub family: Family,
    /// The scopes of this access token.
    pub scopes: Scopes,
    /// The resources that this access token is for, of those that the family was granted.
    pub resources: Vec<String>,
    /// The thumbprint of the key that the access token is bound to, if it is to any.
    pub bound_to: Option<String>,
}

/// A new family for a user at a client, not yet kept: without a refresh token, and as old as its first
/// tokens may get.
///
/// # Errors
/// When the system has no randomness to give.
pub(super) fn new_family(
    cx: &Context,
    client: &Client,
    user: &UserId,
    scopes: &Scopes,
    authentication: Authentication,
) -> Result<Family> {
    Ok(Family {
        id: random::family_id(cx.now())?,
        pool_id: client.pool_id.clone(),
        client_id: client.id.clone(),
        user_id: user.clone(),
        scopes: scopes.clone(),
        authentication,
        digest: None,
        previous_digest: None,
        rotated_at: cx.now(),
        created_at: cx.now(),
        expires_at: cx.now()
            + client.settings.access_token_life().max(client.settings.id_token_life()),
        revoked_at: None,
    })
}

/// Keeps a family that has no refresh token, for the implicit grant: its tokens can be revoked.
///
/// # Errors
/// When the database does not answer.
pub async fn begin_without_refresh(
    cx: &Context,
    client: &Arc<Client>,
    user: &User,
    scopes: &Scopes,
    authentication: Authentication,
    admission: Option<Admission>,
) -> Result<Issue> {
    // OpenID Connect Core section 11: it counts only where a code is given.
    let kept: Scopes =
        scopes.iter().filter(|scope| scope.as_str() != "offline_access").cloned().collect();
    let family = new_family(cx, client, &user.id, &kept, authentication)?;
    let kept = (family.clone(), user.clone(), admission);
    let groups = cx.write(kept, |tx, kept| Box::pin(keep(tx, kept))).await?;
    Ok(Issue {
        client: client.clone(),
        user: user.clone(),
        groups,
        resources: family.authentication.resources.clone(),
        family,
        scopes: scopes.clone(),
        bound_to: None,
    })
}

async fn keep(
    tx: &mut Tx,
    (family, user, admission): &(Family, User, Option<Admission>),
) -> Result<Vec<String>> {
    // First: a new password, or an end of the account or session, is written before this or after it.
    store::users::lock(tx, &family.pool_id, &family.user_id).await?;
    let ended = || Error::new(Refusal::LoginRequired, "the session has ended");
    let present = store::users::by_id(tx, &family.pool_id, &family.user_id).await?;
    present.filter(User::is_active).ok_or_else(ended)?;
    if let Some(session) = &family.authentication.session_id
        && store::sessions::was_ended(tx, &family.pool_id, session).await?
    {
        return Err(ended());
    }
    if let Some(admission) = admission {
        admission.write(tx).await?;
    }
    store::families::insert(tx, family).await?;
    Ok(store::groups::names_of_user(tx, &family.pool_id, &user.id).await?)
}

/// What an ID token says of what is given with it (OpenID Connect Core sections 3.1.3.6 and 3.3.2.11).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// The hash of the access token.
    pub at_hash: Option<String>,
    /// The hash of the code.
    pub c_hash: Option<String>,
    /// The hash of the request's state (FAPI 1.0 Advanced section 5.2.2.1).
    pub s_hash: Option<String>,
    /// Whether nothing is: then the claims that the scopes ask for stand in it (section 5.4).
    pub alone: bool,
}

impl Issue {
    /// All tokens of this issue.
    ///
    /// # Errors
    /// When too many signatures wait.
    pub async fn respond(
        &self,
        cx: &Context,
        pool: &PoolView,
        refresh: Option<RefreshToken>,
    ) -> Result<TokenResponse> {
        let access_token = self.access_token(cx, pool).await?;
        let id_token = if self.scopes.contains("openid") {
            let at_hash = Some(half_hash(&access_token, self.id_token_algorithm(pool)));
            Some(self.id_token(cx, pool, Beside { at_hash, ..Beside::default() }).await?)
        } else {
            None
        };
        Ok(TokenResponse {
            access_token,
            id_token,
            refresh_token: refresh.map(|token| token.as_str().to_owned()),
            token_type: token_type(self.bound_to.as_deref()),
            expires_in: self.client.settings.access_token_seconds,
            scope: self.scopes.clone(),
        })
    }

    /// The access token.
    ///
    /// # Errors
    /// When too many signatures wait.
    pub async fn access_token(&self, cx: &Context, pool: &PoolView) -> Result<String> {
        let claims = AccessClaims {
            sub: subject::of(cx, &self.client, &self.user.id),
            groups: self.groups.clone(),
            iss: pool.issuer.clone(),
            version: 2,
            client_id: self.client.id.to_string(),
            origin_jti: Some(self.family.id.to_string()),
            aud: audience(pool, &self.client, &self.resources),
            token_use: "access".into(),
            scope: self.scopes.clone(),
            auth_time: self.family.authentication.auth_time.seconds(),
            exp: (cx.now() + self.client.settings.access_token_life()).seconds(),
            iat: cx.now().seconds(),
            jti: random::ordered_id(cx.now())?,
            username: (!self.client.settings.pairwise).then(|| self.user.username.to_string()),
            cnf: confirmation(self.bound_to.clone()),
        };
        sign_access(cx, pool, &self.client, &claims).await
    }

    /// How the client's ID tokens are signed.
    pub fn id_token_algorithm(&self, pool: &PoolView) -> Algorithm {
        pool.algorithm_for(&self.client, self.client.settings.signing.id_token)
    }

    /// The ID token: with all claims that the scopes ask for, in Cognito's form; or with those alone
    /// that were asked for by name, where the others wait at userinfo.
    ///
    /// # Errors
    /// When too many signatures wait.
    pub async fn id_token(&self, cx: &Context, pool: &PoolView, beside: Beside) -> Result<String> {
        let (user, client) = (&self.user, &self.client);
        let lean = client.settings.lean_id_token;
        let mut all = match lean && !beside.alone {
            true => Map::new(),
            false => claims::of(user, client, &self.scopes),
        };
        all.extend(claims::named(user, client, &self.family.authentication.claims.id_token));
        if !lean {
            all.extend(self.cognito_claims());
        }
        all.extend(self.protocol_claims(cx, pool, beside)?);
        let key = pool.keys.signing(self.id_token_algorithm(pool), cx.now())?;
        Ok(jwt::sign(&cx.app.signer, &key.id, &key.private, None, &all).await?)
    }

    /// What stands in Cognito's ID tokens alone.
    fn cognito_claims(&self) -> Map<String, Value> {
        let mut own = Map::new();
        own.insert("token_use".into(), "id".into());
        if !self.client.settings.pairwise {
            own.insert("cognito:username".into(), self.user.username.as_str().into());
        }
        if !self.groups.is_empty() {
            own.insert("cognito:groups".into(), self.groups.clone().into());
        }
        if let Some(identities) = claims::identities(&self.user, &self.client) {
            own.insert("identities".into(), identities);
        }
        own.insert("origin_jti".into(), self.family.id.as_str().into());
        own
    }

    /// The claims that no attribute can overwrite.
    fn protocol_claims(
        &self,
        cx: &Context,
        pool: &PoolView,
        beside: Beside,
    ) -> Result<Map<String, Value>> {
        let authentication = &self.family.authentication;
        let session = authentication.session_id.as_deref();
        let mut own = Map::new();
        own.insert("sub".into(), subject::of(cx, &self.client, &self.user.id).into());
        own.insert("iss".into(), pool.issuer.as_str().into());
        own.insert("aud".into(), self.client.id.as_str().into());
        let optional = [
            ("nonce", authentication.nonce.clone()),
            ("at_hash", beside.at_hash),
            ("c_hash", beside.c_hash),
            ("s_hash", beside.s_hash),
            ("acr", authentication.acr.clone()),
            ("sid", session.map(|session| subject::session(cx, &self.client, session))),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                own.insert(name.into(), value.into());
            }
        }
        if !authentication.amr.is_empty() {
            own.insert("amr".into(), authentication.amr.clone().into());
        }
        own.insert("auth_time".into(), authentication.auth_time.seconds().into());
        own.insert("iat".into(), cx.now().seconds().into());
        own.insert(
            "exp".into(),
            (cx.now() + self.client.settings.id_token_life()).seconds().into(),
        );
        own.insert("jti".into(), random::ordered_id(cx.now())?.into());
        Ok(own)
    }
}

/// A token of a client's own (RFC 6749 section 4.4.3).
///
/// # Errors
/// When too many signatures wait.
pub async fn for_client(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    scopes: Scopes,
    resources: &[String],
    bound_to: Option<String>,
) -> Result<TokenResponse> {
    let token_type = token_type(bound_to.as_deref());
    let claims = AccessClaims {
        sub: client.id.to_string(),
        groups: Vec::new(),
        iss: pool.issuer.clone(),
        version: 2,
        client_id: client.id.to_string(),
        origin_jti: None,
        aud: audience(pool, client, resources),
        token_use: "access".into(),
        scope: scopes.clone(),
        auth_time: cx.now().seconds(),
        exp: (cx.now() + client.settings.access_token_life()).seconds(),
        iat: cx.now().seconds(),
        jti: random::ordered_id(cx.now())?,
        username: None,
        cnf: confirmation(bound_to),
    };
    Ok(TokenResponse {
        access_token: sign_access(cx, pool, client, &claims).await?,
        id_token: None,
        refresh_token: None,
        token_type,
        expires_in: client.settings.access_token_seconds,
        scope: scopes,
    })
}

fn confirmation(bound_to: Option<String>) -> Option<Confirmation> {
    bound_to.map(|jkt| Confirmation { jkt })
}

/// RFC 9449 section 5.
pub(super) fn token_type(bound_to: Option<&str>) -> &'static str {
    if bound_to.is_some() { "DPoP" } else { "Bearer" }
}

/// Who the token is for: the resources that were asked for (RFC 8707 section 2.2), or else a default
/// one, the issuer, where the client wants RFC 9068's form (section 3).
fn audience(pool: &PoolView, client: &Client, resources: &[String]) -> Option<Audience> {
    let by_default = || client.settings.at_jwt.then(|| Audience::One(pool.issuer.clone()));
    Audience::of(resources).or_else(by_default)
}

async fn sign_access(
    cx: &Context,
    pool: &PoolView,
    client: &Client,
    claims: &AccessClaims,
) -> Result<String> {
    let key = pool.keys.signing(pool.algorithm_for(client, None), cx.now())?;
    let typ = client.settings.at_jwt.then_some("at+jwt");
    Ok(jwt::sign(&cx.app.signer, &key.id, &key.private, typ, claims).await?)
}

/// The claims of an access token that this pool signed and that has not expired; whether its family
/// lives is for [`super::introspect`] to say.
pub fn read_access(pool: &PoolView, token: &str, now: Instant) -> Option<AccessClaims> {
    let key = pool.keys.verifying(&jwt::key_id(token)?, now)?;
    let claims: AccessClaims = jwt::verify(token, &key.verifying)?;
    let good = claims.token_use == "access"
        && claims.iss == pool.issuer
        && now < Instant::from_seconds(claims.exp);
    good.then_some(claims)
}
