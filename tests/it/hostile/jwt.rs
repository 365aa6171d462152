//! The JWTs of a case: made right, or forged as the case says.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::page::Jwt;
use super::scene::Scene;
use crate::support::jose::{compact, hash};

/// What takes a member away.
const GONE: &str = "-";

/// The compact form; every placeholder in it is filled in.
pub async fn make(scene: &mut Scene<'_>, jwt: &Jwt) -> String {
    let base = match &jwt.of {
        Some(text) => Some(scene.fill(text).await),
        None => None,
    };
    let part = |number| base.as_ref().map(|token: &String| part(token, number));
    let header = members(scene, part(0).unwrap_or_default(), &jwt.header).await;
    let claims = members(scene, part(1).unwrap_or_default(), &jwt.claims).await;
    let by = jwt.by.as_deref().expect("who signs");
    match by.split_once(' ').unwrap_or((by, "")) {
        ("key", name) => scene.key(name).sign(&header, &claims),
        ("public", name) => {
            let public = scene.key(name).public().to_string();
            under(public.as_bytes(), &header, &claims)
        }
        ("secret", client) => {
            let secret = scene.fill(&format!("{{{client}_secret}}")).await;
            under(secret.as_bytes(), &header, &claims)
        }
        ("nobody", _) => compact(&header, &claims, |_| Vec::new()),
        ("kept", _) => {
            let token = base.expect("a token whose signature is kept");
            let (_, signature) = token.rsplit_once('.').expect("three parts");
            let signature = decode(signature);
            compact(&header, &claims, |_| signature.clone())
        }
        _ => panic!("nobody signs by {by}"),
    }
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

fn part(token: &str, number: usize) -> Map<String, Value> {
    let text = token.split('.').nth(number).unwrap_or_else(|| panic!("no JWT: {token}"));
    serde_json::from_slice(&decode(text)).expect("an object")
}

fn under(secret: &[u8], header: &Value, claims: &Value) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    compact(header, claims, |message| hmac::sign(&key, message).as_ref().to_vec())
}

/// The members with those of the case put in, in the order of a header or payload.
async fn members(
    scene: &mut Scene<'_>,
    mut all: Map<String, Value>,
    own: &Map<String, Value>,
) -> Value {
    for (name, value) in own {
        if *value == GONE {
            all.remove(name);
        } else {
            let value = meant(scene, value).await;
            all.insert(name.clone(), value);
        }
    }
    Value::Object(all)
}

/// How far from now; a random word may begin like a time, too, and is none.
fn seconds(offset: &str) -> Option<i64> {
    if offset.is_empty() { Some(0) } else { offset.parse().ok() }
}

/// What a member means: `now+60` is a time, `key NAME` a public key, `hash TEXT` a digest.
async fn meant(scene: &mut Scene<'_>, value: &Value) -> Value {
    let Some(text) = value.as_str() else { return scene.fill_json(value).await };
    let text = scene.fill(text).await;
    if let Some(seconds) = text.strip_prefix("now").and_then(seconds) {
        return json!(scene.app.cx().now().seconds() + seconds);
    }
    match text.split_once(' ') {
        Some(("key", name)) => scene.key(name).proof_header()["jwk"].clone(),
        Some(("hash", text)) => json!(hash(text)),
        _ => json!(text),
    }
}
