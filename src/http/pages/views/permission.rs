//! What an application asks for, in words: scopes, and claims by their names.

use super::field;
use super::frame::Frame;

/// A scope that an application asks for (RFC 6749 section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The scope as the application wrote it.
    pub scope: String,
    /// What its resource server says that it allows; empty where nothing is said.
    pub description: String,
}

/// The scopes that every pool knows (OpenID Connect Core sections 5.4 and 11, and Cognito's own).
const SCOPES: [(&str, &str); 7] = [
    ("openid", "scope-openid"),
    ("profile", "scope-profile"),
    ("email", "scope-email"),
    ("phone", "scope-phone"),
    ("address", "scope-address"),
    ("offline_access", "scope-offline-access"),
    ("aws.cognito.signin.user.admin", "scope-account"),
];

/// The claims that are no field of any form.
const CLAIMS: [(&str, &str); 5] = [
    ("sub", "claim-sub"),
    ("email_verified", "claim-email-verified"),
    ("phone_number_verified", "claim-phone-verified"),
    ("updated_at", "claim-updated-at"),
    ("cognito:groups", "claim-groups"),
];

impl Permission {
    /// A scope of which only the name is known.
    pub fn named(scope: &str) -> Permission {
        Permission { scope: scope.to_owned(), description: String::new() }
    }

    /// A scope of a resource server, with what it allows.
    pub fn described(scope: &str, description: &str) -> Permission {
        Permission { description: description.to_owned(), ..Permission::named(scope) }
    }

    /// What it allows: in our words where we have some, else in the resource server's.
    pub fn in_words(&self, frame: &Frame) -> String {
        match SCOPES.iter().find(|(scope, _)| *scope == self.scope) {
            Some((_, key)) => frame.t(key),
            None if self.description.is_empty() => frame.t1("scope-other", "scope", &self.scope),
            None => self.description.clone(),
        }
    }
}

/// A claim that is asked for by name (OpenID Connect Core section 5.5); one that we have no words
/// for is called by its own name.
pub fn claim_in_words(frame: &Frame, name: &str) -> String {
    let own = CLAIMS.iter().find(|(claim, _)| *claim == name).map(|(_, key)| *key);
    match own.or_else(|| field::label_of(name)) {
        Some(key) => frame.t(key),
        None => field::plain_name(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Locale;

    #[test]
    fn our_words_come_first_then_the_servers_then_the_name() {
        let frame = Frame::sample(Locale::English);
        let words = |permission: Permission| permission.in_words(&frame);
        assert_eq!(words(Permission::named("email")), "See your e-mail address");
        assert_eq!(words(Permission::described("email", "Own you")), "See your e-mail address");
        assert_eq!(words(Permission::described("demo/read", "Read orders")), "Read orders");
        assert!(words(Permission::named("demo/write")).contains("demo/write"));
    }

    #[test]
    fn a_claim_is_called_what_its_field_is_called() {
        let frame = Frame::sample(Locale::German);
        assert_eq!(claim_in_words(&frame, "birthdate"), "Geburtsdatum");
        assert_eq!(claim_in_words(&frame, "custom:member_number"), "member number");
        assert!(!claim_in_words(&frame, "updated_at").contains("updated"));
    }
}
