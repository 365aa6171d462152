//! App clients made and changed by the operator.

use secrecy::SecretString;

use super::{Change, LONGEST_PAGE, Revision, configure, mark, missing, pictures, pool_of};
use crate::context::Context;
use crate::crypto::random;
use crate::crypto::seal::Vault;
use crate::domain::audit::Event;
use crate::domain::configuration::STANDARD_SCOPES;
use crate::domain::error::Result;
use crate::domain::oauth::client_auth::secret;
use crate::domain::oauth::client_keys;
use crate::domain::oauth::registration::document;
use crate::model::branding::LookChange;
use crate::model::client::{AuthMethod, ClientSettings};
use crate::model::pool::check_name;
use crate::model::{Client, ClientId, Instant, Invalid, PoolId, Scopes};
use crate::store::{self, Tx};

/// How many secrets of a client are good at once: the new one, and the one that it replaces.
const LIVE_SECRETS: usize = 2;

/// Whether a client can keep a secret (RFC 6749 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidentiality {
    /// It cannot: a single-page or native application.
    Public,
    /// It can: an application on a server.
    Confidential,
}

/// A client to be made.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Its name, shown to people who sign in.
    pub name: String,
    /// Whether it gets a secret, where its method of proving itself leaves a choice.
    pub confidentiality: Confidentiality,
    /// Its rules.
    pub settings: ClientSettings,
}

/// What is to change of a client; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct ClientChange {
    /// Its name.
    pub name: Option<String>,
    /// What of its rules.
    pub settings: Option<Revision<ClientSettings>>,
    /// What of its look; all its other rules stay as they are when it is written.
    pub look: Option<LookChange>,
}

/// Makes a client. The secret of a confidential one is shown here and never again.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` with what does not fit.
pub async fn create(
    cx: &Context,
    pool: &PoolId,
    new: NewClient,
) -> Result<(Client, Option<SecretString>)> {
    let id = random::client_id()?;
    let method = new.settings.proving.method;
    let wants_one = new.confidentiality == Confidentiality::Confidential;
    let secret = if method.map_or(wants_one, AuthMethod::needs_secret) {
        Some(SecretString::from(random::client_secret()?))
    } else {
        None
    };
    let keep = |secret| secret::keep(&cx.app.vault, &id, method, secret, cx.now(), &[]);
    let secrets = secret.iter().map(keep).collect::<Result<_>>()?;
    let client = Client {
        id: id.clone(),
        pool_id: pool.clone(),
        name: new.name,
        secrets,
        settings: new.settings,
        enabled: true,
        created_at: cx.now(),
    };
    let change = Change::new(cx, pool, Event::ClientCreated, id.as_str(), client.clone())?;
    configure(cx, change, |tx, change| Box::pin(write_creation(tx, change))).await?;
    Ok((client, secret))
}

/// The clients of a pool in the order of their ids, `limit` at most, after the client `after`.
///
/// # Errors
/// `NotFound` when there is no such pool.
pub async fn list(
    cx: &Context,
    pool: &PoolId,
    after: Option<&ClientId>,
    limit: u32,
) -> Result<Vec<Client>> {
    let mut tx = cx.read().await?;
    pool_of(&mut tx, pool).await?;
    Ok(store::clients::list(&mut tx, pool, after, limit.min(LONGEST_PAGE)).await?)
}

/// The client of that id.
///
/// # Errors
/// `NotFound`.
pub async fn show(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<Client> {
    client_of(&mut cx.read().await?, pool, id).await
}

/// Changes a client. One whose method of proving itself is then none that its present secrets serve,
/// such as `client_secret_jwt` where only their digests are kept, gets a secret more, shown here and
/// never again. Of one that is a document, what the document says cannot be changed.
///
/// # Errors
/// `NotFound`, `Invalid` with what does not fit.
pub async fn update(
    cx: &Context,
    pool: &PoolId,
    id: &ClientId,
    change: ClientChange,
) -> Result<(Client, Option<SecretString>)> {
    let addition = Addition::new(cx, pool, id)?;
    let secret = addition.secret.clone();
    let change = Change::new(cx, pool, Event::ClientUpdated, id.as_str(), (addition, change))?;
    let (client, is_added) =
        configure(cx, change, |tx, change| Box::pin(write_update(tx, change))).await?;
    Ok((client, is_added.then_some(secret)))
}

/// Lets a client get tokens again.
///
/// # Errors
/// `NotFound`.
pub async fn enable(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<Client> {
    let change =
        Change::new(cx, pool, Event::ClientUpdated, id.as_str(), (pool.clone(), id.clone()))?;
    configure(cx, change, |tx, change| Box::pin(write_enabling(tx, change))).await
}

/// Lets a client get no more tokens, and ends what was given to it.
///
/// # Errors
/// `NotFound`.
pub async fn disable(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<Client> {
    let what = (pool.clone(), id.clone(), cx.now());
    let change = Change::new(cx, pool, Event::ClientUpdated, id.as_str(), what)?;
    configure(cx, change, |tx, change| Box::pin(write_disabling(tx, change))).await
}

/// Gives a confidential client one more secret, shown here and never again. Two are good at once, so
/// that an application can change over without a gap; a third ends the oldest.
///
/// # Errors
/// `NotFound`, `Invalid` for a public client.
pub async fn rotate_secret(
    cx: &Context,
    pool: &PoolId,
    id: &ClientId,
) -> Result<(Client, SecretString)> {
    let addition = Addition::new(cx, pool, id)?;
    let secret = addition.secret.clone();
    let change = Change::new(cx, pool, Event::SecretRotated, id.as_str(), addition)?;
    let client = configure(cx, change, |tx, change| Box::pin(write_rotation(tx, change))).await?;
    Ok((client, secret))
}

/// Removes a client and all that was given to it.
///
/// # Errors
/// `NotFound`.
pub async fn delete(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<()> {
    let change =
        Change::new(cx, pool, Event::ClientDeleted, id.as_str(), (pool.clone(), id.clone()))?;
    configure(cx, change, |tx, change| Box::pin(write_deletion(tx, change))).await
}

/// A secret that a client may get.
struct Addition {
    vault: Vault,
    pool: PoolId,
    id: ClientId,
    secret: SecretString,
    now: Instant,
}

impl Addition {
    fn new(cx: &Context, pool: &PoolId, id: &ClientId) -> Result<Self> {
        Ok(Self {
            vault: cx.app.vault.clone(),
            pool: pool.clone(),
            id: id.clone(),
            secret: SecretString::from(random::client_secret()?),
            now: cx.now(),
        })
    }

    /// Gives the client the secret, which ends its oldest where it would have too many.
    async fn write(&self, tx: &mut Tx, client: &mut Client) -> Result<()> {
        let method = client.settings.proving.method;
        let Self { vault, id, secret, now, .. } = self;
        let added = secret::keep(vault, id, method, secret, *now, &client.secrets)?;
        while client.secrets.len() >= LIVE_SECRETS {
            let oldest = client.secrets.remove(0);
            store::clients::delete_secret(tx, id, &oldest.id).await?;
        }
        store::clients::insert_secret(tx, id, &added).await?;
        client.secrets.push(added);
        Ok(())
    }
}

async fn write_creation(tx: &mut Tx, change: &Change<Client>) -> Result<()> {
    mark(tx, change).await?;
    pool_of(tx, &change.what.pool_id).await?;
    check(tx, &change.what, change.what.created_at).await?;
    store::clients::insert(tx, &change.what).await?;
    Ok(())
}

async fn write_update(
    tx: &mut Tx,
    change: &Change<(Addition, ClientChange)>,
) -> Result<(Client, bool)> {
    let (addition, wanted) = &change.what;
    mark(tx, change).await?;
    let mut client = client_of(tx, &addition.pool, &addition.id).await?;
    let name = wanted.name.as_ref().unwrap_or(&client.name).clone();
    let mut settings = match &wanted.settings {
        Some(revision) => revision.on(&client.settings)?,
        None => client.settings.clone(),
    };
    if let Some(look) = &wanted.look {
        settings.branding = look.on(&settings.branding)?;
    }
    if client.id.is_document() {
        document::check_change(&client, &name, &settings)?;
    }
    client = Client { name, settings, ..client };
    check(tx, &client, addition.now).await?;
    store::clients::update(tx, &client).await?;
    let lacks_one = client.settings.proving.method.is_some_and(|method| {
        method.needs_secret() && !client.secrets.iter().any(|kept| secret::serves(kept, method))
    });
    if lacks_one {
        addition.write(tx, &mut client).await?;
    }
    Ok((client, lacks_one))
}

async fn write_enabling(tx: &mut Tx, change: &Change<(PoolId, ClientId)>) -> Result<Client> {
    let (pool, id) = &change.what;
    mark(tx, change).await?;
    let client = Client { enabled: true, ..client_of(tx, pool, id).await? };
    store::clients::update(tx, &client).await?;
    Ok(client)
}

async fn write_disabling(
    tx: &mut Tx,
    change: &Change<(PoolId, ClientId, Instant)>,
) -> Result<Client> {
    let (pool, id, now) = &change.what;
    mark(tx, change).await?;
    let client = Client { enabled: false, ..client_of(tx, pool, id).await? };
    store::clients::update(tx, &client).await?;
    store::families::revoke_of_client(tx, pool, id, *now).await?;
    Ok(client)
}

async fn write_rotation(tx: &mut Tx, change: &Change<Addition>) -> Result<Client> {
    let addition = &change.what;
    mark(tx, change).await?;
    let mut client = client_of(tx, &addition.pool, &addition.id).await?;
    let method = client.settings.proving.method;
    if !method.map_or(!client.is_public(), AuthMethod::needs_secret) {
        return Err(Invalid::because(
            "a public client has no secret, and one with a key of its own needs none",
        )
        .into());
    }
    addition.write(tx, &mut client).await?;
    Ok(client)
}

async fn write_deletion(tx: &mut Tx, change: &Change<(PoolId, ClientId)>) -> Result<()> {
    let (pool, id) = &change.what;
    mark(tx, change).await?;
    if !store::clients::delete(tx, pool, id).await? {
        return Err(missing(NO_CLIENT));
    }
    Ok(())
}

const NO_CLIENT: &str = "no client has this id in this pool";

async fn client_of(tx: &mut Tx, pool: &PoolId, id: &ClientId) -> Result<Client> {
    store::clients::by_id(tx, pool, id).await?.ok_or_else(|| missing(NO_CLIENT))
}

async fn check(tx: &mut Tx, client: &Client, now: Instant) -> Result<()> {
    check_name(&client.name)?;
    client.settings.check(!client.is_public())?;
    client_keys::check(&client.settings.proving)?;
    pictures::take(tx, &client.pool_id, &client.settings.branding, now).await?;
    let servers = store::resource_servers::list(tx, &client.pool_id).await?;
    let custom: Scopes = servers.iter().flat_map(|server| server.full_scopes()).collect();
    let exists = |scope: &str| STANDARD_SCOPES.contains(&scope) || custom.contains(scope);
    match client.settings.scopes.iter().find(|scope| !exists(scope.as_str())) {
        Some(unknown) => {
            Err(Invalid::because(format!("the scope {unknown} does not exist in this pool")).into())
        }
        None => Ok(()),
    }
}
