//! The client credentials machine (RFC 6749 section 4.4).

use std::borrow::Cow;

use oxide_auth::code_grant::client_credentials::{
    ClientCredentials, Error as MachineError, Input, Output,
};
use oxide_auth::primitives::grant::Extensions;
use oxide_auth::primitives::registrar::{BoundClient, ExactUrl, PreGrant, RegisteredUrl};

use super::{NO_REDIRECT, astray, refused, scope, scopes};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::view::ClientCredentialsView;
use crate::model::Scopes;

/// Runs the machine; `negotiate` decides which of the requested scopes are admissible.
///
/// # Errors
/// The machine's refusal.
pub fn grant(
    view: &ClientCredentialsView<'_>,
    negotiate: impl Fn(Option<Scopes>) -> Result<Scopes>,
) -> Result<Scopes> {
    check_scope(view)?;
    let mut machine = ClientCredentials::new(view);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Authenticate { client, .. } => {
                if client != view.client.client().id.as_str() {
                    return Err(astray());
                }
                Input::Authenticated
            }
            Output::Binding { client_id } => Input::Bound { bound_client: bind(client_id)? },
            Output::Extend => Input::Extended { extensions: Extensions::new() },
            Output::Negotiate { bound_client, scope: requested } => {
                let granted = negotiate(requested.as_ref().map(scopes).transpose()?)?;
                let pre_grant = PreGrant {
                    client_id: bound_client.client_id.to_string(),
                    redirect_uri: bound_client.redirect_uri.clone().into_owned(),
                    scope: scope(&granted)?,
                };
                Input::Negotiated { pre_grant }
            }
            Output::Ok { pre_grant, .. } => return scopes(&pre_grant.scope),
            Output::Err(error) => return Err(verdict(*error)),
        };
    }
}

/// RFC 6749 section 5.2: a malformed scope is `invalid_scope`, for which the machine has no word.
fn check_scope(view: &ClientCredentialsView<'_>) -> Result<()> {
    match view.parameters.get("scope").map(str::parse::<Scopes>) {
        Some(Err(_)) => Err(Error::new(Refusal::InvalidScope, "the scope is malformed")),
        Some(Ok(_)) | None => Ok(()),
    }
}

fn bind(client_id: &str) -> Result<BoundClient<'static>> {
    let stand_in = ExactUrl::new(NO_REDIRECT.to_owned()).map_err(Error::internal)?;
    Ok(BoundClient {
        client_id: Cow::Owned(client_id.to_owned()),
        redirect_uri: Cow::Owned(RegisteredUrl::Exact(stand_in)),
    })
}

fn verdict(mut error: MachineError) -> Error {
    match error.description() {
        Some(description) => refused(description.kind()),
        None => Error::new(Refusal::InvalidRequest, "the token request is malformed"),
    }
}
