//! What a client asks for: its grant types and response types, which must fit together (RFC 7591
//! section 2.1).

use super::Metadata;
use super::members::{At, list, wrong};
use crate::domain::error::Result;
use crate::model::client::{ClientSettings, ResponseType};

/// The grant types by name, and where each stands in a client's settings.
const GRANTS: [(&str, At<bool>); 5] = [
    ("authorization_code", |s| &mut s.code),
    ("implicit", |s| &mut s.implicit),
    ("refresh_token", |s| &mut s.refresh),
    ("client_credentials", |s| &mut s.client_credentials),
    ("urn:ietf:params:oauth:grant-type:device_code", |s| &mut s.device),
];

/// Takes both lists over as they are. A client that names no response types uses codes, or else what
/// its grants allow; one that names no grants has those that its response types need.
pub(super) fn read(metadata: &Metadata, settings: &mut ClientSettings) -> Result<()> {
    let grants = metadata.get("grant_types");
    let asked = list("grant_types", grants, grant)?;
    for (name, at) in GRANTS {
        *at(settings) = asked.contains(&name);
    }
    settings.response_types = None;
    let named = metadata.get("response_types");
    let mut response_types = Vec::new();
    for each in list("response_types", named, response_type)? {
        if !response_types.contains(&each) {
            response_types.push(each);
        }
    }
    if grants.is_none() {
        settings.code = named.is_none() || response_types.iter().any(|each| each.code);
        settings.implicit = response_types.iter().any(|each| each.is_implicit());
    }
    if named.is_none() {
        response_types = by_default(settings);
    }
    if !response_types.iter().all(|each| settings.grants_allow(*each)) {
        return Err(wrong("grant_types does not have what response_types needs"));
    }
    let begins = !response_types.is_empty() || settings.client_credentials || settings.device;
    settings.response_types = Some(response_types);
    if begins { Ok(()) } else { Err(wrong("grant_types has no grant that begins with a client")) }
}

fn by_default(settings: &ClientSettings) -> Vec<ResponseType> {
    if settings.code { vec![ResponseType::CODE] } else { settings.response_types() }
}

fn grant(name: &str) -> Result<&'static str> {
    let known = GRANTS.iter().find(|(known, _)| *known == name);
    known.map(|(known, _)| *known).ok_or_else(|| wrong("grant_types has one that is not offered"))
}

fn response_type(text: &str) -> Result<ResponseType> {
    text.parse().map_err(|_| wrong("response_types has one that is not offered"))
}

/// The grant types of a client.
pub(super) fn grant_types(settings: &mut ClientSettings) -> Vec<&'static str> {
    GRANTS.iter().filter(|(_, at)| *at(settings)).map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn uses(members: Value) -> Option<(String, Value)> {
        let Value::Object(members) = members else { return None };
        let mut settings = ClientSettings::default();
        read(&Metadata::new(members), &mut settings).ok()?;
        Some((grant_types(&mut settings).join(" "), json!(settings.response_types)))
    }

    #[test]
    fn one_list_follows_from_the_other() {
        let any_implicit = json!(["id_token", "id_token token", "token"]);
        for (members, grants, response_types) in [
            (json!({}), "authorization_code", json!(["code"])),
            (json!({ "response_types": ["id_token"] }), "implicit", json!(["id_token"])),
            (
                json!({ "response_types": ["token code"] }),
                "authorization_code implicit",
                json!(["code token"]),
            ),
            (json!({ "grant_types": ["implicit"] }), "implicit", any_implicit),
            (json!({ "grant_types": ["client_credentials"] }), "client_credentials", json!([])),
            (
                json!({ "grant_types": ["authorization_code", "implicit"] }),
                "authorization_code implicit",
                json!(["code"]),
            ),
            (
                json!({ "grant_types": ["refresh_token", "authorization_code"] }),
                "authorization_code refresh_token",
                json!(["code"]),
            ),
        ] {
            assert_eq!(uses(members), Some((grants.into(), response_types)));
        }
    }

    #[test]
    fn what_is_registered_is_kept() {
        let both = json!(["authorization_code", "implicit"]);
        let grants = "authorization_code implicit";
        for (response_types, kept) in [
            (json!(["code"]), json!(["code"])),
            (json!(["id_token code", "code"]), json!(["code id_token", "code"])),
            (json!(["token id_token", "id_token token"]), json!(["id_token token"])),
        ] {
            let members = json!({ "grant_types": both, "response_types": response_types });
            assert_eq!(uses(members), Some((grants.into(), kept)));
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
            json!({ "grant_types": ["authorization_code", "implicit"], "response_types": [] }),
            json!({ "grant_types": ["authorization_code"], "response_types": ["code", "token"] }),
        ] {
            assert_eq!(uses(members.clone()), None, "{members}");
        }
    }
}
