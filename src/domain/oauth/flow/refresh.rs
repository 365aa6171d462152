//! The refresh machine: a token's client, its expiry, and a scope that may shrink but not grow
//! (RFC 6749 section 6).

use std::borrow::Cow;

use oxide_auth::code_grant::refresh::{Error as MachineError, Input, Output, Refresh, Request};

use super::{GrantParts, NO_REDIRECT, astray, refused, scopes};
use crate::domain::error::{Error, Result};
use crate::domain::oauth::view::RefreshView;
use crate::model::grant::Family;
use crate::model::{Instant, Scopes};

/// Runs the machine over the family that was found for the token; the scopes of the new access token.
///
/// # Errors
/// The machine's refusal.
pub fn refresh(view: &RefreshView<'_>, family: &Family, now: Instant) -> Result<Scopes> {
    let mut machine = Refresh::new(view);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Unauthenticated { client, .. } => {
                if client != view.client.client().id.as_str() {
                    return Err(astray());
                }
                Input::Authenticated { scope: view.scope().map(into_owned) }
            }
            Output::RecoverRefresh { .. } => {
                let grant = Box::new(parts(family).grant(now)?);
                Input::Recovered { scope: view.scope().map(into_owned), grant: Some(grant) }
            }
            // The machine has accepted; the token that it would be shown next is made from here on.
            Output::Refresh { grant, .. } => return scopes(&grant.scope),
            Output::Ok(_) => return Err(astray()),
            Output::Err(error) => return Err(verdict(error)),
        };
    }
}

fn into_owned(scope: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(scope.into_owned())
}

fn parts(family: &Family) -> GrantParts<'_> {
    GrantParts {
        owner: family.user_id.as_str(),
        client: family.client_id.as_str(),
        scopes: &family.scopes,
        redirect_uri: NO_REDIRECT,
        pkce: None,
        expires_at: family.expires_at,
    }
}

fn verdict(mut error: MachineError) -> Error {
    match error.description() {
        Some(description) => refused(description.kind()),
        None => astray(),
    }
}
