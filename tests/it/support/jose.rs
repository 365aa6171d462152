//! Keys and JWTs of clients, made by the crypto library itself: what reads them has no part in it.

use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use aws_lc_rs::{digest, hmac};
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gatehouse::crypto::random;
use gatehouse::domain::oauth::dpop;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Answer, TestApp, form};

/// A client's key.
pub struct Key {
    pair: Pair,
    /// Its `kid`.
    pub id: String,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
}

/// An id that nobody has used.
pub fn fresh_id() -> String {
    random::token::<12>().expect("random")
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

impl Key {
    /// A P-256 key, for ES256.
    pub fn ec() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        Self { pair: Pair::Ec(pair), id: fresh_id() }
    }

    /// An Ed25519 key, for EdDSA.
    pub fn ed() -> Self {
        Self { pair: Pair::Ed(Ed25519KeyPair::generate().expect("a key")), id: fresh_id() }
    }

    /// An RSA key, for PS256 and RS256.
    pub fn rsa() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        Self { pair: Pair::Rsa(Box::new(pair)), id: fresh_id() }
    }

    /// What it signs with where nothing else is said.
    pub fn algorithm(&self) -> &'static str {
        match &self.pair {
            Pair::Ec(_) => "ES256",
            Pair::Ed(_) => "EdDSA",
            Pair::Rsa(_) => "PS256",
        }
    }

    /// The public half without what describes it.
    fn bare(&self) -> Value {
        match &self.pair {
            Pair::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "crv": "P-256", "kty": "EC", "x": encode(x), "y": encode(y) })
            }
            Pair::Ed(pair) => {
                json!({ "crv": "Ed25519", "kty": "OKP", "x": encode(pair.public_key().as_ref()) })
            }
            Pair::Rsa(pair) => {
                let public = pair.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                let (n, e) =
                    (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                json!({ "e": encode(e), "kty": "RSA", "n": encode(n) })
            }
        }
    }

    /// The public half as it stands in a key set.
    pub fn public(&self) -> Value {
        let mut jwk = self.bare();
        jwk["kid"] = json!(self.id);
        jwk
    }

    /// Its thumbprint (RFC 7638): the members stand in the order of their names already.
    pub fn thumbprint(&self) -> String {
        let canonical = self.bare().to_string();
        encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }

    /// The private half in PEM (RFC 7468 section 10).
    pub fn pem(&self) -> String {
        let der = match &self.pair {
            Pair::Ec(pair) => pair.to_pkcs8v1().expect("der").as_ref().to_vec(),
            Pair::Ed(pair) => pair.to_pkcs8v1().expect("der").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                AsDer::<Pkcs8V1Der>::as_der(pair.as_ref()).expect("der").as_ref().to_vec()
            }
        };
        let bare = STANDARD.encode(der);
        format!("-----BEGIN PRIVATE KEY-----\n{bare}\n-----END PRIVATE KEY-----\n")
    }

    /// A JWT under that header; the algorithm is the header's.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        compact(header, claims, |message| match &self.pair {
            Pair::Ec(pair) => {
                pair.sign(&SystemRandom::new(), message).expect("signed").as_ref().to_vec()
            }
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let encoding =
                    if header["alg"] == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature).expect("signed");
                signature
            }
        })
    }

    /// A JWT with the header of a client assertion.
    pub fn assert(&self, claims: &Value) -> String {
        self.sign(&json!({ "alg": self.algorithm(), "kid": self.id }), claims)
    }

    /// A JWT with the header of a DPoP proof (RFC 9449 section 4.2).
    pub fn prove(&self, claims: &Value) -> String {
        self.sign(&self.proof_header(), claims)
    }

    /// The header of a DPoP proof.
    pub fn proof_header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": self.algorithm(), "jwk": self.bare() })
    }
}

/// A JWT under a shared secret.
pub fn sign_secret(secret: &str, algorithm: &str, claims: &Value) -> String {
    let hash = match algorithm {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        _ => hmac::HMAC_SHA512,
    };
    let key = hmac::Key::new(hash, secret.as_bytes());
    let header = json!({ "alg": algorithm });
    compact(&header, claims, |message| hmac::sign(&key, message).as_ref().to_vec())
}

/// A JWT with whatever signature `sign` makes.
pub fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = encode(&sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The header of a JWT, read without a look at its signature.
pub fn header_of(token: &str) -> Value {
    let header = token.split('.').next().unwrap_or_default();
    serde_json::from_slice(&decode(header)).expect("JSON")
}

/// The SHA-256 of a text in base64url, such as `ath`.
pub fn hash(text: &str) -> String {
    encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

impl TestApp {
    /// The public address of a path below the demo pool's.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", super::browser::ORIGIN, self.base)
    }

    /// The issuer of the demo pool.
    pub fn issuer(&self) -> String {
        self.url("")
    }

    /// The claims of a good assertion of that client.
    pub fn assertion_of(&self, client: &str) -> Value {
        let now = self.cx().now().seconds();
        json!({
            "iss": client, "sub": client, "aud": self.issuer(),
            "iat": now, "exp": now + 60, "jti": fresh_id(),
        })
    }

    /// The claims of a good proof for that request, its nonce included.
    pub fn proof_for(&self, method: &str, path: &str) -> Value {
        json!({
            "jti": fresh_id(), "htm": method, "htu": self.url(path),
            "iat": self.cx().now().seconds(), "nonce": dpop::fresh_nonce(&self.cx()),
        })
    }

    /// A good proof for the token endpoint.
    pub fn token_proof(&self, key: &Key) -> String {
        key.prove(&self.proof_for("POST", "/oauth2/token"))
    }

    /// Posts a form to an endpoint of the demo pool with those headers.
    pub async fn ask_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        pairs: &[(&str, &str)],
    ) -> Answer {
        let path = format!("{}{path}", self.base);
        let mut request =
            Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.browser().send(&path, request, form(pairs).into()).await
    }

    /// Whether one of the demo pool's published ES256 keys has signed the token.
    pub async fn has_signed(&self, token: &str) -> bool {
        let set = self.browser().get(&format!("{}/.well-known/jwks.json", self.base)).await.json();
        let (message, signature) = token.rsplit_once('.').expect("three parts");
        let keys = set["keys"].as_array().expect("keys").clone();
        let own = keys.iter().find(|key| key["kid"] == header_of(token)["kid"]).expect("the key");
        let coordinate = |name: &str| decode(own[name].as_str().expect("a coordinate"));
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(message.as_bytes(), &decode(signature))
            .is_ok()
    }
}

/// A key set of a client on a server of its own.
pub struct KeyServer {
    /// Where it is.
    pub url: String,
    keys: Arc<Mutex<Value>>,
    serving: JoinHandle<()>,
}

impl KeyServer {
    /// Serves these keys on a free port of 127.0.0.1 until the test ends.
    pub async fn with(keys: &[&Key]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/jwks", listener.local_addr().expect("an address"));
        let published = Arc::default();
        let server = Self {
            url,
            serving: tokio::spawn(serve(listener, Arc::clone(&published))),
            keys: published,
        };
        server.publish(keys);
        server
    }

    /// Closes the port.
    pub async fn go_away(self) {
        self.serving.abort();
        assert!(self.serving.await.is_err_and(|fault| fault.is_cancelled()));
    }

    /// Publishes these keys in place of the others.
    pub fn publish(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
        *self.keys.lock().expect("a lock") = json!({ "keys": keys });
    }
}

async fn serve(listener: TcpListener, published: Arc<Mutex<Value>>) {
    while let Ok((mut connection, _)) = listener.accept().await {
        let mut request = [0; 4096];
        let body = published.lock().expect("a lock").to_string();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/jwk-set+json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        // A caller that goes away has no use for the rest.
        if connection.read(&mut request).await.is_ok() {
            let _: std::io::Result<()> = connection.write_all(answer.as_bytes()).await;
        }
    }
}
