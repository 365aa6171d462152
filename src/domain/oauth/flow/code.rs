//! The access token machine: a code, its client, its redirect URI, its PKCE verifier (RFC 6749
//! section 4.1.3, RFC 7636 section 4.6).

use oxide_auth::code_grant::accesstoken::{
    AccessToken, Error as MachineError, Extension, Input, Output,
};
use oxide_auth::code_grant::extensions::Pkce;
use oxide_auth::frontends::simple::extensions::AddonList;

use super::{GrantParts, astray, refused};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::view::CodeView;
use crate::model::Instant;
use crate::model::grant::AuthorizationCode;

/// Runs the machine over the code that was found for the request.
///
/// # Errors
/// The machine's refusal.
pub fn redeem(view: &CodeView<'_>, code: &AuthorizationCode, now: Instant) -> Result<()> {
    let mut machine = AccessToken::new(view);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Authenticate { client, .. } => {
                if client != view.client.client().id.as_str() {
                    return Err(astray());
                }
                Input::Authenticated
            }
            Output::Recover { .. } => Input::Recovered(Some(Box::new(parts(code).grant(now)?))),
            Output::Extend { extensions } => {
                let mut addons = AddonList::new();
                addons.push_access_token(if code.pkce.is_some() {
                    Pkce::required()
                } else {
                    Pkce::optional()
                });
                let access_extensions = Extension::extend(&mut addons, view, extensions.clone())
                    .map_err(|()| {
                        Error::new(
                            Refusal::InvalidGrant,
                            "the code_verifier does not fit the code_challenge",
                        )
                    })?;
                Input::Extended { access_extensions }
            }
            // The machine has accepted; the token that it would be shown next is made from here on.
            Output::Issue { .. } => return Ok(()),
            Output::Ok(_) => return Err(astray()),
            Output::Err(error) => return Err(verdict(*error)),
        };
    }
}

fn parts(code: &AuthorizationCode) -> GrantParts<'_> {
    GrantParts {
        owner: code.user_id.as_str(),
        client: code.client_id.as_str(),
        scopes: &code.scopes,
        redirect_uri: &code.redirect_uri,
        pkce: code.pkce.as_deref(),
        expires_at: code.expires_at,
    }
}

fn verdict(mut error: MachineError) -> Error {
    match error.description() {
        Some(description) => refused(description.kind()),
        None => astray(),
    }
}
