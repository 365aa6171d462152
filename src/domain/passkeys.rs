//! Passkeys of a pool: for whom they are, what is asked of devices, and how a person adds one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::Url;

use super::account::{self, Member};
use super::audit::{self, AuditEvent, Event};
use super::configuration::PoolView;
use super::error::{Error, Refusal, Result};
use super::messages;
use super::notices::{AccountEvent, Notice};
use crate::app::App;
use crate::context::Context;
use crate::crypto::passkeys::{self, Account, Asked, Rules};
use crate::crypto::{digest, random};
use crate::model::factor::Enrolled;
use crate::model::session::Session;
use crate::model::{Factor, Instant, Pool, PoolId, User};
use crate::store::{self, Tx};

pub use crate::crypto::passkeys::RelyingParty;

/// The most passkeys that one person has, as with Cognito.
pub const MOST: usize = 20;

/// The longest name of a passkey, in characters.
const LONGEST_NAME: usize = 64;

/// At which of a pool's addresses a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Below the base URL.
    BaseUrl,
    /// At the pool's own domain.
    OwnDomain,
}

/// For whom passkeys are at a pool's pages; nothing where browsers have none, as at a numeric
/// address.
pub fn relying_party(app: &App, pool: &Pool, place: Place) -> Option<RelyingParty> {
    let origin = origin(&app.config.server.base_url, pool, place)?;
    let id = pool.settings.passkeys.relying_party_at(origin.domain()?)?;
    Some(RelyingParty::new(id, &pool.name, origin.clone()))
}

/// The address of the pages there, as the configuration has it.
pub(in crate::domain) fn origin(base_url: &Url, pool: &Pool, place: Place) -> Option<Url> {
    let mut origin = base_url.clone();
    if place == Place::OwnDomain {
        origin.set_host(pool.domain.as_deref()).ok()?;
    }
    Some(origin)
}

/// What a pool asks of devices. Where a passkey begins a sign-in it is found without a name, and is
/// two factors at once.
pub(super) fn rules(pool: &PoolView) -> Rules {
    let policy = &pool.pool.settings.sign_in;
    let first = policy.first_factors.contains(&Factor::Passkey);
    Rules { verify_holder: policy.verify_passkey_holder || first, discoverable: first }
}

/// A question to a browser, and what its answer brings back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What the browser needs, in JSON.
    pub options: String,
    /// What is needed to understand the answer, sealed.
    pub state: String,
}

/// What the state of an offer holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Opened {
    /// What the library needs.
    pub(super) state: String,
    /// When it is too late for an answer.
    pub(super) until: Instant,
}

impl Offer {
    /// Seals a question: its answer is taken in the same context alone.
    pub(super) fn seal(cx: &Context, context: &str, asked: Asked) -> Result<Self> {
        let opened = Opened { state: asked.state, until: cx.now() + passkeys::LIFETIME };
        let plain = serde_json::to_vec(&opened).map_err(Error::internal)?;
        let sealed = cx.app.vault.seal(context, &plain)?;
        Ok(Self { options: asked.options, state: URL_SAFE_NO_PAD.encode(sealed) })
    }
}

impl Opened {
    /// Opens what was sealed in that context, while it is not too late.
    pub(super) fn of(cx: &Context, context: &str, sealed: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = cx.app.vault.open(context, &sealed).ok()?;
        let opened: Self = serde_json::from_slice(&plain).ok()?;
        (cx.now() < opened.until).then_some(opened)
    }

    /// What makes its challenge good once.
    pub(super) fn once(&self, cx: &Context, pool: &PoolId) -> Once {
        let tag = cx.app.vault.tag(&[b"passkey challenge", self.state.as_bytes()]);
        Once { pool: pool.clone(), digest: digest::hex(&tag), until: self.until }
    }
}

/// A challenge that travels with a page, and is good once.
#[derive(Debug, Clone)]
pub(super) struct Once {
    pool: PoolId,
    digest: String,
    until: Instant,
}

impl Once {
    /// Uses it up; part of the write that it is good for.
    pub(super) async fn use_up(&self, tx: &mut Tx) -> Result<()> {
        match store::seen_tokens::note(tx, &self.pool, &self.digest, self.until).await? {
            true => Ok(()),
            false => Err(Refusal::WrongPasskey.into()),
        }
    }
}

/// The passkeys of a user.
pub(super) async fn of_user(tx: &mut Tx, user: &User) -> Result<Vec<Enrolled>> {
    let factors = store::factors::of_user(tx, &user.pool_id, &user.id).await?;
    Ok(factors.into_iter().filter(|each| each.factor == Factor::Passkey).collect())
}

/// The credentials of passkeys, as the library keeps them.
pub(super) fn credentials(passkeys: Vec<Enrolled>) -> Vec<String> {
    passkeys.into_iter().filter_map(|passkey| passkey.credential).collect()
}

/// Asks for a new passkey of a user.
pub(super) async fn ask_for_new(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    user: &User,
) -> Result<Asked> {
    let there = of_user(&mut cx.read().await?, user).await?;
    if there.len() >= MOST {
        return Err(full());
    }
    let name = match messages::sign_in_name(pool, user) {
        "" => user.id.as_str(),
        name => name,
    };
    let display_name = user.attributes.get("name").filter(|own| !own.is_empty());
    let display_name = display_name.map_or(name, |own| own);
    let account = Account { user: &user.id, name, display_name };
    Ok(relying_party.ask_for_new(account, &credentials(there), rules(pool))?)
}

fn full() -> Error {
    Error::new(Refusal::Invalid, "an account has at most 20 passkeys")
}

/// The new passkey of an answer, and whether the device knew its holder.
pub(super) fn made(
    cx: &Context,
    relying_party: &RelyingParty,
    user: &User,
    state: &str,
    answer: NewPasskey<'_>,
) -> Result<(Enrolled, bool)> {
    let kept = relying_party.new_passkey(state, answer.credential).ok_or(Refusal::WrongPasskey)?;
    let passkey = Enrolled {
        id: random::ordered_id(cx.now())?,
        pool_id: user.pool_id.clone(),
        user_id: user.id.clone(),
        factor: Factor::Passkey,
        name: clean(answer.name),
        sealed: None,
        credential_id: Some(kept.id),
        credential: Some(kept.credential),
        last_step: None,
        created_at: cx.now(),
        used_at: None,
    };
    Ok((passkey, kept.holder_was_verified))
}

fn clean(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

/// Part of a write in which the user is locked: keeps a new passkey.
pub(super) async fn keep(tx: &mut Tx, passkey: &Enrolled) -> Result<()> {
    let factors = store::factors::of_user(tx, &passkey.pool_id, &passkey.user_id).await?;
    if factors.iter().filter(|each| each.factor == Factor::Passkey).count() >= MOST {
        return Err(full());
    }
    let kept = store::factors::insert(tx, passkey).await.map_err(Error::from);
    // Somebody has it: nobody else learns that.
    kept.map_err(|error| error.on_key(store::factors::CREDENTIAL_KEY, Refusal::WrongPasskey, ""))
}

/// What a browser answers when a passkey was made.
#[derive(Debug, Clone, Copy)]
pub struct NewPasskey<'a> {
    /// The answer in JSON (`RegistrationResponseJSON`).
    pub credential: &'a str,
    /// The person's own name for the passkey; may be empty.
    pub name: &'a str,
}

/// Asks somebody who is signed in, and has just proved it, for a new passkey. `browser` is what ties
/// the page's forms to the browser.
///
/// # Errors
/// [`Refusal::Invalid`] when the person has as many as one may.
pub async fn begin_registration(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    user: &User,
    browser: &str,
) -> Result<Offer> {
    let asked = ask_for_new(cx, pool, relying_party, user).await?;
    Offer::seal(cx, &addition(user, browser), asked)
}

/// In which context a passkey is added.
fn addition(user: &User, browser: &str) -> String {
    format!("passkey:add:{}:{browser}", user.id)
}

/// Adds the passkey that a browser has made for the question with that sealed `state`.
///
/// # Errors
/// [`Refusal::WrongPasskey`] when the answer is not good, is late or was used, or the passkey is
/// there already; [`Refusal::Invalid`] when the person has as many as one may;
/// [`Refusal::SignInExpired`] when the session has ended.
pub async fn finish_registration(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    member: &Member,
    (browser, state): (&str, &str),
    answer: NewPasskey<'_>,
) -> Result<Enrolled> {
    let user = &member.user;
    let opened = Opened::of(cx, &addition(user, browser), state).ok_or(Refusal::WrongPasskey)?;
    let (passkey, _) = made(cx, relying_party, user, &opened.state, answer)?;
    let id = user.id.as_str();
    let added = AccountEvent::FactorAdded { factor: Factor::Passkey };
    let addition = Addition {
        session: member.session.clone(),
        notice: Notice::of(cx, pool, user, added)?,
        once: opened.once(cx, &user.pool_id),
        event: audit::event(cx, &user.pool_id, Event::FactorAdded, id, id)?,
        passkey: passkey.clone(),
        now: cx.now(),
    };
    cx.write(addition, |tx, addition| Box::pin(write(tx, addition))).await?;
    Ok(passkey)
}

struct Addition {
    session: Session,
    once: Once,
    passkey: Enrolled,
    notice: Option<Notice>,
    event: AuditEvent,
    now: Instant,
}

async fn write(tx: &mut Tx, addition: &Addition) -> Result<()> {
    let Addition { session, once, passkey, notice, event, now } = addition;
    account::locked(tx, session, *now).await?;
    once.use_up(tx).await?;
    keep(tx, passkey).await?;
    if let Some(notice) = notice {
        notice.post(tx).await?;
    }
    Ok(store::audit::insert(tx, event).await?)
}
