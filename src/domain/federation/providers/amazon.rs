//! Login with Amazon: OAuth 2.0, and a profile for whoever has a token that was made for us.

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use crate::crypto::jose::jws::Claims;
use crate::domain::Result;
use crate::domain::federation::adapter::{
    Adapter, Answer, Asked, Finding, Identity, Tokens, Upstream,
};
use crate::domain::federation::exchange::{self, Proof};
use crate::domain::federation::oauth2::{self, address, misconfigured, untrue};
use crate::outbound::Method;

/// What the profile calls a claim of OpenID Connect Core section 5.1.
const CLAIMS: [(&str, &str); 4] =
    [("user_id", "sub"), ("name", "name"), ("email", "email"), ("postal_code", "postal_code")];

/// Login with Amazon.
pub(in crate::domain::federation) struct Amazon;

fn token_endpoint(up: &Upstream<'_>) -> Result<Url> {
    address(up.provider.details.token_url.as_ref(), "https://api.amazon.com/auth/o2/token")
}

/// The token was made for us: one that another application got opens nothing here. What tells it
/// stands beside the token endpoint.
async fn check_audience(up: &Upstream<'_>, tokens: &Tokens) -> Result<()> {
    let beside = token_endpoint(up)?.join("tokeninfo");
    let mut url = beside.map_err(|_| misconfigured("token_url is no address"))?;
    url.query_pairs_mut().append_pair("access_token", tokens.access_token.expose_secret());
    let told = oauth2::profile(up, Method::GET, &url, &tokens.access_token).await?;
    match told.get("aud").is_some_and(|aud| *aud == up.provider.details.client_id) {
        true => Ok(()),
        false => Err(untrue("the access token was made for another client")),
    }
}

async fn profile(up: &Upstream<'_>, tokens: &Tokens) -> Result<Claims> {
    let typed = up.provider.details.attributes_url.as_ref();
    let url = address(typed, "https://api.amazon.com/user/profile")?;
    let told = oauth2::profile(up, Method::GET, &url, &tokens.access_token).await?;
    let named = CLAIMS.iter().filter_map(|(theirs, claim)| {
        Some(((*claim).to_owned(), told.get(*theirs).filter(|value| value.is_string())?.clone()))
    });
    Ok(named.collect::<serde_json::Map<String, Value>>())
}

#[async_trait]
impl Adapter for Amazon {
    async fn begin(&self, up: &Upstream<'_>, asked: &Asked) -> Result<Url> {
        let typed = up.provider.details.authorize_url.as_ref();
        let url = address(typed, "https://www.amazon.com/ap/oa")?;
        oauth2::authorization(up, &url, asked, &[])
    }

    async fn finish(&self, up: &Upstream<'_>, asked: &Asked, answer: &Answer) -> Result<Identity> {
        let proof = Proof::Post(up.secret()?.clone());
        let at = token_endpoint(up)?;
        let tokens = exchange::code(up, &at, &proof, asked, &answer.code).await?;
        check_audience(up, &tokens).await?;
        let mut claims = profile(up, &tokens).await?;
        oauth2::vouch(up, &mut claims);
        Identity::of(claims, tokens)
    }

    async fn check(&self, up: &Upstream<'_>) -> Vec<Finding> {
        exchange::check_secret(up, token_endpoint(up)).await
    }
}
