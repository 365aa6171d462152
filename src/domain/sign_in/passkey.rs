//! Passkeys (Web Authentication Level 3): shown first, without a name, or second; and set up on the
//! way. Whatever is wrong with an answer, it is refused in the same words.
//!
//! Nobody guesses a passkey, so no count is kept against a person: a stranger could lock them out
//! by it. What is counted is how often one address fails.

use std::time::Duration;

use super::counted::{Method, counted};
use super::machine::Next;
use super::password::note_failure;
use super::spent::Spent;
use super::under_way::{UnderWay, again};
use super::{Step, Way};
use crate::context::Context;
use crate::crypto::passkeys::{Kept, Rules, claim};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::limits::{Limit, Meter};
use crate::domain::messages;
use crate::domain::passkeys::{self, NewPasskey, Offer, Once, Opened, RelyingParty};
use crate::model::factor::Enrolled;
use crate::model::{Factor, Instant, PoolId, Proof, User};
use crate::store::{self, Tx};

/// What a device must do where its passkey comes first: it is then two factors at once.
const FIRST: Rules = Rules { verify_holder: true, discoverable: true };

/// A question that is good for less than this is asked anew.
const ROOM: Duration = Duration::from_secs(60);

/// What a browser answers on the page on which a sign-in begins.
#[derive(Debug, Clone, Copy)]
pub struct FirstAnswer<'a> {
    /// What ties the page's forms to the browser.
    pub browser: &'a str,
    /// The sealed state of the question.
    pub state: &'a str,
    /// The answer in JSON (`AuthenticationResponseJSON`).
    pub credential: &'a str,
}

/// A passkey that was shown, as this use leaves it.
#[derive(Debug, Clone)]
pub(super) struct Use {
    passkey: Enrolled,
    after: String,
    challenge: Option<Once>,
    now: Instant,
    meter: Option<Meter>,
}

impl Use {
    /// Part of a write: a challenge is good once, and a passkey is used as it was looked at.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<()> {
        let before = self.passkey.credential.as_deref().unwrap_or_default();
        if let Some(challenge) = &self.challenge {
            challenge.use_up(tx).await?;
        }
        match store::factors::use_passkey(tx, &self.passkey.id, (before, &self.after), self.now)
            .await?
        {
            true => Ok(()),
            false => Err(Refusal::WrongPasskey.into()),
        }
    }

    /// Part of a write, and the last of it: nothing was wrong.
    pub(super) async fn settle(&self, tx: &mut Tx) -> Result<()> {
        match &self.meter {
            Some(meter) => meter.give_back(tx).await,
            None => Ok(()),
        }
    }
}

/// Asks for any passkey that the person has at this pool. Nothing is written: the question travels
/// with the page, for this browser alone, and is good once.
///
/// # Errors
/// When the library refuses.
pub fn ask_any(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    browser: &str,
) -> Result<Offer> {
    Offer::seal(cx, &first(pool.id(), browser), relying_party.ask(&[], FIRST)?)
}

fn first(pool: &PoolId, browser: &str) -> String {
    format!("passkey:first:{pool}:{browser}")
}

/// Signs in by a passkey alone, which says itself whose it is.
///
/// # Errors
/// [`Refusal::WrongPasskey`] or [`Refusal::TooManyAttempts`].
pub async fn begin(
    cx: &Context,
    way: &Way<'_>,
    relying_party: &RelyingParty,
    answer: FirstAnswer<'_>,
) -> Result<Step> {
    counted(way, Method::Passkey, Box::pin(show_first(cx, way, relying_party, answer))).await
}

async fn show_first(
    cx: &Context,
    way: &Way<'_>,
    relying_party: &RelyingParty,
    answer: FirstAnswer<'_>,
) -> Result<Step> {
    let pool = way.pool;
    let meter = metered(cx, pool.id()).await?;
    let may_begin = pool.pool.settings.sign_in.first_factors.contains(&Factor::Passkey);
    let opened = Opened::of(cx, &first(pool.id(), answer.browser), answer.state);
    let whose = whose(cx, pool.id(), answer.credential).await?;
    let (Some(opened), Some((user, passkey)), true) = (opened, &whose, may_begin) else {
        return refuse(cx, way, whose.as_ref().map(|(user, _)| user)).await;
    };
    let Some(kept) = look_at(relying_party, &opened, answer.credential, passkey) else {
        return refuse(cx, way, Some(user)).await;
    };
    let challenge = Some(opened.once(cx, pool.id()));
    let spent = spent(cx, passkey, kept, challenge, meter);
    let name = messages::sign_in_name(pool, user).to_owned();
    let proved = vec![Proof::VerifiedPasskey];
    let under_way = UnderWay::begin(cx, way, user.clone(), &name, proved).await?;
    under_way.carry_on(cx, pool, None, spent).await
}

/// Counts a failure that is taken back when it was none.
async fn metered(cx: &Context, pool: &PoolId) -> Result<Option<Meter>> {
    let Some(meter) = Meter::of(cx, pool, Limit::SignInFailures) else { return Ok(None) };
    cx.write(meter.clone(), |tx, meter| Box::pin(meter.count(tx))).await?;
    Ok(Some(meter))
}

async fn refuse<T>(cx: &Context, way: &Way<'_>, user: Option<&User>) -> Result<T> {
    note_failure(cx, way, user).await?;
    Err(Refusal::WrongPasskey.into())
}

/// The user and the passkey that an answer names, where they belong together in this pool.
async fn whose(cx: &Context, pool: &PoolId, answer: &str) -> Result<Option<(User, Enrolled)>> {
    let Some((id, claimed)) = claim(answer).and_then(|claim| Some((claim.id, claim.user?))) else {
        return Ok(None);
    };
    let mut tx = cx.read().await?;
    let user = store::users::by_id(&mut tx, pool, &claimed).await?;
    let Some(user) = user.filter(|user| user.enabled) else { return Ok(None) };
    let passkeys = passkeys::of_user(&mut tx, &user).await?;
    Ok(with_id(passkeys, &id).map(|passkey| (user, passkey)))
}

fn with_id(passkeys: Vec<Enrolled>, id: &str) -> Option<Enrolled> {
    passkeys.into_iter().find(|passkey| passkey.credential_id.as_deref() == Some(id))
}

fn look_at(
    relying_party: &RelyingParty,
    opened: &Opened,
    answer: &str,
    passkey: &Enrolled,
) -> Option<Kept> {
    relying_party.shown(&opened.state, answer, passkey.credential.as_deref()?)
}

fn spent(
    cx: &Context,
    passkey: &Enrolled,
    kept: Kept,
    challenge: Option<Once>,
    meter: Option<Meter>,
) -> Spent {
    let (passkey, after) = (passkey.clone(), kept.credential);
    Spent::Passkey(Box::new(Use { passkey, after, challenge, now: cx.now(), meter }))
}

fn proof(holder_was_verified: bool) -> Proof {
    if holder_was_verified { Proof::VerifiedPasskey } else { Proof::Passkey }
}

/// Asks somebody who has shown something else for one of their passkeys: what the browser needs.
///
/// # Errors
/// [`Refusal::SignInExpired`] when somebody was faster.
pub async fn ask(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    under_way: UnderWay,
) -> Result<(UnderWay, String)> {
    let context = second(&under_way);
    if let Some(offer) = kept_offer(cx, &context, &under_way) {
        return Ok((under_way, offer.options));
    }
    let own = match under_way.proved() {
        // A stranger who has typed a name learns nothing of whoever has it.
        [] => Vec::new(),
        _ => passkeys::of_user(&mut cx.read().await?, &under_way.user).await?,
    };
    let asked = relying_party.ask(&passkeys::credentials(own), passkeys::rules(pool))?;
    keep(cx, under_way, Offer::seal(cx, &context, asked)?).await
}

fn second(under_way: &UnderWay) -> String {
    format!("passkey:second:{}", under_way.sign_in.id)
}

/// The question that was asked before, while there is time enough for an answer.
fn kept_offer(cx: &Context, context: &str, under_way: &UnderWay) -> Option<Offer> {
    let offer = offer_of(under_way)?;
    let opened = Opened::of(cx, context, &offer.state)?;
    (cx.now() + ROOM < opened.until).then_some(offer)
}

fn offer_of(under_way: &UnderWay) -> Option<Offer> {
    serde_json::from_str(under_way.challenge()?).ok()
}

fn opened(cx: &Context, context: &str, under_way: &UnderWay) -> Option<Opened> {
    Opened::of(cx, context, &offer_of(under_way)?.state)
}

async fn keep(cx: &Context, under_way: UnderWay, offer: Offer) -> Result<(UnderWay, String)> {
    let challenge = serde_json::to_string(&offer).map_err(Error::internal)?;
    Ok((under_way.remember(cx, challenge).await?, offer.options))
}

/// The person shows one of their passkeys.
///
/// # Errors
/// [`Refusal::WrongPasskey`], [`Refusal::TooManyAttempts`] or [`Refusal::SignInExpired`].
pub async fn prove(
    cx: &Context,
    way: &Way<'_>,
    relying_party: &RelyingParty,
    under_way: UnderWay,
    answer: &str,
) -> Result<Step> {
    if !under_way.takes(Factor::Passkey) {
        return again(cx, way.pool, under_way).await;
    }
    counted(way, Method::Passkey, Box::pin(show(cx, way, relying_party, under_way, answer))).await
}

async fn show(
    cx: &Context,
    way: &Way<'_>,
    relying_party: &RelyingParty,
    under_way: UnderWay,
    answer: &str,
) -> Result<Step> {
    let meter = metered(cx, way.pool.id()).await?;
    match own(cx, relying_party, &under_way, answer).await? {
        Some((passkey, kept)) => {
            let proof = proof(kept.holder_was_verified);
            let spent = spent(cx, &passkey, kept, None, meter);
            under_way.carry_on(cx, way.pool, Some(proof), spent).await
        }
        None => refuse(cx, way, Some(&under_way.user)).await,
    }
}

/// The passkey of the person that a good answer shows.
async fn own(
    cx: &Context,
    relying_party: &RelyingParty,
    under_way: &UnderWay,
    answer: &str,
) -> Result<Option<(Enrolled, Kept)>> {
    let user = &under_way.user;
    let opened = opened(cx, &second(under_way), under_way);
    let claim =
        claim(answer).filter(|claim| !claim.has_handle || claim.user.as_ref() == Some(&user.id));
    let (Some(opened), Some(claim)) = (opened, claim) else { return Ok(None) };
    let passkeys = passkeys::of_user(&mut cx.read().await?, user).await?;
    Ok(with_id(passkeys, &claim.id).and_then(|passkey| {
        let kept = look_at(relying_party, &opened, answer, &passkey)?;
        Some((passkey, kept))
    }))
}

/// Asks somebody for a new passkey on the way: what the browser needs.
///
/// # Errors
/// [`Refusal::SignInExpired`] when nothing is to be set up.
pub async fn offer(
    cx: &Context,
    pool: &PoolView,
    relying_party: &RelyingParty,
    under_way: UnderWay,
) -> Result<(UnderWay, String)> {
    expects_enrolment(&under_way)?;
    let context = enrolment(&under_way);
    if let Some(offer) = kept_offer(cx, &context, &under_way) {
        return Ok((under_way, offer.options));
    }
    let asked = passkeys::ask_for_new(cx, pool, relying_party, &under_way.user).await?;
    keep(cx, under_way, Offer::seal(cx, &context, asked)?).await
}

fn enrolment(under_way: &UnderWay) -> String {
    format!("passkey:enrol:{}", under_way.sign_in.id)
}

fn expects_enrolment(under_way: &UnderWay) -> Result<()> {
    match under_way.next() {
        Next::Enrol(factors) if factors.contains(&Factor::Passkey) => Ok(()),
        _ => Err(Refusal::SignInExpired.into()),
    }
}

/// The passkey that a browser has made on the way, which is thereby shown.
///
/// # Errors
/// [`Refusal::WrongPasskey`] or [`Refusal::SignInExpired`].
pub async fn enrol(
    cx: &Context,
    way: &Way<'_>,
    relying_party: &RelyingParty,
    under_way: UnderWay,
    answer: NewPasskey<'_>,
) -> Result<Step> {
    expects_enrolment(&under_way)?;
    let opened = opened(cx, &enrolment(&under_way), &under_way).ok_or(Refusal::WrongPasskey)?;
    let (passkey, holder_was_verified) =
        passkeys::made(cx, relying_party, &under_way.user, &opened.state, answer)?;
    let passkey = Enrolled { used_at: Some(cx.now()), ..passkey };
    let spent = Spent::new_passkey(cx, passkey)?;
    under_way.carry_on(cx, way.pool, Some(proof(holder_was_verified)), spent).await
}
