//! The authorization endpoint's check (RFC 6749 section 4.1.1, OpenID Connect Core section 3): is the
//! request right, and what may the client get by it.

use std::sync::Arc;
use std::time::Duration;

use super::checks::{self, Prompt, Prompts, ResponseMode};
use super::claims_request::{self, Wanted};
use super::registration::document;
use super::reply::Reply;
use super::request::{self, Effective, Pushed};
use super::view::AuthorizationView;
use super::{Parameters, flow, id_token_hint};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::federation::ways::Wish;
use crate::model::client::ResponseType;
use crate::model::{Client, Scopes};

/// A request that is right: what the client may get once a person has signed in.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// The client.
    pub client: Arc<Client>,
    /// Where the answer goes.
    pub reply: Reply,
    /// What the answer is.
    pub response_type: ResponseType,
    /// The scopes.
    pub scopes: Scopes,
    /// The PKCE challenge, as the protocol machine keeps it.
    pub pkce: Option<String>,
    /// The nonce for the ID token.
    pub nonce: Option<String>,
    /// A name to begin with on the sign-in page.
    pub login_hint: Option<String>,
    /// The subject of the ID token that came as a hint.
    pub hinted_subject: Option<String>,
    /// What the parameter `claims` asks for.
    pub wanted: Wanted,
    /// How long ago a sign-in may have been at the most.
    pub max_age: Option<Duration>,
    /// The resources that tokens are to be for (RFC 8707).
    pub resources: Vec<String>,
    /// The thumbprint of the key that the code is bound to (RFC 9449 section 10).
    pub binding: Option<String>,
    /// The id of the pushed request that the answer uses up.
    pub pushed: Option<String>,
    /// Where the person is to sign in.
    pub wish: Option<Wish>,
    prompts: Prompts,
}

impl AuthorizationRequest {
    /// What a page's `form-action` must allow, so that the browser follows the answer.
    pub fn form_action_source(&self) -> String {
        let registered = self.client.redirect_uri(&self.reply.redirect_uri);
        registered.map(|uri| uri.form_action_source()).unwrap_or_default()
    }

    /// Whether `prompt` has this word.
    pub fn asks_for(&self, prompt: Prompt) -> bool {
        self.prompts.contains(prompt)
    }

    /// The names of single claims that are asked for, wherever they are to stand.
    pub fn claim_names(&self) -> Vec<String> {
        let mut names = self.wanted.claims.id_token.clone();
        names.extend(self.wanted.claims.userinfo.iter().cloned());
        names.sort();
        names.dedup();
        names
    }
}

/// Why a request is wrong, and whether the client may be told.
#[derive(Debug)]
pub enum AuthorizeFailure {
    /// The client or its redirect URI is not known for sure: a page, never a redirect.
    Page(Error),
    /// The client is told.
    Reply(Box<Reply>, Error),
}

impl From<Error> for AuthorizeFailure {
    fn from(error: Error) -> Self {
        Self::Page(error)
    }
}

/// Checks an authorization request.
///
/// # Errors
/// What is wrong, and whom to tell.
pub async fn check(
    cx: &Context,
    pool: &PoolView,
    parameters: &Parameters,
) -> Result<AuthorizationRequest, AuthorizeFailure> {
    let client = client(cx, pool, parameters).await?;
    match request::effective(cx, pool, &client, parameters).await {
        Ok(effective) => right(cx, pool, client, effective).await,
        // What the request refers to may name another redirect URI: only one that stands here counts.
        Err(error) => Err(match reply(pool, &client, parameters) {
            Ok(reply) if parameters.get("redirect_uri").is_some() => {
                AuthorizeFailure::Reply(Box::new(reply), error)
            }
            _ => AuthorizeFailure::Page(error),
        }),
    }
}

/// Checks a request whose parameters are known.
///
/// # Errors
/// As [`check`].
pub async fn right(
    cx: &Context,
    pool: &PoolView,
    client: Arc<Client>,
    effective: Effective,
) -> Result<AuthorizationRequest, AuthorizeFailure> {
    let reply = reply(pool, &client, &effective.parameters)?;
    match agree(cx, pool, &client, &reply, effective) {
        Ok(request) => Ok(request),
        Err(error) => Err(AuthorizeFailure::Reply(Box::new(reply), error)),
    }
}

fn reply(pool: &PoolView, client: &Arc<Client>, parameters: &Parameters) -> Result<Reply> {
    Ok(Reply {
        client: client.clone(),
        redirect_uri: redirect_uri(client, parameters)?,
        mode: ResponseMode::for_refusal(parameters),
        state: parameters.get("state").map(String::from),
        issuer: pool.issuer.clone(),
    })
}

fn agree(
    cx: &Context,
    pool: &PoolView,
    client: &Arc<Client>,
    reply: &Reply,
    Effective { parameters, pushed, signed }: Effective,
) -> Result<AuthorizationRequest> {
    checks::all(&checks::Request {
        client,
        parameters: &parameters,
        require_pushed: pool.pool.settings.require_pushed_requests,
        pushed: pushed.is_some(),
        signed,
    })?;
    let response_type = checks::response_type(&parameters)?;
    let view = AuthorizationView {
        client,
        redirect_uri: &reply.redirect_uri,
        parameters: &parameters,
        code: response_type.code,
    };
    let agreed = flow::authorize::authorize(&view, |requested| negotiate(pool, client, requested))?;
    if response_type.id_token && !agreed.scopes.contains("openid") {
        return Err(Error::new(Refusal::InvalidRequest, "an ID token needs the scope openid"));
    }
    let hinted_subject = id_token_hint::subject(cx, pool, client, &parameters)?;
    let resources = checks::admitted_resources(pool, client, &parameters)?;
    let Pushed { id, binding } = pushed.unwrap_or(Pushed { id: None, binding: None });
    Ok(AuthorizationRequest {
        client: client.clone(),
        reply: reply.clone(),
        response_type,
        scopes: pool.scopes_at(agreed.scopes, &resources),
        pkce: agreed.pkce,
        nonce: parameters.get("nonce").map(String::from),
        login_hint: parameters.get("login_hint").map(String::from),
        hinted_subject,
        wanted: wanted(client, &parameters)?,
        max_age: checks::max_age(&parameters).or(client
            .settings
            .requests
            .max_age
            .map(Duration::from_secs)),
        resources,
        binding: parameters.get("dpop_jkt").map(String::from).or(binding),
        pushed: id,
        wish: Wish::read(pool, Some(client), &parameters)?,
        prompts: Prompts::read(&parameters)?,
    })
}

/// What `claims` and `acr_values` ask for; the client's own levels where a request has none.
fn wanted(client: &Client, parameters: &Parameters) -> Result<Wanted> {
    let mut wanted = claims_request::read(parameters)?;
    if !wanted.acr_is_essential {
        match parameters.get("acr_values") {
            Some(levels) => wanted.acr.extend(levels.split(' ').map(String::from)),
            None => wanted.acr.extend(client.settings.requests.acr_values.iter().cloned()),
        }
    }
    Ok(wanted)
}

async fn client(cx: &Context, pool: &PoolView, parameters: &Parameters) -> Result<Arc<Client>> {
    let unknown =
        || Error::new(Refusal::UnknownClient, "the client_id is missing or not known here");
    let name = parameters.get("client_id").ok_or_else(unknown)?;
    let client = document::find(cx, pool, name).await?;
    client.filter(|client| client.enabled).ok_or_else(unknown)
}

/// The URI to answer to: a registered one, to the letter; the only one when none is named (RFC 6749
/// section 3.1.2.3), but for OpenID Connect, where it must be (Core section 3.1.2.1).
fn redirect_uri(client: &Client, parameters: &Parameters) -> Result<String> {
    let mismatch = |hint: &'static str| Error::new(Refusal::RedirectMismatch, hint);
    match (parameters.get("redirect_uri"), client.settings.redirect_uris.as_slice()) {
        (Some(requested), _) => match client.redirect_uri(requested) {
            Some(_) => Ok(requested.to_owned()),
            None => {
                Err(mismatch("the redirect_uri is none of those that the client has registered"))
            }
        },
        (None, [only]) if !is_openid(parameters) => Ok(only.as_str().to_owned()),
        (None, _) => Err(mismatch("the parameter redirect_uri is missing")),
    }
}

fn is_openid(parameters: &Parameters) -> bool {
    parameters.get("scope").is_some_and(|scopes| scopes.split(' ').any(|scope| scope == "openid"))
}

/// The admissible scopes: those asked for, if the client may have all of them; all that it may have
/// when it asks for none.
pub(super) fn negotiate(
    pool: &PoolView,
    client: &Client,
    requested: Option<Scopes>,
) -> Result<Scopes> {
    let allowed: Scopes =
        client.settings.scopes.iter().filter(|scope| pool.knows(scope)).cloned().collect();
    let Some(requested) = requested else {
        // Access while the person is away is given to whoever asks for it by name.
        return Ok(allowed
            .iter()
            .filter(|one| one.as_str() != "offline_access")
            .cloned()
            .collect());
    };
    if !requested.is_subset(&allowed) {
        return Err(Error::new(
            Refusal::InvalidScope,
            "the client may not ask for one of the scopes",
        ));
    }
    let standard = ["profile", "email", "phone", "address"];
    if !requested.contains("openid") && standard.iter().any(|scope| requested.contains(scope)) {
        return Err(Error::new(
            Refusal::InvalidScope,
            "profile, email, phone and address need openid",
        ));
    }
    Ok(requested)
}
