//! Signing in by the word of an identity provider; and the sign-in in which an identity waits for the
//! proof that an account belongs to the same person.

use std::future::Future;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::counted::{Method, counted};
use super::password::note_failure;
use super::spent::Spent;
use super::under_way::UnderWay;
use super::{Next, Step, Way};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::linked;
use crate::domain::messages;
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::provider::LinkedIdentity;
use crate::model::sign_in::{SignIn, Waiting};
use crate::model::{Proof, User};
use crate::store::{self, Tx};

/// Looks at who has come from a provider, and counts what came of it.
pub(in crate::domain) async fn counted_arrival(
    way: &Way<'_>,
    arrival: impl Future<Output = Result<Step>> + Send,
) -> Result<Step> {
    counted(way, Method::Federated, Box::pin(arrival)).await
}

/// Tells the audit of somebody whom a provider knows, and who may not sign in here.
pub(in crate::domain) async fn refuse(
    cx: &Context,
    way: &Way<'_>,
    user: Option<&User>,
) -> Result<Step> {
    note_failure(cx, way, user).await?;
    Err(Refusal::WrongCredentials.into())
}

/// Signs in a user of whom a provider has said who they are.
pub(in crate::domain) async fn by_provider(
    cx: &Context,
    way: &Way<'_>,
    user: User,
    provider_id: &str,
    proof: Proof,
) -> Result<Step> {
    let name = messages::sign_in_name(way.pool, &user).to_owned();
    let mut under_way = UnderWay::begin(cx, way, user, &name, vec![proof]).await?;
    under_way.sign_in.progress.provider = Some(provider_id.to_owned());
    under_way.carry_on(cx, way.pool, None, Spent::Nothing).await
}

/// Begins the sign-in of a user in which an identity waits; nothing where the account has nothing to
/// begin it with.
pub(in crate::domain) async fn to_link(
    cx: &Context,
    way: &Way<'_>,
    user: User,
    identity: &LinkedIdentity,
) -> Result<Option<Step>> {
    let name = messages::sign_in_name(way.pool, &user).to_owned();
    let mut under_way = UnderWay::begin(cx, way, user, &name, Vec::new()).await?;
    let plain = serde_json::to_vec(identity).map_err(Error::internal)?;
    let sealed = cx.app.vault.seal(&context(&under_way.sign_in), &plain)?;
    let sealed = URL_SAFE_NO_PAD.encode(sealed);
    under_way.sign_in.progress.waiting =
        Some(Waiting { provider: identity.provider_id.clone(), sealed });
    match under_way.next() {
        Next::Begin => Ok(None),
        _ => under_way.carry_on(cx, way.pool, None, Spent::Nothing).await.map(Some),
    }
}

/// Names the sign-in, so that no identity can be moved to another one.
fn context(sign_in: &SignIn) -> String {
    format!("waiting-identity:{}:{}", sign_in.pool_id, sign_in.id)
}

/// The link that the last step of a sign-in makes.
#[derive(Debug, Clone)]
pub(super) struct Linking {
    identity: LinkedIdentity,
    event: AuditEvent,
    told: Option<Notice>,
}

impl Linking {
    /// The link of a sign-in in which an identity waits.
    pub(super) fn of(cx: &Context, pool: &PoolView, under_way: &UnderWay) -> Result<Option<Self>> {
        let Some(waiting) = &under_way.sign_in.progress.waiting else { return Ok(None) };
        let sealed = URL_SAFE_NO_PAD.decode(&waiting.sealed).map_err(Error::internal)?;
        let plain = cx.app.vault.open(&context(&under_way.sign_in), &sealed)?;
        let identity: LinkedIdentity = serde_json::from_slice(&plain).map_err(Error::internal)?;
        let (user, id) = (&under_way.user, under_way.user.id.as_str());
        Ok(Some(Self {
            identity: LinkedIdentity { linked_at: cx.now(), used_at: cx.now(), ..identity },
            event: audit::event(cx, pool.id(), Event::IdentityLinked, id, id)?,
            told: Notice::of(cx, pool, user, AccountEvent::IdentityLinked)?,
        }))
    }

    /// Part of the last write. Where the identity cannot be linked any more, the person has signed in
    /// all the same.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let Self { identity, event, told } = self;
        match linked::put(tx, identity).await {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => {
                return match error.refusal() {
                    Refusal::NameTaken | Refusal::Invalid | Refusal::SignInExpired => Ok(()),
                    _ => Err(error),
                };
            }
        }
        if let Some(notice) = told {
            notice.post(tx).await?;
        }
        Ok(store::audit::insert(tx, event).await?)
    }
}
