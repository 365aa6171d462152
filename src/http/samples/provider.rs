//! The provider as its metadata describes it, and its JWTs verified with the keys that it publishes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde_json::{Map, Value};

use super::exchange::{Call, Wire};
use super::jwt::Jwt;
use super::key::seconds_since_1970;
use super::{Application, Fault};

/// How far the provider's clock may differ, in seconds.
const CLOCK_TOLERANCE: u64 = 60;

/// What a provider says of itself (OpenID Connect Discovery section 3).
pub(super) struct Provider {
    issuer: String,
    metadata: Value,
}

impl Provider {
    /// Reads the metadata of the application's issuer.
    pub(super) async fn discover(application: &Application) -> Result<Self, Fault> {
        let issuer = application.issuer.clone();
        let url = format!("{issuer}/.well-known/openid-configuration");
        let metadata = read(application, "Metadata", &url).await?;
        match metadata.get("issuer").and_then(Value::as_str) == Some(&issuer) {
            true => Ok(Self { issuer, metadata }),
            false => Err(Fault::because("the metadata is another issuer's")),
        }
    }

    /// An address in the metadata, such as `token_endpoint`.
    pub(super) fn endpoint(&self, name: &str) -> Result<&str, Fault> {
        let url = self.metadata.get(name).and_then(Value::as_str);
        url.ok_or_else(|| Fault::because(format!("the metadata has no {name}")))
    }

    /// A JWT of the provider for this application, which has not expired. Keys are read anew, so that
    /// a rotated one is known.
    pub(super) async fn verified(
        &self,
        application: &Application,
        raw: &str,
    ) -> Result<Jwt, Fault> {
        let jwt = Jwt::read(raw).ok_or_else(|| Fault::because("a token is no JWT"))?;
        let keys = read(application, "Keys", self.endpoint("jwks_uri")?).await?;
        let keys = serde_json::from_value(keys)
            .map_err(|error| Fault::caused("the keys cannot be read", &error))?;
        check_signature(&keys, raw, &jwt)?;
        check_claims(&jwt.claims, &self.issuer, &application.credentials.id)?;
        Ok(jwt)
    }
}

/// Reads a document, which is not worth showing.
async fn read(application: &Application, what: &'static str, url: &str) -> Result<Value, Fault> {
    let reply = Wire::after(application, Vec::new()).send(Call::get(what, url), None).await?;
    match reply.status.is_success() {
        true => Ok(reply.json),
        false => Err(Fault::because(format!("{url} answered {}", reply.status))),
    }
}

/// The signature is that of the key that the header names (RFC 7515 section 5.2).
fn check_signature(keys: &CoreJsonWebKeySet, raw: &str, jwt: &Jwt) -> Result<(), Fault> {
    let header: Value = serde_json::from_str(&jwt.header).unwrap_or_default();
    let algorithm: CoreJwsSigningAlgorithm = serde_json::from_value(header["alg"].clone())
        .map_err(|error| Fault::caused("the algorithm is not known", &error))?;
    let named = |key: &&openidconnect::core::CoreJsonWebKey| {
        key.key_id().is_some_and(|id| header["kid"] == id.as_str())
    };
    let key = keys.keys().iter().find(named);
    let key = key.ok_or_else(|| Fault::because("the key of the token is not published"))?;
    let (message, signature) = raw.rsplit_once('.').unwrap_or_default();
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|error| Fault::caused("the signature is no base64url", &error))?;
    key.verify_signature(&algorithm, message.as_bytes(), &signature)
        .map_err(|error| Fault::caused("the signature is wrong", &error))
}

/// By this issuer, for this client, now (OpenID Connect Core section 3.1.3.7).
fn check_claims(claims: &Map<String, Value>, issuer: &str, client: &str) -> Result<(), Fault> {
    let is_for_us = match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().any(|audience| audience == client),
        audience => audience.is_some_and(|audience| audience == client),
    };
    let lives = claims.get("exp").and_then(Value::as_u64);
    let checks = [
        (claims.get("iss").is_some_and(|iss| iss == issuer), "the token is another issuer's"),
        (is_for_us, "the token is for another application"),
        (
            lives.is_some_and(|end| end + CLOCK_TOLERANCE > seconds_since_1970()),
            "the token has expired",
        ),
    ];
    match checks.into_iter().find(|(kept, _)| !kept) {
        Some((_, broken)) => Err(Fault::because(broken)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(claims: Value) -> Option<String> {
        let claims = claims.as_object().expect("claims");
        check_claims(claims, "https://id.example/p", "abc").err().map(|Fault(text)| text)
    }

    #[test]
    fn a_token_for_somebody_else_or_of_yesterday_is_refused() {
        let (now, iss) = (seconds_since_1970(), "https://id.example/p");
        let good = json!({ "iss": iss, "aud": "abc", "exp": now + 60 });
        assert_eq!(checked(good), None);
        assert_eq!(checked(json!({ "iss": iss, "aud": ["x", "abc"], "exp": now + 60 })), None);
        for bad in [
            json!({ "iss": "https://other.example", "aud": "abc", "exp": now + 60 }),
            json!({ "iss": iss, "aud": ["x"], "exp": now + 60 }),
            json!({ "iss": iss, "aud": "abc", "exp": now - 2 * CLOCK_TOLERANCE }),
            json!({ "iss": iss, "aud": "abc" }),
        ] {
            assert!(checked(bad.clone()).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_token_that_nobody_signed_is_refused() {
        let keys = CoreJsonWebKeySet::new(Vec::new());
        for raw in
            ["eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJhIjoxfQ.AA"]
        {
            let jwt = Jwt::read(raw).expect("a JWT");
            assert!(check_signature(&keys, raw, &jwt).is_err(), "{raw}");
        }
    }
}
