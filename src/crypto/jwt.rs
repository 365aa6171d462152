//! JSON Web Tokens (RFC 7519): signed with a held key, verified against an allow-list of one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Error;
use super::keys::PrivateKey;
use super::signer::Signer;
use crate::model::{Algorithm, KeyId};

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// The header of a token (RFC 7515 section 4.1).
#[derive(Debug, Serialize)]
struct Header<'h> {
    kid: &'h str,
    alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'static str>,
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
    let header = Header { kid: id.as_str(), alg: key.algorithm().as_str(), typ };
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
    if token.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    header.kid?.parse().ok()
}

/// The claims of a token whose signature is good by that key and algorithm; times, issuer and
/// audience are for the caller to judge.
pub fn verify<C: DeserializeOwned + Clone>(
    token: &str,
    key: &DecodingKey,
    algorithm: Algorithm,
) -> Option<C> {
    let mut validation = Validation::new(match algorithm {
        Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::EdDSA => jsonwebtoken::Algorithm::EdDSA,
    });
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(token, key, &validation).ok().map(|data| data.claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[tokio::test]
    async fn only_the_right_key_and_algorithm_verify() {
        let signer = Signer::start().expect("threads");
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).expect("a key");
            let other = PrivateKey::generate(algorithm)
                .expect("a key")
                .public()
                .decoding_key()
                .expect("a key");
            let id: KeyId = "test-key-id".parse().expect("an id");
            let token = sign(&signer, &id, &key, None, &json!({"sub": "x"})).await.expect("signed");
            assert_eq!(key_id(&token), Some(id));
            let own = key.public().decoding_key().expect("a key");
            assert_eq!(verify::<Value>(&token, &own, algorithm), Some(json!({"sub": "x"})));
            assert_eq!(verify::<Value>(&token, &other, algorithm), None);
            for wrong in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
                assert_eq!(verify::<Value>(&token, &own, wrong), None);
            }
            let unsigned = format!("{}.", token.rsplit_once('.').expect("three parts").0);
            assert_eq!(verify::<Value>(&unsigned, &own, algorithm), None);
        }
    }

    #[test]
    fn garbage_has_no_key_id() {
        for garbage in ["", ".", "..", "a.b.c", "e30.e30.", &"a".repeat(LONGEST + 1)] {
            assert_eq!(key_id(garbage), None, "{garbage}");
        }
    }
}
