//! Codes that are sent, as the first factor or a further one: each is good for the sign-in that asked
//! for it and for no other, once, for ten minutes and five tries.

use std::time::Duration;

use super::counted::{Method, counted};
use super::machine::Next;
use super::password::note_failure;
use super::proved_address::Proved;
use super::reachable::reachable;
use super::spent::Spent;
use super::under_way::{UnderWay, again};
use super::{Step, Way};
use crate::context::Context;
use crate::crypto::{digest, random};
use crate::domain::attempts::{self, Subject, Target};
use crate::domain::codes::{self, GAP, Postbox, REST};
use crate::domain::configuration::PoolView;
use crate::domain::error::{Refusal, Result};
use crate::domain::limits::{self, Limit};
use crate::domain::messages::{self, Addressee, Outgoing};
use crate::model::factor::Enrolled;
use crate::model::username::look_up_key;
use crate::model::{Destination, Instant, Medium, User};
use crate::store::sign_in_codes::{CodeKey, SentCode};
use crate::store::{self, Tx};
use crate::words::Locale;

/// How long a code is good.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// How often a code may be tried; a further one has tries of its own.
const MOST_TRIES: i64 = 5;

/// How the code of a sign-in travels, and with which request the browser goes on after it.
#[derive(Debug, Clone, Copy)]
pub struct Post<'p> {
    /// What carries it.
    pub medium: Medium,
    /// The language of its words.
    pub locale: Locale,
    /// The query of the request on whose way it happens, for the link beside the code.
    pub request: &'p str,
}

/// Begins a sign-in of whoever has that name with a code to their address. A name that nobody has,
/// and one whose address is not to be relied on, get a sign-in that looks the same and leads nowhere.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the sender has asked for as many codes as one may.
pub async fn begin(cx: &Context, way: &Way<'_>, username: &str, post: Post<'_>) -> Result<Step> {
    let (pool, factor) = (way.pool, post.medium.factor());
    if !pool.pool.settings.sign_in.first_factors.contains(&factor) {
        return Err(Refusal::WrongCredentials.into());
    }
    limits::take(cx, pool.id(), Limit::Messages).await?;
    let key = look_up_key(username, pool.pool.settings.case_sensitive);
    let mut tx = cx.read().await?;
    let user = store::users::by_name(&mut tx, pool.id(), &key).await?;
    let user = match user {
        Some(user) if reachable(&mut tx, pool, &user, post.medium).await? => Some(user),
        _ => None,
    };
    drop(tx);
    let under_way = UnderWay::begin_by(cx, way, user, username, factor).await?;
    let step = again(cx, pool, under_way.clone()).await?;
    deliver(cx, pool, &under_way, post, cx.now() - GAP).await?;
    Ok(step)
}

/// Where a code for that user goes.
pub(super) fn address(user: &User, medium: Medium) -> Option<Destination> {
    user.attributes.get(medium.attribute()).and_then(|text| medium.destination(text).ok())
}

/// Sends a code when its page is opened for the first time in a sign-in.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] when the address, or the sender, has had as many as one may.
pub async fn arrive(
    cx: &Context,
    pool: &PoolView,
    under_way: &UnderWay,
    post: Post<'_>,
) -> Result<()> {
    let key = key(under_way, post.medium);
    let sent = store::sign_in_codes::of(&mut cx.read().await?, &key).await?;
    if sent.is_some() {
        return Ok(());
    }
    limits::take(cx, pool.id(), Limit::Messages).await?;
    match deliver(cx, pool, under_way, post, Instant::from_millis(0)).await {
        // Another page of this sign-in was faster.
        Ok(Posted::TooSoon) => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// Sends another code in place of the one before.
///
/// # Errors
/// [`Refusal::TooManyAttempts`] while it is too soon, or when there were too many;
/// [`Refusal::SignInExpired`] when no code is asked for.
pub async fn another(
    cx: &Context,
    pool: &PoolView,
    under_way: &UnderWay,
    post: Post<'_>,
) -> Result<()> {
    if !under_way.offers(post.medium.factor()) {
        return Err(Refusal::SignInExpired.into());
    }
    limits::take(cx, pool.id(), Limit::Messages).await?;
    match deliver(cx, pool, under_way, post, cx.now() - GAP).await? {
        Posted::Yes => Ok(()),
        Posted::TooSoon => {
            Err(Refusal::TooManyAttempts(too_soon(cx, under_way, post).await?).into())
        }
    }
}

/// When another code may be asked for.
async fn too_soon(cx: &Context, under_way: &UnderWay, post: Post<'_>) -> Result<Instant> {
    let key = key(under_way, post.medium);
    let sent = store::sign_in_codes::of(&mut cx.read().await?, &key).await?;
    Ok(sent.map_or(cx.now(), |sent| sent.sent_at) + GAP)
}

/// Where the code of this sign-in goes, as far as the one may know who is to type it: nothing before
/// something was shown, since that would tell of whoever has the name.
pub fn masked(under_way: &UnderWay, medium: Medium) -> Option<String> {
    let known = under_way.known().filter(|_| !under_way.proved().is_empty());
    known.and_then(|user| address(user, medium)).map(|to| to.masked())
}

enum Posted {
    Yes,
    TooSoon,
}

#[derive(Clone)]
struct Posting {
    key: CodeKey,
    code: SentCode,
    /// The code before it must have been sent by then.
    before: Instant,
    postbox: Option<Postbox>,
    message: Option<Outgoing>,
    now: Instant,
}

impl Posting {
    /// The same with nothing that is sent, and what no code fits.
    fn blank(self) -> Result<Self> {
        let code = SentCode { digest: random::bytes::<32>()?.to_vec(), ..self.code };
        Ok(Self { code, postbox: None, message: None, ..self })
    }
}

async fn deliver(
    cx: &Context,
    pool: &PoolView,
    under_way: &UnderWay,
    post: Post<'_>,
    before: Instant,
) -> Result<Posted> {
    let posting = posting(cx, pool, under_way, post, before)?;
    let blank = posting.clone().blank()?;
    let posted = cx.write(posting, |tx, posting| Box::pin(write(tx, posting))).await;
    match posted {
        // Nobody has shown anything yet: nobody learns that an address has to rest, nor whose it is.
        // What nobody can type stands for the code, in place of the one before.
        Err(error)
            if matches!(error.refusal(), Refusal::TooManyAttempts(_))
                && under_way.proved().is_empty() =>
        {
            cx.write(blank, |tx, blank| Box::pin(write(tx, blank))).await
        }
        posted => posted,
    }
}

fn posting(
    cx: &Context,
    pool: &PoolView,
    under_way: &UnderWay,
    post: Post<'_>,
    before: Instant,
) -> Result<Posting> {
    let key = key(under_way, post.medium);
    let code = random::digits()?;
    let to = under_way.known().and_then(|user| address(user, post.medium));
    let name = look_up_key(under_way.name(), pool.pool.settings.case_sensitive);
    let message = match &to {
        Some(to) => {
            let username = messages::sign_in_name(pool, &under_way.user);
            let whom = Addressee { pool, to, username, locale: post.locale };
            let message = messages::sign_in(cx, whom, &code, &mark(cx, under_way), LIFE)?;
            Some(if under_way.proved().is_empty() { message.for_stranger() } else { message })
        }
        None => None,
    };
    Ok(Posting {
        code: SentCode {
            digest: digest_of(cx, &key, under_way, &code),
            destination: to.as_ref().map(ToString::to_string).unwrap_or_default(),
            request: post.request.to_owned(),
            sent_at: cx.now(),
            expires_at: cx.now() + LIFE,
        },
        key,
        before,
        postbox: Some(postbox(cx, under_way, to.as_ref(), &name)),
        message,
        now: cx.now(),
    })
}

/// What counts the messages: a stranger, who has shown nothing, uses up none of those that a person
/// gets who has.
fn postbox(cx: &Context, under_way: &UnderWay, to: Option<&Destination>, name: &str) -> Postbox {
    let pool = &under_way.sign_in.pool_id;
    match under_way.proved() {
        [] => Postbox::for_sign_in(cx, pool, to, name),
        _ => Postbox::for_further_factor(cx, pool, to, name),
    }
}

/// What counts the tries, for the same reason.
fn target(under_way: &UnderWay) -> Target {
    match under_way.proved() {
        [] => Target::SignInCode,
        _ => Target::FurtherCode,
    }
}

async fn write(tx: &mut Tx, posting: &Posting) -> Result<Posted> {
    let Posting { key, code, before, postbox, message, now } = posting;
    if !store::sign_in_codes::put(tx, key, code, *before).await? {
        return Ok(Posted::TooSoon);
    }
    if let Some(postbox) = postbox
        && !postbox.takes_another(tx, *now).await?
    {
        // Refused, so that this is not counted: whoever goes on asking does not make it longer.
        return Err(Refusal::TooManyAttempts(*now + REST).into());
    }
    if let Some(message) = message {
        message.post(tx).await?;
    }
    Ok(Posted::Yes)
}

fn key(under_way: &UnderWay, medium: Medium) -> CodeKey {
    let sign_in = &under_way.sign_in;
    let factor = medium.factor();
    CodeKey { pool: sign_in.pool_id.clone(), sign_in: sign_in.id.clone(), factor }
}

fn digest_of(cx: &Context, key: &CodeKey, under_way: &UnderWay, code: &str) -> Vec<u8> {
    let user = under_way.user.id.as_str();
    let parts = ["sign-in code", key.factor.as_str(), &key.sign_in, user, code];
    cx.app.vault.tag(&parts.map(str::as_bytes)).to_vec()
}

/// The person shows the code that was sent for this sign-in. Where the pool demands a factor that is
/// not there yet, it sets the address up as one.
///
/// # Errors
/// [`Refusal::CodeMismatch`]; [`Refusal::CodeExpired`] when it was tried too often, or to whoever
/// knows it too late; [`Refusal::TooManyAttempts`], [`Refusal::NameTaken`] or
/// [`Refusal::SignInExpired`].
pub async fn prove(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    medium: Medium,
    typed: &str,
) -> Result<Step> {
    if !under_way.offers(medium.factor()) {
        return again(cx, way.pool, under_way).await;
    }
    counted(way, Method::Code(medium), Box::pin(show(cx, way, under_way, medium, typed))).await
}

/// The same by the link beside the code in a mail.
///
/// # Errors
/// As [`prove`].
pub async fn follow_link(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    code: &str,
) -> Result<Step> {
    let medium = Medium::Email;
    if !under_way.offers(medium.factor()) {
        return again(cx, way.pool, under_way).await;
    }
    counted(way, Method::Link, Box::pin(show(cx, way, under_way, medium, code))).await
}

async fn show(
    cx: &Context,
    way: &Way<'_>,
    under_way: UnderWay,
    medium: Medium,
    typed: &str,
) -> Result<Step> {
    let pool = way.pool;
    let (known, name) = (under_way.known(), under_way.name());
    let name = look_up_key(name, pool.pool.settings.case_sensitive);
    let id = known.map(|user| &user.id);
    let subject = Subject::of(cx, pool.id(), target(&under_way), id, &name);
    let tried = attempts::begin(cx, pool.id(), &subject).await?;
    let key = key(&under_way, medium);
    let code = match look(cx, &under_way, &key, medium, typed).await {
        Ok(code) => code,
        Err(error) => {
            note_failure(cx, way, known).await?;
            return Err(error);
        }
    };
    let enrols = matches!(under_way.next(), Next::Enrol(_));
    let proved = Proved::new(cx, pool, &under_way.user, medium)?;
    let factor = if enrols { Some(enrolled(cx, &under_way.user, medium)?) } else { None };
    let under_way = match proved.after() {
        Some(user) => under_way.becomes(cx, pool, user.clone()),
        None => under_way,
    };
    let postbox = postbox(cx, &under_way, Some(&code.to), &name);
    let spent = Spent::sent_code(cx, (key, code.digest), (proved, factor), postbox, tried)?;
    under_way.carry_on(cx, pool, Some(medium.proof()), spent).await.map_err(Proved::name_taken)
}

/// The address as a factor.
fn enrolled(cx: &Context, user: &User, medium: Medium) -> Result<Enrolled> {
    Ok(Enrolled {
        id: random::ordered_id(cx.now())?,
        pool_id: user.pool_id.clone(),
        user_id: user.id.clone(),
        factor: medium.factor(),
        name: String::new(),
        sealed: None,
        credential_id: None,
        credential: None,
        last_step: None,
        created_at: cx.now(),
        used_at: Some(cx.now()),
    })
}

/// A code that was right when it was looked at.
struct Right {
    digest: Vec<u8>,
    to: Destination,
}

async fn look(
    cx: &Context,
    under_way: &UnderWay,
    key: &CodeKey,
    medium: Medium,
    typed: &str,
) -> Result<Right> {
    let counted = cx.write(key.clone(), |tx, key| Box::pin(count(tx, key))).await?;
    let sent = store::sign_in_codes::of(&mut cx.read().await?, key).await?;
    let (true, Some(sent)) = (counted, sent) else {
        return Err(Refusal::CodeExpired.into());
    };
    let digest = digest_of(cx, key, under_way, &codes::digits(typed));
    let to = under_way.known().and_then(|user| address(user, medium));
    let (true, Some(to)) = (digest::equal(&sent.digest, &digest), to) else {
        return Err(Refusal::CodeMismatch.into());
    };
    if sent.expires_at <= cx.now() || sent.destination != to.as_str() {
        return Err(Refusal::CodeExpired.into());
    }
    Ok(Right { digest, to })
}

async fn count(tx: &mut Tx, key: &CodeKey) -> Result<bool> {
    Ok(store::sign_in_codes::count_try(tx, key, MOST_TRIES).await?)
}

/// By which the link beside a code knows the browser that has begun the sign-in.
fn mark(cx: &Context, under_way: &UnderWay) -> String {
    let tag = cx.app.vault.tag(&[b"sign-in link", under_way.sign_in.id.as_bytes()]);
    digest::hex(&tag[..8])
}

/// The query with which the browser goes on that has begun this sign-in, where the link of that mark
/// is for it and its code was not used.
///
/// # Errors
/// When the database does not answer.
pub async fn request_of_link(
    cx: &Context,
    under_way: &UnderWay,
    presented: &str,
) -> Result<Option<String>> {
    if !digest::equal(mark(cx, under_way).as_bytes(), presented.as_bytes()) {
        return Ok(None);
    }
    let key = key(under_way, Medium::Email);
    let sent = store::sign_in_codes::of(&mut cx.read().await?, &key).await?;
    Ok(sent.map(|sent| sent.request))
}
