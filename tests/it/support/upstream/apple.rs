//! Apple: an answer in a form, a secret that is a JWT, a name once, addresses that are relays, and
//! truth in text.

use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::crypto::jose::{Jwk, Jws, Keys};
use gatehouse::crypto::keys::PrivateKey;
use gatehouse::model::Algorithm;
use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::{Value, json};

use super::super::jose::{Key, header_of};
use super::openid::OpenId;
use super::{Arrival, CLIENT, Customer, Fake, Heard, House, Reply, Shape, claim};

/// The team.
pub const TEAM: &str = "DEF123GHIJ";
/// The name of the team's key.
pub const KEY_ID: &str = "ABC123DEFG";
/// The longest life of a secret: six months, in seconds.
const LONGEST_LIFE: i64 = 15_777_000;

/// Apple, with the people who have consented before.
struct Apple {
    openid: OpenId,
    known: Mutex<Vec<Value>>,
}

impl super::Manner for Apple {
    fn answer(&self, house: &House, heard: &Heard) -> Reply {
        let mut reply = self.openid.answer(house, heard);
        if let Reply::Back(arrival) = &mut reply {
            let person = house.person.lock().expect("a lock").clone();
            let mut known = self.known.lock().expect("a lock");
            if !known.contains(&person["sub"]) {
                known.push(person["sub"].clone());
                // What this says of the address is not signed: whoever holds the browser writes it.
                let user = json!({
                    "name": {
                        "firstName": claim(&person, "given_name"),
                        "lastName": claim(&person, "family_name"),
                    },
                    "email": "whoever@example.org",
                });
                arrival.fields.push(("user", user.to_string()));
            }
        }
        reply
    }
}

impl Fake {
    /// Apple.
    pub async fn apple(customer: impl Into<Customer>) -> Self {
        let key = PrivateKey::generate(Algorithm::ES256).expect("a key");
        let bare = STANDARD.encode(key.to_pkcs8().expect("der"));
        let public =
            Jwk { key: key.public(), key_id: None, algorithm: None, usage: None, operations: None };
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{bare}\n-----END PRIVATE KEY-----\n");
        let openid = OpenId {
            path: "",
            named: "",
            algorithm: "RS256",
            metadata: || json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"], "userinfo_endpoint": null }),
            knows,
            tells: |_, grant| {
                let person = &grant.person;
                json!({
                    "sub": person["sub"], "email": person["email"], "nonce_supported": true,
                    "email_verified": "true", "is_private_email": "true",
                    "team": person["team"],
                })
            },
            arrives,
        };
        let shape = Shape {
            kind: ProviderKind::SignInWithApple,
            manner: Box::new(Apple { openid, known: Mutex::default() }),
            details: |origin| Details {
                oidc_issuer: Some(origin.into()),
                team_id: Some(TEAM.into()),
                key_id: Some(KEY_ID.into()),
                ..Details::default()
            },
            secret: pem,
            key: Key::rsa(),
        };
        let fake = Self::start(customer.into(), shape).await;
        fake.person(json!({
            "sub": "001999.fb5f3f3c0d3b4a1c9e2f.1234",
            "email": "dpdcnf87nu@privaterelay.appleid.com",
            "team_key": public,
        }));
        fake
    }

    /// A notice with these claims, signed.
    pub fn notice(&self, claims: &Value) -> String {
        let key = self.house.key.lock().expect("a lock").clone();
        key.sign(&json!({ "alg": "RS256", "kid": key.id }), claims)
    }
}

/// With a scope there is no answer but in a form.
fn arrives(_: &House, heard: &Heard, mut arrival: Arrival) -> Result<Arrival, Reply> {
    if heard.query.get("response_mode").is_none_or(|mode| mode != "form_post") {
        let why = "response_mode must be form_post when name or email scope is requested.";
        return Err(Reply::Text(400, why.into()));
    }
    arrival.by_post = true;
    Ok(arrival)
}

/// By a JWT under the team's key: from the team, of us, for Apple, and for six months at the most.
fn knows(house: &House, heard: &Heard) -> bool {
    let secret = heard.field("client_secret");
    let Ok(jws) = Jws::parse(secret) else { return false };
    let team_key = house.person.lock().expect("a lock")["team_key"].clone();
    let key = Jwk::from_json(&team_key).expect("a key");
    let Ok(claims) = jws.verify(Keys::One(&key), &[Algorithm::ES256.into()]) else { return false };
    let now = house.now();
    let (made, ends) = (claims["iat"].as_i64(), claims["exp"].as_i64());
    heard.authorization.is_none()
        && heard.field("client_id") == CLIENT
        && header_of(secret)["kid"] == KEY_ID
        && claims["iss"] == TEAM
        && claims["sub"] == CLIENT
        && claims["aud"] == "https://appleid.apple.com"
        && made <= Some(now)
        && ends > Some(now)
        && ends <= Some(now + LONGEST_LIFE)
}
