//! The steps of a sign-in after the first: one view for each thing that is asked.

mod choose;
mod code;
mod details;
mod enrol_totp;
mod link;
mod new_password;
mod passkey;
mod password;
mod recovery_code;
mod recovery_codes;
mod remember;
mod sent_code;
mod terms;

pub use choose::ChooseView;
pub use code::{CodeKind, CodeView};
pub use details::DetailsView;
pub use enrol_totp::{EnrolTotpView, in_groups};
pub use link::{LinkState, LinkView};
pub use new_password::NewPasswordView;
pub use passkey::PasskeyView;
pub use password::PasswordView;
pub use recovery_code::RecoveryCodeView;
pub use recovery_codes::RecoveryCodesView;
pub use remember::RememberView;
pub use sent_code::SentCodeView;
pub use terms::TermsView;

use super::Frame;
use crate::model::Factor;

/// The address of every step.
pub const PATH: &str = "/login/step";

/// A way to go on, as a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn {
    /// What the form sends.
    pub name: &'static str,
    /// What the button says.
    pub label: String,
}

impl WayOn {
    /// The way of a factor.
    pub fn of(frame: &Frame, factor: Factor) -> Self {
        let label = match factor {
            Factor::Password => frame.t("way-password"),
            Factor::Totp => frame.t("way-totp"),
            Factor::Email => frame.t("way-email"),
            Factor::Sms => frame.t("way-sms"),
            Factor::Passkey => frame.t("way-passkey"),
        };
        Self { name: factor.as_str(), label }
    }

    /// What the form sends for a recovery code.
    pub const RECOVERY: &'static str = "recovery_code";

    /// The way of a recovery code.
    pub fn recovery(frame: &Frame) -> Self {
        Self { name: Self::RECOVERY, label: frame.t("way-recovery-code") }
    }

    /// The ways of those of these factors whose codes are sent to whoever says a name.
    pub fn codes(frame: &Frame, factors: &[Factor]) -> Vec<Self> {
        let key = |factor: Factor| match factor {
            Factor::Email => Some("email-send"),
            Factor::Sms => Some("sms-send"),
            Factor::Password | Factor::Totp | Factor::Passkey => None,
        };
        let code = |factor: &Factor| {
            key(*factor).map(|key| Self { name: factor.as_str(), label: frame.t(key) })
        };
        factors.iter().filter_map(code).collect()
    }

    /// The ways of these factors.
    pub fn all(frame: &Frame, factors: &[Factor]) -> Vec<Self> {
        factors.iter().map(|factor| Self::of(frame, *factor)).collect()
    }
}
