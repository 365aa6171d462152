//! What a client asks for: its grant types and response types, which must fit together (RFC 7591
//! section 2.1).

use super::Metadata;
use super::members::{At, list, wrong};
use crate::domain::error::Result;
use crate::model::client::ClientSettings;

/// The grant types by name, and where each stands in a client's settings.
const GRANTS: [(&str, At<bool>); 5] = [
    ("authorization_code", |s| &mut s.code),
    ("implicit", |s| &mut s.implicit),
    ("refresh_token", |s| &mut s.refresh),
    ("client_credentials", |s| &mut s.client_credentials),
    ("urn:ietf:params:oauth:grant-type:device_code", |s| &mut s.device),
];

/// The response types, their words in alphabetical order.
const RESPONSE_TYPES: [&str; 7] = [
    "code",
    "id_token",
    "id_token token",
    "token",
    "code id_token",
    "code token",
    "code id_token token",
];

/// What response types need of the grants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Needs {
    code: bool,
    implicit: bool,
}

impl Needs {
    fn of(response_type: &str) -> Self {
        let words = || response_type.split(' ');
        Self {
            code: words().any(|word| word == "code"),
            implicit: words().any(|word| word != "code"),
        }
    }

    fn or(self, other: Self) -> Self {
        Self { code: self.code || other.code, implicit: self.implicit || other.implicit }
    }

    fn are_met_by(self, settings: &ClientSettings) -> bool {
        (settings.code || !self.code) && (settings.implicit || !self.implicit)
    }
}

/// Takes both lists over. One that is left out follows from the other; without either the client
/// uses codes.
pub(super) fn read(metadata: &Metadata, settings: &mut ClientSettings) -> Result<()> {
    let grants = metadata.get("grant_types");
    let response_types = metadata.get("response_types");
    let needs = list("response_types", response_types, needs)?.into_iter().reduce(Needs::or);
    let needs = needs.unwrap_or_default();
    let asked = list("grant_types", grants, grant)?;
    for (name, at) in GRANTS {
        *at(settings) = asked.contains(&name);
    }
    match (grants, response_types) {
        (None, None) => settings.code = true,
        (Some(_), None) => {}
        (Some(_), Some(_)) if !needs.are_met_by(settings) => {
            return Err(wrong("grant_types does not have what response_types needs"));
        }
        (_, Some(_)) => {
            settings.code = needs.code;
            settings.implicit = needs.implicit;
        }
    }
    let begins =
        settings.code || settings.implicit || settings.client_credentials || settings.device;
    if begins { Ok(()) } else { Err(wrong("grant_types has no grant that begins with a client")) }
}

fn grant(name: &str) -> Result<&'static str> {
    let known = GRANTS.iter().find(|(known, _)| *known == name);
    known.map(|(known, _)| *known).ok_or_else(|| wrong("grant_types has one that is not offered"))
}

fn needs(response_type: &str) -> Result<Needs> {
    let mut words: Vec<&str> = response_type.split(' ').collect();
    words.sort_unstable();
    let known = RESPONSE_TYPES.iter().find(|known| **known == words.join(" "));
    known
        .map(|known| Needs::of(known))
        .ok_or_else(|| wrong("response_types has one that is not offered"))
}

/// The grant types of a client.
pub(super) fn grant_types(settings: &mut ClientSettings) -> Vec<&'static str> {
    GRANTS.iter().filter(|(_, at)| *at(settings)).map(|(name, _)| *name).collect()
}

/// The response types that the grants of a client allow.
pub(super) fn response_types(settings: &ClientSettings) -> Vec<&'static str> {
    RESPONSE_TYPES.into_iter().filter(|name| Needs::of(name).are_met_by(settings)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn uses(members: Value) -> Option<(String, usize)> {
        let Value::Object(members) = members else { return None };
        let mut settings = ClientSettings::default();
        read(&Metadata::new(members), &mut settings).ok()?;
        Some((grant_types(&mut settings).join(" "), response_types(&settings).len()))
    }

    #[test]
    fn one_list_follows_from_the_other() {
        for (members, grants, response_types) in [
            (json!({}), "authorization_code", 1),
            (json!({ "response_types": ["id_token"] }), "implicit", 3),
            (json!({ "response_types": ["token code"] }), "authorization_code implicit", 7),
            (json!({ "grant_types": ["implicit"] }), "implicit", 3),
            (json!({ "grant_types": ["client_credentials"] }), "client_credentials", 0),
            (
                json!({ "grant_types": ["refresh_token", "authorization_code"] }),
                "authorization_code refresh_token",
                1,
            ),
        ] {
            assert_eq!(uses(members), Some((grants.into(), response_types)));
        }
    }

    #[test]
    fn lists_that_do_not_fit_are_refused() {
        for members in [
            json!({ "grant_types": [] }),
            json!({ "grant_types": ["refresh_token"] }),
            json!({ "grant_types": ["password"] }),
            json!({ "grant_types": "implicit" }),
            json!({ "grant_types": [1] }),
            json!({ "response_types": [] }),
            json!({ "response_types": ["none"] }),
            json!({ "response_types": ["code code"] }),
            json!({ "response_types": ["code", ""] }),
            json!({ "grant_types": ["authorization_code"], "response_types": ["id_token"] }),
            json!({ "grant_types": ["implicit"], "response_types": ["code id_token"] }),
        ] {
            assert_eq!(uses(members.clone()), None, "{members}");
        }
    }
}
