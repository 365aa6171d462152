//! What strangers sign: JWTs, their keys, proofs of possession and request objects.
//!
//! An input of one line is taken as it is. One of two lines is a header and claims, and is signed here
//! by a key of these tests, so that what comes behind the signature is reached; one of three lines has
//! a signature of its own.

use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::crypto::jose::claims::{self, Audiences, Expectations};
use gatehouse::crypto::jose::dpop::{self, Request};
use gatehouse::crypto::jose::jws::{self, JwsFault};
use gatehouse::crypto::jose::registered::Claim;
use gatehouse::crypto::jose::{Jwk, JwkSet, Jws, JwsAlgorithm, Keys, jwk_set as sets};
use gatehouse::model::{Algorithm, Instant};
use serde_json::{Value, json};

/// The key of these tests (RFC 8037 appendix A.1), which the corpus shows in its headers.
const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// A secret that has signed nothing.
const SECRET: &[u8] = b"a secret that has signed nothing, and is long enough for it";

/// The members that no public key has.
const PRIVATE: [&str; 4] = ["d", "k", "p", "q"];

const NOW: Instant = Instant::from_seconds(1_700_000_000);
const SKEW: Duration = Duration::from_secs(10);
const ISSUER: &str = "https://as.test";
const TOKEN_ENDPOINT: &str = "https://as.test/oauth2/token";
const CLIENT: &str = "1example23456789abcdefghij";

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn own_key() -> Jwk {
    Jwk::from_json(&json!({ "kty": "OKP", "crv": "Ed25519", "x": PUBLIC })).expect("a key")
}

fn every() -> Vec<JwsAlgorithm> {
    let signed = Algorithm::ALL.map(JwsAlgorithm::Signed);
    JwsAlgorithm::SYMMETRIC.into_iter().chain(signed).collect()
}

/// The JWT that an input stands for, and whether it was signed here.
fn token(bytes: &[u8]) -> (String, bool) {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let joined =
        |parts: &[&[u8]]| parts.iter().map(|part| encode(part)).collect::<Vec<_>>().join(".");
    match lines.as_slice() {
        [header, claims] => {
            let message = joined(&[header, claims]);
            let seed = URL_SAFE_NO_PAD.decode(SEED).expect("base64url");
            let key = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a key");
            let signature = encode(key.sign(message.as_bytes()).as_ref());
            (format!("{message}.{signature}"), true)
        }
        [_] => (String::from_utf8_lossy(bytes).into_owned(), false),
        parts => (joined(parts), false),
    }
}

/// A JWT: three parts within the limit, believed when its key has signed it and otherwise never.
pub fn jwt(bytes: &[u8]) -> bool {
    let (text, is_signed) = token(bytes);
    let Ok(jws) = Jws::parse(&text) else { return false };
    assert!(text.len() <= jws::LONGEST && text.matches('.').count() == 2);
    let key = own_key();
    let believed = jws.verify(Keys::One(&key), &every());
    let by_us = is_signed && jws.header().algorithm == Algorithm::EdDSA.into();
    assert_eq!(believed.is_ok(), by_us, "{:?}", jws.header());
    assert!(jws.verify(Keys::Secret(SECRET), &every()).is_err());
    assert!(jws.verify(Keys::Set(&JwkSet::default()), &every()).is_err());
    assert_eq!(jws.verify(Keys::One(&key), &[]), Err(JwsFault::Algorithm));
    let (message, signature) = text.rsplit_once('.').expect("three parts");
    let (header, _) = message.split_once('.').expect("two parts");
    let mut claims = jws.unverified_claims().clone();
    claims.insert("more".into(), json!("put in afterwards"));
    let other =
        format!("{header}.{}.{signature}", encode(Value::Object(claims).to_string().as_bytes()));
    if let Ok(other) = Jws::parse(&other) {
        assert!(
            other.verify(Keys::One(&key), &every()).is_err(),
            "other claims under that signature"
        );
    }
    true
}

/// A key: public, and the same after it was written.
pub fn jwk(bytes: &[u8]) -> bool {
    let Ok(key) = Jwk::parse(bytes) else { return false };
    is_public(&key.to_json());
    assert_eq!(key.thumbprint().len(), 43);
    let again = Jwk::parse(key.to_json().to_string().as_bytes()).expect("its own form");
    assert_eq!(again, key);
    assert_eq!(again.thumbprint(), key.thumbprint());
    true
}

fn is_public(key: &Value) {
    assert!(PRIVATE.iter().all(|name| key.get(name).is_none()), "{key}");
    assert_ne!(key["kty"], "oct");
}

/// A key set: at most a hundred public keys, the same after they were written.
pub fn jwk_set(bytes: &[u8]) -> bool {
    let Ok(set) = JwkSet::parse(bytes) else { return false };
    assert!(bytes.len() <= sets::LONGEST && set.keys().len() <= sets::MOST_KEYS);
    let written = serde_json::to_value(&set).expect("JSON");
    written["keys"].as_array().expect("keys").iter().for_each(is_public);
    assert_eq!(JwkSet::from_json(&written).expect("its own form"), set);
    true
}

/// A proof of possession: good for its own key, request and time alone (RFC 9449 section 4.3).
pub fn dpop_proof(bytes: &[u8]) -> bool {
    let (text, is_signed) = token(bytes);
    let request = Request {
        method: "POST",
        url: TOKEN_ENDPOINT,
        access_token: None,
        algorithms: &[Algorithm::EdDSA, Algorithm::ES256],
        nonce: &|nonce| nonce == Some("fresh"),
        now: NOW,
        skew: SKEW,
    };
    let Ok(proof) = dpop::check(&text, &request) else { return false };
    assert!(is_signed && proof.thumbprint == own_key().thumbprint());
    assert!((1..=256).contains(&proof.id.len()));
    assert!(proof.issued_at <= NOW + SKEW && NOW <= proof.issued_at + SKEW + dpop::LIFE);
    assert!(proof.good_until >= NOW);
    for other in [
        Request { method: "GET", ..request },
        Request { url: "https://as.test/oauth2/revoke", ..request },
        Request { url: "https://evil.example/oauth2/token", ..request },
        Request { access_token: Some("a token that it was not made for"), ..request },
        Request { algorithms: &[Algorithm::ES256], ..request },
        Request { nonce: &|_| false, ..request },
        Request { now: NOW + Duration::from_secs(3600), ..request },
    ] {
        assert!(dpop::check(&text, &other).is_err());
    }
    true
}

/// A request object by the rules of FAPI 2.0: what is accepted is for us, of this client and in time.
pub fn request_object(bytes: &[u8]) -> bool {
    let (text, is_signed) = token(bytes);
    let Ok(jws) = Jws::parse(&text) else { return false };
    let key = own_key();
    let Ok(claims) = jws.verify(Keys::One(&key), &[Algorithm::EdDSA.into()]) else { return false };
    assert!(is_signed);
    let expectations = Expectations {
        issuer: Some(CLIENT),
        audiences: Audiences::Among(&[ISSUER]),
        required: &[Claim::Issuer, Claim::Audience, Claim::Expiry, Claim::NotBefore],
        longest_life: Some(Duration::from_secs(3600)),
        ..Expectations::at(NOW, SKEW)
    };
    let Ok(registered) = claims::check(claims, &expectations) else { return false };
    assert_eq!(claims["iss"], CLIENT);
    let audience = &claims["aud"];
    let listed = audience.as_array().is_some_and(|list| list.contains(&json!(ISSUER)));
    assert!(audience == ISSUER || listed);
    let (begun, end) = (registered.not_before.expect("nbf"), registered.expires_at.expect("exp"));
    assert!(NOW < end + SKEW && begun <= NOW + SKEW);
    assert!(end <= begun + Duration::from_secs(3600));
    let other = Expectations { issuer: Some("another"), ..expectations };
    assert!(claims::check(claims, &other).is_err());
    let later = Expectations { now: end + SKEW, ..expectations };
    assert!(claims::check(claims, &later).is_err());
    true
}
