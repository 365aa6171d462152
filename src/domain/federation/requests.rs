//! The road to an identity provider and back: who was sent there comes back once, in the same browser,
//! and from nowhere else.

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::adapter::{Answer, Asked, Identity, Upstream, adapter};
use super::secret;
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result, UpstreamFault};
use crate::domain::limits::{self, Limit};
use crate::domain::oauth::Parameters;
use crate::domain::passkeys::{self, Place};
use crate::model::provider::Provider;
use crate::model::{Instant, PoolId, SessionId, UserId};
use crate::store::upstream::UpstreamRequest;
use crate::store::{self, Tx};

/// Where providers send browsers back to, below the address of a pool (Cognito's).
pub const PATH: &str = "/oauth2/idpresponse";

/// The parameter by which somebody leaves our pages for a provider to prove the account of the sign-in
/// that is under way.
pub const PROVING: &str = "_proving";

/// How long a browser is awaited: as long as a person may take at a provider.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// How long an answer that came without cookies waits for its browser, which is on its way already.
const ANSWER_LIFE: Duration = Duration::from_secs(2 * 60);

/// How many browsers of a pool are awaited at a time.
const MOST_AWAITED: i64 = 50_000;

/// The longest query that travels along, in bytes.
const LONGEST_QUERY: usize = 16 * 1024;

/// The longest answer, in bytes.
const LONGEST_ANSWER: usize = 16 * 1024;

/// How much of what a provider says of an error is kept for the log, in characters.
const LONGEST_REASON: usize = 200;

/// The errors that mean that the person, or the provider in their name, does not want to (RFC 6749
/// section 4.1.2.1, OpenID Connect Core section 3.1.2.6), with Apple's.
const NO: [&str; 7] = [
    "access_denied",
    "user_cancelled_authorize",
    "login_required",
    "consent_required",
    "interaction_required",
    "account_selection_required",
    "unmet_authentication_requirements",
];

/// The errors that mean that the provider is not at its best.
const DOWN: [&str; 2] = ["server_error", "temporarily_unavailable"];

/// What somebody is sent to a provider for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To sign in to the account in which an identity waits.
    Prove {
        /// The sign-in in which it does.
        sign_in: String,
    },
    /// To connect the identity with the account that they are signed in to.
    Link {
        /// Whose account it is.
        user: UserId,
        /// The session in which it was asked for.
        session: SessionId,
    },
}

/// What a browser goes on with when it is back.
#[derive(Clone, Serialize, Deserialize)]
pub struct Journey {
    /// What it is about.
    pub purpose: Purpose,
    /// The query of the page that it left, with the authorization request.
    pub query: String,
    /// Whether the application has asked for this provider itself, and is told what went wrong.
    pub direct: bool,
}

/// What the browser keeps of its journey: without it nobody comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// SHA-256 of the `state`, in hexadecimal digits.
    pub state: String,
    /// Until when it is good.
    pub until: Instant,
}

/// What is sealed in the row of a request.
#[derive(Serialize, Deserialize)]
struct Kept {
    asked: Asked,
    journey: Journey,
}

fn request_context(pool: &PoolId, state: &str) -> String {
    format!("upstream-request:{pool}:{state}")
}

fn answer_context(pool: &PoolId, handle: &str) -> String {
    format!("upstream-answer:{pool}:{handle}")
}

/// Where providers send the browsers of a pool back to; it comes from the configuration alone.
///
/// # Errors
/// When the pool has no domain of its own.
pub fn redirect_uri(cx: &Context, pool: &PoolView, place: Place) -> Result<String> {
    if place == Place::BaseUrl {
        return Ok(format!("{}{PATH}", pool.base));
    }
    let own = passkeys::origin(&cx.app.config.server.base_url, &pool.pool, place);
    let own = own.ok_or_else(|| Error::internal("a pool without a domain was found by one"))?;
    Ok(format!("{}{PATH}", own.origin().ascii_serialization()))
}

/// Sends a browser to a provider: where it goes, and what it keeps.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] or [`Refusal::Busy`] when too many are sent;
/// [`Refusal::Upstream`] when the provider cannot be found.
pub async fn begin(
    cx: &Context,
    pool: &PoolView,
    provider: &Provider,
    asked: Asked,
    journey: Journey,
) -> Result<(Url, Ticket)> {
    if journey.query.len() > LONGEST_QUERY {
        return Err(Error::new(Refusal::InvalidRequest, "the request is too long"));
    }
    limits::take(cx, pool.id(), Limit::Departures).await?;
    let up = Upstream { cx, provider, secret: None };
    let url = adapter(provider.kind).begin(&up, &asked).await?;
    let state = digest::sha256(asked.state.as_bytes());
    let ticket = Ticket { state: digest::hex(&state), until: cx.now() + LIFE };
    let plain = serde_json::to_vec(&Kept { asked, journey }).map_err(Error::internal)?;
    let request = UpstreamRequest {
        state,
        pool_id: pool.id().clone(),
        provider_id: provider.id.clone(),
        sealed: cx.app.vault.seal(&request_context(pool.id(), &ticket.state), &plain)?,
        expires_at: ticket.until,
    };
    cx.write((request, cx.now()), |tx, kept| Box::pin(keep(tx, kept))).await?;
    Ok((url, ticket))
}

async fn keep(tx: &mut Tx, (request, now): &(UpstreamRequest, Instant)) -> Result<()> {
    let (pool, most) = (&request.pool_id, MOST_AWAITED);
    if store::upstream::count_requests(tx, pool, *now, most).await? >= most {
        return Err(Refusal::Busy.into());
    }
    Ok(store::upstream::insert_request(tx, request).await?)
}

/// A browser that is back.
pub struct Taken {
    /// Where it comes from.
    pub provider: Arc<Provider>,
    /// What it goes on with.
    pub journey: Journey,
    asked: Asked,
}

/// Takes back the browser that was sent away with this state, once. One that was not keeps away, and
/// uses up nothing of another's.
///
/// # Errors
/// [`Refusal::SignInExpired`] when this browser is not awaited, or not any more.
pub async fn take_back(
    cx: &Context,
    pool: &PoolView,
    state: &str,
    tickets: &[Ticket],
) -> Result<Taken> {
    let digest = digest::sha256(state.as_bytes());
    let name = digest::hex(&digest);
    if !tickets.iter().any(|ticket| ticket.state == name) {
        return Err(Refusal::SignInExpired.into());
    }
    let awaited = (pool.id().clone(), digest, cx.now());
    let taken = cx.write(awaited, |tx, awaited| Box::pin(take(tx, awaited))).await?;
    let (provider, sealed) = taken.ok_or(Refusal::SignInExpired)?;
    let Kept { asked, journey } = opened(cx, &request_context(pool.id(), &name), &sealed)?;
    let provider = pool.providers.iter().find(|one| one.id == provider).cloned();
    Ok(Taken { provider: provider.ok_or(Refusal::SignInExpired)?, journey, asked })
}

type Awaited = (PoolId, Vec<u8>, Instant);

async fn take(tx: &mut Tx, (pool, state, now): &Awaited) -> Result<Option<(String, Vec<u8>)>> {
    let taken = store::upstream::take_request(tx, pool, state, *now).await?;
    let Some((provider, sealed)) = taken else { return Ok(None) };
    // Other nodes may not know yet that nobody comes from there any more.
    let enabled = store::providers::is_enabled(tx, pool, &provider).await?;
    Ok(enabled.then_some((provider, sealed)))
}

fn opened<T: DeserializeOwned>(cx: &Context, context: &str, sealed: &[u8]) -> Result<T> {
    let plain = cx.app.vault.open(context, sealed)?;
    serde_json::from_slice(&plain).map_err(Error::internal)
}

impl Taken {
    /// Who came back; now, where they had to prove themselves anew.
    ///
    /// # Errors
    /// [`Refusal::Upstream`] when the provider has said no, or nothing that can be believed.
    pub async fn identity(&self, cx: &Context, said: Said) -> Result<Identity> {
        let answer = match said {
            Said::Yes(answer) => answer,
            Said::No { error, reason } => return Err(refused(error, &reason)),
        };
        let secret = secret::open(cx, &self.provider)?;
        let up = Upstream { cx, provider: &self.provider, secret };
        let mut identity = adapter(self.provider.kind).finish(&up, &self.asked, &answer).await?;
        if self.asked.again {
            identity.authenticated_at = None;
        }
        Ok(identity)
    }
}

/// What an error of a provider means here.
fn refused(error: String, reason: &str) -> Error {
    let why = format!("the provider says {error}: {reason}");
    let fault = match error.as_str() {
        code if NO.contains(&code) => UpstreamFault::Refused(error),
        code if DOWN.contains(&code) => UpstreamFault::Unreachable,
        _ => UpstreamFault::Misconfigured,
    };
    Error::upstream(fault, why)
}

/// What a browser brings back from a provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct Brought {
    /// The `state` that it was sent with.
    pub state: String,
    /// What the provider says.
    pub said: Said,
}

/// What a provider says in the browser.
#[derive(Clone, Serialize, Deserialize)]
pub enum Said {
    /// That it knows the person.
    Yes(Answer),
    /// That nothing comes of it (RFC 6749 section 4.1.2.1).
    No {
        /// The error code.
        error: String,
        /// What it says of it, for the log.
        reason: String,
    },
}

impl Brought {
    /// Reads the answer of a provider; nothing where it does not say what it answers to.
    pub fn read(parameters: &Parameters) -> Option<Self> {
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        let plain = |name: &str| -> String {
            let text = parameters.get(name).unwrap_or_default();
            text.chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect()
        };
        let said = match (parameters.get("error"), text("code")) {
            (None, Some(code)) => Said::Yes(Answer { code, iss: text("iss"), user: text("user") }),
            (None, None) => Said::No { error: "no_code".into(), reason: String::new() },
            _ => Said::No { error: plain("error"), reason: plain("error_description") },
        };
        Some(Self { state: text("state")?, said })
    }
}

/// Keeps an answer that was posted from another site, and so came without the cookies of its browser,
/// until the browser comes for it; by what it is found.
///
/// # Errors
/// [`Refusal::SignInExpired`] when nobody is awaited with it; [`Refusal::InvalidRequest`] when it is
/// too long; [`Refusal::TooManyAttempts`] when too many come from there.
pub async fn deposit(cx: &Context, pool: &PoolView, answer: &Parameters) -> Result<String> {
    let brought = Brought::read(answer).ok_or(Refusal::SignInExpired)?;
    let state = digest::sha256(brought.state.as_bytes());
    if !store::upstream::is_awaited(&mut cx.read().await?, pool.id(), &state, cx.now()).await? {
        return Err(Refusal::SignInExpired.into());
    }
    let plain = serde_json::to_vec(&brought).map_err(Error::internal)?;
    if plain.len() > LONGEST_ANSWER {
        return Err(Error::new(Refusal::InvalidRequest, "the answer is too long"));
    }
    limits::take(cx, pool.id(), Limit::Departures).await?;
    let handle = random::token::<32>()?;
    let digest = digest::sha256(handle.as_bytes());
    let sealed = cx.app.vault.seal(&answer_context(pool.id(), &digest::hex(&digest)), &plain)?;
    let kept = (pool.id().clone(), digest, sealed, cx.now() + ANSWER_LIFE);
    cx.write(kept, |tx, kept| Box::pin(keep_answer(tx, kept))).await?;
    Ok(handle)
}

type KeptAnswer = (PoolId, Vec<u8>, Vec<u8>, Instant);

async fn keep_answer(tx: &mut Tx, (pool, handle, sealed, until): &KeptAnswer) -> Result<()> {
    Ok(store::upstream::insert_answer(tx, pool, handle, sealed, *until).await?)
}

/// Takes out the answer that waits for this browser.
///
/// # Errors
/// [`Refusal::SignInExpired`] when there is none, or none any more.
pub async fn collect(cx: &Context, pool: &PoolView, handle: &str) -> Result<Brought> {
    let digest = digest::sha256(handle.as_bytes());
    let context = answer_context(pool.id(), &digest::hex(&digest));
    let waiting = (pool.id().clone(), digest, cx.now());
    let taken = cx.write(waiting, |tx, waiting| Box::pin(take_answer(tx, waiting))).await?;
    opened(cx, &context, &taken.ok_or(Refusal::SignInExpired)?)
}

async fn take_answer(tx: &mut Tx, (pool, handle, now): &Awaited) -> Result<Option<Vec<u8>>> {
    Ok(store::upstream::take_answer(tx, pool, handle, *now).await?)
}
