//! A JWT taken apart to be shown; whoever relies on one verifies it first.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The parts of a JWT (RFC 7519), unverified.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Jwt {
    /// As it was sent.
    pub(super) raw: String,
    /// The header, as indented JSON.
    pub(super) header: String,
    /// The claims.
    pub(super) claims: Map<String, Value>,
}

impl Jwt {
    /// Takes a JWT apart, if it is one.
    pub(super) fn read(raw: &str) -> Option<Self> {
        let mut parts = raw.split('.');
        let (header, claims) = (part(parts.next()?)?, part(parts.next()?)?);
        Some(Self { raw: raw.to_owned(), header: indented(&Value::Object(header)), claims })
    }

    /// The claims, as indented JSON.
    pub(super) fn claims_json(&self) -> String {
        indented(&Value::Object(self.claims.clone()))
    }

    /// The claims as rows of a table.
    pub(super) fn rows(&self) -> Vec<(&str, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.claims.iter().map(|(name, value)| (name.as_str(), text(value))).collect()
    }
}

fn part(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// JSON for a person to read.
pub(super) fn indented(value: &Value) -> String {
    format!("{value:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_taken_apart() {
        // RFC 7519 section 3.1.
        let raw = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let jwt = Jwt::read(raw).expect("a JWT");
        assert!(jwt.header.contains(r#""alg": "HS256""#));
        assert_eq!(jwt.rows()[..2], [("iss", "joe".to_owned()), ("exp", "1300819380".to_owned())]);
        assert_eq!(Jwt::read("opaque"), None);
    }
}
