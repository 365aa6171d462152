//! Whether a person must be asked before a request is answered, and for what: by `prompt`,
//! `max_age`, `id_token_hint`, `claims`, the session and what was allowed before (OpenID Connect Core
//! section 3.1.2.3).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::authorize::AuthorizationRequest;
use super::checks::Prompt;
use super::step_up::step_up;
use super::{Parameters, consent, subject};
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::ways;
use crate::model::session::Session;
use crate::model::{Instant, User};

/// The parameter in which our own pages remember what has been done for a request.
pub const STEP: &str = "_step";

/// How long a sign-in counts as made for its request, whatever `prompt` and `max_age` say: pages that
/// stay open longer start over. Less would never end where `max_age` is a second and a page to read
/// follows; more would be no use, since a pushed request ([`super::pushed`]) and a device's code end by
/// then. Forms themselves do not age: what they ask is worked out anew when they are sent.
const ONE_SITTING: Duration = Duration::from_secs(600);

/// The parameter in which the sign-in page learns that it is to be shown although somebody is signed in.
pub const AGAIN: &str = "_again";

/// The parameters that our own pages add to a request.
pub const OURS: [&str; 2] = [STEP, AGAIN];

/// What a right request needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interaction {
    /// A person must sign in.
    SignIn,
    /// A person is to make an account.
    SignUp,
    /// A person is to choose an account.
    Choose,
    /// The person who is signed in is to show more: a level of assurance is wished for that they can
    /// reach, and have not.
    StepUp,
    /// A person must agree.
    Consent,
    /// Nothing: the session will do.
    None,
}

/// What a person has done for this very request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Has signed in, or made an account.
    pub signed_in: bool,
    /// Has shown more in the session that was there, which is as old as it was.
    pub stepped_up: bool,
    /// Has chosen the account.
    pub chosen: bool,
    /// When the first of it was done; nothing where that is now.
    pub since: Option<Instant>,
}

impl Done {
    /// What somebody who has just signed in has done.
    pub fn by_sign_in() -> Self {
        Self { signed_in: true, chosen: true, ..Self::default() }
    }

    /// What somebody who was signed in, and has just shown more, has done.
    pub fn by_step_up() -> Self {
        Self { stepped_up: true, chosen: true, ..Self::default() }
    }

    fn letters(self) -> String {
        let all = [(self.signed_in, 's'), (self.stepped_up, 'u'), (self.chosen, 'c')];
        all.into_iter().filter_map(|(done, letter)| done.then_some(letter)).collect()
    }

    /// The value of [`STEP`]: only for that session and that request, and made by us.
    pub fn seal(self, cx: &Context, session: &Session, request: &Parameters) -> String {
        let since = self.since.unwrap_or(cx.now()).millis();
        let said = format!("{}.{since}", self.letters());
        format!("{said}.{}", tag(cx, &said, session, request))
    }

    /// What the parameters say was done, if we said so.
    pub fn read(cx: &Context, session: Option<&Session>, parameters: &Parameters) -> Self {
        let (Some(session), Some((said, presented))) =
            (session, parameters.get(STEP).and_then(|step| step.rsplit_once('.')))
        else {
            return Self::default();
        };
        let expected = tag(cx, said, session, parameters);
        if !digest::equal(expected.as_bytes(), presented.as_bytes()) {
            return Self::default();
        }
        let (letters, since) = said.split_once('.').unwrap_or_default();
        let has = |letter| letters.contains(letter);
        let since = since.parse().ok().map(Instant::from_millis);
        Self { signed_in: has('s'), stepped_up: has('u'), chosen: has('c'), since }
    }
}

fn tag(cx: &Context, said: &str, session: &Session, request: &Parameters) -> String {
    let request = request.without(&OURS).encode();
    let parts = ["step", said, session.pool_id.as_str(), session.id.as_str(), &request];
    URL_SAFE_NO_PAD.encode(cx.app.vault.tag(&parts.map(str::as_bytes)))
}

/// Decides what a right request needs next.
///
/// # Errors
/// `login_required` or `consent_required` when a person would have to be asked and must not be;
/// `unmet_authentication_requirements` when no sign-in could be enough.
pub async fn interaction(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    signed_in: Option<(&Session, &User)>,
    done: Done,
) -> Result<Interaction> {
    // The session may be older: it is as old as the sign-in at an identity provider.
    let recent = done.since.is_none_or(|since| cx.now() <= since + ONE_SITTING);
    let done = Done { signed_in: done.signed_in && recent, ..done };
    if request.asks_for(Prompt::Create) && !done.signed_in {
        return Ok(Interaction::SignUp);
    }
    let admitted =
        signed_in.is_some_and(|(session, _)| ways::admits(pool, &request.client, session));
    let (session, user) = match signed_in {
        Some((session, user))
            if admitted
                && suits(cx, request, user)
                && is_fresh(cx, pool, request, session, done) =>
        {
            (session, user)
        }
        // Whoever has come by another way, as to prove an account once, goes on by one that counts here.
        _ if request.asks_for(Prompt::None) || (done.signed_in && admitted) => {
            let hint = "nobody is signed in here who could be answered for";
            return Err(Error::new(Refusal::LoginRequired, hint));
        }
        _ => return Ok(Interaction::SignIn),
    };
    if request.asks_for(Prompt::SelectAccount) && !done.chosen {
        return Ok(Interaction::Choose);
    }
    let has_shown = done.signed_in || done.stepped_up;
    if !has_shown && step_up(cx, pool, request, session, user).await?.is_some() {
        if request.asks_for(Prompt::None) {
            let hint = "the level of assurance that is wished for needs the person";
            return Err(Error::new(Refusal::LoginRequired, hint));
        }
        return Ok(Interaction::StepUp);
    }
    let wanted = &request.wanted;
    let reached = pool.pool.settings.acr(&session.amr, &wanted.acr);
    if wanted.acr_is_essential
        && !reached.is_some_and(|acr| wanted.acr.iter().any(|one| one == acr))
    {
        return Err(Error::new(
            Refusal::UnmetAuthenticationRequirements,
            "the level of assurance that the request needs is not to be had here",
        ));
    }
    if !consent::is_needed(cx, request, user).await? {
        return Ok(Interaction::None);
    }
    if request.asks_for(Prompt::None) {
        return Err(Error::new(Refusal::ConsentRequired, "the person has not agreed yet"));
    }
    Ok(Interaction::Consent)
}

/// Whether this is the person that the request means.
fn suits(cx: &Context, request: &AuthorizationRequest, user: &User) -> bool {
    let own = subject::of(cx, &request.client, &user.id);
    let meant = [&request.hinted_subject, &request.wanted.subject];
    meant.into_iter().flatten().all(|subject| *subject == own)
}

/// Whether the person has proved who they are as recently as the request wants.
fn is_fresh(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    session: &Session,
    done: Done,
) -> bool {
    // A provider may tell of a sign-in of before: it is one of now only where the browser was sent on the
    // way of this request.
    let minutes = u64::from(pool.pool.settings.sign_in.minutes);
    let sitting = ONE_SITTING + Duration::from_secs(minutes * 60);
    let asks = request.max_age.is_some() || request.asks_for(Prompt::Login);
    if done.signed_in && (!asks || cx.now() <= session.auth_time + sitting) {
        return true;
    }
    // `max_age=0` asks like `prompt=login`, also within the second of a sign-in (Core section 3.1.2.1).
    let recent = |age: Duration| !age.is_zero() && cx.now() <= session.auth_time + age;
    pool.pool.settings.session_minutes > 0
        && request.max_age.is_none_or(recent)
        && !request.asks_for(Prompt::Login)
}
