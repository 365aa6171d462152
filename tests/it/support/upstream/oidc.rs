//! Any OpenID provider: it takes each proof, tells more at userinfo, and names itself (RFC 9207).

use gatehouse::crypto::jose::{Jwk, Jws, JwsAlgorithm, Keys};
use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::json;

use super::super::TestApp;
use super::super::jose::Key;
use super::openid::OpenId;
use super::{CLIENT, Fake, Heard, House, Lie, SECRET, Shape, claim};

impl Fake {
    /// One that signs with ES256.
    pub async fn oidc(app: &TestApp) -> Self {
        Self::oidc_with(app, Key::ec(), "ES256").await
    }

    /// One that signs so, with that key.
    pub async fn oidc_with(app: &TestApp, key: Key, algorithm: &'static str) -> Self {
        let manner = OpenId {
            path: "",
            named: "",
            algorithm,
            metadata: || json!({ "authorization_response_iss_parameter_supported": true }),
            knows,
            tells: |_, grant| {
                let person = &grant.person;
                json!({ "sub": person["sub"], "name": "As signed", "amr": ["pwd", "otp"] })
            },
            arrives: |house, _, mut arrival| {
                let issuer = match house.is(Lie::IssParameterWrong) {
                    true => "https://evil.example",
                    false => house.origin.as_str(),
                };
                if !house.is(Lie::IssParameterMissing) {
                    arrival.fields.push(("iss", issuer.to_owned()));
                }
                Ok(arrival)
            },
        };
        let shape = Shape {
            kind: ProviderKind::Oidc,
            manner: Box::new(manner),
            details: |origin| Details { oidc_issuer: Some(origin.into()), ..Details::default() },
            secret: SECRET.into(),
            key,
        };
        Self::start(app.into(), shape).await
    }
}

/// By the secret in header or form; or by an assertion, whose key is not known here, so that its
/// claims are what is looked at (RFC 7523 section 3).
fn knows(house: &House, heard: &Heard) -> bool {
    match heard.field("client_assertion") {
        "" => heard.has_secret_in_header() || heard.has_secret_in_form(),
        assertion => {
            let jws = Jws::parse(assertion).expect("a JWT");
            let claims = jws.unverified_claims();
            claim(&json!(claims), "iss") == CLIENT
                && claims["sub"] == CLIENT
                && claims["aud"] == format!("{}/token", house.origin)
                && claims["exp"].as_i64() > Some(house.now())
        }
    }
}

/// Whether the assertion of that request is signed with that key.
pub fn has_signed(heard: &Heard, key: &Jwk, algorithm: JwsAlgorithm) -> bool {
    let jws = Jws::parse(heard.field("client_assertion")).expect("a JWT");
    jws.verify(Keys::One(key), &[algorithm]).is_ok()
}
