//! A user's claims as a client may read them (OpenID Connect Core section 5.4, Cognito's attribute
//! permissions).

use serde_json::{Map, Number, Value};

use crate::model::attribute::{self, Kind};
use crate::model::{Client, Scopes, User};

/// The claim in which identities elsewhere stand, and the attribute.
const IDENTITIES: &str = "identities";

/// The claims that `scopes` ask for and the client may read. With `openid` alone they are all that
/// the client may read, as Cognito has it; and none for a client of OpenID's lean ID tokens.
pub fn of(user: &User, client: &Client, scopes: &Scopes) -> Map<String, Value> {
    let named = ["profile", "email", "phone", "address"].iter().any(|scope| scopes.contains(scope));
    let all = !named && !client.settings.lean_id_token;
    let mut claims = Map::new();
    for standard in &attribute::STANDARD {
        let asked = all || scopes.contains(standard.scope);
        if let Some(text) = user.attributes.get(standard.name)
            && asked
            && client.settings.may_read(standard.name)
        {
            claims.insert(standard.name.to_owned(), value(standard.name, standard.kind, text));
        }
    }
    if (all || scopes.contains("profile")) && client.settings.may_read("updated_at") {
        claims.insert("updated_at".into(), Value::from(user.updated_at.seconds()));
    }
    for (name, text) in user.attributes.iter().filter(|(name, _)| name.starts_with("custom:")) {
        if (all || scopes.contains("profile")) && client.settings.may_read(name) {
            claims.insert(name.clone(), Value::from(text.as_str()));
        }
    }
    claims
}

/// Who the user is at identity providers, where they are known there and the client may know it
/// (Cognito's `identities`): what it would tell of the person is the same at every client.
pub fn identities(user: &User, client: &Client) -> Option<Value> {
    let settings = &client.settings;
    let may = settings.may_read(IDENTITIES) && !settings.pairwise && !settings.lean_id_token;
    let told = user.attributes.get(IDENTITIES).filter(|_| may)?;
    serde_json::from_str(told).ok()
}

/// Single claims by their names, as far as the user has them and the client may read them.
pub fn named(user: &User, client: &Client, names: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    for name in names.iter().filter(|name| client.settings.may_read(name)) {
        let standard = attribute::STANDARD.iter().find(|standard| standard.name == name);
        let claim = match (name.as_str(), standard, user.attributes.get(name.as_str())) {
            ("updated_at", ..) => Value::from(user.updated_at.seconds()),
            (_, Some(standard), Some(text)) => value(standard.name, standard.kind, text),
            (custom, None, Some(text)) if custom.starts_with("custom:") => {
                Value::from(text.as_str())
            }
            _ => continue,
        };
        claims.insert(name.clone(), claim);
    }
    claims
}

fn value(name: &str, kind: Kind, text: &str) -> Value {
    match (name, kind) {
        // OpenID Connect Core section 5.1.1: the address is an object.
        ("address", _) => {
            Value::Object(Map::from_iter([("formatted".to_owned(), Value::from(text))]))
        }
        (_, Kind::Text) => Value::from(text),
        (_, Kind::Flag) => Value::from(text == "true"),
        (_, Kind::Number) => {
            text.parse::<i64>().map_or(Value::Null, |number| Value::Number(Number::from(number)))
        }
    }
}
