//! Signing in by the word of an identity provider; and the sign-in in which an identity waits for the
//! proof that an account belongs to the same person.

use std::future::Future;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::counted::{Method, counted};
use super::password::note_failure;
use super::spent::Spent;
use super::under_way::UnderWay;
use super::{Next, Step, Way};
use crate::context::Context;
use crate::domain::audit::{self, AuditEvent, Event};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::{linked, ways};
use crate::domain::messages;
use crate::domain::notices::{AccountEvent, Notice};
use crate::model::attribute::Attributes;
use crate::model::pool::PoolSettings;
use crate::model::provider::{Details, LinkedIdentity};
use crate::model::sign_in::{SignIn, Waiting};
use crate::model::{Instant, Proof, User};
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

/// What a provider has said of how somebody signed in there.
pub(in crate::domain) struct Word {
    /// The provider.
    pub(in crate::domain) provider_id: String,
    /// What it counts for.
    pub(in crate::domain) proof: Proof,
    /// When it was, where that is told.
    pub(in crate::domain) authenticated_at: Option<Instant>,
}

/// Signs in a user of whom a provider has said who they are. An identity that waits in `pending` for the
/// proof that this very account is theirs goes along.
pub(in crate::domain) async fn by_provider(
    cx: &Context,
    way: &Way<'_>,
    user: User,
    word: Word,
    pending: Option<&UnderWay>,
) -> Result<Step> {
    let name = messages::sign_in_name(way.pool, &user).to_owned();
    let under_way = UnderWay::begin(cx, way, user, &name, vec![word.proof]).await?;
    let mut under_way = under_way.sent_by(cx, Some(word.provider_id)).await?;
    under_way.sign_in.progress.authenticated_at = word.authenticated_at;
    if let Some(pending) = pending.filter(|pending| pending.user.id == under_way.user.id)
        && let Some(arrived) = Arrived::of(cx, pending)?
    {
        under_way.sign_in.progress.waiting = Some(arrived.wait(cx, &under_way.sign_in)?);
    }
    under_way.carry_on(cx, way.pool, None, Spent::Nothing).await
}

/// Begins the sign-in of a user in which an identity waits; nothing where there is nothing to begin it
/// with: neither what the account has nor another provider that opens it. It goes by the address that the
/// provider has told, since the person may be told no other name of the account.
pub(in crate::domain) async fn to_link(
    cx: &Context,
    way: &Way<'_>,
    user: User,
    arrived: Arrived,
) -> Result<Option<Step>> {
    let name = arrived.identity.email.clone().unwrap_or_default();
    let mut under_way = UnderWay::begin(cx, way, user, &name, Vec::new()).await?;
    under_way.sign_in.progress.waiting = Some(arrived.wait(cx, &under_way.sign_in)?);
    if under_way.next() == Next::Begin
        && ways::that_open(cx, way.pool, way.client, &under_way.user).await?.is_empty()
    {
        return Ok(None);
    }
    under_way.carry_on(cx, way.pool, None, Spent::Nothing).await.map(Some)
}

/// An identity that is to open an account, with what its provider has told of the person: some tell
/// their name only once.
#[derive(Serialize, Deserialize)]
pub(in crate::domain) struct Arrived {
    /// The identity.
    pub(in crate::domain) identity: LinkedIdentity,
    /// What the pool takes over.
    pub(in crate::domain) told: Attributes,
    /// Where the provider was: one that is elsewhere since may call others so.
    pub(in crate::domain) details: Details,
}

impl Arrived {
    /// Who waits in that sign-in, if anybody does.
    fn of(cx: &Context, under_way: &UnderWay) -> Result<Option<Self>> {
        let Some(waiting) = &under_way.sign_in.progress.waiting else { return Ok(None) };
        let sealed = URL_SAFE_NO_PAD.decode(&waiting.sealed).map_err(Error::internal)?;
        let plain = cx.app.vault.open(&context(&under_way.sign_in), &sealed)?;
        // Whoever was sealed in another form, by another version, waits no more.
        Ok(serde_json::from_slice(&plain).ok())
    }

    /// Has them wait in this sign-in.
    fn wait(&self, cx: &Context, sign_in: &SignIn) -> Result<Waiting> {
        let plain = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = URL_SAFE_NO_PAD.encode(cx.app.vault.seal(&context(sign_in), &plain)?);
        Ok(Waiting { provider: self.identity.provider_id.clone(), sealed })
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
    attributes: Attributes,
    settings: PoolSettings,
    event: AuditEvent,
    told: Option<Notice>,
}

impl Linking {
    /// The link of a sign-in in which an identity waits.
    pub(super) fn of(cx: &Context, pool: &PoolView, under_way: &UnderWay) -> Result<Option<Self>> {
        let Some(arrived) = Arrived::of(cx, under_way)? else { return Ok(None) };
        let Arrived { identity, told: attributes, details } = arrived;
        let (user, id) = (&under_way.user, under_way.user.id.as_str());
        let provider = pool.providers.iter().find(|one| one.id == identity.provider_id);
        if provider.is_some_and(|one| one.details.other_people(one.kind, &details).is_some()) {
            return Ok(None);
        }
        let told = match provider {
            Some(provider) => Notice::of(cx, pool, user, AccountEvent::linked(provider))?,
            // Nobody comes from there any more, and nothing is linked.
            None => None,
        };
        Ok(Some(Self {
            identity: LinkedIdentity { linked_at: cx.now(), used_at: cx.now(), ..identity },
            attributes,
            settings: pool.pool.settings.clone(),
            event: audit::event(cx, pool.id(), Event::IdentityLinked, id, id)?,
            told,
        }))
    }

    /// Part of the last write. Where the identity cannot be linked any more, the person has signed in
    /// all the same.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let Self { identity, attributes, settings, event, told } = self;
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
        linked::fill_in(tx, identity, attributes, settings).await?;
        if let Some(notice) = told {
            notice.post(tx).await?;
        }
        Ok(store::audit::insert(tx, event).await?)
    }
}
