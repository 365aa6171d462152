//! The resource machine: a bearer token, its expiry, and the scope that an endpoint demands
//! (RFC 6750).

use oxide_auth::code_grant::resource::{Error as MachineError, ErrorCode, Input, Output, Resource};

use super::{GrantParts, NO_REDIRECT, astray};
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::view::BearerView;
use crate::model::{Instant, Scopes};

/// What is known of a verified access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// Its subject.
    pub subject: String,
    /// Its client.
    pub client_id: String,
    /// Its scopes.
    pub scopes: Scopes,
    /// When it expires.
    pub expires_at: Instant,
}

/// Runs the machine over a token whose signature and family are good; `demanded` is the scope that
/// the endpoint wants to see.
///
/// # Errors
/// The machine's refusal.
pub fn admit(
    view: &BearerView<'_>,
    presented: Option<&Presented>,
    demanded: &Scopes,
    now: Instant,
) -> Result<()> {
    let demanded = [super::scope(demanded)?];
    let mut machine = Resource::new();
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::GetRequest => Input::Request { request: view },
            Output::DetermineScopes => Input::Scopes(&demanded),
            Output::Recover { .. } => {
                Input::Recovered(presented.map(|token| parts(token).grant(now)).transpose()?)
            }
            Output::Ok(_) => return Ok(()),
            Output::Err(error) => return Err(refused(error)),
        };
    }
}

fn parts(token: &Presented) -> GrantParts<'_> {
    GrantParts {
        owner: &token.subject,
        client: &token.client_id,
        scopes: &token.scopes,
        redirect_uri: NO_REDIRECT,
        pkce: None,
        expires_at: token.expires_at,
    }
}

fn refused(error: MachineError) -> Error {
    match error {
        MachineError::AccessDenied { failure, .. } => match failure.code {
            Some(ErrorCode::InsufficientScope) => Error::new(
                Refusal::InsufficientScope,
                "the access token lacks the scope that is needed here",
            ),
            _ => Error::new(
                Refusal::InvalidToken,
                "the access token is expired, revoked or not ours",
            ),
        },
        MachineError::NoAuthentication { .. } => Error::new(Refusal::InvalidToken, ""),
        MachineError::InvalidRequest { .. } => {
            Error::new(Refusal::InvalidRequest, "the request is malformed")
        }
        MachineError::PrimitiveError => astray(),
    }
}
