//! Sign-ins as the metrics count them: by what was shown, and what came of it.

use std::future::Future;
use std::pin::Pin;

use super::{Step, Way};
use crate::domain::error::{Error, Refusal, Result};
use crate::model::Medium;

/// What somebody signs in with, as the metrics name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Password,
    Totp,
    /// A code that was sent, and typed.
    Code(Medium),
    /// The link beside a code.
    Link,
    Passkey,
    RecoveryCode,
    /// The word of an identity provider.
    Federated,
}

impl Method {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Code(medium) => medium.factor().as_str(),
            Self::Link => "link",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
            Self::Federated => "federated",
        }
    }
}

/// A look at what was shown; on the heap, since it goes on to the very end of a sign-in.
pub(super) type Look<'l> = Pin<Box<dyn Future<Output = Result<Step>> + Send + 'l>>;

/// Looks at what was shown, and counts what came of it.
pub(super) async fn counted(way: &Way<'_>, method: Method, look: Look<'_>) -> Result<Step> {
    let outcome = look.await;
    let label = match &outcome {
        Ok(step) => progress(step),
        Err(error) => reason(error),
    };
    let (pool, method) = (way.pool.id().to_string(), method.as_str());
    metrics::counter!("gatehouse_sign_in_total", "pool" => pool, "method" => method, "outcome" => label).increment(1);
    outcome
}

fn progress(step: &Step) -> &'static str {
    match step {
        Step::Done(_) => "success",
        Step::More(_) => "more",
        Step::NeedsConfirmation { .. } => "unconfirmed",
        Step::NeedsReset { .. } => "reset_required",
    }
}

fn reason(error: &Error) -> &'static str {
    match error.refusal() {
        Refusal::WrongCredentials | Refusal::WrongPasskey => "wrong_credentials",
        Refusal::CodeMismatch => "wrong_code",
        Refusal::CodeExpired => "code_expired",
        Refusal::SignInExpired => "sign_in_expired",
        Refusal::NameTaken => "name_taken",
        Refusal::TooManyAttempts(_) => "too_many_attempts",
        Refusal::Busy => "busy",
        _ => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;

    #[test]
    fn each_refusal_has_its_reason() {
        let known = [
            (Refusal::WrongCredentials, "wrong_credentials"),
            (Refusal::WrongPasskey, "wrong_credentials"),
            (Refusal::CodeMismatch, "wrong_code"),
            (Refusal::CodeExpired, "code_expired"),
            (Refusal::SignInExpired, "sign_in_expired"),
            (Refusal::TooManyAttempts(Instant::from_millis(0)), "too_many_attempts"),
            (Refusal::Busy, "busy"),
            (Refusal::Internal, "error"),
        ];
        for (refusal, label) in known {
            assert_eq!(reason(&refusal.into()), label);
        }
        let methods =
            [Method::Code(Medium::Email), Method::Code(Medium::PhoneNumber), Method::Link];
        assert_eq!(methods.map(Method::as_str), ["email", "sms", "link"]);
    }
}
