//! What a form says back as a whole: refusals above it, good news above it.

use super::field::FieldError;
use super::frame::Frame;

/// Why a form was refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    /// The user, the password or both are wrong: one answer, so that nobody learns which.
    WrongCredentials,
    /// The one-time code is not the one that was sent.
    WrongCode,
    /// The one-time code is too old or was replaced by a newer one.
    ExpiredCode,
    /// The present password is not that.
    WrongPassword,
    /// The last second factor cannot go where one is demanded.
    LastFactor,
    /// Nothing but that account elsewhere opens this one.
    LastIdentity,
    /// Codes by SMS go to the number that was to change.
    NumberInUse,
    /// The code is none that the application shows now, or was used before.
    WrongTotp,
    /// The passkey opens nothing here, or its answer is not good: one answer for all that.
    WrongPasskey,
    /// The recovery code is none of the person's, or was used before.
    WrongRecoveryCode,
    /// No device waits with this user code, or not any more (RFC 8628 section 3.3).
    WrongUserCode,
    /// Too many attempts were made; the next one is heard after this many seconds.
    TooManyAttempts {
        /// How long to wait.
        seconds: u64,
    },
    /// The server has more to do than it can.
    Busy,
    /// The CSRF token is missing, wrong or too old: the page was open for too long.
    FormExpired,
    /// A field that is needed is empty.
    MissingField,
    /// The pool does not let people do this by themselves.
    NotAllowed,
}

impl FormError {
    /// The words, with a link to `field` where changing that field is the way onward.
    pub fn at(self, frame: &Frame, field: &str) -> FieldError {
        let (text, field) = match self {
            FormError::WrongCredentials => (frame.t("error-wrong-credentials"), field),
            FormError::WrongCode => (frame.t("error-wrong-code"), field),
            FormError::ExpiredCode => (frame.t("error-expired-code"), ""),
            FormError::WrongPassword => (frame.t("error-wrong-password"), field),
            FormError::LastFactor => (frame.t("error-last-factor"), ""),
            FormError::LastIdentity => (frame.t("error-last-identity"), ""),
            FormError::NumberInUse => (frame.t("error-number-in-use"), field),
            FormError::WrongTotp => (frame.t("error-wrong-totp"), field),
            FormError::WrongPasskey => (frame.t("error-wrong-passkey"), ""),
            FormError::WrongRecoveryCode => (frame.t("error-wrong-recovery-code"), field),
            FormError::WrongUserCode => (frame.t("error-wrong-user-code"), field),
            FormError::TooManyAttempts { seconds } => (too_many(frame, seconds), ""),
            FormError::Busy => (frame.t("error-busy"), ""),
            FormError::FormExpired => (frame.t("error-form-expired"), ""),
            FormError::MissingField => (frame.t("error-missing-field"), field),
            FormError::NotAllowed => (frame.t("error-not-allowed"), ""),
        };
        FieldError { field: field.to_owned(), text }
    }
}

/// The wait in the unit that a person would use, never shorter than it is.
fn too_many(frame: &Frame, seconds: u64) -> String {
    if seconds <= 90 {
        frame.t1("error-too-many-seconds", "seconds", &seconds.max(1).to_string())
    } else {
        frame.t1("error-too-many-minutes", "minutes", &seconds.div_ceil(60).to_string())
    }
}

/// What the step before has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What was asked for is done.
    Saved,
    /// The account is confirmed.
    Confirmed,
    /// The password was changed.
    PasswordReset,
    /// The person was signed out.
    SignedOut,
    /// A code was sent, if there is somebody to send it to.
    CodeSent,
    /// A sign-in took too long, and begins again.
    SignInExpired,
    /// The password is good no more.
    ResetRequired,
    /// The e-mail address before is back, and a code for a new password is on its way.
    AddressRestored,
    /// An account elsewhere was not connected.
    NotConnected,
}

impl Notice {
    /// The key of the words.
    pub fn key(self) -> &'static str {
        match self {
            Notice::Saved => "notice-saved",
            Notice::Confirmed => "notice-confirmed",
            Notice::PasswordReset => "notice-password-reset",
            Notice::SignedOut => "notice-signed-out",
            Notice::CodeSent => "notice-code-sent",
            Notice::SignInExpired => "notice-sign-in-expired",
            Notice::ResetRequired => "notice-reset-required",
            Notice::AddressRestored => "notice-address-restored",
            Notice::NotConnected => "notice-not-connected",
        }
    }

    /// The class of its place: what is no good news does not look like it.
    pub fn class(self) -> &'static str {
        match self {
            Notice::SignInExpired | Notice::ResetRequired | Notice::NotConnected => "caution",
            _ => "notice",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Locale;

    #[test]
    fn a_wait_is_told_in_the_unit_of_people() {
        let frame = Frame::sample(Locale::English);
        let words = |seconds| FormError::TooManyAttempts { seconds }.at(&frame, "username").text;
        assert!(words(0).contains("1 second"), "{}", words(0));
        assert!(words(45).contains("45 seconds"), "{}", words(45));
        assert!(words(91).contains("2 minutes"), "{}", words(91));
        assert!(words(900).contains("15 minutes"), "{}", words(900));
    }
}
