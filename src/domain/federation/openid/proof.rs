//! How we prove ourselves at a provider's token endpoint (OpenID Connect Core section 9).

use std::time::Duration;

use openidconnect::core::CoreClientAuthMethod;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::place::Place;
use crate::crypto::jwt::{sign_elsewhere, typ};
use crate::crypto::keys::PrivateKey;
use crate::crypto::random;
use crate::domain::Result;
use crate::domain::federation::adapter::Upstream;
use crate::domain::federation::exchange::Proof;
use crate::domain::federation::oauth2::misconfigured;
use crate::domain::oauth::discovery::signing;
use crate::model::Algorithm;
use crate::model::provider::TokenAuth;

/// How long an assertion is good: each is made for one request.
const ASSERTION_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// By what a private key is told from a secret (RFC 7468 section 2).
const PEM: &str = "-----BEGIN ";

/// The methods as they are announced, those that are taken first before others.
const METHODS: [(TokenAuth, CoreClientAuthMethod); 4] = [
    (TokenAuth::ClientSecretBasic, CoreClientAuthMethod::ClientSecretBasic),
    (TokenAuth::ClientSecretPost, CoreClientAuthMethod::ClientSecretPost),
    (TokenAuth::PrivateKeyJwt, CoreClientAuthMethod::PrivateKeyJwt),
    (TokenAuth::None, CoreClientAuthMethod::None),
];

/// Our proof by the method that the operator has chosen, or else by one that is announced and fits
/// what we have.
pub(super) async fn standard(up: &Upstream<'_>, place: &Place) -> Result<Proof> {
    let chosen = match up.provider.details.token_auth {
        Some(method) => Some(method),
        None => fitting(up.secret.as_ref(), place.proofs()),
    };
    let none = || {
        let announced: Vec<&str> = place.proofs().iter().map(AsRef::as_ref).collect();
        misconfigured(format!("it takes none but {}", announced.join(", ")))
    };
    Ok(match chosen.ok_or_else(none)? {
        TokenAuth::ClientSecretBasic => Proof::Basic(up.secret()?.clone()),
        TokenAuth::ClientSecretPost => Proof::Post(up.secret()?.clone()),
        TokenAuth::PrivateKeyJwt => {
            let (id, key) = (&up.provider.details.client_id, own_key(up, place)?);
            Proof::Assertion(assertion(up, &key, id, place.token.as_str()).await?)
        }
        TokenAuth::None => Proof::None,
    })
}

fn fitting(secret: Option<&SecretString>, announced: &[CoreClientAuthMethod]) -> Option<TokenAuth> {
    let is_key = secret.is_some_and(|secret| secret.expose_secret().contains(PEM));
    let fits = |method: TokenAuth| match method {
        TokenAuth::ClientSecretBasic | TokenAuth::ClientSecretPost => secret.is_some() && !is_key,
        TokenAuth::PrivateKeyJwt => is_key,
        TokenAuth::None => secret.is_none(),
    };
    let found =
        METHODS.into_iter().find(|(method, name)| fits(*method) && announced.contains(name));
    found.map(|(method, _)| method)
}

/// Our key, for the algorithm that the operator has chosen or the first that takes it and that the
/// provider takes.
fn own_key(up: &Upstream<'_>, place: &Place) -> Result<PrivateKey> {
    let text = up.secret()?.expose_secret();
    let is_taken = |algorithm: &Algorithm| match (
        up.provider.details.token_auth_algorithm,
        place.assertions(),
    ) {
        (Some(chosen), _) => *algorithm == chosen,
        (None, Some(announced)) => announced.contains(&signing(*algorithm)),
        (None, None) => true,
    };
    let mut keys = Algorithm::ALL.into_iter().filter(is_taken);
    let key = keys.find_map(|algorithm| PrivateKey::from_text(algorithm, text).ok());
    key.ok_or_else(|| misconfigured("the private key is none for an algorithm that it takes"))
}

/// A JWT by which we say who we are: `issuer` is who signs, the subject is our client id (RFC 7523
/// section 3).
pub(in crate::domain::federation) async fn assertion(
    up: &Upstream<'_>,
    key: &PrivateKey,
    issuer: &str,
    audience: &str,
) -> Result<String> {
    let (now, details) = (up.cx.now(), &up.provider.details);
    let claims = json!({
        "iss": issuer,
        "sub": details.client_id,
        "aud": audience,
        "jti": random::token::<16>()?,
        "iat": now.seconds(),
        "exp": (now + ASSERTION_LIFETIME).seconds(),
    });
    let kid = details.key_id.as_deref();
    Ok(sign_elsewhere(&up.cx.app.signer, kid, key, Some(typ::JWT), &claims).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_one_that_is_announced_and_that_we_have() {
        let secret = SecretString::from("a secret");
        let key = SecretString::from("-----BEGIN PRIVATE KEY-----\n");
        let all = METHODS.map(|(_, name)| name);
        assert_eq!(fitting(Some(&secret), &all), Some(TokenAuth::ClientSecretBasic));
        assert_eq!(fitting(Some(&secret), &all[1..]), Some(TokenAuth::ClientSecretPost));
        assert_eq!(fitting(Some(&secret), &all[2..]), None);
        assert_eq!(fitting(Some(&key), &all), Some(TokenAuth::PrivateKeyJwt));
        assert_eq!(fitting(Some(&key), &all[..2]), None);
        assert_eq!(fitting(None, &all), Some(TokenAuth::None));
        assert_eq!(fitting(None, &all[..3]), None);
    }
}
