//! Apple: an OpenID provider that answers in a form, wants a secret that is a JWT, and tells a name
//! once.

use std::borrow::Cow;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;

use crate::crypto::jose::jws::Claims;
use crate::crypto::keys::PrivateKey;
use crate::domain::Result;
use crate::domain::federation::adapter::{Answer, Asked, Upstream, is_true};
use crate::domain::federation::exchange::Proof;
use crate::domain::federation::oauth2::misconfigured;
use crate::domain::federation::openid::{OpenId, Place, assertion};
use crate::model::Algorithm;
use crate::model::provider::Details;

/// Its issuer identifier, and the audience of our secret wherever Apple is called.
const ISSUER: &str = "https://appleid.apple.com";

/// The longest part of a name that is taken, in characters.
const LONGEST_NAME: usize = 128;

/// Apple.
pub(in crate::domain::federation) struct Apple;

/// The form field `user`, which only a person's first answer has. Nobody has signed it: of the address
/// in it nothing is believed.
#[derive(Deserialize)]
struct User {
    name: Option<Name>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    first_name: Option<String>,
    last_name: Option<String>,
}

#[async_trait]
impl OpenId for Apple {
    fn issuer<'a>(&self, details: &'a Details) -> Cow<'a, str> {
        details.oidc_issuer.as_deref().unwrap_or(ISSUER).into()
    }

    /// An ID token comes in any case.
    fn wants_openid(&self) -> bool {
        false
    }

    /// Apple names no parameter that hints at who it is, or asks for them anew: it always asks.
    fn parameters<'a>(
        &self,
        _up: &'a Upstream<'_>,
        _asked: &'a Asked,
    ) -> Vec<(&'static str, &'a str)> {
        vec![("response_mode", "form_post")]
    }

    fn has_more(&self, _details: &Details) -> bool {
        false
    }

    /// A secret for this one request, under the team's key: it is new each time, so that none comes to
    /// its end.
    async fn proof(&self, up: &Upstream<'_>, _place: &Place) -> Result<Proof> {
        let key = PrivateKey::from_text(Algorithm::ES256, up.secret()?.expose_secret());
        let key = key.map_err(|_| misconfigured("the private key is no P-256 key"))?;
        let team = up.provider.details.team_id.as_deref().unwrap_or_default();
        Ok(Proof::Post(assertion(up, &key, team, ISSUER).await?.into()))
    }

    fn judge(&self, _up: &Upstream<'_>, answer: &Answer, claims: &mut Claims) -> Result<()> {
        if let Some(private) = claims.get("is_private_email").map(is_true) {
            claims.insert("is_private_email".into(), json!(private));
        }
        let user = answer.user.as_deref().and_then(|user| serde_json::from_str::<User>(user).ok());
        let Some(name) = user.and_then(|user| user.name) else { return Ok(()) };
        let part = |part: Option<String>| {
            let part = part.unwrap_or_default().trim().to_owned();
            let is_name = !part.is_empty()
                && part.chars().count() <= LONGEST_NAME
                && !part.chars().any(char::is_control);
            is_name.then_some(part)
        };
        let (first, last) = (part(name.first_name), part(name.last_name));
        let whole: Vec<&str> = [&first, &last].into_iter().flatten().map(String::as_str).collect();
        let whole = Some(whole.join(" ")).filter(|whole| !whole.is_empty());
        for (claim, value) in [("name", whole), ("given_name", first), ("family_name", last)] {
            if let Some(value) = value {
                claims.insert(claim.into(), json!(value));
            }
        }
        Ok(())
    }
}
