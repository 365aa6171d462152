//! In what ways a provider lies, or somebody who stands between it and us.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::super::jose::{Key, compact, sign_secret};
use super::House;

/// A lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    WrongNonce,
    NoNonce,
    OtherAudience,
    SecondAudience,
    OtherParty,
    Expired,
    FromTheFuture,
    OtherIssuer,
    NoSubject,
    OtherAccessToken,
    UnknownKey,
    OtherKey,
    KeyInHeader,
    AlgNone,
    HsWithPublicKey,
    HsWithSecret,
    NoIdToken,
    OldSignIn,
    NoTimeOfSignIn,
    OtherTenant,
    KeyOfOtherTenant,
    SubjectOfUserinfoDiffers,
    OtherIssuerInMetadata,
    OnlySharedSecrets,
    ScriptAsEndpoint,
    IssParameterWrong,
    IssParameterMissing,
    CodeOfOtherClient,
    TokenOfOtherClient,
    OtherKindOfToken,
    ControlInSubject,
    ControlInClaims,
    Redirects,
    Huge,
    Slow,
    Down,
    NotJson,
}

/// What comes instead of an answer to a POST.
pub(super) async fn transport(lie: Option<Lie>) -> Option<Response<Body>> {
    Some(match lie? {
        Lie::Redirects => {
            let elsewhere = [(header::LOCATION, "http://127.0.0.1:1/")];
            (StatusCode::TEMPORARY_REDIRECT, elsewhere).into_response()
        }
        Lie::Huge => json!({ "access_token": "x".repeat(1 << 20) }).to_string().into_response(),
        Lie::Slow => std::future::pending().await,
        Lie::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Lie::NotJson => "<html>access_token=x".into_response(),
        _ => return None,
    })
}

/// Who is said to have come.
pub(super) fn person(house: &House, mut person: Value) -> Value {
    let control = match *house.lie.lock().expect("a lock") {
        Some(Lie::ControlInSubject) => json!({ "sub": "1234567890\u{0}" }),
        Some(Lie::ControlInClaims) => json!({
            "email": "erika\u{0}@example.com", "given_name": "\u{1b}[2JErika", "nickname": "\u{0}",
        }),
        _ => return person,
    };
    for (name, value) in control.as_object().expect("an object") {
        person[name] = value.clone();
    }
    person
}

/// Changes the claims of an ID token.
pub(super) fn change(house: &House, claims: &mut Value) {
    let now = house.now();
    let Some(lie) = *house.lie.lock().expect("a lock") else { return };
    match lie {
        Lie::WrongNonce => claims["nonce"] = json!("another"),
        Lie::OtherAudience => claims["aud"] = json!("another"),
        Lie::SecondAudience => claims["aud"] = json!([claims["aud"], "another"]),
        Lie::OtherParty => claims["azp"] = json!("another"),
        Lie::Expired => claims["exp"] = json!(now - 61),
        Lie::FromTheFuture => claims["iat"] = json!(now + 3600),
        Lie::OtherIssuer => claims["iss"] = json!("https://evil.example"),
        Lie::OtherAccessToken => claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA"),
        Lie::OldSignIn => claims["auth_time"] = json!(now - 3600),
        Lie::OtherTenant => claims["tid"] = json!("00000000-0000-0000-0000-000000000000"),
        Lie::NoNonce | Lie::NoSubject | Lie::NoTimeOfSignIn => {
            let name = match lie {
                Lie::NoNonce => "nonce",
                Lie::NoSubject => "sub",
                _ => "auth_time",
            };
            claims.as_object_mut().expect("an object").remove(name);
        }
        _ => {}
    }
}

/// Signs an ID token, by whatever key.
pub(super) fn sign(house: &House, algorithm: &str, claims: &Value) -> String {
    let (own, other) = (house.key(), Key::ec());
    let header = json!({ "alg": algorithm, "kid": own.id });
    match *house.lie.lock().expect("a lock") {
        Some(Lie::UnknownKey) => other.assert(claims),
        Some(Lie::OtherKey) => other.sign(&json!({ "alg": "ES256", "kid": own.id }), claims),
        Some(Lie::KeyInHeader) => {
            let header = json!({ "alg": "ES256", "kid": own.id, "jwk": other.public() });
            other.sign(&header, claims)
        }
        Some(Lie::AlgNone) => compact(&json!({ "alg": "none" }), claims, |_| Vec::new()),
        Some(Lie::HsWithPublicKey) => sign_secret(&own.public().to_string(), "HS256", claims),
        Some(Lie::HsWithSecret) => sign_secret(super::SECRET, "HS256", claims),
        _ => own.sign(&header, claims),
    }
}
