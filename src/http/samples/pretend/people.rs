//! The people whom the pretend provider knows, and those whom a developer makes up.

use serde_json::{Map, Value, json};

use super::field;
use crate::http::samples::Fault;
use crate::http::samples::key::hash;

/// The longest name or address that can be made up, in bytes.
const LONGEST: usize = 254;

/// How much of a digest tells the made-up apart, in characters.
const SUBJECT_LENGTH: usize = 16;

/// Somebody whom the provider knows.
pub(super) struct Person {
    /// What they are called for good.
    pub(super) subject: &'static str,
    /// Their name.
    pub(super) name: &'static str,
    /// Their address.
    pub(super) email: &'static str,
    /// Whether the provider says that it is theirs.
    pub(super) is_verified: bool,
    /// What there is to see with them.
    pub(super) what: &'static str,
}

/// All of them.
pub(super) const PEOPLE: [Person; 3] = [
    Person {
        subject: "dana",
        name: "Dana Demo",
        email: "demo@example.test",
        is_verified: true,
        what: "has the demo user’s address, verified: the demo pool asks for the demo user’s password once, and connects the two",
    },
    Person {
        subject: "noor",
        name: "Noor New",
        email: "noor@example.test",
        is_verified: true,
        what: "was never here before, and gets an account",
    },
    Person {
        subject: "uli",
        name: "Uli Unsure",
        email: "uli@example.test",
        is_verified: false,
        what: "has an address that nobody has verified, for which the provider’s word does not count",
    },
];

/// What a developer answers.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// One of the people.
    person: Option<String>,
    /// Somebody else's name.
    name: String,
    /// And address.
    email: String,
    /// Whether it is verified.
    is_verified: bool,
}

impl Choice {
    /// Reads the form that was sent.
    pub(super) fn read(body: &[u8]) -> Self {
        Self {
            person: field(body, "person"),
            name: field(body, "name").unwrap_or_default(),
            email: field(body, "email").unwrap_or_default(),
            is_verified: field(body, "verified").is_some(),
        }
    }

    /// The claims of whoever was chosen (OpenID Connect Core section 5.1); nothing for nobody.
    pub(super) fn claims(&self) -> Result<Option<Map<String, Value>>, Fault> {
        let known = |subject: &String| PEOPLE.iter().find(|person| person.subject == subject);
        let (subject, name, email, is_verified) = match &self.person {
            Some(subject) => match known(subject) {
                Some(one) => (one.subject.to_owned(), one.name, one.email, one.is_verified),
                None => return Ok(None),
            },
            None => self.made_up()?,
        };
        let claims = json!({
            "sub": subject, "name": name, "email": email, "email_verified": is_verified,
        });
        Ok(claims.as_object().cloned())
    }

    /// Somebody of one address is the same each time.
    fn made_up(&self) -> Result<(String, &str, &str, bool), Fault> {
        let (name, email) = (self.name.trim(), self.email.trim());
        let is_short = |text: &str| (1..=LONGEST).contains(&text.len());
        if !is_short(name) || !is_short(email) || !email.contains('@') {
            return Err(Fault::because("somebody else has a name and an address"));
        }
        let digest: String = hash(&email.to_lowercase()).chars().take(SUBJECT_LENGTH).collect();
        Ok((format!("own-{digest}"), name, email, self.is_verified))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_up(name: &str, email: &str) -> Option<Map<String, Value>> {
        let choice = Choice { name: name.into(), email: email.into(), ..Choice::default() };
        choice.claims().ok().flatten()
    }

    #[test]
    fn a_choice_is_one_of_the_people_or_nobody() {
        let chosen = |person: &str| {
            let choice = Choice { person: Some(person.into()), ..Choice::default() };
            choice.claims().expect("a choice")
        };
        assert_eq!(chosen("dana").expect("claims")["email"], "demo@example.test");
        assert_eq!(chosen("uli").expect("claims")["email_verified"], false);
        assert_eq!(chosen("nobody"), None);
    }

    #[test]
    fn somebody_made_up_is_the_same_each_time() {
        let first = made_up("Ada", "Ada@example.test").expect("claims");
        let second = made_up("Ada L.", " ada@example.test").expect("claims");
        assert_eq!(first["sub"], second["sub"]);
        assert_ne!(made_up("Ada", "b@example.test").expect("claims")["sub"], first["sub"]);
        for (name, email) in [("", "a@b"), ("Ada", ""), ("Ada", "ab"), ("Ada", &"@".repeat(255))] {
            assert_eq!(made_up(name, email), None);
        }
    }
}
