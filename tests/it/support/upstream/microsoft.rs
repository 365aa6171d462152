//! Microsoft: metadata for every tenant, whose issuer has a gap for the tenant of the person.

use gatehouse::model::provider::{Details, ProviderKind};
use serde_json::json;

use super::super::TestApp;
use super::super::jose::Key;
use super::openid::OpenId;
use super::{Fake, SECRET, Shape};

/// A tenant.
pub const TENANT: &str = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";

impl Fake {
    /// Microsoft for every tenant; the person is of [`TENANT`].
    pub async fn microsoft(app: &TestApp) -> Self {
        let manner = OpenId {
            path: "/common/v2.0",
            named: "/{tenantid}/v2.0",
            algorithm: "RS256",
            metadata: || json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"] }),
            knows: |_, heard| heard.has_secret_in_form() || heard.has_secret_in_header(),
            tells: |house, grant| {
                let mut person = grant.person.clone();
                person.as_object_mut().expect("an object").remove("email_verified");
                let tenant = person["tid"].as_str().unwrap_or(TENANT).to_owned();
                person["iss"] = json!(format!("{}/{tenant}/v2.0", house.origin));
                person["tid"] = json!(tenant);
                person["ver"] = json!("2.0");
                person
            },
            arrives: |_, _, arrival| Ok(arrival),
        };
        let shape = Shape {
            kind: ProviderKind::Microsoft,
            manner: Box::new(manner),
            details: |origin| Details {
                oidc_issuer: Some(format!("{origin}/common/v2.0")),
                ..Details::default()
            },
            secret: SECRET.into(),
            key: Key::rsa(),
        };
        Self::start(app.into(), shape).await
    }
}
