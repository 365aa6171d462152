//! Factors: the ways in which people prove who they are, and what is kept of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Instant, PoolId, UserId};

/// What is wanted, in place of a method, of whoever changes an account: something besides the word of
/// a provider. No token names it, and no application can ask for it.
pub const OWN: &str = "own";

/// A way to prove who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// A password.
    Password,
    /// A code of an authenticator application (RFC 6238).
    Totp,
    /// A code that is sent by mail.
    Email,
    /// A code that is sent by SMS.
    Sms,
    /// A passkey (Web Authentication).
    Passkey,
}

impl Factor {
    /// Every factor.
    pub const ALL: [Self; 5] = [Self::Password, Self::Totp, Self::Email, Self::Sms, Self::Passkey];

    /// The name by which it is kept and sent in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Passkey => "passkey",
        }
    }

    /// The factor of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// Whether it can begin a sign-in; a code of an application alone cannot.
    pub fn can_be_first(self) -> bool {
        self != Self::Totp
    }

    /// Whether it can come second, when something else has begun the sign-in.
    pub fn can_be_second(self) -> bool {
        self != Self::Password
    }
}

/// What a person has shown in a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The password.
    Password,
    /// A code of an authenticator application.
    Totp,
    /// A code from a mail.
    Email,
    /// A code from an SMS.
    Sms,
    /// A passkey, whose holder the device did not look at.
    Passkey,
    /// A passkey, whose holder the device knows by finger, face or number.
    VerifiedPasskey,
    /// One of the codes that were given for when all else is lost.
    RecoveryCode,
    /// An account at an identity provider.
    Federated,
    /// The same, where the provider has asked for a second factor, and its word on that counts.
    FederatedTwoFactor,
}

impl Proof {
    /// The factor that it shows; a recovery code stands for any, and a provider for what it asks.
    pub fn factor(self) -> Option<Factor> {
        match self {
            Self::Password => Some(Factor::Password),
            Self::Totp => Some(Factor::Totp),
            Self::Email => Some(Factor::Email),
            Self::Sms => Some(Factor::Sms),
            Self::Passkey | Self::VerifiedPasskey => Some(Factor::Passkey),
            Self::RecoveryCode | Self::Federated | Self::FederatedTwoFactor => None,
        }
    }

    /// The words of `amr` for it (RFC 8176 section 2, and `email_otp` as Cognito has it).
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Password => &["pwd"],
            Self::Totp => &["otp"],
            Self::Email => &["email_otp"],
            Self::Sms => &["sms"],
            Self::Passkey => &["pop"],
            Self::VerifiedPasskey => &["pop", "user"],
            Self::RecoveryCode => &["recovery_code"],
            Self::Federated => &["fed"],
            Self::FederatedTwoFactor => &["fed", "mfa"],
        }
    }

    /// Whether a provider has said who it is.
    pub fn is_federated(self) -> bool {
        matches!(self, Self::Federated | Self::FederatedTwoFactor)
    }

    /// What it counts as where two ways are looked for: a provider's word is that of somebody who knows
    /// a password, as the password is.
    fn way(self) -> Self {
        match self {
            Self::Federated | Self::FederatedTwoFactor => Self::Password,
            Self::VerifiedPasskey => Self::Passkey,
            way => way,
        }
    }

    fn shows_knowledge(self) -> bool {
        matches!(self, Self::Password | Self::VerifiedPasskey) || self.is_federated()
    }

    fn shows_possession(self) -> bool {
        !matches!(self, Self::Password | Self::Federated)
    }
}

/// Whether two factors were shown: by two ways, of which a password and a provider's word are one; by a
/// passkey whose holder was verified; or at a provider whose word on that counts.
pub fn is_two_factor(proved: &[Proof]) -> bool {
    let ways: BTreeSet<_> = proved.iter().map(|proof| proof.way()).collect();
    let at_once =
        |proof: &Proof| matches!(proof, Proof::VerifiedPasskey | Proof::FederatedTwoFactor);
    ways.len() > 1 || proved.iter().any(at_once)
}

/// The methods as tokens name them: `mfa` is among them where something known and something owned
/// were shown (RFC 8176 section 2).
pub fn amr(proved: &[Proof]) -> Vec<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in proved.iter().flat_map(|proof| proof.words()) {
        if !words.contains(word) {
            words.push(word);
        }
    }
    let known = proved.iter().any(|proof| proof.shows_knowledge());
    let both = known && proved.iter().any(|proof| proof.shows_possession());
    if both && !words.contains(&"mfa") {
        words.push("mfa");
    }
    words.into_iter().map(str::to_owned).collect()
}

/// What `amr` says was shown, as far as its words tell: a provider has asked for two factors where `mfa`
/// stands right behind it, and not at the end of what was shown here.
pub fn proved(amr: &[String]) -> Vec<Proof> {
    let has = |word: &str| amr.iter().any(|each| each == word);
    let two_there = amr.windows(2).any(|pair| pair == ["fed", "mfa"]);
    let said = [
        (has("fed") && !two_there, Proof::Federated),
        (two_there, Proof::FederatedTwoFactor),
        (has("pwd"), Proof::Password),
        (has("otp"), Proof::Totp),
        (has("email_otp"), Proof::Email),
        (has("sms"), Proof::Sms),
        (has("pop") && has("user"), Proof::VerifiedPasskey),
        (has("pop") && !has("user"), Proof::Passkey),
        (has("recovery_code"), Proof::RecoveryCode),
    ];
    said.into_iter().filter(|(said, _)| *said).map(|(_, proof)| proof).collect()
}

/// A factor that a person has set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Names it among all.
    pub id: String,
    /// The pool.
    pub pool_id: PoolId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is; never a password.
    pub factor: Factor,
    /// The person's own name for it; empty for those that have none.
    pub name: String,
    /// The secret of an authenticator application under the master key.
    pub sealed: Option<Vec<u8>>,
    /// The credential id of a passkey in base64url.
    pub credential_id: Option<String>,
    /// The passkey as the library keeps it, in JSON.
    pub credential: Option<String>,
    /// The last time step of an authenticator application that was used (RFC 6238 section 5.2).
    pub last_step: Option<i64>,
    /// When it was set up.
    pub created_at: Instant,
    /// When it was last used.
    pub used_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mfa_is_something_known_with_something_owned() {
        assert_eq!(amr(&[Proof::Password]), ["pwd"]);
        assert_eq!(amr(&[Proof::Password, Proof::Totp]), ["pwd", "otp", "mfa"]);
        assert_eq!(amr(&[Proof::Email, Proof::Totp]), ["email_otp", "otp"]);
        assert_eq!(amr(&[Proof::VerifiedPasskey]), ["pop", "user", "mfa"]);
        assert_eq!(amr(&[Proof::Passkey]), ["pop"]);
        assert_eq!(amr(&[Proof::Federated]), ["fed"]);
        assert_eq!(amr(&[Proof::Federated, Proof::Password]), ["fed", "pwd"]);
        assert_eq!(amr(&[Proof::Federated, Proof::Totp]), ["fed", "otp", "mfa"]);
        assert_eq!(amr(&[Proof::FederatedTwoFactor]), ["fed", "mfa"]);
    }

    #[test]
    fn one_way_twice_is_one_factor() {
        assert!(!is_two_factor(&[Proof::Password]));
        assert!(!is_two_factor(&[Proof::Password, Proof::Password]));
        assert!(is_two_factor(&[Proof::Password, Proof::RecoveryCode]));
        assert!(is_two_factor(&[Proof::VerifiedPasskey]));
        assert!(!is_two_factor(&[Proof::Passkey]));
        assert!(!is_two_factor(&[Proof::Federated]));
        assert!(!is_two_factor(&[Proof::Federated, Proof::Password]), "two that are known");
        assert!(is_two_factor(&[Proof::FederatedTwoFactor, Proof::Password]));
        assert!(is_two_factor(&[Proof::Federated, Proof::RecoveryCode]));
        assert!(is_two_factor(&[Proof::FederatedTwoFactor]));
    }

    #[test]
    fn what_tokens_say_is_understood_again() {
        for proofs in [
            vec![Proof::Password],
            vec![Proof::Password, Proof::Totp],
            vec![Proof::Password, Proof::Passkey],
            vec![Proof::VerifiedPasskey],
            vec![Proof::Federated],
            vec![Proof::Federated, Proof::Password],
            vec![Proof::Federated, Proof::Totp],
            vec![Proof::FederatedTwoFactor],
            vec![Proof::FederatedTwoFactor, Proof::Password],
            vec![Proof::FederatedTwoFactor, Proof::Email],
            vec![Proof::Federated, Proof::Email],
            vec![Proof::Email, Proof::Sms, Proof::RecoveryCode],
        ] {
            assert_eq!(proved(&amr(&proofs)), proofs);
        }
    }

    #[test]
    fn factors_are_found_by_name() {
        for factor in Factor::ALL {
            assert_eq!(Factor::named(factor.as_str()), Some(factor));
        }
        assert_eq!(Factor::named("carrier_pigeon"), None);
    }
}
