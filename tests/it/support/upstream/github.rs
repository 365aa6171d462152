//! GitHub: OAuth 2.0 whose errors have status 200, and an API with numbers for subjects.

use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::json;

use super::super::TestApp;
use super::super::jose::Key;
use super::{Fake, Heard, House, Manner, Reply, SECRET, Shape};

struct GitHub;

impl GitHub {
    fn token(house: &House, heard: &Heard) -> Reply {
        if heard.accept != "application/json" {
            return Reply::Text(200, "access_token=x&token_type=bearer".into());
        }
        let refuse = |error: &str| Reply::Json(200, json!({ "error": error }));
        if !heard.has_secret_in_form() {
            return refuse("incorrect_client_credentials");
        }
        let Some(grant) = house.redeem(heard) else { return refuse("bad_verification_code") };
        let answer = json!({
            "access_token": house.access_token(&grant), "token_type": "bearer",
            "scope": "read:user,user:email",
        });
        Reply::Json(200, answer)
    }

    fn user(house: &House, heard: &Heard) -> Reply {
        let Some((_, grant)) = house.bearer(heard) else {
            return Reply::Json(401, json!({ "message": "Bad credentials" }));
        };
        let (person, id) = (&grant.person, 583_231);
        if heard.path == "/user" {
            // The address that the person shows to others, which nobody has verified.
            let told = json!({
                "id": id, "login": "erika", "name": person["name"], "blog": "",
                "email": "shown@example.org", "avatar_url": "https://avatars.example/u/583231",
                "html_url": "https://github.example/erika",
            });
            return Reply::Json(200, told);
        }
        let list = json!([
            { "email": "other@example.org", "primary": false, "verified": true },
            { "email": person["email"], "primary": true, "verified": person["email_verified"] },
        ]);
        Reply::Json(200, list)
    }
}

impl Manner for GitHub {
    fn answer(&self, house: &House, heard: &Heard) -> Reply {
        match heard.path.as_str() {
            "/login/oauth/authorize" => house.consent(heard).map_or_else(|no| no, Reply::Back),
            "/login/oauth/access_token" => Self::token(house, heard),
            "/user" | "/user/emails" => Self::user(house, heard),
            _ => Reply::Text(404, "nothing".into()),
        }
    }
}

impl Fake {
    /// GitHub.
    pub async fn github(app: &TestApp) -> Self {
        let shape = Shape {
            kind: ProviderKind::GitHub,
            manner: Box::new(GitHub),
            details: |origin| Details {
                authorize_url: Some(format!("{origin}/login/oauth/authorize")),
                token_url: Some(format!("{origin}/login/oauth/access_token")),
                attributes_url: Some(format!("{origin}/user")),
                ..Details::default()
            },
            secret: SECRET.into(),
            key: Key::ec(),
        };
        Self::start(app.into(), shape).await
    }
}
