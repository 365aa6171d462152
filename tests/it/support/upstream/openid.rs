//! What the fakes that speak OpenID Connect have in common.

use axum::http::StatusCode;
use gatehouse::crypto::digest::half_hash;
use serde_json::{Value, json};

use super::{Arrival, CLIENT, Grant, Heard, House, Lie, Manner, Reply, lies};

/// In what such a fake differs from others.
pub(super) struct OpenId {
    /// What its issuer has after the origin.
    pub(super) path: &'static str,
    /// What its metadata names as issuer after the origin.
    pub(super) named: &'static str,
    /// With what it signs.
    pub(super) algorithm: &'static str,
    /// Metadata besides what all have.
    pub(super) metadata: fn() -> Value,
    /// Whether we have proven ourselves.
    pub(super) knows: fn(&House, &Heard) -> bool,
    /// What an ID token says of a person; the rest is settled.
    pub(super) tells: fn(&House, &Grant) -> Value,
    /// What it demands of a request and adds to its answer.
    pub(super) arrives: fn(&House, &Heard, Arrival) -> Result<Arrival, Reply>,
}

impl OpenId {
    fn metadata(&self, house: &House) -> Value {
        let at = |path: &str| format!("{}{path}", house.origin);
        let issuer = match house.is(Lie::OtherIssuerInMetadata) {
            true => "https://evil.example".to_owned(),
            false => at(self.named),
        };
        let mut metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.algorithm, "HS256", "none"],
        });
        for (name, value) in (self.metadata)().as_object().expect("an object") {
            metadata[name] = value.clone();
        }
        if house.is(Lie::ScriptAsEndpoint) {
            metadata["authorization_endpoint"] = json!("javascript:alert(1)");
        }
        if house.is(Lie::OnlySharedSecrets) {
            metadata["id_token_signing_alg_values_supported"] = json!(["HS256", "none"]);
        }
        metadata
    }

    fn token(&self, house: &House, heard: &Heard) -> Reply {
        let refuse = |status: u16, error: &str| Reply::Json(status, json!({ "error": error }));
        if !(self.knows)(house, heard) {
            return refuse(401, "invalid_client");
        }
        let Some(grant) = house.redeem(heard) else { return refuse(400, "invalid_grant") };
        let access_token = house.access_token(&grant);
        let mut answer = json!({
            "access_token": access_token, "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": "refresh",
        });
        if house.is(Lie::OtherKindOfToken) {
            answer["token_type"] = json!("mac");
        }
        if !house.is(Lie::NoIdToken) {
            answer["id_token"] = json!(self.id_token(house, &grant, &access_token));
        }
        Reply::Json(200, answer)
    }

    fn id_token(&self, house: &House, grant: &Grant, access_token: &str) -> String {
        let now = house.now();
        let algorithm = self.algorithm.parse().expect("an algorithm");
        let mut claims = json!({
            "iss": format!("{}{}", house.origin, self.named),
            "aud": CLIENT, "iat": now, "exp": now + 3600, "auth_time": now,
            "nonce": grant.asked.get("nonce"),
            "at_hash": half_hash(access_token, algorithm),
        });
        for (name, value) in (self.tells)(house, grant).as_object().expect("an object") {
            claims[name] = value.clone();
        }
        lies::change(house, &mut claims);
        lies::sign(house, self.algorithm, &claims)
    }

    fn authorize(&self, house: &House, heard: &Heard) -> Result<Arrival, Reply> {
        let scopes = heard.query.get("scope").cloned().unwrap_or_default();
        if scopes.is_empty() || !heard.query.contains_key("nonce") {
            return Err(Reply::Text(400, "wrong: scope or nonce".into()));
        }
        (self.arrives)(house, heard, house.consent(heard)?)
    }

    fn userinfo(&self, house: &House, heard: &Heard) -> Reply {
        let Some((_, grant)) = house.bearer(heard) else {
            return Reply::Text(StatusCode::UNAUTHORIZED.as_u16(), String::new());
        };
        let mut claims = grant.person;
        if house.is(Lie::SubjectOfUserinfoDiffers) {
            claims["sub"] = json!("another");
        }
        Reply::Json(200, claims)
    }
}

impl Manner for OpenId {
    fn answer(&self, house: &House, heard: &Heard) -> Reply {
        let metadata = format!("{}/.well-known/openid-configuration", self.path);
        match heard.path.as_str() {
            "/authorize" => self.authorize(house, heard).map_or_else(|no| no, Reply::Back),
            "/token" => self.token(house, heard),
            "/userinfo" => self.userinfo(house, heard),
            "/keys" => {
                let mut key = house.key().public();
                if house.is(Lie::KeyOfOtherTenant) {
                    key["issuer"] = json!("https://evil.example");
                }
                Reply::Json(200, json!({ "keys": [key] }))
            }
            path if path == metadata => Reply::Json(200, self.metadata(house)),
            _ => Reply::Text(404, "nothing".into()),
        }
    }
}
