//! User pools: a directory of users with its own clients, keys, pages and rules.

use serde::{Deserialize, Serialize};
use url::Url;

use super::attribute::{self, CustomAttribute};
use super::document_source::DocumentSource;
use super::passkey_policy::PasskeyPolicy;
use super::password::PasswordPolicy;
use super::sign_in::{MfaMode, SignInPolicy};
use super::terms::TermsPolicy;
use super::{Algorithm, ClientId, Instant, Invalid, Medium, PoolId};

/// How many sources of client documents a pool lists.
const MOST_DOCUMENT_SOURCES: usize = 100;

/// A user pool; nothing of one pool exists in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its id, part of each of its addresses.
    pub id: PoolId,
    /// Its name, shown on its pages.
    pub name: String,
    /// The host name whose root is this pool, besides the path under the base URL.
    pub domain: Option<String>,
    /// The issuer identifier in its tokens where it is not the default `{base_url}/{id}`.
    pub issuer: Option<String>,
    /// How it signs.
    pub algorithm: Algorithm,
    /// Its rules.
    pub settings: PoolSettings,
    /// Whether it answers at all.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Instant,
}

impl Pool {
    /// Every algorithm that it signs with, its own first.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        let more = self.settings.algorithms.iter().copied();
        std::iter::once(self.algorithm).chain(more.filter(|one| *one != self.algorithm)).collect()
    }
}

/// What a user's name is in a pool (Cognito's `UsernameAttributes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsernameKind {
    /// A name of the person's choice.
    #[default]
    Chosen,
    /// The e-mail address; the user name proper is then the subject.
    Email,
    /// The phone number; the user name proper is then the subject.
    Phone,
}

impl UsernameKind {
    /// How a person of that name is reached, where the name says so.
    pub fn medium(self) -> Option<Medium> {
        match self {
            Self::Chosen => None,
            Self::Email => Some(Medium::Email),
            Self::Phone => Some(Medium::PhoneNumber),
        }
    }

    /// The attribute that is the name, where one is.
    pub fn attribute(self) -> Option<&'static str> {
        self.medium().map(Medium::attribute)
    }

    /// The alias that such a name is as well, where it is one.
    fn alias(self) -> Option<Alias> {
        match self {
            Self::Chosen => None,
            Self::Email => Some(Alias::Email),
            Self::Phone => Some(Alias::PhoneNumber),
        }
    }
}

/// A verified attribute by which a person may sign in besides the user name (Cognito's `AliasAttributes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alias {
    /// The verified e-mail address.
    Email,
    /// The verified phone number.
    PhoneNumber,
    /// The preferred user name, once the account is confirmed.
    PreferredUsername,
}

impl Alias {
    /// The attribute that holds it.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }
}

/// By what a person may get back into the account (Cognito's `RecoveryMechanisms`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryWay {
    /// A code to the verified e-mail address.
    VerifiedEmail,
    /// A code to the verified phone number.
    VerifiedPhoneNumber,
}

impl RecoveryWay {
    /// How the code goes.
    pub fn medium(self) -> Medium {
        match self {
            Self::VerifiedEmail => Medium::Email,
            Self::VerifiedPhoneNumber => Medium::PhoneNumber,
        }
    }
}

/// Who may register a client without an operator (RFC 7591).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Nobody.
    #[default]
    Off,
    /// Whoever has an initial access token.
    Token,
    /// Everybody.
    Open,
}

/// How clients register themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationPolicy {
    /// Who may.
    pub mode: RegistrationMode,
    /// How many such clients there may be at once.
    pub most_clients: u32,
    /// After how many days without a token a client is removed.
    pub unused_days: u32,
    /// After how many days a stranger's client is removed that has never had a token.
    pub never_used_days: u32,
}

impl Default for RegistrationPolicy {
    fn default() -> Self {
        Self {
            mode: RegistrationMode::Off,
            most_clients: 1000,
            unused_days: 30,
            never_used_days: 2,
        }
    }
}

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
    /// Standard attributes that sign-up asks for.
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
        let RegistrationPolicy { most_clients, unused_days, never_used_days, .. } =
            self.registration;
        let is_age = |days| (1..=3650).contains(&days);
        if !is_age(unused_days) || !is_age(never_used_days) || most_clients == 0 {
            return Err(Invalid::because(
                "clients that registered themselves are at least 1, and removed after 1 to 3650 days",
            ));
        }
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
            if attribute::standard_of(name).is_none() || attribute::is_reserved(name) {
                return Err(Invalid::because(format!("{name} cannot be a required attribute")));
            }
        }
        Ok(())
    }
}

fn are_different<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().all(|(at, one)| !list[..at].contains(one))
}

/// Checks a pool's name: 1 to 128 characters of letters, digits, spaces and `+=,.@-_`.
///
/// # Errors
/// Says what a name may have.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_alphanumeric() || " +=,.@-_".contains(c);
    if name.trim().is_empty() || name.chars().count() > 128 || !name.chars().all(fits) {
        return Err(Invalid::because(
            "a name has 1 to 128 letters, digits, spaces or any of +=,.@-_",
        ));
    }
    Ok(())
}

/// Checks a pool's domain: a host name in lower case.
///
/// # Errors
/// Says what a domain may have.
pub fn check_domain(domain: &str) -> Result<(), Invalid> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if domain.len() > 253 || !domain.contains('.') || !domain.split('.').all(label) {
        return Err(Invalid::because(
            "a domain is a host name in lower case, such as login.example.com",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn domains_are_host_names() {
        assert!(check_domain("demo.localhost").is_ok());
        for bad in
            ["localhost", "Demo.localhost", "a..b", "-a.b", "a.b:80", "a.b/c", "evil.example\n"]
        {
            assert!(check_domain(bad).is_err(), "{bad}");
        }
    }
}
