//! A public key as JSON (RFC 7517, RFC 7518 section 6, RFC 8037 section 2), and its thumbprint
//! (RFC 7638).

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{JwsAlgorithm, decode, encode, strict};
use crate::crypto::digest::sha256;
use crate::crypto::keys::{Curve, PublicKey};
use crate::model::{Algorithm, KeyId};

/// The members that only a private or a symmetric key has (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// The sizes of an RSA modulus in bits (RFC 7518 section 3.3 demands the first).
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The length of an Ed25519 key in bytes.
const ED25519_LENGTH: usize = 32;

/// The curve of an Ed25519 key.
const ED25519: &str = "Ed25519";

/// Why a JSON value is not a public key that this house verifies with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwkFault {
    /// It is no JSON object, names a member twice or is too long.
    #[error("the key is not a JSON object that names each member once")]
    Json,
    /// It is a private or a symmetric key, which nobody may send.
    #[error("the key has private or symmetric parts: send the public half alone")]
    Private,
    /// Its `kty` or `crv` is of no algorithm here.
    #[error("the key is none of RSA, EC on P-256, P-384 or P-521, and OKP on Ed25519")]
    Kind,
    /// A member is missing or has another form.
    #[error("the member {0} of the key is missing or malformed")]
    Member(&'static str),
    /// An RSA modulus that is too short or too long.
    #[error("the RSA key has fewer than 2048 or more than 8192 bits")]
    Size,
}

/// A public key and what its owner says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// The key.
    pub key: PublicKey,
    /// `kid`.
    pub key_id: Option<String>,
    /// `alg`, which may be an algorithm that is unknown here.
    pub algorithm: Option<String>,
    /// `use`: `sig` for signatures.
    pub usage: Option<String>,
    /// `key_ops`: `verify` is among them when it is for signatures.
    pub operations: Option<Vec<String>>,
}

impl Jwk {
    /// A key of our own, for a key set: its id, its one algorithm, and that it is for signatures.
    pub fn published(key: PublicKey, id: &KeyId, algorithm: Algorithm) -> Self {
        Self {
            key,
            key_id: Some(id.to_string()),
            algorithm: Some(algorithm.to_string()),
            usage: Some("sig".into()),
            operations: None,
        }
    }

    /// Reads a key from text.
    ///
    /// # Errors
    /// What it is instead of a public key.
    pub fn parse(text: &[u8]) -> Result<Self, JwkFault> {
        Self::from_members(&strict::object(text).ok_or(JwkFault::Json)?)
    }

    /// Reads a key from JSON.
    ///
    /// # Errors
    /// What it is instead of a public key.
    pub fn from_json(value: &Value) -> Result<Self, JwkFault> {
        Self::from_members(value.as_object().ok_or(JwkFault::Json)?)
    }

    fn from_members(members: &Map<String, Value>) -> Result<Self, JwkFault> {
        // First: a private part is one whatever else is wrong with the key.
        if PRIVATE.iter().any(|name| members.contains_key(*name)) {
            return Err(JwkFault::Private);
        }
        let kind = text(members, "kty")?.ok_or(JwkFault::Member("kty"))?;
        if kind == "oct" {
            return Err(JwkFault::Private);
        }
        let key = match kind.as_str() {
            "RSA" => rsa(members)?,
            "EC" => ec(members)?,
            "OKP" => okp(members)?,
            _ => return Err(JwkFault::Kind),
        };
        Ok(Self {
            key,
            key_id: text(members, "kid")?,
            algorithm: text(members, "alg")?,
            usage: text(members, "use")?,
            operations: operations(members)?,
        })
    }

    /// Whether signatures by that algorithm may be verified with it: its kind is right, and nothing
    /// that its owner says of it speaks against (RFC 7517 sections 4.2 to 4.4).
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        let named = self.algorithm.as_ref().is_none_or(|name| {
            name.parse::<JwsAlgorithm>().is_ok_and(|own| own == algorithm.into())
        });
        let operations = self.operations.as_ref();
        named
            && self.usage.as_ref().is_none_or(|usage| usage == "sig")
            && operations.is_none_or(|list| list.iter().any(|operation| operation == "verify"))
            && self.key.fits(algorithm)
    }

    /// The members by which the key is told from all others, in the order of their names.
    fn required(&self) -> Vec<(&'static str, String)> {
        match &self.key {
            PublicKey::Rsa { n, e } => {
                vec![("e", encode(e)), ("kty", "RSA".into()), ("n", encode(n))]
            }
            PublicKey::Ec { curve, x, y } => vec![
                ("crv", curve.as_str().into()),
                ("kty", "EC".into()),
                ("x", encode(x)),
                ("y", encode(y)),
            ],
            PublicKey::Ed { x } => {
                vec![("crv", ED25519.into()), ("kty", "OKP".into()), ("x", encode(x))]
            }
        }
    }

    /// The SHA-256 thumbprint in base64url (RFC 7638 section 3), as `jkt` has it (RFC 9449 section 6).
    pub fn thumbprint(&self) -> String {
        // Names and values are plain ASCII: nothing is escaped, and no space stands between.
        let members =
            self.required().into_iter().map(|(name, value)| format!("\"{name}\":\"{value}\""));
        let canonical = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        encode(&sha256(canonical.as_bytes()))
    }

    /// The key as JSON.
    pub fn to_json(&self) -> Value {
        let described =
            [("kid", &self.key_id), ("alg", &self.algorithm), ("use", &self.usage)].into_iter();
        let mut members: Map<String, Value> = self
            .required()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .chain(described.filter_map(|(name, value)| {
                value.as_ref().map(|value| (name.to_owned(), json!(value)))
            }))
            .collect();
        if let Some(operations) = &self.operations {
            members.insert("key_ops".into(), json!(operations));
        }
        Value::Object(members)
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// A member that is a text where it is there.
fn text(members: &Map<String, Value>, name: &'static str) -> Result<Option<String>, JwkFault> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JwkFault::Member(name)),
    }
}

/// A member that must be there, decoded.
fn bytes(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkFault> {
    text(members, name)?.and_then(|text| decode(&text)).ok_or(JwkFault::Member(name))
}

/// A member that must be there and be that many bytes long.
fn fixed(
    members: &Map<String, Value>,
    name: &'static str,
    length: usize,
) -> Result<Vec<u8>, JwkFault> {
    let bytes = bytes(members, name)?;
    if bytes.len() == length { Ok(bytes) } else { Err(JwkFault::Member(name)) }
}

fn operations(members: &Map<String, Value>) -> Result<Option<Vec<String>>, JwkFault> {
    let malformed = JwkFault::Member("key_ops");
    let Some(list) = members.get("key_ops") else { return Ok(None) };
    let list = list.as_array().ok_or(malformed)?;
    list.iter()
        .map(|operation| operation.as_str().map(str::to_owned).ok_or(malformed))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// RFC 7518 section 6.3.1: both numbers odd and in the fewest bytes that hold them.
fn rsa(members: &Map<String, Value>) -> Result<PublicKey, JwkFault> {
    let (n, e) = (bytes(members, "n")?, bytes(members, "e")?);
    let shortest = |number: &[u8]| number.first().is_some_and(|byte| *byte != 0);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    if !shortest(&n) || !odd(&n) {
        return Err(JwkFault::Member("n"));
    }
    if !shortest(&e) || !odd(&e) || e.len() > 4 || e == [1] {
        return Err(JwkFault::Member("e"));
    }
    let unused = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !MODULUS_BITS.contains(&(n.len() * 8 - unused)) {
        return Err(JwkFault::Size);
    }
    Ok(PublicKey::Rsa { n, e })
}

/// RFC 7518 section 6.2.1.
fn ec(members: &Map<String, Value>) -> Result<PublicKey, JwkFault> {
    let name = text(members, "crv")?.ok_or(JwkFault::Member("crv"))?;
    let curve =
        Curve::ALL.into_iter().find(|curve| curve.as_str() == name).ok_or(JwkFault::Kind)?;
    let coordinate = |name| fixed(members, name, curve.coordinate_length());
    Ok(PublicKey::Ec { curve, x: coordinate("x")?, y: coordinate("y")? })
}

/// RFC 8037 section 2.
fn okp(members: &Map<String, Value>) -> Result<PublicKey, JwkFault> {
    if text(members, "crv")?.ok_or(JwkFault::Member("crv"))? != ED25519 {
        return Err(JwkFault::Kind);
    }
    Ok(PublicKey::Ed { x: fixed(members, "x", ED25519_LENGTH)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::PrivateKey;
    use proptest::prelude::*;

    /// The modulus of RFC 7638 section 3.1.
    const N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    /// The key of RFC 8037 appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    #[test]
    fn thumbprints_are_those_of_the_standards() {
        let rsa = json!({"kty": "RSA", "n": N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
        let of = |key: &Value| Jwk::from_json(key).expect("a key").thumbprint();
        assert_eq!(of(&rsa), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert_eq!(of(&ed), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let id: KeyId = "test-key-id".parse().expect("an id");
        for algorithm in Algorithm::ALL {
            let public = PrivateKey::generate(algorithm).expect("a key").public();
            let key = Jwk::published(public, &id, algorithm);
            let text = serde_json::to_vec(&key).expect("JSON");
            assert_eq!(Jwk::parse(&text), Ok(key.clone()));
            let fitting: Vec<Algorithm> =
                Algorithm::ALL.into_iter().filter(|one| key.fits(*one)).collect();
            assert_eq!(fitting, [algorithm]);
        }
    }

    #[test]
    fn what_its_owner_says_of_a_key_is_kept_to() {
        let ed = |member: &str, value: Value| {
            let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
            key[member] = value;
            Jwk::from_json(&key).expect("a key").fits(Algorithm::EdDSA)
        };
        assert!(
            ed("alg", json!("EdDSA")) && ed("alg", json!("Ed25519")) && ed("use", json!("sig"))
        );
        assert!(ed("key_ops", json!(["verify"])) && ed("x5c", json!(["ignored"])));
        assert!(!ed("alg", json!("ES256")) && !ed("alg", json!("ECDH-ES")));
        assert!(!ed("use", json!("enc")) && !ed("key_ops", json!(["encrypt"])));
    }

    #[test]
    fn a_key_with_private_or_symmetric_parts_is_refused() {
        for name in PRIVATE {
            let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
            key[name] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
            assert_eq!(Jwk::from_json(&key), Err(JwkFault::Private), "{name}");
        }
        assert_eq!(Jwk::from_json(&json!({"kty": "oct", "k": "c2VjcmV0"})), Err(JwkFault::Private));
        assert_eq!(Jwk::from_json(&json!({"kty": "oct"})), Err(JwkFault::Private));
    }

    #[test]
    fn a_malformed_or_unknown_key_is_refused() {
        let short = encode(&[0xff; 128]);
        let long = encode(&[0xff; 1025]);
        let padded = format!("{X}=");
        for (key, fault) in [
            (json!([]), JwkFault::Json),
            (json!({}), JwkFault::Member("kty")),
            (json!({"kty": 1}), JwkFault::Member("kty")),
            (json!({"kty": "AKP"}), JwkFault::Kind),
            (json!({"kty": "OKP", "crv": "Ed448", "x": X}), JwkFault::Kind),
            (json!({"kty": "OKP", "crv": "Ed25519"}), JwkFault::Member("x")),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": padded}), JwkFault::Member("x")),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": X, "kid": 7}), JwkFault::Member("kid")),
            (json!({"kty": "EC", "crv": "secp256k1", "x": X, "y": X}), JwkFault::Kind),
            (json!({"kty": "EC", "crv": "P-384", "x": X, "y": X}), JwkFault::Member("x")),
            (json!({"kty": "EC", "crv": "P-256", "x": X, "y": ""}), JwkFault::Member("y")),
            (json!({"kty": "RSA", "n": short, "e": "AQAB"}), JwkFault::Size),
            (json!({"kty": "RSA", "n": long, "e": "AQAB"}), JwkFault::Size),
            (json!({"kty": "RSA", "n": "", "e": "AQAB"}), JwkFault::Member("n")),
            (json!({"kty": "RSA", "n": format!("AA{N}"), "e": "AQAB"}), JwkFault::Member("n")),
            (json!({"kty": "RSA", "n": N, "e": "AQ"}), JwkFault::Member("e")),
            (json!({"kty": "RSA", "n": N, "e": "Ag"}), JwkFault::Member("e")),
            (json!({"kty": "RSA", "n": N, "e": N}), JwkFault::Member("e")),
        ] {
            assert_eq!(Jwk::from_json(&key), Err(fault), "{key}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*", n in ".*", e in ".*", kind in "RSA|EC|OKP") {
            let _: Result<Jwk, JwkFault> = Jwk::parse(text.as_bytes());
            let key = json!({"kty": kind, "n": n, "e": e, "x": n, "y": e, "crv": "P-256"});
            let _: Result<Jwk, JwkFault> = Jwk::from_json(&key);
        }
    }
}
