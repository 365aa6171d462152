//! JSON Web Tokens of our own (RFC 7519): signed with a held key, verified with its public half.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Error;
use super::jose::VerifyingKey;
use super::keys::PrivateKey;
use super::signer::Signer;
use crate::model::KeyId;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// Values of `typ` by which one kind of token is told from another (RFC 8725 section 3.11).
pub mod typ {
    /// A JWT of no particular kind (RFC 7519 section 5.1).
    pub const JWT: &str = "JWT";
    /// An access token (RFC 9068 section 2.1).
    pub const ACCESS_TOKEN: &str = "at+jwt";
    /// A logout token (OpenID Connect Back-Channel Logout section 2.4).
    pub const LOGOUT_TOKEN: &str = "logout+jwt";
    /// An answer to introspection (RFC 9701 section 5).
    pub const INTROSPECTION: &str = "token-introspection+jwt";
    /// A request object (RFC 9101 section 10.8).
    pub const REQUEST_OBJECT: &str = "oauth-authz-req+jwt";
}

/// The header of a token as it is written (RFC 7515 section 4.1).
#[derive(Debug, Serialize)]
struct Header<'h> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'h str>,
    alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'static str>,
}

/// The header of a token as it is read.
#[derive(Debug, Deserialize)]
struct Shown<'t> {
    #[serde(borrow)]
    kid: Cow<'t, str>,
    #[serde(borrow)]
    alg: Cow<'t, str>,
}

/// Signs claims in the compact form (RFC 7515 section 3.1).
///
/// # Errors
/// When too many signatures wait, or the library refuses.
pub async fn sign<C: Serialize>(
    signer: &Signer,
    id: &KeyId,
    key: &PrivateKey,
    typ: Option<&'static str>,
    claims: &C,
) -> Result<String, Error> {
    sign_elsewhere(signer, Some(id.as_str()), key, typ, claims).await
}

/// Signs claims with a key that another server knows us by, under the name that it gave the key.
///
/// # Errors
/// As [`sign`].
pub async fn sign_elsewhere<C: Serialize>(
    signer: &Signer,
    kid: Option<&str>,
    key: &PrivateKey,
    typ: Option<&'static str>,
    claims: &C,
) -> Result<String, Error> {
    let header = Header { kid, alg: key.algorithm().as_str(), typ };
    let failed = |_| Error::Failed("serialise token");
    let header = serde_json::to_vec(&header).map_err(failed)?;
    let claims = serde_json::to_vec(claims).map_err(failed)?;
    let mut message = String::with_capacity((header.len() + claims.len()) * 4 / 3 + 400);
    URL_SAFE_NO_PAD.encode_string(header, &mut message);
    message.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut message);
    let (mut token, signature) = signer.sign(key, message).await?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// The key id in a token's header; nothing when it is no token.
pub fn key_id(token: &str) -> Option<KeyId> {
    let header = decode(Parts::of(token)?.header)?;
    serde_json::from_slice::<Shown<'_>>(&header).ok()?.kid.parse().ok()
}

/// The claims of a token whose signature is good by that key and its one algorithm; times, issuer
/// and audience are for the caller to judge.
pub fn verify<C: DeserializeOwned>(token: &str, key: &VerifyingKey) -> Option<C> {
    let parts = Parts::of(token)?;
    let header = decode(parts.header)?;
    let shown: Shown<'_> = serde_json::from_slice(&header).ok()?;
    let good = shown.alg == key.algorithm().as_str()
        && key.verifies(parts.message.as_bytes(), &decode(parts.signature)?);
    if good { serde_json::from_slice(&decode(parts.claims)?).ok() } else { None }
}

/// The parts of a token, still in base64url.
struct Parts<'t> {
    header: &'t str,
    claims: &'t str,
    /// Header and claims as they were signed.
    message: &'t str,
    signature: &'t str,
}

impl<'t> Parts<'t> {
    fn of(token: &'t str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        Some(Self { header, claims, message, signature })
    }
}

fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Algorithm;
    use serde_json::{Value, json};

    fn verifying(key: &PrivateKey, algorithm: Algorithm) -> VerifyingKey {
        VerifyingKey::new(&key.public(), algorithm).expect("a key")
    }

    #[tokio::test]
    async fn only_the_right_key_and_algorithm_verify() {
        let signer = Signer::start().expect("threads");
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).expect("a key");
            let other = PrivateKey::generate(algorithm).expect("a key");
            let id: KeyId = "test-key-id".parse().expect("an id");
            let token = sign(&signer, &id, &key, None, &json!({"sub": "x"})).await.expect("signed");
            assert_eq!(key_id(&token), Some(id));
            let own = verifying(&key, algorithm);
            assert_eq!(verify(&token, &own), Some(json!({"sub": "x"})));
            assert_eq!(verify::<Value>(&token, &verifying(&other, algorithm)), None);
            for wrong in Algorithm::ALL.into_iter().filter(|one| *one != algorithm) {
                if let Ok(key) = VerifyingKey::new(&key.public(), wrong) {
                    assert_eq!(verify::<Value>(&token, &key), None);
                }
            }
            let (message, signature) = token.rsplit_once('.').expect("three parts");
            let unsigned = format!("{message}.");
            assert_eq!(verify::<Value>(&unsigned, &own), None);
            let none = URL_SAFE_NO_PAD.encode(r#"{"kid":"test-key-id","alg":"none"}"#);
            let (_, claims) = message.split_once('.').expect("three parts");
            assert_eq!(verify::<Value>(&format!("{none}.{claims}.{signature}"), &own), None);
        }
    }

    #[tokio::test]
    async fn a_token_says_of_what_kind_it_is() {
        let signer = Signer::start().expect("threads");
        let key = PrivateKey::generate(Algorithm::EdDSA).expect("a key");
        let id: KeyId = "test-key-id".parse().expect("an id");
        for typ in [typ::JWT, typ::ACCESS_TOKEN, typ::LOGOUT_TOKEN, typ::INTROSPECTION] {
            let token = sign(&signer, &id, &key, Some(typ), &json!({})).await.expect("signed");
            let header = decode(Parts::of(&token).expect("parts").header).expect("base64url");
            let header: Value = serde_json::from_slice(&header).expect("JSON");
            assert_eq!(header, json!({"kid": "test-key-id", "alg": "EdDSA", "typ": typ}));
        }
    }

    #[test]
    fn garbage_has_no_key_id() {
        for garbage in ["", ".", "..", "a.b.c", "e30.e30.", &"a".repeat(LONGEST + 1)] {
            assert_eq!(key_id(garbage), None, "{garbage}");
        }
    }
}
