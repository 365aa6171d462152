//! JWTs that clients sign, made ahead of the load: proofs of possession and client assertions.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::clients::token_request;
use crate::http;
use crate::server::Server;

/// The life of an assertion in seconds: longer than a run with its preparation.
const ASSERTION_LIFE: u64 = 10 * 60;

/// The one key of all clients of the load.
static KEY: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("an EC key"));

/// No `jti` is good twice.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// The public half of the key as a JWK (RFC 7517).
pub fn public_key() -> Value {
    let public = KEY.public_key().as_ref()[1..].to_vec();
    let (x, y) = public.split_at(32);
    let encode = |half| BASE64_URL_SAFE_NO_PAD.encode(half);
    json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) })
}

fn sign(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = KEY.sign(&SystemRandom::new(), input.as_bytes()).expect("a signature");
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn fresh_id() -> String {
    format!("load-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Makes proofs for the token endpoint (RFC 9449 section 4.2) with the nonce that the server asks for.
pub struct Prover {
    header: Value,
    url: String,
    nonce: Option<String>,
}

impl Prover {
    /// Learns the server's nonce by a request without one (RFC 9449 section 8).
    pub fn new(server: &Server) -> Self {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public_key() });
        let url = format!("{}/oauth2/token", server.fact("/issuer"));
        let mut prover = Self { header, url, nonce: None };
        let proof = prover.proof();
        let pairs = [("grant_type", "client_credentials")];
        let (head, body) = token_request(server, "machine", &[("dpop", &proof)], &pairs);
        let answer = http::exchange(server.address, &head, &body).expect("an answer");
        prover.nonce = answer.header("dpop-nonce").map(str::to_owned);
        assert!(prover.nonce.is_some(), "the server gives no nonce: {}", answer.body);
        prover
    }

    /// A proof that is good once.
    pub fn proof(&self) -> String {
        let mut claims = json!({ "jti": fresh_id(), "htm": "POST", "htu": self.url, "iat": now() });
        if let Some(nonce) = &self.nonce {
            claims["nonce"] = json!(nonce);
        }
        sign(&self.header, &claims)
    }
}

/// An assertion by which a client proves itself once (RFC 7523 section 3).
pub fn assertion(server: &Server, client: &str) -> String {
    let (id, now) = (server.client(client, "client_id"), now());
    let claims = json!({
        "iss": id,
        "sub": id,
        "aud": server.fact("/issuer"),
        "jti": fresh_id(),
        "iat": now,
        "exp": now + ASSERTION_LIFE,
    });
    sign(&json!({ "alg": "ES256" }), &claims)
}
