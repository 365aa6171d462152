//! Why a verb was refused: one kind for the caller, a hint in words, and what only the log sees.

use std::borrow::Cow;
use std::fmt;

use crate::model::password::Weakness;
use crate::model::{Instant, Invalid};
use crate::{crypto, store};

/// The outcome of a verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A kind of refusal; each means something to a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// RFC 6749 `invalid_request`: the request is malformed.
    InvalidRequest,
    /// RFC 6749 `invalid_client`: the client did not prove itself.
    InvalidClient,
    /// RFC 6749 `invalid_grant`: the code or token is not good, or not this client's.
    InvalidGrant,
    /// RFC 6749 `unauthorized_client`: the client may not do this.
    UnauthorizedClient,
    /// RFC 6749 `unsupported_grant_type`.
    UnsupportedGrantType,
    /// RFC 6749 `unsupported_response_type`.
    UnsupportedResponseType,
    /// RFC 6749 `invalid_scope`.
    InvalidScope,
    /// RFC 8628 `authorization_pending`: nobody has decided yet.
    AuthorizationPending,
    /// RFC 8628 `slow_down`: nobody has decided yet, and the device asks too often.
    SlowDown,
    /// RFC 8628 `expired_token`: the device code has expired.
    ExpiredToken,
    /// OpenID Connect Core section 3.1.2.6 `login_required`.
    LoginRequired,
    /// OpenID Connect Core section 3.1.2.6 `request_not_supported`.
    RequestNotSupported,
    /// OpenID Connect Core section 3.1.2.6 `request_uri_not_supported`.
    RequestUriNotSupported,
    /// OpenID Connect Core section 3.1.2.6 `consent_required`.
    ConsentRequired,
    /// RFC 6749 section 4.1.2.1 `access_denied`: the person does not want to.
    AccessDenied,
    /// RFC 9101 section 7 `invalid_request_object`.
    InvalidRequestObject,
    /// RFC 9101 section 7 `invalid_request_uri`.
    InvalidRequestUri,
    /// RFC 8707 section 2 `invalid_target`.
    InvalidTarget,
    /// `unmet_authentication_requirements` (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements,
    /// RFC 9449 section 5 `invalid_dpop_proof`.
    InvalidDpopProof,
    /// RFC 9449 section 8 `use_dpop_nonce`, with the nonce for the next try.
    UseDpopNonce(String),
    /// RFC 7591 section 3.2.2 `invalid_redirect_uri`.
    InvalidRedirectUri,
    /// RFC 7591 section 3.2.2 `invalid_client_metadata`.
    InvalidClientMetadata,
    /// RFC 7591 section 3.2.2 `unapproved_software_statement`.
    UnapprovedSoftwareStatement,
    /// RFC 6750 `invalid_token`.
    InvalidToken,
    /// RFC 6750 `insufficient_scope`.
    InsufficientScope,
    /// No client has that id in this pool.
    UnknownClient,
    /// The redirect URI is none of the client's.
    RedirectMismatch,
    /// The name and password do not open an account.
    WrongCredentials,
    /// The sign-in that is under way is over: it took too long, was ended, or its step was taken.
    SignInExpired,
    /// Too many failures; when the next try counts.
    TooManyAttempts(Instant),
    /// The one-time code is not the one that was sent, or was used.
    CodeMismatch,
    /// The one-time code has expired.
    CodeExpired,
    /// The passkey opens nothing here, or its answer is not good.
    WrongPasskey,
    /// The identity provider, or the person there, did not let somebody in.
    Upstream(UpstreamFault),
    /// The user name or address is taken.
    NameTaken,
    /// The new password breaks a rule.
    WeakPassword(Weakness),
    /// An attribute is missing or its value does not fit.
    InvalidAttribute(String),
    /// The pool sends no SMS to numbers like this one.
    NumberNotServed,
    /// Strangers cannot sign up here.
    SignUpClosed,
    /// Nothing of that name or id exists in this pool.
    NotFound,
    /// What was asked for does not fit together.
    Invalid,
    /// More is waiting than may wait.
    Busy,
    /// A bug or a fault below; the caller learns nothing more.
    Internal,
}

/// Why nobody came in from an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamFault {
    /// It does not answer, or not in time.
    Unreachable,
    /// It said no, or the person did; with its error code (RFC 6749 section 4.1.2.1).
    Refused(String),
    /// What it says cannot be believed: signature, issuer, audience, nonce, or no sense in it.
    Untrue,
    /// It does not know us as we are set up here, or cannot be found so.
    Misconfigured,
}

/// A refusal with its hint and cause.
#[derive(Debug)]
pub struct Error {
    refusal: Refusal,
    hint: Cow<'static, str>,
    source: Option<Source>,
}

#[derive(Debug)]
enum Source {
    Store(store::Error),
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A refusal with a hint that goes out to the caller.
    pub fn new(refusal: Refusal, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { refusal, hint: hint.into(), source: None }
    }

    /// A bug or fault; `source` goes to the log alone.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            refusal: Refusal::Internal,
            hint: "".into(),
            source: Some(Source::Other(source.into())),
        }
    }

    /// What ended a sign-in at an identity provider; `why` goes to the log and to operators alone.
    pub fn upstream(
        fault: UpstreamFault,
        why: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let source = Some(Source::Other(why.into()));
        Self { refusal: Refusal::Upstream(fault), hint: "".into(), source }
    }

    /// What is behind it, for the log and for operators.
    pub fn why(&self) -> String {
        match &self.source {
            Some(Source::Store(error)) => error.to_string(),
            Some(Source::Other(error)) => error.to_string(),
            None => self.hint.to_string(),
        }
    }

    /// The kind.
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// What the caller may read.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// Whether it is our fault and belongs in the log.
    pub fn is_internal(&self) -> bool {
        self.refusal == Refusal::Internal
    }

    /// The refusal that the violation of a unique key stands for; other errors stay as they are.
    pub fn on_key(self, key: &str, refusal: Refusal, hint: &'static str) -> Self {
        match &self.source {
            Some(Source::Store(error)) if error.violates(key) => Self::new(refusal, hint),
            _ => self,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.refusal)?;
        if !self.hint.is_empty() {
            write!(f, ": {}", self.hint)?;
        }
        match &self.source {
            Some(Source::Store(error)) => write!(f, ": {error}"),
            Some(Source::Other(error)) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal, "")
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if error.is_passing() {
            tracing::warn!(%error, "the database is busy");
            return Refusal::Busy.into();
        }
        Self { refusal: Refusal::Internal, hint: "".into(), source: Some(Source::Store(error)) }
    }
}

impl From<crypto::Error> for Error {
    fn from(error: crypto::Error) -> Self {
        match error {
            crypto::Error::Busy => Refusal::Busy.into(),
            other => Self::internal(other),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::new(Refusal::Invalid, invalid.0)
    }
}

impl From<Weakness> for Error {
    fn from(weakness: Weakness) -> Self {
        Refusal::WeakPassword(weakness).into()
    }
}

impl store::Retry for Error {
    fn wants_retry(&self) -> bool {
        matches!(&self.source, Some(Source::Store(error)) if error.wants_retry())
    }
}
