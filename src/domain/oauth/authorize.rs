//! The authorization endpoint's decisions (RFC 6749 section 4.1.1, OpenID Connect Core section 3):
//! is the request right, does it need a person, and what does it get.

use std::sync::Arc;
use std::time::Duration;

use super::checks::{self, Prompt, Prompts, ResponseMode, ResponseType};
use super::flow;
use super::view::AuthorizationView;
use super::{Parameters, grants, tokens};
use crate::context::Context;
use crate::crypto::digest::half_hash;
use crate::domain::configuration::{self, PoolView};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::grant::Authentication;
use crate::model::session::Session;
use crate::model::{Client, Scopes, User};

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
    prompts: Prompts,
    max_age: Option<Duration>,
}

impl AuthorizationRequest {
    /// What a page's `form-action` must allow, so that the browser follows the answer.
    pub fn form_action_source(&self) -> String {
        let registered = self.client.redirect_uri(&self.reply.redirect_uri);
        registered.map(|uri| uri.form_action_source()).unwrap_or_default()
    }

    /// Whether the request asks for the sign-up page first.
    pub fn asks_for_sign_up(&self) -> bool {
        self.prompts.contains(Prompt::Create)
    }
}

/// Where and how an answer goes back to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The redirect URI, to the letter.
    pub redirect_uri: String,
    /// Where in it the answer stands.
    pub mode: ResponseMode,
    /// The request's state.
    pub state: Option<String>,
    /// The issuer (RFC 9207).
    pub issuer: String,
}

impl Reply {
    /// The URL that carries these parameters, the state and the issuer.
    pub fn url(&self, parameters: &[(&str, &str)]) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(parameters);
        if let Some(state) = &self.state {
            text.append_pair("state", state);
        }
        text.append_pair("iss", &self.issuer);
        let separator = match self.mode {
            ResponseMode::Fragment => '#',
            ResponseMode::Query if self.redirect_uri.contains('?') => '&',
            ResponseMode::Query => '?',
        };
        format!("{}{separator}{}", self.redirect_uri, text.finish())
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
    let redirect_uri = redirect_uri(&client, parameters)?;
    let reply = Reply {
        redirect_uri,
        mode: ResponseMode::read(parameters).unwrap_or(ResponseMode::Query),
        state: parameters.get("state").map(String::from),
        issuer: pool.issuer.clone(),
    };
    let checked = checks::all(&checks::Request { client: &client, parameters })
        .and_then(|()| agree(pool, &client, &reply, parameters));
    match checked {
        Err(error) => Err(AuthorizeFailure::Reply(Box::new(reply), error)),
        Ok((agreed, response_type, prompts)) => Ok(AuthorizationRequest {
            client,
            response_type,
            scopes: agreed.scopes,
            pkce: agreed.pkce,
            nonce: parameters.get("nonce").map(String::from),
            login_hint: parameters.get("login_hint").map(String::from),
            prompts,
            max_age: checks::max_age(parameters),
            reply,
        }),
    }
}

fn agree(
    pool: &PoolView,
    client: &Client,
    reply: &Reply,
    parameters: &Parameters,
) -> Result<(flow::authorize::Agreed, ResponseType, Prompts)> {
    let response_type = ResponseType::read(parameters)?;
    let view = AuthorizationView {
        client,
        redirect_uri: &reply.redirect_uri,
        parameters,
        code: response_type.code,
    };
    let agreed = flow::authorize::authorize(&view, |requested| negotiate(pool, client, requested))?;
    if response_type.id_token && !agreed.scopes.contains("openid") {
        return Err(Error::new(Refusal::InvalidRequest, "an ID token needs the scope openid"));
    }
    Ok((agreed, response_type, Prompts::read(parameters)?))
}

async fn client(cx: &Context, pool: &PoolView, parameters: &Parameters) -> Result<Arc<Client>> {
    let unknown =
        || Error::new(Refusal::UnknownClient, "the client_id is missing or not known here");
    let id = parameters.get("client_id").and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    let client = configuration::client(cx, pool.id(), &id).await?;
    client.filter(|client| client.enabled).ok_or_else(unknown)
}

/// The URI to answer to: a registered one, to the letter; the only one when none is named
/// (RFC 6749 section 3.1.2.3).
fn redirect_uri(client: &Client, parameters: &Parameters) -> Result<String> {
    let mismatch = |hint: &'static str| Error::new(Refusal::RedirectMismatch, hint);
    match (parameters.get("redirect_uri"), client.settings.redirect_uris.as_slice()) {
        (Some(requested), _) => match client.redirect_uri(requested) {
            Some(_) => Ok(requested.to_owned()),
            None => {
                Err(mismatch("the redirect_uri is none of those that the client has registered"))
            }
        },
        (None, [only]) => Ok(only.as_str().to_owned()),
        (None, _) => Err(mismatch("the parameter redirect_uri is missing")),
    }
}

/// The admissible scopes: those asked for, if the client may have all of them; all that it may have
/// when it asks for none.
fn negotiate(pool: &PoolView, client: &Client, requested: Option<Scopes>) -> Result<Scopes> {
    let allowed: Scopes =
        client.settings.scopes.iter().filter(|scope| pool.knows(scope)).cloned().collect();
    let Some(requested) = requested else { return Ok(allowed) };
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

/// What a right request needs next.
#[derive(Debug)]
pub enum Interaction {
    /// A person must sign in.
    SignIn,
    /// A person is to make an account.
    SignUp,
    /// Nothing: the session will do.
    None,
}

/// Decides whether a person must be asked, by `prompt`, `max_age` and the session (OpenID Connect
/// Core section 3.1.2.3).
///
/// # Errors
/// [`Refusal::LoginRequired`] when a person would have to be asked and must not be.
pub fn interaction(
    cx: &Context,
    request: &AuthorizationRequest,
    session: Option<&Session>,
) -> Result<Interaction> {
    if request.prompts.contains(Prompt::Create) {
        return Ok(Interaction::SignUp);
    }
    let asks =
        request.prompts.contains(Prompt::Login) || request.prompts.contains(Prompt::SelectAccount);
    let fresh = |session: &Session| {
        request
            .max_age
            .is_none_or(|age| cx.now() < session.auth_time + age + Duration::from_secs(1))
    };
    match session {
        Some(session) if !asks && fresh(session) => Ok(Interaction::None),
        _ if request.prompts.contains(Prompt::None) => Err(Error::new(
            Refusal::LoginRequired,
            "nobody is signed in here who could be answered for",
        )),
        _ => Ok(Interaction::SignIn),
    }
}

/// Gives the client what it asked for; the URL that carries it.
///
/// # Errors
/// When the database does not answer or too many signatures wait.
pub async fn grant(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    session: &Session,
    user: &User,
) -> Result<String> {
    let authentication = Authentication {
        nonce: request.nonce.clone(),
        session_id: Some(session.id.to_string()),
        amr: session.amr.clone(),
        acr: pool.pool.settings.acr(&session.amr).map(String::from),
        ..Authentication::at(session.auth_time)
    };
    if request.response_type.code {
        let code = grants::code::give(cx, pool, request, user, authentication).await?;
        return Ok(request.reply.url(&[("code", &code)]));
    }
    implicit(cx, pool, request, user, authentication).await
}

/// The implicit grant's answer (OpenID Connect Core section 3.2.2.5).
async fn implicit(
    cx: &Context,
    pool: &PoolView,
    request: &AuthorizationRequest,
    user: &User,
    authentication: Authentication,
) -> Result<String> {
    let client = &request.client;
    let issue =
        tokens::begin_without_refresh(cx, pool, client, user, &request.scopes, authentication)
            .await?;
    let access =
        if request.response_type.token { Some(issue.access_token(cx, pool).await?) } else { None };
    let expires_in = client.settings.access_token_seconds.to_string();
    let id_token = if request.response_type.id_token {
        let at_hash = access.as_deref().map(|token| half_hash(token, pool.pool.algorithm));
        Some(issue.id_token(cx, pool, at_hash).await?)
    } else {
        None
    };
    let scope = request.scopes.to_string();
    let mut answer: Vec<(&str, &str)> = Vec::new();
    if let Some(access) = &access {
        answer.extend([
            ("access_token", access.as_str()),
            ("token_type", "Bearer"),
            ("expires_in", &expires_in),
            ("scope", &scope),
        ]);
    }
    if let Some(id_token) = &id_token {
        answer.push(("id_token", id_token));
    }
    Ok(request.reply.url(&answer))
}
