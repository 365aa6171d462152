//! Remembered browsers: where a person has shown a second factor, and is not asked for it again for a
//! while.
//!
//! The browser keeps a token. Its digest fits one person, their password, and the factors that they
//! have: whenever one of these changes, no browser is known any more, whoever has changed it.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::audit::{self, AuditEvent, Event};
use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use crate::app::App;
use crate::context::Context;
use crate::crypto::random;
use crate::model::factor::Enrolled;
use crate::model::sign_in::Remember;
use crate::model::{Instant, Sender, User};
use crate::store::{self, Tx};

pub use crate::model::device::Device;

/// How many browsers are remembered for one person; the one that was not used for longest gives way.
const MOST: u32 = 20;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A browser that is remembered for the person who signs in, and the digest by which it was found.
#[derive(Debug, Clone)]
pub(super) struct Known {
    device: Device,
    digest: Vec<u8>,
}

/// What a browser that is remembered keeps.
#[derive(Debug, Clone)]
pub struct DeviceToken {
    /// The token.
    pub token: SecretString,
    /// Until when.
    pub until: Instant,
}

/// The digest of a token; it is another one with another password or other factors.
fn digest_of(app: &App, user: &User, factors: &[Enrolled], token: &str) -> Vec<u8> {
    let hash = user.password_hash.as_deref().unwrap_or_default();
    let who = [user.pool_id.as_str(), user.id.as_str(), hash, token];
    let factors = factors.iter().map(|factor| factor.id.as_str());
    let parts: Vec<&[u8]> =
        ["device"].into_iter().chain(who).chain(factors).map(str::as_bytes).collect();
    app.vault.tag(&parts)
}

fn life(pool: &PoolView) -> Duration {
    DAY * pool.pool.settings.sign_in.remember_days
}

/// The browser that sends this request, where it is remembered for this user and the pool still has
/// browsers remembered for so long.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn known(
    cx: &Context,
    tx: &mut Tx,
    pool: &PoolView,
    user: &User,
    factors: &[Enrolled],
) -> Result<Option<Known>> {
    let remember = pool.pool.settings.sign_in.remember_devices;
    let Some(token) = cx.device().filter(|_| remember != Remember::Never) else { return Ok(None) };
    let digest = digest_of(&cx.app, user, factors, token);
    let found = store::devices::known(tx, pool.id(), &user.id, &digest, cx.now()).await?;
    let device = found.filter(|device| cx.now() < device.created_at + life(pool));
    Ok(device.map(|device| Known { device, digest }))
}

/// What the last step of a sign-in writes of its browser.
#[derive(Debug, Clone)]
pub(super) struct Remembering {
    app: App,
    user: User,
    device: Device,
    token: SecretString,
    was: Was,
}

#[derive(Debug, Clone)]
enum Was {
    /// Remembered under this digest: its token changes with each use.
    Known(Vec<u8>),
    New(AuditEvent),
}

impl Remembering {
    /// A browser that was known goes on being so.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub(super) fn of_known(cx: &Context, user: &User, known: &Known) -> Result<Self> {
        let device = Device { used_at: cx.now(), name: name(cx), ..known.device.clone() };
        Self::of(cx, user, device, Was::Known(known.digest.clone()))
    }

    /// A browser is remembered from now on.
    ///
    /// # Errors
    /// As [`Self::of_known`].
    pub(super) fn of_new(cx: &Context, pool: &PoolView, user: &User) -> Result<Self> {
        let device = Device {
            id: random::ordered_id(cx.now())?,
            pool_id: user.pool_id.clone(),
            user_id: user.id.clone(),
            name: name(cx),
            created_at: cx.now(),
            used_at: cx.now(),
            expires_at: cx.now() + life(pool),
        };
        let id = user.id.as_str();
        let event = audit::event(cx, &user.pool_id, Event::BrowserRemembered, id, id)?;
        Self::of(cx, user, device, Was::New(event))
    }

    fn of(cx: &Context, user: &User, device: Device, was: Was) -> Result<Self> {
        let token = SecretString::from(random::token::<32>()?);
        Ok(Self { app: cx.app.clone(), user: user.clone(), device, token, was })
    }

    /// What the browser keeps.
    pub(super) fn token(&self) -> DeviceToken {
        DeviceToken { token: self.token.clone(), until: self.device.expires_at }
    }

    /// Part of the write of the last step, after whatever that step sets up.
    ///
    /// # Errors
    /// [`Refusal::Busy`] where the token was used up meanwhile: the browser has another one by now,
    /// or is asked for the second factor.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let Self { app, user, device, token, was } = self;
        let (pool, id) = (&device.pool_id, &device.user_id);
        let factors = store::factors::of_user(tx, pool, id).await?;
        let digest = digest_of(app, user, &factors, token.expose_secret());
        match was {
            Was::Known(old) => match store::devices::rotate(tx, device, old, &digest).await? {
                true => Ok(()),
                false => Err(Refusal::Busy.into()),
            },
            Was::New(event) => {
                store::devices::insert(tx, device, &digest).await?;
                store::devices::delete_beyond(tx, pool, id, MOST).await?;
                Ok(store::audit::insert(tx, event).await?)
            }
        }
    }
}

fn name(cx: &Context) -> String {
    cx.sender().map(Sender::program).unwrap_or_default()
}

/// The browsers that are remembered for a user, the last used first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<Device>> {
    let mut tx = cx.read().await?;
    Ok(store::devices::of_user(&mut tx, &user.pool_id, &user.id, cx.now()).await?)
}

/// Forgets one of a user's browsers.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn forget(cx: &Context, user: &User, id: &str) -> Result<()> {
    let own = user.id.as_str();
    let event = audit::event(cx, &user.pool_id, Event::BrowserForgotten, own, own)?;
    let forgetting = (user.clone(), id.to_owned(), event);
    cx.write(forgetting, |tx, forgetting| Box::pin(write_forgetting(tx, forgetting))).await
}

async fn write_forgetting(
    tx: &mut Tx,
    (user, id, event): &(User, String, AuditEvent),
) -> Result<()> {
    if !store::devices::delete(tx, &user.pool_id, &user.id, id).await? {
        return Err(Error::new(Refusal::NotFound, "this browser is not remembered"));
    }
    Ok(store::audit::insert(tx, event).await?)
}
