//! Login with Amazon: OAuth 2.0, a profile, and for whom a token was made.

use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::json;

use super::super::TestApp;
use super::super::jose::Key;
use super::{CLIENT, Fake, Heard, House, Lie, Manner, Reply, SECRET, Shape};

struct Amazon;

impl Amazon {
    fn token(house: &House, heard: &Heard) -> Reply {
        let refuse = |status: u16, error: &str| {
            Reply::Json(status, json!({ "error": error, "error_description": "as told" }))
        };
        if !heard.has_secret_in_form() {
            return refuse(401, "invalid_client");
        }
        let Some(grant) = house.redeem(heard) else { return refuse(400, "invalid_grant") };
        let answer = json!({
            "access_token": house.access_token(&grant), "token_type": "bearer",
            "expires_in": 3600, "refresh_token": "Atzr|refresh",
        });
        Reply::Json(200, answer)
    }

    fn token_info(house: &House, heard: &Heard) -> Reply {
        let token = heard.query.get("access_token").cloned().unwrap_or_default();
        let found = house.tokens.lock().expect("a lock").get(&token).cloned();
        let Some(grant) = found else {
            return Reply::Json(400, json!({ "error": "invalid_token" }));
        };
        let aud = if house.is(Lie::TokenOfOtherClient) { "another" } else { CLIENT };
        let told = json!({
            "iss": "https://www.amazon.com", "user_id": grant.person["sub"], "aud": aud,
            "app_id": "amzn1.application.1", "exp": 3597, "iat": house.now(),
        });
        Reply::Json(200, told)
    }

    fn profile(house: &House, heard: &Heard) -> Reply {
        let Some((_, grant)) = house.bearer(heard) else {
            return Reply::Json(400, json!({ "error": "invalid_token" }));
        };
        let person = grant.person;
        let told =
            json!({ "user_id": person["sub"], "name": person["name"], "email": person["email"] });
        Reply::Json(200, told)
    }
}

impl Manner for Amazon {
    fn answer(&self, house: &House, heard: &Heard) -> Reply {
        match heard.path.as_str() {
            "/ap/oa" => house.consent(heard).map_or_else(|no| no, Reply::Back),
            "/auth/o2/token" => Self::token(house, heard),
            "/auth/o2/tokeninfo" => Self::token_info(house, heard),
            "/user/profile" => Self::profile(house, heard),
            _ => Reply::Text(404, "nothing".into()),
        }
    }
}

impl Fake {
    /// Login with Amazon.
    pub async fn amazon(app: &TestApp) -> Self {
        let shape = Shape {
            kind: ProviderKind::LoginWithAmazon,
            manner: Box::new(Amazon),
            details: |origin| Details {
                authorize_url: Some(format!("{origin}/ap/oa")),
                token_url: Some(format!("{origin}/auth/o2/token")),
                attributes_url: Some(format!("{origin}/user/profile")),
                ..Details::default()
            },
            secret: SECRET.into(),
            key: Key::ec(),
        };
        let fake = Self::start(app.into(), shape).await;
        fake.person(json!({ "sub": "amzn1.account.K2LI23KL2LK2" }));
        fake
    }
}
