//! What a provider says of a person, as attributes of an account here.

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::adapter::Identity;
use crate::model::attribute::{self, Attributes};
use crate::model::pool::{Alias, PoolSettings};
use crate::model::provider::{Provider, ProviderKind};
use crate::model::{Email, Medium, User};

/// The attributes that are taken, each from the claim of its name, where the operator names none.
const USUAL: [&str; 8] =
    ["email", "name", "given_name", "family_name", "middle_name", "picture", "locale", "zoneinfo"];

/// The claim that Cognito calls so: what the provider calls the person for good.
const SUBJECT: &str = "username";

/// Whose the account is that a provider speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// Its own: the account began there.
    Own,
    /// One that was there before, and that it opens as well.
    Linked,
}

/// What the pool takes over of what a provider says; what does not fit is left out.
pub(in crate::domain) fn told(
    provider: &Provider,
    identity: &Identity,
    settings: &PoolSettings,
) -> Attributes {
    let usual = || USUAL.map(|name| (name.to_owned(), name.to_owned())).into();
    let mapping = provider.rules.attribute_mapping.clone().unwrap_or_else(usual);
    let values = mapping.iter().filter_map(|(name, claim)| {
        let value = match claim.as_str() {
            SUBJECT => Some(identity.subject.clone()),
            claim => text(identity.claims.get(claim)?),
        };
        Some((name.clone(), value?.trim().to_owned()))
    });
    let mut told: Attributes = values.filter(|(_, value)| !value.is_empty()).collect();
    attribute::in_one_form(&mut told);
    told.retain(|name, value| fits(provider, name, value, settings));
    told
}

/// Whether an attribute may be what a provider says; a name to sign in by is not for it to give.
fn fits(provider: &Provider, name: &str, value: &str, settings: &PoolSettings) -> bool {
    let is_name = |alias: &Alias| *alias == Alias::PreferredUsername && alias.attribute() == name;
    if attribute::is_reserved(name) || settings.aliases.iter().any(is_name) {
        return false;
    }
    match attribute::check_value(name, value, &settings.custom_attributes) {
        Ok(()) => true,
        Err(_) => {
            let (pool, provider) = (&provider.pool_id, &provider.name);
            tracing::warn!(%pool, %provider, attribute = name, "a claim was left out: it does not fit");
            false
        }
    }
}

/// A claim as text: several values stand as `[a,b]`, each as in a form (Cognito's).
fn text(claim: &Value) -> Option<String> {
    match claim {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(claim.to_string()),
        Value::Array(values) => {
            let part = |value: &Value| Some(byte_serialize(text(value)?.as_bytes()).collect());
            let parts: Vec<String> = values.iter().filter_map(part).collect();
            Some(format!("[{}]", parts.join(",")))
        }
        // OpenID Connect Core section 5.1.1: the address.
        Value::Object(parts) => parts.get("formatted")?.as_str().map(str::to_owned),
        Value::Null => None,
    }
}

/// The address that is the person's by the word of a provider that counts: of one that is trusted for
/// its domain. Google's word counts for the domains of its customers, which it names (`hd`).
pub(super) fn vouched(provider: &Provider, identity: &Identity) -> Option<Email> {
    let email: Email = identity.email.as_ref().filter(|_| identity.email_verified)?.parse().ok()?;
    let domain = email.as_str().rsplit_once('@')?.1.to_lowercase();
    let hosted = identity.claims.get("hd").and_then(Value::as_str);
    let is_hosts = provider.kind == ProviderKind::Google
        && provider.rules.trusted_domains.is_none()
        && hosted.is_some_and(|hosted| hosted.eq_ignore_ascii_case(&domain));
    let counts = is_hosts || provider.rules.trusts(&domain, provider.kind.own_domains());
    counts.then_some(email)
}

/// What a provider has said last of an account, and says now.
pub(super) struct News<'n> {
    /// What the pool takes over.
    pub told: &'n Attributes,
    /// The address that counts as proved.
    pub vouched: Option<&'n Email>,
    /// The address that it told the last time.
    pub before: Option<&'n str>,
    /// Whether the operator says what is taken over.
    pub by_operator: bool,
    /// Whether codes go to the address as a factor: then it is not for a provider to say.
    pub keeps_email: bool,
}

impl News<'_> {
    /// The user as it becomes. What the provider does not say stays; so does what cannot change, and
    /// the address that was proved, where the provider goes on telling another one or does not vouch
    /// for it.
    pub(super) fn onto(&self, user: &User, account: Account, settings: &PoolSettings) -> User {
        let mut user = user.clone();
        for (name, value) in self.told {
            let is_missing = !user.attributes.contains_key(name);
            let own = name.strip_prefix("custom:");
            let is_fixed = settings
                .custom_attributes
                .iter()
                .any(|custom| own == Some(custom.name.as_str()) && !custom.mutable);
            let has_number = user.is_verified(Medium::PhoneNumber.verified());
            let is_taken = match name.as_str() {
                "email" => false,
                "phone_number" => account == Account::Own && !has_number,
                _ => is_missing || !is_fixed && (account == Account::Own || self.by_operator),
            };
            if is_taken {
                user.attributes.insert(name.clone(), value.clone());
            }
        }
        if let (Account::Own, false, Some(email)) =
            (account, self.keeps_email, self.told.get("email"))
        {
            self.put_email(&mut user, email);
        }
        user
    }

    fn put_email(&self, user: &mut User, value: &str) {
        let flag = Medium::Email.verified();
        let same = |one: &str| one.to_lowercase() == value.to_lowercase();
        let is_vouched = self.vouched.is_some_and(|email| same(email.as_str()));
        match user.attributes.get("email") {
            Some(present) if same(present) => {}
            Some(_) if self.before.is_some_and(same) => return,
            Some(_) if user.email_is_verified() && !is_vouched => return,
            _ => {
                user.attributes.remove(flag);
            }
        }
        user.attributes.insert("email".to_owned(), value.to_owned());
        if is_vouched {
            user.attributes.insert(flag.to_owned(), "true".to_owned());
        }
    }
}
