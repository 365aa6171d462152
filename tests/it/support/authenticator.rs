//! A device with passkeys, and the browser before it (Web Authentication Level 3 sections 5.1 and 6),
//! written from the standard.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Answer;
use super::browser::ORIGIN;
use crate::process::html::attribute_of;

/// The flags of authenticator data (section 6.1).
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const ATTESTED_CREDENTIAL: u8 = 1 << 6;

/// A device, and what it does wrong.
pub struct Authenticator {
    /// Where its browser stands.
    pub origin: String,
    /// The relying party that it answers for in place of the one that asks.
    pub relying_party: Option<String>,
    /// The type that its browser writes in place of the right one.
    pub kind: Option<&'static str>,
    /// Whether it knows its holder.
    pub verifies: bool,
    /// Its next count of uses.
    pub counter: u32,
    /// Whose passkey it says it is, in place of the right user.
    pub handle: Option<Vec<u8>>,
    /// Whether its next passkey has the id of the one before.
    repeats: bool,
    passkeys: Vec<Passkey>,
}

struct Passkey {
    id: Vec<u8>,
    handle: Vec<u8>,
    keys: EcdsaKeyPair,
}

impl Authenticator {
    /// A device that does everything right and knows its holder.
    pub fn new() -> Self {
        Self {
            origin: ORIGIN.to_owned(),
            relying_party: None,
            kind: None,
            verifies: true,
            counter: 1,
            handle: None,
            repeats: false,
            passkeys: Vec::new(),
        }
    }

    /// Its next passkey has the id of the one before.
    pub fn repeat_id(&mut self) {
        self.repeats = true;
    }

    /// What a page asks the browser.
    pub fn question(page: &Answer) -> Value {
        let options = attribute_of(&page.body, "passkey-form", "data-options");
        let options = options.unwrap_or_else(|| panic!("no question: {page:?}"));
        serde_json::from_str(&options).expect("JSON")
    }

    /// Makes a passkey: the answer as the browser sends it.
    pub fn make(&mut self, question: &Value) -> String {
        let keys = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).expect("random");
        if let (true, Some(before)) = (self.repeats, self.passkeys.last()) {
            id.clone_from(&before.id);
        }
        let handle = bytes(&question["user"]["id"]);
        let mut data = self.data(&question["rp"]["id"], ATTESTED_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(id.len()).expect("short").to_be_bytes());
        data.extend(&id);
        data.extend(cose(keys.public_key().as_ref()));
        self.passkeys.push(Passkey { id: id.clone(), handle, keys });
        let client = self.client_data("webauthn.create", question);
        let response = json!({
            "clientDataJSON": text(&client),
            "attestationObject": text(&attestation(&data)),
            "transports": ["internal"],
        });
        self.counter += 1;
        answer(&id, &response)
    }

    /// Shows the newest passkey among those that are allowed.
    pub fn show(&mut self, question: &Value) -> String {
        let allowed: Vec<Vec<u8>> = question["allowCredentials"]
            .as_array()
            .map(|list| list.iter().map(|one| bytes(&one["id"])).collect())
            .unwrap_or_default();
        let fits = |passkey: &&Passkey| allowed.is_empty() || allowed.contains(&passkey.id);
        let passkey = self.passkeys.iter().rev().find(fits).expect("a passkey that is allowed");
        let data = self.data(&question["rpId"], 0);
        let client = self.client_data("webauthn.get", question);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = passkey.keys.sign(&SystemRandom::new(), &signed).expect("signed");
        let response = json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
            "userHandle": text(self.handle.as_ref().unwrap_or(&passkey.handle)),
        });
        let answer = answer(&passkey.id, &response);
        self.counter += 1;
        answer
    }

    fn data(&self, asks: &Value, flags: u8) -> Vec<u8> {
        let relying_party = self.relying_party.as_deref().or(asks.as_str()).expect("an id");
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = digest(&SHA256, relying_party.as_bytes()).as_ref().to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, question: &Value) -> Vec<u8> {
        let data = json!({
            "type": self.kind.unwrap_or(kind),
            "challenge": question["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }
}

fn answer(id: &[u8], response: &Value) -> String {
    let id = text(id);
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("text")).expect("base64url")
}

/// A public key as COSE has it (RFC 9053 section 7.1.1), in CBOR: EC2, ES256, P-256, x, y.
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(32);
    [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20], x, &[0x22, 0x58, 0x20], y]
        .concat()
}

/// `{"fmt": "none", "attStmt": {}, "authData": …}` in CBOR (RFC 8949 section 3).
fn attestation(data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).expect("at most 255 bytes");
    [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], data].concat()
}
