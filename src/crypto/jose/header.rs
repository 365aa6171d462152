//! The header of a JWT that was sent to us (RFC 7515 section 4.1), read strictly.

use serde_json::Value;

use super::jws::JwsFault;
use super::{Jwk, JwsAlgorithm, strict};

/// The header parameters that change how the rest is read: none of them is understood here.
const CHANGING: [&str; 2] = ["crit", "b64"];

/// What the header says (RFC 7515 section 4.1); `jku`, `x5u` and `x5c` are neither read nor fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `alg`.
    pub algorithm: JwsAlgorithm,
    /// `typ`.
    pub typ: Option<String>,
    /// `kid`.
    pub key_id: Option<String>,
    /// `jwk`: the key that the sender claims to have, never one to trust for its own sake.
    pub key: Option<Jwk>,
}

impl Header {
    /// Reads a header; one with a parameter that changes how the rest is read is refused.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, JwsFault> {
        let members = strict::object(bytes).ok_or(JwsFault::Header)?;
        if CHANGING.iter().any(|name| members.contains_key(*name)) {
            return Err(JwsFault::Critical);
        }
        let text = |name| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(JwsFault::Header),
        };
        let algorithm = text("alg")?.ok_or(JwsFault::Algorithm)?;
        Ok(Self {
            algorithm: algorithm.parse().map_err(|_| JwsFault::Algorithm)?,
            typ: text("typ")?,
            key_id: text("kid")?,
            key: members.get("jwk").map(Jwk::from_json).transpose().map_err(JwsFault::Key)?,
        })
    }

    /// Whether `typ` is that media type: its case does not matter, and `application/` may stand
    /// before it (RFC 7515 section 4.1.9).
    pub fn is_type(&self, name: &str) -> bool {
        self.typ.as_ref().is_some_and(|typ| {
            let typ = typ.to_ascii_lowercase();
            typ.strip_prefix("application/").unwrap_or(&typ) == name.to_ascii_lowercase()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::jwk::JwkFault;
    use super::super::testing::{public, signed_under};
    use super::super::{Jws, Keys};
    use super::*;
    use crate::crypto::keys::PrivateKey;
    use crate::model::Algorithm;
    use serde_json::json;

    #[test]
    fn a_header_that_is_not_understood_is_refused() {
        let own = PrivateKey::generate(Algorithm::EdDSA).expect("a key");
        let mut private = public(&own).to_json();
        private["d"] = json!("c2VjcmV0");
        for (header, fault) in [
            (json!({}), JwsFault::Algorithm),
            (json!({"alg": "none"}), JwsFault::Algorithm),
            (json!({"alg": "nOnE"}), JwsFault::Algorithm),
            (json!({"alg": ["EdDSA"]}), JwsFault::Header),
            (json!({"alg": "EdDSA", "kid": 1}), JwsFault::Header),
            (json!({"alg": "EdDSA", "typ": null}), JwsFault::Header),
            (json!({"alg": "EdDSA", "crit": ["exp"]}), JwsFault::Critical),
            (json!({"alg": "EdDSA", "crit": []}), JwsFault::Critical),
            (json!({"alg": "EdDSA", "b64": false}), JwsFault::Critical),
            (json!({"alg": "EdDSA", "jwk": private}), JwsFault::Key(JwkFault::Private)),
            (json!({"alg": "EdDSA", "jwk": "x"}), JwsFault::Key(JwkFault::Json)),
            (json!([]), JwsFault::Header),
        ] {
            let text = signed_under(&own, &header, &json!({}));
            assert_eq!(Jws::parse(&text).err(), Some(fault), "{header}");
        }
    }

    #[test]
    fn what_a_header_points_at_is_neither_read_nor_fetched() {
        let own = PrivateKey::generate(Algorithm::EdDSA).expect("a key");
        let fetched = json!({"alg": "EdDSA", "jku": "https://a.test", "x5u": 1, "x5c": ["MII"]});
        let text = signed_under(&own, &fetched, &json!({}));
        let jws = Jws::parse(&text).expect("a JWT");
        assert!(jws.verify(Keys::One(&public(&own)), &[Algorithm::EdDSA.into()]).is_ok());
    }
}
