//! The steps of a sign-in after the first: one view for each thing that is asked.

mod choose;
mod code;
mod enrol_totp;
mod password;

pub use choose::ChooseView;
pub use code::{CodeKind, CodeView};
pub use enrol_totp::EnrolTotpView;
pub use password::PasswordView;

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

    /// The ways of these factors.
    pub fn all(frame: &Frame, factors: &[Factor]) -> Vec<Self> {
        factors.iter().map(|factor| Self::of(frame, *factor)).collect()
    }
}
