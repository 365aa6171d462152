//! Any OpenID provider, as the standard has it.

use std::borrow::Cow;

use crate::domain::federation::adapter::{Asked, Upstream};
use crate::domain::federation::openid::{OpenId, usual};
use crate::model::provider::Details;

/// Any OpenID provider.
pub(in crate::domain::federation) struct Oidc;

impl OpenId for Oidc {
    fn issuer<'a>(&self, details: &'a Details) -> Cow<'a, str> {
        details.oidc_issuer.as_deref().unwrap_or_default().into()
    }

    fn parameters<'a>(
        &self,
        _up: &'a Upstream<'_>,
        asked: &'a Asked,
    ) -> Vec<(&'static str, &'a str)> {
        usual(asked, &[("prompt", "login"), ("max_age", "0")])
    }

    fn tells_time(&self) -> bool {
        true
    }

    fn has_more(&self, _details: &Details) -> bool {
        true
    }
}
