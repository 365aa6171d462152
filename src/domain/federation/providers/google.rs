//! Google: an OpenID provider that knows whose organisation somebody is of.

use std::borrow::Cow;

use serde_json::Value;

use crate::crypto::jose::jws::Claims;
use crate::domain::Result;
use crate::domain::federation::adapter::{Answer, Asked, Upstream};
use crate::domain::federation::oauth2::untrue;
use crate::domain::federation::openid::{OpenId, usual};
use crate::model::provider::Details;

/// Its issuer identifier; ID tokens may have it without the scheme.
const ISSUER: &str = "https://accounts.google.com";

/// Every organisation, where people without one are to stay out.
const ANY: &str = "*";

/// Google.
pub(in crate::domain::federation) struct Google;

impl OpenId for Google {
    fn issuer<'a>(&self, details: &'a Details) -> Cow<'a, str> {
        details.oidc_issuer.as_deref().unwrap_or(ISSUER).into()
    }

    fn token_issuer(&self, issuer: &str, claims: &Claims) -> Option<String> {
        let bare = issuer.strip_prefix("https://").unwrap_or(issuer);
        let is_bare = claims.get("iss").is_some_and(|named| named == bare);
        Some(if is_bare { bare } else { issuer }.to_owned())
    }

    fn parameters<'a>(
        &self,
        up: &'a Upstream<'_>,
        asked: &'a Asked,
    ) -> Vec<(&'static str, &'a str)> {
        let domain = up.provider.details.hosted_domain.as_deref().map(|domain| ("hd", domain));
        let mut parameters = usual(asked, &[("prompt", "select_account")]);
        parameters.extend(domain);
        parameters
    }

    /// The parameter `hd` only narrows the choice on Google's page: the claim is what counts.
    fn judge(&self, up: &Upstream<'_>, _answer: &Answer, claims: &mut Claims) -> Result<()> {
        let Some(wanted) = &up.provider.details.hosted_domain else { return Ok(()) };
        match claims.get("hd").and_then(Value::as_str) {
            Some(domain) if wanted == ANY || domain.eq_ignore_ascii_case(wanted) => Ok(()),
            _ => Err(untrue("the person is not of the organisation")),
        }
    }
}
