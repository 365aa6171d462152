//! Why a call has no answer, in words for the log that tell nothing secret.

use std::{error::Error, io, iter::successors};

use super::resolver::Forbidden;

/// Why a call has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The URL is of a form that is never called.
    #[error("the URL may not be called: {0}")]
    NotAllowed(&'static str),
    /// The host is at no address that may be called.
    #[error("the host is at no address that may be called")]
    ForbiddenAddress,
    /// The host has no address.
    #[error("the host has no address")]
    UnknownHost,
    /// The server's certificate is of nobody who is trusted, of another name or of another time.
    #[error("the certificate of the server is not trusted")]
    Untrusted,
    /// The connection did not open, or broke off.
    #[error("the connection failed")]
    Connection,
    /// So many calls were under way that this one was not begun in time.
    #[error("it was not begun, since too many calls were under way")]
    Crowded,
    /// No whole answer came in time.
    #[error("no answer came in time")]
    TimedOut,
    /// The answer is longer than it may be.
    #[error("the answer is too long")]
    TooLarge,
    /// The answer has another status than the one that counts.
    #[error("the answer has status {0}")]
    Status(u16),
    /// The answer is not JSON (RFC 8259).
    #[error("the answer is not JSON")]
    NotJson,
    /// The answer is JSON that says something else than what was asked for.
    #[error("the answer is JSON of another kind")]
    OtherKind,
}

impl Failure {
    /// The failure that stands behind an error of the HTTP client.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        let first: &(dyn Error + 'static) = error;
        if let Some(known) = successors(Some(first), |error| cause(*error)).find_map(known) {
            known
        } else if error.is_timeout() {
            Self::TimedOut
        } else if error.is_dns() {
            Self::UnknownHost
        } else {
            Self::Connection
        }
    }

    /// The label of the metric.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::NotAllowed(_) => "not_allowed",
            Self::ForbiddenAddress => "forbidden_address",
            Self::UnknownHost => "unknown_host",
            Self::Untrusted => "untrusted",
            Self::Connection => "connection",
            Self::Crowded => "crowded",
            Self::TimedOut => "timed_out",
            Self::TooLarge => "too_large",
            Self::Status(_) => "status",
            Self::NotJson => "not_json",
            Self::OtherKind => "other_kind",
        }
    }
}

fn known(error: &(dyn Error + 'static)) -> Option<Failure> {
    if error.is::<Forbidden>() {
        return Some(Failure::ForbiddenAddress);
    }
    match error.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(_) => Some(Failure::Untrusted),
        _ => None,
    }
}

/// What is behind an error; one of I/O has it where `source` does not look.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
