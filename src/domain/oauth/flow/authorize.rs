//! The authorization machine: binds the client to its redirect URI, takes the PKCE challenge,
//! negotiates the scope (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use std::borrow::Cow;

use oxide_auth::code_grant::authorization::{
    Authorization, Error as MachineError, Extension, Input, Output,
};
use oxide_auth::code_grant::error::AuthorizationErrorType;
use oxide_auth::code_grant::extensions::Pkce;
use oxide_auth::frontends::simple::extensions::AddonList;
use oxide_auth::primitives::grant::Extensions;
use oxide_auth::primitives::registrar::{BoundClient, ExactUrl, PreGrant, RegisteredUrl};

use super::{astray, scope, scopes};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::view::AuthorizationView;
use crate::model::Scopes;

/// What the machine agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The scopes.
    pub scopes: Scopes,
    /// The PKCE challenge in the form in which the machine wants it back.
    pub pkce: Option<String>,
}

/// Runs the machine; `negotiate` decides which of the requested scopes are admissible.
///
/// # Errors
/// The machine's refusal.
pub fn authorize(
    view: &AuthorizationView<'_>,
    negotiate: impl Fn(Option<Scopes>) -> Result<Scopes>,
) -> Result<Agreed> {
    let mut machine = Authorization::new(view);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Bind { client_id, redirect_uri } => {
                let redirect_uri = redirect_uri.ok_or_else(astray)?;
                Input::Bound { request: view, bound_client: bind(view, client_id, redirect_uri)? }
            }
            Output::Extend => Input::Extended(challenge(view)?),
            Output::Negotiate { bound_client, scope: requested } => {
                let granted = negotiate(requested.as_ref().map(scopes).transpose()?)?;
                let pre_grant = PreGrant {
                    client_id: bound_client.client_id.to_string(),
                    redirect_uri: bound_client.redirect_uri.clone().into_owned(),
                    scope: scope(&granted)?,
                };
                Input::Negotiated { pre_grant, state: None }
            }
            Output::Ok { pre_grant, extensions, .. } => {
                return Ok(Agreed {
                    scopes: scopes(&pre_grant.scope)?,
                    pkce: encoded_challenge(&extensions),
                });
            }
            Output::Err(error) => return Err(refused(error)),
        };
    }
}

/// Binds the client to the URI that was matched to the letter before.
fn bind(
    view: &AuthorizationView<'_>,
    client_id: String,
    requested: ExactUrl,
) -> Result<BoundClient<'static>> {
    if client_id != view.client.id.as_str() || requested.as_str() != view.redirect_uri {
        return Err(astray());
    }
    Ok(BoundClient {
        client_id: Cow::Owned(client_id),
        redirect_uri: Cow::Owned(RegisteredUrl::Exact(requested)),
    })
}

fn challenge(view: &AuthorizationView<'_>) -> Result<Extensions> {
    let mut addons = AddonList::new();
    let pkce =
        if view.code && view.client.requires_pkce() { Pkce::required() } else { Pkce::optional() };
    addons.push_authorization(pkce);
    Extension::extend(&mut addons, view).map_err(|()| {
        Error::new(Refusal::InvalidRequest, "PKCE with code_challenge_method S256 is required")
    })
}

fn encoded_challenge(extensions: &Extensions) -> Option<String> {
    extensions
        .private()
        .find(|(name, _)| *name == super::PKCE)
        .and_then(|(_, value)| value.map(String::from))
}

fn refused(error: MachineError) -> Error {
    match error {
        MachineError::Ignore => {
            Error::new(Refusal::InvalidRequest, "the authorization request is malformed")
        }
        MachineError::PrimitiveError => astray(),
        MachineError::Redirect(mut url) => match url.description().kind() {
            AuthorizationErrorType::InvalidScope => {
                Error::new(Refusal::InvalidScope, "the scope is malformed")
            }
            AuthorizationErrorType::UnsupportedResponseType => {
                Refusal::UnsupportedResponseType.into()
            }
            _ => Error::new(Refusal::InvalidRequest, "the authorization request is malformed"),
        },
    }
}
