//! Users: the people of a pool.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::attribute::Attributes;
use super::pool::PoolSettings;
use super::terms::Agreement;
use super::{Destination, Email, Factor, Instant, Invalid, Medium, PoolId, UserId, Username};

/// A person's account in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The subject (`sub`).
    pub id: UserId,
    /// The pool that it belongs to.
    pub pool_id: PoolId,
    /// The user name; the subject itself where e-mail addresses are the names.
    pub username: Username,
    /// How far the account has come.
    pub status: UserStatus,
    /// Whether it may sign in and keep its tokens.
    pub enabled: bool,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its password's hash in PHC form, if it has a password.
    pub password_hash: Option<String>,
    /// When a password that an operator has given stops being good.
    pub password_expires_at: Option<Instant>,
    /// What the person has wished for.
    pub preferences: Preferences,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What a person has wished for, and said once; and how they came by their password.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The factor that is asked for first.
    pub factor: Option<Factor>,
    /// The terms that were agreed to last.
    pub terms: Option<Agreement>,
    /// How the code has travelled that has set the present password, if one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_by: Option<Medium>,
}

/// How far an account has come (Cognito's `UserStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserStatus {
    /// Signed up, address not yet proved.
    #[serde(rename = "UNCONFIRMED")]
    Unconfirmed,
    /// Ready to sign in.
    #[serde(rename = "CONFIRMED")]
    Confirmed,
    /// Ready to sign in with a password that an operator has given, and that must be replaced.
    #[serde(rename = "FORCE_CHANGE_PASSWORD")]
    ForceChangePassword,
    /// The password is good no more; a new one is set by recovery.
    #[serde(rename = "RESET_REQUIRED")]
    ResetRequired,
    /// Ready to sign in, by an account at an identity provider.
    #[serde(rename = "EXTERNAL_PROVIDER")]
    ExternalProvider,
}

impl UserStatus {
    /// Every status.
    const ALL: [Self; 5] = [
        Self::Unconfirmed,
        Self::Confirmed,
        Self::ForceChangePassword,
        Self::ResetRequired,
        Self::ExternalProvider,
    ];

    /// The name that Cognito gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}

impl fmt::Display for UserStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UserStatus {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| Invalid::because("unknown user status"))
    }
}

impl User {
    /// The e-mail address, if there is one.
    pub fn email(&self) -> Option<Email> {
        self.attributes.get("email").and_then(|text| text.parse().ok())
    }

    /// Whether the e-mail address was proved.
    pub fn email_is_verified(&self) -> bool {
        self.is_verified(Medium::Email.verified())
    }

    /// Where this user is reached by that medium.
    pub fn destination(&self, medium: Medium) -> Option<Destination> {
        let text = self.attributes.get(medium.attribute())?;
        medium.destination(text).ok()
    }

    /// What this user proves by a code before the account is good: the name, where it is an address
    /// or a number, or else what the pool wants of all.
    pub fn to_prove(&self, settings: &PoolSettings) -> Option<Destination> {
        match settings.username.medium() {
            Some(medium) => self.destination(medium),
            None => [Medium::PhoneNumber, Medium::Email]
                .into_iter()
                .filter(|medium| settings.auto_verified.contains(medium))
                .find_map(|medium| self.destination(medium)),
        }
    }

    /// Whether the flag of that name is set.
    pub fn is_verified(&self, flag: &str) -> bool {
        self.attributes.get(flag).is_some_and(|value| value == "true")
    }

    /// The names that make no password for this user.
    pub fn names(&self) -> Vec<&str> {
        const NAMES: [&str; 7] = [
            "email",
            "phone_number",
            "preferred_username",
            "name",
            "given_name",
            "family_name",
            "nickname",
        ];
        let own = NAMES.iter().filter_map(|name| self.attributes.get(*name)).map(String::as_str);
        std::iter::once(self.username.as_str()).chain(own).collect()
    }

    /// Whether the account may sign in, be it only to choose a new password.
    pub fn is_active(&self) -> bool {
        self.enabled && self.status != UserStatus::Unconfirmed
    }

    /// The names by which this user may sign in, in the form in which they are looked up. What a
    /// provider says of an address makes it a name only where it was proved.
    pub fn sign_in_names(&self, settings: &PoolSettings) -> Vec<SignInName> {
        use super::pool::Alias;
        use super::username::look_up_key;

        let key = |text: &str| look_up_key(text, settings.case_sensitive);
        let mut names =
            vec![SignInName { kind: NameKind::Username, key: key(self.username.as_str()) }];
        let counts = |medium: Medium| {
            self.status != UserStatus::ExternalProvider || self.is_verified(medium.verified())
        };
        if let Some(medium) = settings.username.medium().filter(|medium| counts(*medium))
            && let Some(value) = self.attributes.get(medium.attribute())
        {
            names.push(SignInName { kind: NameKind::of(medium), key: key(value) });
        }
        for alias in &settings.aliases {
            let Some(value) = self.attributes.get(alias.attribute()) else { continue };
            let (kind, proved) = match alias {
                Alias::Email => (NameKind::Email, self.email_is_verified()),
                Alias::PhoneNumber => {
                    (NameKind::PhoneNumber, self.is_verified("phone_number_verified"))
                }
                Alias::PreferredUsername => {
                    (NameKind::PreferredUsername, self.status != UserStatus::Unconfirmed)
                }
            };
            let name = SignInName { kind, key: key(value) };
            if proved && !names.iter().any(|other| other.key == name.key) {
                names.push(name);
            }
        }
        names
    }
}

/// A name by which somebody may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInName {
    /// What kind of name it is.
    pub kind: NameKind,
    /// The form in which it is looked up.
    pub key: String,
}

/// The kinds of sign-in names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// The user name.
    Username,
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
    /// The preferred user name.
    PreferredUsername,
}

impl NameKind {
    /// The kind of an address or a number.
    pub fn of(medium: Medium) -> Self {
        match medium {
            Medium::Email => Self::Email,
            Medium::PhoneNumber => Self::PhoneNumber,
        }
    }

    /// The kind as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }
}
