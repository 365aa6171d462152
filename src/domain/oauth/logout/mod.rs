//! A client sends a person to sign out (OpenID Connect RP-Initiated Logout 1.0): whether the person
//! must be asked, and where the browser goes on.

pub mod back_channel;
pub mod front_channel;

use std::sync::Arc;

use super::id_token_hint::{self, Hint};
use super::{Parameters, subject};
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::session::Session;
use crate::model::{Client, RedirectUri};

/// The parameters of such a request (section 2).
const PARAMETERS: [&str; 6] = [
    "id_token_hint",
    "logout_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
];

/// A request that can be answered; an empty one says only that somebody wants to sign out.
#[derive(Debug, Clone, Default)]
pub struct LogoutRequest {
    /// The client that sends the person, where that is known.
    pub client: Option<Arc<Client>>,
    hint: Option<Hint>,
    onward: Option<Onward>,
}

/// Where the browser goes on.
#[derive(Debug, Clone)]
struct Onward {
    registered: RedirectUri,
    requested: String,
    state: Option<String>,
}

/// Whether these are the parameters of such a request.
pub fn is_request(parameters: &Parameters) -> bool {
    PARAMETERS.iter().any(|name| parameters.get(name).is_some())
}

/// Checks a request. A hint that cannot be verified makes it an empty one: nothing beside it counts,
/// but the person may want to sign out all the same (section 4).
///
/// # Errors
/// When the client is not known or not the hint's, or has not registered where the browser is to go
/// on: a page, never a redirect.
pub async fn check(
    cx: &Context,
    pool: &PoolView,
    parameters: &Parameters,
) -> Result<LogoutRequest> {
    let hint = match parameters.get("id_token_hint") {
        None => None,
        Some(token) => match id_token_hint::read(cx, pool, token) {
            None => return Ok(LogoutRequest::default()),
            hint => hint,
        },
    };
    let client = client(cx, pool, parameters, hint.as_ref()).await?;
    let onward = onward(client.as_deref(), parameters)?;
    Ok(LogoutRequest { client, hint, onward })
}

/// The client that the hint was given to; `client_id` must name the same one (section 2).
async fn client(
    cx: &Context,
    pool: &PoolView,
    parameters: &Parameters,
    hint: Option<&Hint>,
) -> Result<Option<Arc<Client>>> {
    let (named, hinted) = (parameters.get("client_id"), hint.map(|hint| hint.aud.as_str()));
    if let (Some(named), Some(hinted)) = (named, hinted)
        && named != hinted
    {
        let hint = "the id_token_hint was given to another client than the client_id names";
        return Err(Error::new(Refusal::InvalidRequest, hint));
    }
    let Some(name) = named.or(hinted) else { return Ok(None) };
    match configuration::named(cx, pool, name).await?.filter(|client| client.enabled) {
        None => Err(Error::new(Refusal::UnknownClient, "the client is not known here")),
        client => Ok(client),
    }
}

/// Where the browser goes on: an address that the client has registered, to the letter (section 3);
/// nowhere, where nobody knows whose address it is.
fn onward(client: Option<&Client>, parameters: &Parameters) -> Result<Option<Onward>> {
    let (Some(client), Some(requested)) = (client, parameters.get("post_logout_redirect_uri"))
    else {
        return Ok(None);
    };
    let mut registered = client.settings.logout_uris.iter();
    match registered.find(|registered| registered.matches(requested)) {
        Some(registered) => Ok(Some(Onward {
            registered: registered.clone(),
            requested: requested.to_owned(),
            state: parameters.get("state").map(String::from),
        })),
        None => Err(Error::new(
            Refusal::RedirectMismatch,
            "the post_logout_redirect_uri is none of those that the client has registered",
        )),
    }
}

impl LogoutRequest {
    /// Whether the person must be asked: always, unless an ID token shows that the client means the
    /// very person who is signed in, so that nobody is signed out by a link of somebody else's.
    pub fn must_ask(&self, cx: &Context, session: Option<&Session>) -> bool {
        let (Some(hint), Some(client)) = (&self.hint, &self.client) else { return true };
        session.is_some_and(|session| {
            let named = subject::session(cx, client, session.id.as_str());
            let same_session = hint.sid.as_ref() == Some(&named);
            !same_session && hint.sub != subject::of(cx, client, &session.user_id)
        })
    }

    /// The URL at which the browser goes on, with the request's state.
    pub fn next(&self) -> Option<String> {
        let Onward { requested, state, .. } = self.onward.as_ref()?;
        let Some(state) = state else { return Some(requested.clone()) };
        let separator = if requested.contains('?') { '&' } else { '?' };
        let state: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
        Some(format!("{requested}{separator}state={state}"))
    }

    /// What the page's `form-action` must allow, so that the browser goes on there.
    pub fn form_action_source(&self) -> String {
        self.onward
            .as_ref()
            .map(|onward| onward.registered.form_action_source())
            .unwrap_or_default()
    }
}
