//! Sign-ins that are under way, and what a pool demands of them.

use serde::{Deserialize, Serialize};

use super::session::Session;
use super::{ClientId, Factor, Instant, Invalid, PoolId, Proof, SessionId, UserId};

/// Whether a pool asks for a second factor (Cognito's `MfaConfiguration`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MfaMode {
    /// Never.
    #[default]
    Off,
    /// From those who have set one up.
    Optional,
    /// From everybody; who has none sets one up on the way.
    Required,
}

/// Whether a browser may go without the second factor once it was shown there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remember {
    /// No.
    #[default]
    Never,
    /// Yes, without asking.
    Always,
    /// Where the person says so.
    Ask,
}

/// What a pool demands of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInPolicy {
    /// Whether the page asks for the name alone first, and for the rest on a page of its own.
    pub identifier_first: bool,
    /// What may begin a sign-in (Cognito's `AllowedFirstAuthFactors`).
    pub first_factors: Vec<Factor>,
    /// Whether a second factor is asked for.
    pub mfa: MfaMode,
    /// Groups whose members need a second factor, whatever `mfa` says.
    pub mfa_groups: Vec<String>,
    /// What may be the second factor.
    pub second_factors: Vec<Factor>,
    /// Whether browsers are remembered.
    pub remember_devices: Remember,
    /// For how long, in days.
    pub remember_days: u32,
    /// Whether a passkey's holder must be verified by the device (Web Authentication,
    /// `userVerification`); always where it is the only factor.
    pub verify_passkey_holder: bool,
    /// How long a sign-in may take from its first factor on, in minutes (Cognito's
    /// `AuthSessionValidity`).
    pub minutes: u32,
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self {
            identifier_first: false,
            first_factors: vec![Factor::Password],
            mfa: MfaMode::Optional,
            mfa_groups: Vec::new(),
            second_factors: vec![Factor::Totp, Factor::Passkey],
            remember_devices: Remember::Never,
            remember_days: 30,
            verify_passkey_holder: false,
            minutes: 15,
        }
    }
}

impl SignInPolicy {
    /// Whether anybody may have to show a second factor.
    pub fn has_second_factors(&self) -> bool {
        self.mfa != MfaMode::Off || !self.mfa_groups.is_empty()
    }

    /// Checks that the rules fit together.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        let once = |list: &[Factor]| {
            list.iter().all(|one| list.iter().filter(|other| *other == one).count() == 1)
        };
        let rules = [
            (
                !self.first_factors.is_empty()
                    && self.first_factors.iter().all(|one| one.can_be_first()),
                "first_factors are password, email, sms or passkey, and at least one",
            ),
            (
                self.second_factors.iter().all(|one| one.can_be_second()),
                "second_factors are totp, email, sms or passkey",
            ),
            (
                once(&self.first_factors) && once(&self.second_factors),
                "each factor stands in a list once",
            ),
            (
                !self.has_second_factors() || !self.second_factors.is_empty(),
                "a pool that asks for a second factor needs second_factors",
            ),
            (
                // A passkey that comes first is two factors at once.
                !self.has_second_factors()
                    || self
                        .first_factors
                        .iter()
                        .filter(|first| **first != Factor::Passkey)
                        .all(|first| self.second_factors.iter().any(|second| second != first)),
                "whatever begins a sign-in, another second factor must be there to follow it",
            ),
            (self.mfa_groups.len() <= 100, "mfa_groups has at most 100 groups"),
            ((1..=365).contains(&self.remember_days), "browsers are remembered for 1 to 365 days"),
            ((3..=60).contains(&self.minutes), "a sign-in may take 3 to 60 minutes"),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(Invalid::because(broken)),
            None => Ok(()),
        }
    }
}

/// How far somebody has come in signing in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What was shown, in its order.
    pub proved: Vec<Proof>,
    /// The factor that the person wants to use next.
    pub chosen: Option<Factor>,
    /// Whether the person was asked whether to remember the browser, and said so.
    pub remember: Option<bool>,
    /// Whether the person wants to show a recovery code next.
    pub recover: bool,
    /// Whether a factor was set up on the way.
    pub enrolled: bool,
    /// Methods that the application's request needs besides what the pool demands (`acr_values`).
    pub wanted: Vec<String>,
    /// The application on whose way it happens.
    pub client: Option<ClientId>,
    /// What the step under way needs to know, as that step understands it.
    pub challenge: Option<String>,
    /// A digest of the password as it was: another one ends this sign-in.
    pub stamp: String,
    /// The session whose proofs count here, of somebody who only shows what is missing.
    pub from: Option<Before>,
    /// The identity provider by whose word the person came.
    pub provider: Option<String>,
    /// When the person proved who they are there, where the provider tells and was not asked to have it
    /// done anew.
    pub authenticated_at: Option<Instant>,
    /// Who the person is elsewhere: an identity that opens the account once it was shown to be theirs.
    pub waiting: Option<Waiting>,
}

/// An identity that waits for the proof that an account belongs to the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The provider.
    pub provider: String,
    /// The identity under the master key, in base64url.
    pub sealed: String,
}

/// A session that goes on after more was shown: its end is the end of the sign-in, and what was shown
/// before gets no younger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Its id.
    pub session: SessionId,
    /// When the person proved who they are (`auth_time`).
    pub auth_time: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

impl Before {
    /// What a sign-in keeps of that session.
    pub fn of(session: &Session) -> Self {
        let Session { id, auth_time, expires_at, .. } = session;
        Self { session: id.clone(), auth_time: *auth_time, expires_at: *expires_at }
    }
}

/// A sign-in that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its id; only the browser session of the one who has begun it knows it.
    pub id: String,
    /// The pool.
    pub pool_id: PoolId,
    /// Who signs in; nobody, where a name is asked for that nobody has.
    pub user_id: Option<UserId>,
    /// The name as it was typed.
    pub name: String,
    /// How far it has come.
    pub progress: Progress,
    /// Changes with each step.
    pub version: i64,
    /// When the first factor was shown.
    pub created_at: Instant,
    /// When it is too late for more.
    pub expires_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_do_not_fit_are_refused() {
        assert_eq!(SignInPolicy::default().check(), Ok(()));
        let passkeys = SignInPolicy {
            first_factors: vec![Factor::Password, Factor::Passkey],
            second_factors: vec![Factor::Passkey],
            ..Default::default()
        };
        assert_eq!(passkeys.check(), Ok(()), "a passkey alone is two factors");
        let broken = [
            SignInPolicy { first_factors: vec![], ..Default::default() },
            SignInPolicy { first_factors: vec![Factor::Totp], ..Default::default() },
            SignInPolicy { second_factors: vec![Factor::Password], ..Default::default() },
            SignInPolicy { second_factors: vec![], ..Default::default() },
            SignInPolicy { second_factors: vec![Factor::Totp, Factor::Totp], ..Default::default() },
            SignInPolicy {
                first_factors: vec![Factor::Email],
                second_factors: vec![Factor::Email],
                ..Default::default()
            },
            SignInPolicy { remember_days: 0, ..Default::default() },
            SignInPolicy { minutes: 61, ..Default::default() },
        ];
        for policy in broken {
            assert!(policy.check().is_err(), "{policy:?}");
        }
    }
}
