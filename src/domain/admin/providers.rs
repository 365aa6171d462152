//! Identity providers as the operator makes them known, changes and removes them.

mod moves;
mod removal;
mod secrets;

pub use self::removal::delete;

use secrecy::SecretString;

use self::secrets::check_secret;
use super::{Change, Revision, configure, mark, missing, pool_of};
use crate::context::Context;
use crate::crypto::random;
use crate::domain::audit::Event;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::adapter::{Finding, Upstream, adapter};
use crate::domain::federation::secret;
use crate::domain::sessions;
use crate::model::provider::{Details, Provider, ProviderKind, ProviderName, ProviderRules};
use crate::model::{Instant, Invalid, PoolId};
use crate::store::providers::MOST;
use crate::store::{self, Tx};

/// A provider to be made known.
#[derive(Debug, Clone)]
pub struct NewProvider {
    /// What it speaks.
    pub kind: ProviderKind,
    /// Its name; that of its kind where it is not given.
    pub name: Option<ProviderName>,
    /// Where it is, and who we are there.
    pub details: Details,
    /// Our secret there, or our private key in PEM.
    pub secret: Option<SecretString>,
    /// What its word counts for.
    pub rules: ProviderRules,
}

/// What is to change of a provider; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct ProviderChange {
    /// Where it is, and who we are there.
    pub details: Option<Revision<Details>>,
    /// Our secret there, or our private key in PEM.
    pub secret: Option<SecretString>,
    /// What its word counts for.
    pub rules: Option<Revision<ProviderRules>>,
    /// Whether it is known to call the same people by the same ids, wherever it is.
    pub same_people: bool,
}

/// Makes a provider known; people may come from there at once.
///
/// # Errors
/// `NotFound` when there is no such pool, `NameTaken`, `Invalid` with what does not fit.
pub async fn create(cx: &Context, pool: &PoolId, new: NewProvider) -> Result<Provider> {
    let NewProvider { kind, name, details, secret, rules } = new;
    let (id, name) = (random::ordered_id(cx.now())?, name_of(kind, name)?);
    check_secret(kind, &details, secret.as_ref())?;
    let provider = Provider {
        sealed: secret.map(|secret| secret::seal(cx, &id, &secret)).transpose()?,
        id,
        pool_id: pool.clone(),
        name,
        kind,
        details,
        rules,
        enabled: true,
        created_at: cx.now(),
    };
    let target = provider.name.clone();
    let change = Change::new(cx, pool, Event::ProviderCreated, target.as_str(), provider.clone())?;
    configure(cx, change, |tx, change| Box::pin(write_creation(tx, change))).await?;
    Ok(provider)
}

/// The providers of a pool in the order of their names: a pool has 300 at the most.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(cx: &Context, pool: &PoolId) -> Result<Vec<Provider>> {
    let mut tx = cx.read().await?;
    pool_of(&mut tx, pool).await?;
    Ok(store::providers::list(&mut tx, pool).await?)
}

/// The provider of that name.
///
/// # Errors
/// `NotFound`.
pub async fn show(cx: &Context, pool: &PoolId, name: &ProviderName) -> Result<Provider> {
    provider_of(&mut cx.read().await?, pool, name).await
}

/// Every address to which a provider sends browsers back: all are to be registered there.
///
/// # Errors
/// When the database does not answer.
pub async fn redirect_uris(cx: &Context, provider: &Provider) -> Result<Vec<String>> {
    Upstream { cx, provider, secret: None }.redirect_uris().await
}

/// What a look at a provider as it is now finds; nobody signs in by it.
///
/// # Errors
/// `NotFound`; or when its secret was sealed with another master key.
pub async fn check(cx: &Context, pool: &PoolId, name: &ProviderName) -> Result<Vec<Finding>> {
    let provider = show(cx, pool, name).await?;
    let up = Upstream { cx, provider: &provider, secret: secret::open(cx, &provider)? };
    Ok(adapter(provider.kind).check(&up).await)
}

/// Changes a provider. Its people stay its people, and what proves us to it goes nowhere else.
///
/// # Errors
/// `NotFound`, `Invalid` with what does not fit: also where others than those who have connected their
/// accounts would go by the same ids, and where the kept secret would go elsewhere.
pub async fn update(
    cx: &Context,
    pool: &PoolId,
    name: &ProviderName,
    change: ProviderChange,
) -> Result<Provider> {
    let present = show(cx, pool, name).await?;
    let seal = |secret: &SecretString| secret::seal(cx, &present.id, secret);
    let sealed = change.secret.as_ref().map(seal).transpose()?;
    let secret = match &change.secret {
        Some(given) => Some(given.clone()),
        None => secret::open(cx, &present)?,
    };
    let update = Update { present, secret, sealed, wanted: change };
    let change = Change::new(cx, pool, Event::ProviderUpdated, name.as_str(), update)?;
    configure(cx, change, |tx, change| Box::pin(write_update(tx, change))).await
}

/// Lets people come from a provider again.
///
/// # Errors
/// `NotFound`.
pub async fn enable(cx: &Context, pool: &PoolId, name: &ProviderName) -> Result<Provider> {
    let what = Named::of(cx, pool, name);
    let change = Change::new(cx, pool, Event::ProviderUpdated, name.as_str(), what)?;
    configure(cx, change, |tx, change| Box::pin(write_enabling(tx, change))).await
}

/// Lets nobody come from a provider any more, and ends what it has opened.
///
/// # Errors
/// `NotFound`.
pub async fn disable(cx: &Context, pool: &PoolId, name: &ProviderName) -> Result<Provider> {
    let what = Named::of(cx, pool, name);
    let change = Change::new(cx, pool, Event::ProviderUpdated, name.as_str(), what)?;
    configure(cx, change, |tx, change| Box::pin(write_disabling(tx, change))).await
}

/// A provider to which something happens now.
struct Named {
    pool: PoolId,
    name: ProviderName,
    now: Instant,
}

impl Named {
    fn of(cx: &Context, pool: &PoolId, name: &ProviderName) -> Self {
        Self { pool: pool.clone(), name: name.clone(), now: cx.now() }
    }
}

/// A provider as it was read, and what becomes of it.
struct Update {
    present: Provider,
    secret: Option<SecretString>,
    sealed: Option<Vec<u8>>,
    wanted: ProviderChange,
}

async fn write_creation(tx: &mut Tx, change: &Change<Provider>) -> Result<()> {
    mark(tx, change).await?;
    pool_of(tx, &change.what.pool_id).await?;
    change.what.details.check(change.what.kind)?;
    fits(tx, &change.what).await?;
    Ok(store::providers::insert(tx, &change.what).await?)
}

async fn write_update(tx: &mut Tx, change: &Change<Update>) -> Result<Provider> {
    let Update { present: Provider { id, pool_id, name, .. }, secret, sealed, wanted } =
        &change.what;
    mark(tx, change).await?;
    let present = provider_of(tx, pool_id, name).await?;
    if present.id != *id {
        return Err(missing(NO_PROVIDER));
    }
    let mut provider = present.clone();
    if let Some(revision) = &wanted.details {
        provider.details = revision.on(&present.details)?;
    }
    if let Some(revision) = &wanted.rules {
        provider.rules = revision.on(&present.rules)?;
    }
    if sealed.is_none() && present.sealed != change.what.present.sealed {
        return Err(Error::new(Refusal::Busy, "another secret was given meanwhile: try again"));
    }
    provider.sealed = sealed.clone().or(provider.sealed);
    if provider.details != present.details {
        provider.details.check(provider.kind)?;
    }
    check_secret(provider.kind, &provider.details, secret.as_ref())?;
    fits(tx, &provider).await?;
    moves::check(tx, &present, &provider.details, wanted).await?;
    store::providers::update(tx, &provider).await?;
    Ok(provider)
}

async fn write_enabling(tx: &mut Tx, change: &Change<Named>) -> Result<Provider> {
    let Named { pool, name, .. } = &change.what;
    mark(tx, change).await?;
    let provider = Provider { enabled: true, ..provider_of(tx, pool, name).await? };
    store::providers::update(tx, &provider).await?;
    Ok(provider)
}

async fn write_disabling(tx: &mut Tx, change: &Change<Named>) -> Result<Provider> {
    mark(tx, change).await?;
    close(tx, &change.what).await
}

/// Part of a write: nobody comes from there any more, and nobody is in by it.
async fn close(tx: &mut Tx, Named { pool, name, now }: &Named) -> Result<Provider> {
    let provider = Provider { enabled: false, ..provider_of(tx, pool, name).await? };
    store::providers::update(tx, &provider).await?;
    sessions::end_of_provider(tx, pool, &provider.id, *now).await?;
    Ok(provider)
}

pub(super) const NO_PROVIDER: &str = "the pool has no identity provider of this name";

async fn provider_of(tx: &mut Tx, pool: &PoolId, name: &ProviderName) -> Result<Provider> {
    let found = store::providers::by_name(tx, pool, name).await?;
    found.ok_or_else(|| missing(NO_PROVIDER))
}

/// The name of a provider: one that its kind settles, or a free one that no kind has.
fn name_of(kind: ProviderKind, given: Option<ProviderName>) -> Result<ProviderName> {
    let Some(name) = given else { return Ok(kind.as_str().parse()?) };
    let settled = |kind: &ProviderKind| !kind.is_generic();
    let its_own = ProviderKind::all()
        .filter(settled)
        .find(|kind| kind.as_str().eq_ignore_ascii_case(name.as_str()));
    let wrong = match its_own {
        None if kind.is_generic() => return Ok(name),
        Some(own) if own == kind && own.as_str() == name.as_str() => return Ok(name),
        None => format!("a provider of the kind {kind} has no other name"),
        Some(own) => format!("{own} is the name of another kind, written so"),
    };
    Err(Invalid::because(wrong).into())
}

/// The provider fits by itself, and beside the others of its pool.
async fn fits(tx: &mut Tx, provider: &Provider) -> Result<()> {
    provider.rules.check()?;
    let mut others = store::providers::list(tx, &provider.pool_id).await?;
    others.retain(|other| other.id != provider.id);
    if i64::try_from(others.len()).is_ok_and(|count| count >= MOST) {
        return Err(Invalid::because(format!("a pool has up to {MOST} providers")).into());
    }
    let name = provider.name.as_str();
    if others.iter().any(|other| other.name.as_str().eq_ignore_ascii_case(name)) {
        return Err(Error::new(Refusal::NameTaken, "the pool has a provider of this name"));
    }
    let mut taken = others.iter().flat_map(|other| &other.rules.identifiers);
    let own = &provider.rules.identifiers;
    match taken.find(|one| own.iter().any(|identifier| identifier.eq_ignore_ascii_case(one))) {
        Some(twice) => {
            let why = format!("another provider of the pool has the identifier {twice}");
            Err(Invalid::because(why).into())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: ProviderKind, name: &str) -> Option<String> {
        name_of(kind, Some(name.parse().expect("a name"))).ok().map(String::from)
    }

    #[test]
    fn a_name_is_that_of_its_kind_or_free() {
        let own = |kind| name_of(kind, None).ok().map(String::from);
        assert_eq!(own(ProviderKind::Google).as_deref(), Some("Google"));
        assert_eq!(own(ProviderKind::Oidc).as_deref(), Some("OIDC"));
        assert_eq!(named(ProviderKind::Google, "Google").as_deref(), Some("Google"));
        assert_eq!(named(ProviderKind::Oidc, "acme").as_deref(), Some("acme"));
        for (kind, name) in [
            (ProviderKind::Google, "acme"),
            (ProviderKind::Google, "google"),
            (ProviderKind::Google, "Facebook"),
            (ProviderKind::Oidc, "Google"),
            (ProviderKind::Oidc, "gitHub"),
        ] {
            assert_eq!(named(kind, name), None, "{kind} {name}");
        }
    }
}
