//! The rules of a pool, and that they fit together.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Alias, RecoveryWay, RegistrationPolicy, UsernameKind};
use crate::model::attribute::{self, CustomAttribute};
use crate::model::branding::Branding;
use crate::model::document_source::DocumentSource;
use crate::model::factor::OWN;
use crate::model::messages::MessagePolicy;
use crate::model::passkey_policy::PasskeyPolicy;
use crate::model::password::PasswordPolicy;
use crate::model::sign_in::{MfaMode, SignInPolicy};
use crate::model::sms_policy::SmsPolicy;
use crate::model::terms::TermsPolicy;
use crate::model::{Algorithm, ClientId, Invalid, Medium};

/// How many sources of client documents a pool lists.
const MOST_DOCUMENT_SOURCES: usize = 100;

/// A level of assurance: what a sign-in must have shown to be called by it (OpenID Connect Core
/// section 2, `acr`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcrLevel {
    /// Its name in `acr_values` and `acr`.
    pub value: String,
    /// The methods that it needs (RFC 8176).
    pub methods: Vec<String>,
}

/// The rules of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PoolSettings {
    /// What a user's name is.
    pub username: UsernameKind,
    /// By what else a person may sign in.
    pub aliases: Vec<Alias>,
    /// Whether upper and lower case differ in sign-in names.
    pub case_sensitive: bool,
    /// Whether strangers may sign up.
    pub self_sign_up: bool,
    /// What a new account proves by a code: where both are listed and given, the phone number
    /// (Cognito's `AutoVerifiedAttributes`). A name that is an address or a number is proved
    /// whatever stands here.
    pub auto_verified: Vec<Medium>,
    /// By what a forgotten password is replaced, the first that the person has; by an operator
    /// alone when empty.
    pub recovery: Vec<RecoveryWay>,
    /// Attributes that sign-up asks for: standard ones, and the pool's own as `custom:{name}`.
    pub required_attributes: Vec<String>,
    /// Attributes that this pool adds.
    pub custom_attributes: Vec<CustomAttribute>,
    /// What new passwords must be.
    pub password: PasswordPolicy,
    /// What a sign-in demands.
    pub sign_in: SignInPolicy,
    /// For which domain its passkeys are.
    pub passkeys: PasskeyPolicy,
    /// What people agree to before they go on.
    pub terms: TermsPolicy,
    /// How its pages look.
    pub branding: Branding,
    /// What its messages say, and whom they come from.
    pub messages: MessagePolicy,
    /// Where its SMS go, and how many.
    pub sms: SmsPolicy,
    /// How long a browser stays signed in, in minutes; 0 asks each time (Cognito: 60).
    pub session_minutes: u32,
    /// Algorithms that it signs with besides its own, where a client asks for them.
    pub algorithms: Vec<Algorithm>,
    /// How clients register themselves.
    pub registration: RegistrationPolicy,
    /// Whose documents may be clients (Client ID Metadata Document); nobody's when empty.
    pub client_documents: Vec<DocumentSource>,
    /// Whether every authorization request must be pushed (RFC 9126 section 5).
    pub require_pushed_requests: bool,
    /// The levels of assurance, the weakest first.
    pub acr_levels: Vec<AcrLevel>,
    /// Whether signing out ends the tokens that were given in that session.
    pub sign_out_ends_tokens: bool,
    /// How long an account stays after its owner has asked for its deletion, in days.
    pub deletion_days: u32,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            username: UsernameKind::Chosen,
            aliases: vec![Alias::Email],
            case_sensitive: false,
            self_sign_up: true,
            auto_verified: vec![Medium::Email],
            recovery: vec![RecoveryWay::VerifiedEmail, RecoveryWay::VerifiedPhoneNumber],
            required_attributes: vec!["email".into()],
            custom_attributes: Vec::new(),
            password: PasswordPolicy::default(),
            sign_in: SignInPolicy::default(),
            passkeys: PasskeyPolicy::default(),
            terms: TermsPolicy::default(),
            branding: Branding::default(),
            messages: MessagePolicy::default(),
            sms: SmsPolicy::default(),
            session_minutes: 60,
            algorithms: Vec::new(),
            registration: RegistrationPolicy::default(),
            client_documents: Vec::new(),
            require_pushed_requests: false,
            acr_levels: vec![AcrLevel {
                value: "urn:gatehouse:acr:password".into(),
                methods: vec!["pwd".into()],
            }],
            sign_out_ends_tokens: false,
            deletion_days: 7,
        }
    }
}

impl PoolSettings {
    /// The name of the level that these methods reach: the first of those that are wished for, or
    /// else the strongest (OpenID Connect Core section 3.1.2.1, `acr_values`).
    pub fn acr(&self, methods: &[String], wished: &[String]) -> Option<&str> {
        let reached = |level: &&AcrLevel| level.methods.iter().all(|each| methods.contains(each));
        let reached: Vec<&str> =
            self.acr_levels.iter().filter(reached).map(|level| level.value.as_str()).collect();
        let met = wished.iter().find_map(|one| reached.iter().copied().find(|level| level == one));
        met.or(reached.last().copied())
    }

    /// The fewest characters of a new password: fewer where none opens an account alone (NIST SP
    /// 800-63B-4 section 3.1.1.2).
    pub fn least_password(&self) -> usize {
        let alone = if self.sign_in.mfa == MfaMode::Required { 8 } else { 15 };
        self.password.minimum_length.unwrap_or(alone)
    }

    /// Whether that may be a client here: one that is a document only where the list has it.
    pub fn admits(&self, id: &ClientId) -> bool {
        let listed = |url| self.client_documents.iter().any(|source| source.admits(&url));
        !id.is_document() || id.document().is_some_and(listed)
    }

    /// Whether the list has that document by its own URL, and not only its host.
    pub fn names_document(&self, url: &Url) -> bool {
        let is_one = |source: &&DocumentSource| matches!(source, DocumentSource::Document(_));
        self.client_documents.iter().filter(is_one).any(|source| source.admits(url))
    }

    /// The methods that the first of these levels needs which the pool has; none when it has none.
    pub fn methods_of(&self, wished: &[String]) -> &[String] {
        let known = |one: &String| self.acr_levels.iter().find(|level| level.value == *one);
        wished.iter().find_map(known).map(|level| level.methods.as_slice()).unwrap_or_default()
    }

    /// Checks that the rules fit together.
    ///
    /// # Errors
    /// Says which rule does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        self.password.check_bounds()?;
        self.terms.check()?;
        self.branding.check()?;
        self.messages.check()?;
        self.sms.check()?;
        if self.session_minutes > 129_600 {
            return Err(Invalid::because(
                "a browser session lasts at most 90 days (129600 minutes)",
            ));
        }
        if let Some(own) = self.username.alias()
            && self.aliases.iter().any(|alias| *alias != own)
        {
            return Err(Invalid::because(
                "a pool whose user names are addresses or numbers has no other aliases",
            ));
        }
        if !are_different(&self.auto_verified) || !are_different(&self.recovery) {
            return Err(Invalid::because("auto_verified and recovery have each entry once"));
        }
        if self.algorithms.len() > Algorithm::ALL.len() || self.acr_levels.len() > 20 {
            return Err(Invalid::because("a pool has each algorithm once and at most 20 levels"));
        }
        if self.acr_levels.iter().any(|level| level.methods.iter().any(|one| one == OWN)) {
            return Err(Invalid::because(
                "own is no method: it is wanted for account changes alone",
            ));
        }
        self.registration.check()?;
        if self.client_documents.len() > MOST_DOCUMENT_SOURCES {
            return Err(Invalid::because("a pool lists at most 100 sources of client documents"));
        }
        self.sign_in.check()?;
        if !(1..=90).contains(&self.deletion_days) {
            return Err(Invalid::because(
                "an account stays 1 to 90 days after it is to be deleted",
            ));
        }
        if self.custom_attributes.len() > 50 {
            return Err(Invalid::because("a pool has at most 50 custom attributes"));
        }
        for (at, custom) in self.custom_attributes.iter().enumerate() {
            custom.check_definition()?;
            if self.custom_attributes[..at].iter().any(|other| other.name == custom.name) {
                return Err(Invalid::because(format!("custom:{} is there twice", custom.name)));
            }
        }
        for name in &self.required_attributes {
            let own = name.strip_prefix("custom:");
            let is_own = self.custom_attributes.iter().any(|each| own == Some(each.name.as_str()));
            if !is_own && attribute::standard_of(name).is_none() || attribute::is_reserved(name) {
                return Err(Invalid::because(format!("{name} cannot be a required attribute")));
            }
        }
        Ok(())
    }
}

fn are_different<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().all(|(at, one)| !list[..at].contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PoolId;

    #[test]
    fn rules_that_do_not_fit_are_refused() {
        assert_eq!(PoolSettings::default().check(), Ok(()));
        let reserved = PoolSettings {
            required_attributes: vec!["email_verified".into()],
            ..Default::default()
        };
        assert!(reserved.check().is_err());
        let mixed = PoolSettings {
            username: UsernameKind::Email,
            aliases: vec![Alias::PreferredUsername],
            ..Default::default()
        };
        assert!(mixed.check().is_err());
        let by_number =
            |aliases| PoolSettings { username: UsernameKind::Phone, aliases, ..Default::default() };
        assert_eq!(by_number(vec![Alias::PhoneNumber]).check(), Ok(()));
        assert!(by_number(vec![Alias::Email]).check().is_err());
        let twice = vec![RecoveryWay::VerifiedEmail; 2];
        assert!(PoolSettings { recovery: twice, ..Default::default() }.check().is_err());
        let twice = vec![Medium::Email; 2];
        assert!(PoolSettings { auto_verified: twice, ..Default::default() }.check().is_err());
        let level = AcrLevel { value: "mine".into(), methods: vec!["pwd".into(), OWN.into()] };
        assert!(PoolSettings { acr_levels: vec![level], ..Default::default() }.check().is_err());
    }

    #[test]
    fn a_password_is_longer_where_it_opens_alone() {
        let mut settings = PoolSettings::default();
        assert_eq!(settings.least_password(), 15);
        settings.sign_in.mfa = MfaMode::Required;
        assert_eq!(settings.least_password(), 8);
        settings.password.minimum_length = Some(12);
        assert_eq!(settings.least_password(), 12);
    }

    #[test]
    fn a_document_is_a_client_where_it_is_listed() {
        let pool: PoolId = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        let id = |text| ClientId::at(&pool, text).expect("an id");
        let (document, given) = (id("https://app.example/c"), id("1example23456789abcdefghij"));
        let mut settings = PoolSettings::default();
        assert!(settings.admits(&given) && !settings.admits(&document));
        settings.client_documents = vec!["app.example".parse().expect("a source")];
        assert!(settings.admits(&given) && settings.admits(&document));
        assert!(!settings.admits(&id("https://other.example/c")));
        settings.client_documents = vec![DocumentSource::Any; MOST_DOCUMENT_SOURCES + 1];
        assert!(settings.check().is_err());
    }
}
