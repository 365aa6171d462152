//! Pools made and changed by the operator.

use url::Url;

use super::{Change, LONGEST_PAGE, Revision, configure, mark, missing, pictures, pool_of};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::audit::Event;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::keys;
use crate::model::branding::LookChange;
use crate::model::pool::{PoolSettings, check_domain, check_name};
use crate::model::{Algorithm, Instant, Invalid, Pool, PoolId};
use crate::store::keys::KeyRecord;
use crate::store::{self, Tx};

/// The key that a pool's domain violates when another pool has it.
const DOMAIN_KEY: &str = "pools_domain_key";

/// A pool to be made.
#[derive(Debug, Clone)]
pub struct NewPool {
    /// Its name, shown on its pages.
    pub name: String,
    /// The host name whose root it is to be.
    pub domain: Option<String>,
    /// Its issuer identifier, where it is not the default `{base_url}/{id}`.
    pub issuer: Option<String>,
    /// How it signs.
    pub algorithm: Algorithm,
    /// Its rules.
    pub settings: PoolSettings,
}

/// What is to change of a pool; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct PoolChange {
    /// Its name.
    pub name: Option<String>,
    /// Its domain; `Some(None)` takes it away.
    pub domain: Option<Option<String>>,
    /// Its issuer; `Some(None)` brings the default back.
    pub issuer: Option<Option<String>>,
    /// What of its rules. By what people sign in is settled when a pool is made.
    pub settings: Option<Revision<PoolSettings>>,
    /// What of its look; all its other rules stay as they are when it is written.
    pub look: Option<LookChange>,
}

/// Makes a pool with its first signing keys, which sign at once.
///
/// # Errors
/// `Invalid` says what does not fit; `NameTaken` when another pool has the domain or issuer.
pub async fn create(cx: &Context, new: NewPool) -> Result<Pool> {
    let pool = Pool {
        id: random::pool_id(&cx.app.config.pools.region)?,
        name: new.name,
        domain: new.domain,
        issuer: new.issuer,
        algorithm: new.algorithm,
        settings: new.settings,
        enabled: true,
        created_at: cx.now(),
    };
    check(&Rules::of(cx), &pool)?;
    let keys = keys::make_missing(cx, &pool, &[]).await?;
    let id = pool.id.clone();
    let creation = Creation { pool: pool.clone(), keys, rules: Rules::of(cx) };
    let change = Change::new(cx, &id, Event::PoolCreated, id.as_str(), creation)?;
    configure(cx, change, |tx, change| Box::pin(write_creation(tx, change)))
        .await
        .map_err(taken)?;
    Ok(pool)
}

/// Every pool in the order of the ids, `limit` at most, after the pool `after`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, after: Option<&PoolId>, limit: u32) -> Result<Vec<Pool>> {
    Ok(store::pools::list(&mut cx.read().await?, after, limit.min(LONGEST_PAGE)).await?)
}

/// The pool of that id, enabled or not.
///
/// # Errors
/// `NotFound`.
pub async fn show(cx: &Context, id: &PoolId) -> Result<Pool> {
    pool_of(&mut cx.read().await?, id).await
}

/// Changes a pool.
///
/// # Errors
/// `NotFound`, `Invalid` with what does not fit, `NameTaken` when another pool has the domain or issuer.
pub async fn update(cx: &Context, id: &PoolId, change: PoolChange) -> Result<Pool> {
    let keys = match &change.settings {
        Some(revision) => {
            let present = show(cx, id).await?;
            let pool = Pool { settings: revision.on(&present.settings)?, ..present };
            keys::make_missing(cx, &pool, &keys::list(cx, id).await?).await?
        }
        None => Vec::new(),
    };
    let update = Update { id: id.clone(), change, keys, rules: Rules::of(cx), now: cx.now() };
    let change = Change::new(cx, id, Event::PoolUpdated, id.as_str(), update)?;
    configure(cx, change, |tx, change| Box::pin(write_update(tx, change))).await.map_err(taken)
}

/// Lets a pool answer again.
///
/// # Errors
/// `NotFound`.
pub async fn enable(cx: &Context, id: &PoolId) -> Result<Pool> {
    switch(cx, id, true).await
}

/// Lets a pool answer no more; all that it holds stays.
///
/// # Errors
/// `NotFound`.
pub async fn disable(cx: &Context, id: &PoolId) -> Result<Pool> {
    switch(cx, id, false).await
}

/// Removes a pool with its clients, users, keys and tokens.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, id: &PoolId) -> Result<()> {
    let change = Change::new(cx, id, Event::PoolDeleted, id.as_str(), id.clone())?;
    configure(cx, change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

struct Creation {
    pool: Pool,
    keys: Vec<KeyRecord>,
    rules: Rules,
}

struct Update {
    id: PoolId,
    change: PoolChange,
    keys: Vec<KeyRecord>,
    rules: Rules,
    now: Instant,
}

struct Switch {
    id: PoolId,
    enabled: bool,
}

async fn write_creation(tx: &mut Tx, change: &Change<Creation>) -> Result<()> {
    let Creation { pool, keys, rules } = &change.what;
    mark(tx, change).await?;
    check_issuer_is_free(tx, rules, pool).await?;
    store::pools::insert(tx, pool).await?;
    pictures::take(tx, &pool.id, &pool.settings.branding, pool.created_at).await?;
    for key in keys {
        store::keys::insert(tx, key).await?;
    }
    Ok(())
}

async fn write_update(tx: &mut Tx, change: &Change<Update>) -> Result<Pool> {
    let Update { id, change: wanted, keys, rules, now } = &change.what;
    mark(tx, change).await?;
    let mut pool = pool_of(tx, id).await?;
    if let Some(revision) = &wanted.settings {
        let settings = revision.on(&pool.settings)?;
        check_lasting_rules(&pool.settings, &settings)?;
        pool.settings = settings;
    }
    if let Some(look) = &wanted.look {
        pool.settings.branding = look.on(&pool.settings.branding)?;
    }
    if let Some(name) = &wanted.name {
        pool.name.clone_from(name);
    }
    if let Some(domain) = &wanted.domain {
        pool.domain.clone_from(domain);
    }
    if let Some(issuer) = &wanted.issuer {
        pool.issuer.clone_from(issuer);
    }
    check(rules, &pool)?;
    check_issuer_is_free(tx, rules, &pool).await?;
    pictures::take(tx, id, &pool.settings.branding, *now).await?;
    store::pools::update(tx, &pool).await?;
    let present = store::keys::list(tx, id).await?;
    for key in keys.iter().filter(|key| !present.iter().any(|one| one.algorithm == key.algorithm)) {
        store::keys::insert(tx, key).await?;
    }
    Ok(pool)
}

async fn switch(cx: &Context, id: &PoolId, enabled: bool) -> Result<Pool> {
    let switch = Switch { id: id.clone(), enabled };
    let change = Change::new(cx, id, Event::PoolUpdated, id.as_str(), switch)?;
    configure(cx, change, |tx, change| Box::pin(write_switch(tx, change))).await
}

async fn write_switch(tx: &mut Tx, change: &Change<Switch>) -> Result<Pool> {
    mark(tx, change).await?;
    let pool = Pool { enabled: change.what.enabled, ..pool_of(tx, &change.what.id).await? };
    store::pools::update(tx, &pool).await?;
    Ok(pool)
}

async fn write_deletion(tx: &mut Tx, change: &Change<PoolId>) -> Result<()> {
    mark(tx, change).await?;
    if !store::pools::delete(tx, &change.what).await? {
        return Err(missing("no pool has this id"));
    }
    Ok(())
}

fn taken(error: Error) -> Error {
    error.on_key(DOMAIN_KEY, Refusal::NameTaken, "another pool has this domain")
}

/// What the configuration says about addresses.
struct Rules {
    base_url: String,
    base_host: String,
    allow_http: bool,
}

impl Rules {
    fn of(cx: &Context) -> Self {
        let server = &cx.app.config.server;
        Self {
            base_url: cx.app.base_url().to_owned(),
            base_host: server.base_url.host_str().unwrap_or_default().to_owned(),
            allow_http: server.allow_http,
        }
    }
}

fn check(rules: &Rules, pool: &Pool) -> Result<()> {
    check_name(&pool.name)?;
    pool.settings.check()?;
    let host = pool.domain.as_deref().unwrap_or(&rules.base_host);
    pool.settings.passkeys.check(host)?;
    if let Some(domain) = &pool.domain {
        check_domain(domain)?;
        if *domain == rules.base_host {
            return Err(
                Invalid::because("the host of the base URL cannot be one pool's domain").into()
            );
        }
    }
    if let Some(issuer) = &pool.issuer {
        check_issuer(issuer, rules.allow_http)?;
    }
    Ok(())
}

/// An issuer is an https URL without query and fragment (OpenID Connect Discovery section 3, RFC 8414
/// section 2), compared to the letter.
fn check_issuer(issuer: &str, allow_http: bool) -> Result<(), Invalid> {
    let refuse = |why: &str| Err(Invalid::because(format!("the issuer {why}")));
    if issuer.len() > 512 || !issuer.bytes().all(|b| b.is_ascii_graphic()) {
        return refuse("has at most 512 characters, all of them printable ASCII");
    }
    let Ok(url) = Url::parse(issuer) else { return refuse("is not an absolute URL") };
    match url.scheme() {
        "https" => {}
        "http" if allow_http => {}
        _ => return refuse("is not an https URL"),
    }
    if !url.has_host() || !url.username().is_empty() || url.password().is_some() {
        return refuse("has a host and no user information");
    }
    if issuer.contains(['?', '#']) || issuer.ends_with('/') {
        return refuse("has no query, no fragment and no slash at the end");
    }
    Ok(())
}

/// Two pools with one issuer would vouch for each other's tokens.
async fn check_issuer_is_free(tx: &mut Tx, rules: &Rules, pool: &Pool) -> Result<()> {
    let Some(issuer) = &pool.issuer else { return Ok(()) };
    let default_of = issuer.strip_prefix(&rules.base_url).and_then(|path| path.strip_prefix('/'));
    let is_default =
        default_of.is_some_and(|id| id != pool.id.as_str() && id.parse::<PoolId>().is_ok());
    let others = store::pools::issuers(tx).await?;
    if is_default || others.iter().any(|(other, id)| other == issuer && *id != pool.id) {
        return Err(Error::new(Refusal::NameTaken, "another pool has this issuer"));
    }
    Ok(())
}

/// The names in the database are kept in the form that these rules gave them.
fn check_lasting_rules(present: &PoolSettings, wanted: &PoolSettings) -> Result<(), Invalid> {
    let same_names = present.username == wanted.username
        && present.aliases == wanted.aliases
        && present.case_sensitive == wanted.case_sensitive;
    if !same_names {
        return Err(Invalid::because(
            "username, aliases and case_sensitive are settled when a pool is made",
        ));
    }
    let keeps = |name: &str, data_type| {
        wanted
            .custom_attributes
            .iter()
            .any(|other| other.name == name && other.data_type == data_type)
    };
    match present.custom_attributes.iter().find(|custom| !keeps(&custom.name, custom.data_type)) {
        Some(lost) => Err(Invalid::because(format!(
            "custom:{} can neither go nor change its type",
            lost.name
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute::{CustomAttribute, DataType};

    #[test]
    fn an_issuer_is_a_plain_https_address() {
        assert_eq!(check_issuer("https://id.example.com", false), Ok(()));
        assert_eq!(check_issuer("https://id.example.com/tenant", false), Ok(()));
        assert_eq!(check_issuer("http://localhost:9080/pool", true), Ok(()));
        let bad = [
            "id.example.com",
            "http://id.example.com",
            "https://id.example.com/",
            "https://id.example.com?a=b",
            "https://id.example.com#a",
            "https://jane@id.example.com",
            "https://id.example.com/\n",
            "javascript:alert(1)",
        ];
        for issuer in bad {
            assert!(check_issuer(issuer, false).is_err(), "{issuer}");
        }
    }

    #[test]
    fn what_names_are_made_of_stays() {
        let present = PoolSettings::default();
        let open = PoolSettings { self_sign_up: !present.self_sign_up, ..present.clone() };
        assert_eq!(check_lasting_rules(&present, &open), Ok(()));
        let folded = PoolSettings { case_sensitive: !present.case_sensitive, ..present.clone() };
        assert!(check_lasting_rules(&present, &folded).is_err());
        let unaliased = PoolSettings { aliases: Vec::new(), ..present.clone() };
        assert!(check_lasting_rules(&present, &unaliased).is_err());
    }

    #[test]
    fn a_custom_attribute_is_for_good() {
        let level = |data_type| CustomAttribute {
            name: "level".into(),
            data_type,
            minimum: None,
            maximum: None,
            pattern: None,
            mutable: true,
        };
        let with = |data_type| PoolSettings {
            custom_attributes: vec![level(data_type)],
            ..Default::default()
        };
        assert_eq!(check_lasting_rules(&PoolSettings::default(), &with(DataType::Number)), Ok(()));
        assert_eq!(check_lasting_rules(&with(DataType::Number), &with(DataType::Number)), Ok(()));
        assert!(check_lasting_rules(&with(DataType::Number), &with(DataType::String)).is_err());
        assert!(check_lasting_rules(&with(DataType::Number), &PoolSettings::default()).is_err());
    }
}
