//! Audit events: what happened, written in the transaction that made it happen.

use serde_json::{Value, json};

pub use crate::store::audit::{AuditEvent, list};

use super::error::Result;
use crate::context::Context;
use crate::crypto::random;
use crate::model::{ClientId, PoolId};

/// Who does what operators do.
pub const OPERATOR: &str = "operator";

/// Under which an event names an application.
const CLIENT: &str = "client_id";

/// What can happen; the closed list of event names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A pool was made.
    PoolCreated,
    /// A pool was changed.
    PoolUpdated,
    /// A pool was removed.
    PoolDeleted,
    /// A picture was put up for the pages of a pool.
    PictureAdded,
    /// A client was made.
    ClientCreated,
    /// A client was changed.
    ClientUpdated,
    /// A client was removed.
    ClientDeleted,
    /// A client registered itself.
    ClientRegistered,
    /// An identity provider was made known.
    ProviderCreated,
    /// An identity provider was changed.
    ProviderUpdated,
    /// An identity provider was removed.
    ProviderDeleted,
    /// An operator made a token with which clients register themselves.
    InitialAccessTokenCreated,
    /// An operator removed such a token.
    InitialAccessTokenDeleted,
    /// A client got a new secret.
    SecretRotated,
    /// A signing key was made.
    KeyCreated,
    /// A person signed up.
    UserSignedUp,
    /// A person proved their address.
    UserConfirmed,
    /// A person signed in.
    UserSignedIn,
    /// A sign-in failed.
    SignInFailed,
    /// A person signed out.
    UserSignedOut,
    /// A person set up a factor.
    FactorAdded,
    /// A person removed a factor.
    FactorRemoved,
    /// An account at an identity provider opens an account here from now on.
    IdentityLinked,
    /// It does so no more.
    IdentityUnlinked,
    /// An operator read the tokens that an identity provider has given for a person.
    ProviderTokensRead,
    /// An operator removed all that a person had set up besides the password.
    FactorsReset,
    /// A person proved another e-mail address.
    EmailChanged,
    /// A person proved another phone number, or removed theirs.
    NumberChanged,
    /// A person wants the account removed.
    DeletionPlanned,
    /// A person keeps the account after all.
    DeletionCancelled,
    /// A person used a recovery code.
    RecoveryCodeUsed,
    /// A person got new recovery codes.
    RecoveryCodesRenewed,
    /// An operator ended the recovery codes of a person.
    RecoveryCodesRevoked,
    /// A person has a browser remembered.
    BrowserRemembered,
    /// A person had a browser forgotten.
    BrowserForgotten,
    /// Somebody asked for a new password.
    RecoveryRequested,
    /// A password was replaced.
    PasswordChanged,
    /// A person agreed to terms.
    TermsAgreed,
    /// An operator made a user.
    UserCreated,
    /// An operator changed a user, or a person the own profile.
    UserUpdated,
    /// An operator removed a user, or the system one who wanted it.
    UserDeleted,
    /// A person allowed a client something.
    ConsentGiven,
    /// A person took back what a client was allowed.
    ConsentTakenBack,
    /// A person let a device in.
    DeviceAllowed,
    /// A person did not let a device in.
    DeviceDenied,
    /// A code gave tokens.
    TokensIssued,
    /// A code was redeemed a second time, and what it gave was revoked.
    CodeReplayed,
    /// An old refresh token was used, and its family was revoked.
    RefreshReused,
    /// A token was revoked by its client.
    TokenRevoked,
}

impl Event {
    /// The event's name as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PoolCreated => "pool.created",
            Self::PoolUpdated => "pool.updated",
            Self::PoolDeleted => "pool.deleted",
            Self::PictureAdded => "picture.added",
            Self::ClientCreated => "client.created",
            Self::ClientUpdated => "client.updated",
            Self::ClientDeleted => "client.deleted",
            Self::ClientRegistered => "client.registered",
            Self::ProviderCreated => "provider.created",
            Self::ProviderUpdated => "provider.updated",
            Self::ProviderDeleted => "provider.deleted",
            Self::InitialAccessTokenCreated => "initial_access_token.created",
            Self::InitialAccessTokenDeleted => "initial_access_token.deleted",
            Self::SecretRotated => "client.secret_rotated",
            Self::KeyCreated => "key.created",
            Self::UserSignedUp => "user.signed_up",
            Self::UserConfirmed => "user.confirmed",
            Self::UserSignedIn => "user.signed_in",
            Self::SignInFailed => "user.sign_in_failed",
            Self::UserSignedOut => "user.signed_out",
            Self::FactorAdded => "user.factor_added",
            Self::FactorRemoved => "user.factor_removed",
            Self::IdentityLinked => "user.identity_linked",
            Self::IdentityUnlinked => "user.identity_unlinked",
            Self::ProviderTokensRead => "user.provider_tokens_read",
            Self::FactorsReset => "user.factors_reset",
            Self::EmailChanged => "user.email_changed",
            Self::NumberChanged => "user.number_changed",
            Self::DeletionPlanned => "user.deletion_planned",
            Self::DeletionCancelled => "user.deletion_cancelled",
            Self::RecoveryCodeUsed => "user.recovery_code_used",
            Self::RecoveryCodesRenewed => "user.recovery_codes_renewed",
            Self::RecoveryCodesRevoked => "user.recovery_codes_revoked",
            Self::BrowserRemembered => "browser.remembered",
            Self::BrowserForgotten => "browser.forgotten",
            Self::RecoveryRequested => "user.recovery_requested",
            Self::PasswordChanged => "user.password_changed",
            Self::TermsAgreed => "user.terms_agreed",
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::UserDeleted => "user.deleted",
            Self::ConsentGiven => "consent.given",
            Self::ConsentTakenBack => "consent.taken_back",
            Self::DeviceAllowed => "device.allowed",
            Self::DeviceDenied => "device.denied",
            Self::TokensIssued => "tokens.issued",
            Self::CodeReplayed => "code.replayed",
            Self::RefreshReused => "refresh.reused",
            Self::TokenRevoked => "token.revoked",
        }
    }
}

/// An event of this request, ready to be written.
///
/// # Errors
/// When the system has no randomness to give.
pub fn event(
    cx: &Context,
    pool: &PoolId,
    event: Event,
    actor: &str,
    target: &str,
) -> Result<AuditEvent> {
    Ok(AuditEvent {
        id: random::ordered_id(cx.now())?,
        pool_id: Some(pool.clone()),
        at: cx.now(),
        event: event.as_str().to_owned(),
        actor: actor.to_owned(),
        target: target.to_owned(),
        detail: Value::Object(serde_json::Map::new()).to_string(),
        request_id: cx.request_id().to_owned(),
        address: cx.sender().map(|sender| sender.address().to_string()),
        agent: cx.sender().map(|sender| sender.agent().to_owned()),
    })
}

/// The event with the application on whose way it happened, or that it is about.
pub fn told(event: AuditEvent, client: Option<&ClientId>) -> AuditEvent {
    match client {
        Some(client) => {
            AuditEvent { detail: json!({ CLIENT: client.as_str() }).to_string(), ..event }
        }
        None => event,
    }
}

/// The application that an event names.
pub fn client_of(event: &AuditEvent) -> Option<ClientId> {
    let detail: Value = serde_json::from_str(&event.detail).ok()?;
    ClientId::at(event.pool_id.as_ref()?, detail.get(CLIENT)?.as_str()?).ok()
}
