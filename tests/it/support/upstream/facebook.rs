//! Facebook: OAuth 2.0, errors that are objects, and a Graph that wants a proof.

use aws_lc_rs::hmac;
use gatehouse::crypto::digest::hex;
use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::{Value, json};

use super::super::TestApp;
use super::super::jose::Key;
use super::{CLIENT, Fake, Heard, House, Manner, Reply, SECRET, Shape};

struct Facebook;

fn fault(code: i64, message: &str) -> Reply {
    let error = json!({ "message": message, "type": "OAuthException", "code": code });
    Reply::Json(400, json!({ "error": error }))
}

impl Facebook {
    fn token(house: &House, heard: &Heard) -> Reply {
        if heard.field("client_id") != CLIENT {
            return fault(101, "Error validating application. Cannot get application info.");
        }
        if !heard.has_secret_in_form() {
            return fault(1, "Error validating client secret.");
        }
        match house.redeem(heard) {
            Some(grant) => {
                let token = house.access_token(&grant);
                let answer = json!({ "access_token": token, "token_type": "bearer", "expires_in": 5_183_944 });
                Reply::Json(200, answer)
            }
            None => fault(100, "Invalid verification code format."),
        }
    }

    fn me(house: &House, heard: &Heard) -> Reply {
        let Some((token, grant)) = house.bearer(heard) else {
            return fault(190, "Invalid OAuth access token.");
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let proof = hex(hmac::sign(&key, token.as_bytes()).as_ref());
        if heard.query.get("appsecret_proof") != Some(&proof) {
            return fault(100, "Invalid appsecret_proof provided in the API argument");
        }
        let fields = heard.query.get("fields").cloned().unwrap_or_default();
        let person = &grant.person;
        let known = [
            ("id", person["sub"].clone()),
            ("name", person["name"].clone()),
            ("first_name", person["given_name"].clone()),
            ("last_name", person["family_name"].clone()),
            ("email", person["email"].clone()),
            ("picture", json!({ "data": { "url": "https://graph.example/p.jpg" } })),
        ];
        let asked = known.into_iter().filter(|(name, value)| {
            !value.is_null() && fields.split(',').any(|field| field == *name)
        });
        Reply::Json(200, Value::Object(asked.map(|(name, value)| (name.into(), value)).collect()))
    }
}

impl Manner for Facebook {
    fn answer(&self, house: &House, heard: &Heard) -> Reply {
        match heard.path.as_str() {
            "/v24.0/dialog/oauth" => house.consent(heard).map_or_else(|no| no, Reply::Back),
            "/v24.0/oauth/access_token" => Self::token(house, heard),
            "/v24.0/me" => Self::me(house, heard),
            _ => Reply::Text(404, "nothing".into()),
        }
    }
}

impl Fake {
    /// Facebook.
    pub async fn facebook(app: &TestApp) -> Self {
        let shape = Shape {
            kind: ProviderKind::Facebook,
            manner: Box::new(Facebook),
            details: |origin| Details {
                authorize_url: Some(format!("{origin}/v24.0/dialog/oauth")),
                token_url: Some(format!("{origin}/v24.0/oauth/access_token")),
                attributes_url: Some(format!("{origin}/v24.0/me")),
                ..Details::default()
            },
            secret: SECRET.into(),
            key: Key::ec(),
        };
        Self::start(app.into(), shape).await
    }
}
