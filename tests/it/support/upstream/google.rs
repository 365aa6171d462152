//! Google: RS256, addresses in the ID token, and `hd` for members of an organisation.

use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::json;

use super::super::TestApp;
use super::super::jose::Key;
use super::openid::OpenId;
use super::{Fake, SECRET, Shape};

impl Fake {
    /// Google.
    pub async fn google(app: &TestApp) -> Self {
        let manner = OpenId {
            path: "",
            named: "",
            algorithm: "RS256",
            metadata: || json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"] }),
            knows: |_, heard| heard.has_secret_in_form() || heard.has_secret_in_header(),
            tells: |_, grant| {
                let mut person = grant.person.clone();
                person["azp"] = json!(super::CLIENT);
                person
            },
            arrives: |_, _, arrival| Ok(arrival),
        };
        let shape = Shape {
            kind: ProviderKind::Google,
            manner: Box::new(manner),
            details: |origin| Details { oidc_issuer: Some(origin.into()), ..Details::default() },
            secret: SECRET.into(),
            key: Key::rsa(),
        };
        Self::start(app.into(), shape).await
    }
}
