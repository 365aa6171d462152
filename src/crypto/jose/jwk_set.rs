//! A key set as a client publishes it (RFC 7517 section 5), and the choice of a key by a JWT's header.

use serde::Serialize;
use serde_json::Value;

use super::{Header, Jwk, JwsAlgorithm};

/// The longest key set that is read, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// The most keys that a set may have, usable or not.
pub const MOST_KEYS: usize = 100;

/// How many keys are tried on one signature at the most.
const MOST_TRIES: usize = 8;

/// Why a text is no key set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwkSetFault {
    /// It is longer than [`LONGEST`].
    #[error("the key set is longer than 64 KiB")]
    TooLong,
    /// It is no JSON object with an array `keys`.
    #[error("the key set is not a JSON object with an array named keys")]
    Json,
    /// It has more than [`MOST_KEYS`].
    #[error("the key set has more than 100 keys")]
    TooMany,
}

/// The usable keys of a key set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a key set; a key that is not for us is passed over (RFC 7517 section 5), and so is one
    /// with private parts, which therefore is never kept.
    ///
    /// # Errors
    /// When it is no key set, or too large a one.
    pub fn parse(text: &[u8]) -> Result<Self, JwkSetFault> {
        if text.len() > LONGEST {
            return Err(JwkSetFault::TooLong);
        }
        Self::from_json(&serde_json::from_slice(text).map_err(|_| JwkSetFault::Json)?)
    }

    /// Reads a key set from JSON, as [`JwkSet::parse`] does.
    ///
    /// # Errors
    /// When it is no key set, or has too many keys.
    pub fn from_json(value: &Value) -> Result<Self, JwkSetFault> {
        let keys = value.get("keys").and_then(Value::as_array).ok_or(JwkSetFault::Json)?;
        if keys.len() > MOST_KEYS {
            return Err(JwkSetFault::TooMany);
        }
        Ok(keys.iter().filter_map(|key| Jwk::from_json(key).ok()).collect())
    }

    /// The keys.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys that may have signed a JWT with that header: those of its `kid`, or without one all
    /// that fit its algorithm.
    pub fn candidates<'s>(&'s self, header: &'s Header) -> impl Iterator<Item = &'s Jwk> {
        let fits = move |key: &&Jwk| match header.algorithm {
            JwsAlgorithm::Signed(algorithm) => key.fits(algorithm),
            _ => false,
        };
        let named = move |key: &&Jwk| header.key_id.is_none() || key.key_id == header.key_id;
        self.keys.iter().filter(named).filter(fits).take(MOST_TRIES)
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::PrivateKey;
    use crate::model::Algorithm;
    use proptest::prelude::*;
    use serde_json::json;

    fn key(algorithm: Algorithm, id: Option<&str>) -> Jwk {
        Jwk {
            key: PrivateKey::generate(algorithm).expect("a key").public(),
            key_id: id.map(str::to_owned),
            algorithm: None,
            usage: None,
            operations: None,
        }
    }

    fn header(algorithm: Algorithm, id: Option<&str>) -> Header {
        Header { algorithm: algorithm.into(), typ: None, key_id: id.map(str::to_owned), key: None }
    }

    #[test]
    fn unusable_keys_are_passed_over() {
        let good = key(Algorithm::ES256, Some("good"));
        let mut private = good.to_json();
        private["d"] = json!("c2VjcmV0");
        let text = json!({"keys": [private, good, 7, {"kty": "oct"}, {"kty": "new"}], "more": 1});
        let set = JwkSet::parse(text.to_string().as_bytes()).expect("a key set");
        assert_eq!(set.keys().first(), Some(&good));
        assert_eq!(json!(set), json!({ "keys": [good] }));
    }

    #[test]
    fn a_key_is_chosen_by_its_id_or_else_by_its_kind() {
        let keys = [
            key(Algorithm::ES256, Some("one")),
            key(Algorithm::ES256, Some("two")),
            key(Algorithm::ES256, Some("two")),
            key(Algorithm::ES384, Some("one")),
            key(Algorithm::EdDSA, None),
            Jwk { usage: Some("enc".into()), ..key(Algorithm::ES256, Some("one")) },
        ];
        let set: JwkSet = keys.into_iter().collect();
        let count = |algorithm, id| set.candidates(&header(algorithm, id)).count();
        assert_eq!(count(Algorithm::ES256, Some("one")), 1);
        assert_eq!(count(Algorithm::ES256, Some("two")), 2);
        assert_eq!(count(Algorithm::ES256, None), 3);
        assert_eq!(count(Algorithm::ES384, Some("two")), 0);
        assert_eq!(count(Algorithm::EdDSA, Some("one")), 0);
        assert_eq!(count(Algorithm::EdDSA, None), 1);
        assert_eq!(count(Algorithm::RS256, None), 0);
    }

    #[test]
    fn a_set_is_bounded_in_every_direction() {
        let one = key(Algorithm::EdDSA, None);
        let many = |count: usize| json!({"keys": vec![one.to_json(); count]}).to_string();
        let set = JwkSet::parse(many(MOST_KEYS).as_bytes()).expect("a key set");
        assert_eq!(set.candidates(&header(Algorithm::EdDSA, None)).count(), MOST_TRIES);
        assert_eq!(JwkSet::parse(many(MOST_KEYS + 1).as_bytes()), Err(JwkSetFault::TooMany));
        assert_eq!(JwkSet::parse(&vec![b' '; LONGEST + 1]), Err(JwkSetFault::TooLong));
        for text in ["", "[]", "{}", r#"{"keys": {}}"#, &"[".repeat(LONGEST)] {
            assert_eq!(JwkSet::parse(text.as_bytes()), Err(JwkSetFault::Json));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*", inner in ".*") {
            let _: Result<JwkSet, JwkSetFault> = JwkSet::parse(text.as_bytes());
            let set = format!(r#"{{"keys": [{inner}]}}"#);
            let _: Result<JwkSet, JwkSetFault> = JwkSet::parse(set.as_bytes());
        }
    }
}
