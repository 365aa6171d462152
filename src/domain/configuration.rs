//! Pools and clients as requests meet them: read once, kept until they change.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::branding::Wardrobe;
use super::error::{Error, Result};
use super::keys::KeyRing;
use super::oauth::checks::is_resource;
use super::oauth::client_keys::FAPI_ALGORITHMS;
use crate::app::{App, Picture, Tagged};
use crate::context::Context;
use crate::model::branding::PictureId;
use crate::model::provider::Provider;
use crate::model::{Algorithm, Client, ClientId, Pool, PoolId, Scope, Scopes};
use crate::store::{self, Tx};

/// The scopes that each pool knows without a resource server.
pub const STANDARD_SCOPES: [&str; 7] = [
    "openid",
    "profile",
    "email",
    "phone",
    "address",
    "offline_access",
    "aws.cognito.signin.user.admin",
];

/// How long the database may take to tell the epoch; one that hangs counts as one that fails.
const EPOCH_TIMEOUT: Duration = Duration::from_secs(1);

/// A pool with what its endpoints need beside it.
#[derive(Debug)]
pub struct PoolView {
    /// The pool.
    pub pool: Pool,
    /// Its issuer identifier.
    pub issuer: String,
    /// The base of its endpoints: `{base_url}/{pool_id}`.
    pub base: String,
    /// Its keys.
    pub keys: KeyRing,
    /// The scopes of its resource servers.
    pub custom_scopes: Scopes,
    /// The identifiers of its resource servers.
    pub resources: Vec<String>,
    /// What they say of each, in words for people.
    pub scope_descriptions: HashMap<String, String>,
    /// The identity providers from which people may come, in the order in which they are offered.
    pub providers: Vec<Arc<Provider>>,
    /// How its pages look.
    pub wardrobe: Wardrobe,
    /// Its key set (RFC 7517) as bytes.
    pub jwks: Vec<u8>,
    /// Its metadata (OpenID Connect Discovery, RFC 8414) as bytes.
    pub metadata: Vec<u8>,
}

impl PoolView {
    /// Its id.
    pub fn id(&self) -> &PoolId {
        &self.pool.id
    }

    /// Whether tokens for this resource may be asked for by whoever is a stranger here (RFC 8707).
    pub fn is_resource(&self, resource: &str) -> bool {
        resource == self.issuer || self.resources.iter().any(|known| known == resource)
    }

    /// Those of `scopes` that mean something to one of `resources` (RFC 8707 section 2): where any is
    /// named, the scopes of a resource server that could have been and was not are left out.
    pub fn scopes_at(&self, scopes: Scopes, resources: &[String]) -> Scopes {
        if resources.is_empty() {
            return scopes;
        }
        let is_anothers = |scope: &&Scope| {
            scope.as_str().rsplit_once('/').is_some_and(|(server, _)| {
                is_resource(server)
                    && self.resources.iter().any(|known| known == server)
                    && !resources.iter().any(|named| named == server)
            })
        };
        scopes.iter().filter(|scope| !is_anothers(scope)).cloned().collect()
    }

    /// The algorithm of JWTs for a client: the one that it has registered; else, for a client of FAPI
    /// 2.0, one of the pool's that the profile takes (Security Profile section 5.4.1); else the pool's.
    pub fn algorithm_for(&self, client: &Client, registered: Option<Algorithm>) -> Algorithm {
        let fits =
            |one: &Algorithm| !client.settings.profile.is_fapi() || FAPI_ALGORITHMS.contains(one);
        let own = || self.pool.algorithms().into_iter().find(fits);
        registered.or_else(own).unwrap_or(self.pool.algorithm)
    }

    /// What a resource server says of its scope.
    pub fn describe(&self, scope: &str) -> Option<&str> {
        self.scope_descriptions.get(scope).map(String::as_str)
    }

    /// Whether a scope exists in this pool.
    pub fn knows(&self, scope: &Scope) -> bool {
        STANDARD_SCOPES.contains(&scope.as_str()) || self.custom_scopes.contains(scope.as_str())
    }
}

/// The pool of that id, if it exists and is enabled.
///
/// # Errors
/// When the database does not answer.
pub async fn pool(cx: &Context, id: &PoolId) -> Result<Option<Arc<PoolView>>> {
    if let Some(view) = cx.app.caches.pool::<PoolView>(id) {
        return Ok(Some(view));
    }
    let mut tx = cx.read().await?;
    let epoch = store::epochs::current(&mut tx).await?;
    let Some(pool) = store::pools::by_id(&mut tx, id).await? else { return Ok(None) };
    if !pool.enabled {
        return Ok(None);
    }
    let view = Arc::new(view(cx, &mut tx, pool).await?);
    cx.app.caches.keep_pool(id.clone(), Tagged { epoch, value: view.clone() });
    Ok(Some(view))
}

async fn view(cx: &Context, tx: &mut Tx, pool: Pool) -> Result<PoolView> {
    let keys = KeyRing::load(&cx.app.vault, store::keys::list(tx, &pool.id).await?)?;
    let servers = store::resource_servers::list(tx, &pool.id).await?;
    let base = format!("{}/{}", cx.app.base_url(), pool.id);
    let mut view = PoolView {
        issuer: pool.issuer.clone().unwrap_or_else(|| base.clone()),
        custom_scopes: servers.iter().flat_map(|server| server.full_scopes()).collect(),
        resources: servers.iter().map(|server| server.identifier.clone()).collect(),
        scope_descriptions: servers.iter().flat_map(|server| server.descriptions()).collect(),
        providers: providers(tx, &pool.id).await?,
        wardrobe: Wardrobe::of(&pool.settings.branding),
        jwks: Vec::new(),
        metadata: Vec::new(),
        pool,
        base,
        keys,
    };
    view.jwks = super::oauth::jwks::document(&view.keys, cx.now())?;
    view.metadata = super::oauth::discovery::document(&view)?;
    Ok(view)
}

/// Those that are enabled, kind by kind, and by name within one.
async fn providers(tx: &mut Tx, pool: &PoolId) -> Result<Vec<Arc<Provider>>> {
    let mut providers = store::providers::list(tx, pool).await?;
    providers.retain(|provider| provider.enabled);
    providers.sort_by_key(|provider| provider.kind as usize);
    Ok(providers.into_iter().map(Arc::new).collect())
}

/// The client of that id, if it exists in that pool; it may be disabled.
///
/// # Errors
/// When the database does not answer.
pub async fn client(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<Option<Arc<Client>>> {
    let key = (pool.clone(), id.clone());
    if let Some(client) = cx.app.caches.client::<Client>(&key) {
        return Ok(Some(client));
    }
    let mut tx = cx.read().await?;
    let epoch = store::epochs::current(&mut tx).await?;
    let Some(client) = store::clients::by_id(&mut tx, pool, id).await? else { return Ok(None) };
    let client = Arc::new(client);
    cx.app.caches.keep_client(key, Tagged { epoch, value: client.clone() });
    Ok(Some(client))
}

/// The client that a request calls by that name, if it is one of the pool's; it may be disabled. One
/// that is a document is as it was read last, and only where the pool lists it.
///
/// # Errors
/// When the database does not answer.
pub async fn named(cx: &Context, pool: &PoolView, name: &str) -> Result<Option<Arc<Client>>> {
    match ClientId::at(pool.id(), name) {
        Ok(id) if pool.pool.settings.admits(&id) => client(cx, pool.id(), &id).await,
        _ => Ok(None),
    }
}

/// What is in a picture of that pool, in one buffer for all who read it at once.
///
/// # Errors
/// When the database does not answer.
pub async fn picture(cx: &Context, pool: &PoolId, id: &PictureId) -> Result<Option<Picture>> {
    let key = (pool.clone(), id.clone());
    let mut tx = cx.read().await?;
    if let Some(content) = cx.app.caches.picture(&key) {
        let is_there = store::pictures::is_there(&mut tx, pool, id).await?;
        return Ok(is_there.then_some(content));
    }
    let content = store::pictures::find(&mut tx, pool, id).await?;
    Ok(content.map(|content| cx.app.caches.keep_picture(key, content.into())))
}

/// The pool whose domain `host` is, if any.
///
/// # Errors
/// When the database does not answer.
pub async fn pool_of_host(cx: &Context, host: &str) -> Result<Option<PoolId>> {
    type Domains = HashMap<String, PoolId>;
    if let Some(domains) = cx.app.caches.domains::<Domains>() {
        return Ok(domains.get(host).cloned());
    }
    let mut tx = cx.read().await?;
    let epoch = store::epochs::current(&mut tx).await?;
    let domains: Domains = store::pools::domains(&mut tx).await?.into_iter().collect();
    let found = domains.get(host).cloned();
    cx.app.caches.keep_domains(Tagged { epoch, value: Arc::new(domains) });
    Ok(found)
}

/// Learns the present epoch, so that entries from before it no longer count.
///
/// # Errors
/// When the database does not answer; then no entry counts.
pub async fn learn_epoch(app: &App) -> Result<()> {
    let ask = async { store::epochs::current(&mut app.db.read().await?).await };
    let epoch = match tokio::time::timeout(EPOCH_TIMEOUT, ask).await {
        Ok(epoch) => epoch.map_err(Error::from),
        Err(elapsed) => Err(Error::internal(elapsed)),
    };
    app.caches.learn(epoch.as_ref().ok().copied());
    epoch.map(drop)
}
