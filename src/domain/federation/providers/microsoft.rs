//! Microsoft: one OpenID provider a tenant, and one set of keys for them all.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::crypto::jose::jws::Claims;
use crate::domain::Result;
use crate::domain::federation::adapter::{Answer, Asked, Upstream, is_true};
use crate::domain::federation::oauth2::untrue;
use crate::domain::federation::openid::{OpenId, usual};
use crate::model::provider::Details;

/// Where the tenants are.
const AUTHORITY: &str = "https://login.microsoftonline.com";

/// The tenant where the operator names none: everybody.
const EVERYBODY: &str = "common";

/// Those who belong to some organisation.
const ORGANIZATIONS: &str = "organizations";

/// What stands for the tenant in an issuer that is many.
const TENANT_ID: &str = "{tenantid}";

/// The tenant of personal accounts.
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Microsoft.
pub(in crate::domain::federation) struct Microsoft;

/// The tenant that is named, or else that of the issuer: there it stands before the version.
fn tenant(details: &Details) -> &str {
    match &details.oidc_issuer {
        Some(issuer) => {
            let without_version = issuer.trim_end_matches('/').trim_end_matches("/v2.0");
            without_version.rsplit('/').next().unwrap_or(EVERYBODY)
        }
        None => details.tenant.as_deref().unwrap_or(EVERYBODY),
    }
}

/// Whether that is how tenants are numbered: a UUID.
fn is_tenant_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

impl OpenId for Microsoft {
    fn issuer<'a>(&self, details: &'a Details) -> Cow<'a, str> {
        match &details.oidc_issuer {
            Some(issuer) => issuer.into(),
            None => format!("{AUTHORITY}/{}/v2.0", tenant(details)).into(),
        }
    }

    /// The issuer has the tenant's number, however the operator calls the tenant.
    fn is_own(&self, named: &str, details: &Details) -> bool {
        let issuer = self.issuer(details);
        let inner =
            issuer.split_once(&format!("/{}/", tenant(details))).and_then(|(before, after)| {
                named
                    .strip_prefix(before)?
                    .strip_prefix('/')?
                    .strip_suffix(after)?
                    .strip_suffix('/')
            });
        named == issuer || inner.is_some_and(|inner| inner == TENANT_ID || is_tenant_id(inner))
    }

    fn token_issuer(&self, issuer: &str, claims: &Claims) -> Option<String> {
        let id = claims.get("tid").and_then(Value::as_str).filter(|id| is_tenant_id(id))?;
        Some(issuer.replace(TENANT_ID, id))
    }

    fn parameters<'a>(
        &self,
        _up: &'a Upstream<'_>,
        asked: &'a Asked,
    ) -> Vec<(&'static str, &'a str)> {
        usual(asked, &[("prompt", "login")])
    }

    /// An administrator writes whatever address into a tenant of theirs: only what Microsoft says of
    /// the owner of its domain counts (`xms_edov`).
    fn judge(&self, up: &Upstream<'_>, _answer: &Answer, claims: &mut Claims) -> Result<()> {
        let is_personal = claims.get("tid").is_some_and(|id| id == PERSONAL);
        if is_personal && tenant(&up.provider.details) == ORGANIZATIONS {
            return Err(untrue("the person is of no organisation"));
        }
        let verified = claims.get("xms_edov").is_some_and(is_true);
        claims.insert("email_verified".into(), json!(verified));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";

    fn details(tenant: &str) -> Details {
        Details { tenant: Some(tenant.into()), ..Details::default() }
    }

    #[test]
    fn an_issuer_is_that_of_the_tenant() {
        let at = |id: &str| format!("{AUTHORITY}/{id}/v2.0");
        for tenant in ["common", "contoso.onmicrosoft.com", TENANT] {
            assert!(Microsoft.is_own(&at(tenant), &details(tenant)));
            assert!(Microsoft.is_own(&at(TENANT), &details(tenant)));
            assert!(Microsoft.is_own(&at(TENANT_ID), &details(tenant)));
            for other in
                [at("other"), at("a/b"), at(""), format!("https://evil.example/{TENANT}/v2.0")]
            {
                assert!(!Microsoft.is_own(&other, &details(tenant)), "{other}");
            }
        }
    }

    #[test]
    fn an_issuer_that_is_typed_names_its_tenant() {
        for (issuer, named) in [
            ("https://login.microsoftonline.us/organizations/v2.0", ORGANIZATIONS),
            ("https://proxy.example/x/common/v2.0/", EVERYBODY),
            ("https://sts.windows.example/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/", TENANT),
        ] {
            let typed = Details { oidc_issuer: Some(issuer.into()), ..Details::default() };
            assert_eq!(tenant(&typed), named);
            let of_one = issuer.replace(named, TENANT);
            assert!(Microsoft.is_own(&of_one, &typed), "{of_one}");
            assert!(!Microsoft.is_own(&of_one.replace(TENANT, "other"), &typed), "{issuer}");
        }
    }

    #[test]
    fn a_token_is_of_the_tenant_that_it_names() {
        let issuer = |tid: Value| {
            let claims = Claims::from_iter([("tid".to_owned(), tid)]);
            Microsoft.token_issuer("https://x.example/{tenantid}/v2.0", &claims)
        };
        assert_eq!(issuer(json!(TENANT)), Some(format!("https://x.example/{TENANT}/v2.0")));
        for bad in [json!(null), json!("common"), json!("../x"), json!(7)] {
            assert_eq!(issuer(bad), None);
        }
    }
}
