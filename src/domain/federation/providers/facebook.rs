//! Facebook: OAuth 2.0, and a Graph that is asked with a proof that we are the application.

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use crate::crypto::digest::{hex, keyed_sha256};
use crate::crypto::jose::jws::Claims;
use crate::domain::Result;
use crate::domain::federation::adapter::{
    Adapter, Answer, Asked, Finding, Identity, Tokens, Upstream,
};
use crate::domain::federation::exchange::{self, Proof};
use crate::domain::federation::oauth2::{self, address, untrue};
use crate::outbound::Method;

/// The version of its API where the operator names none.
const VERSION: &str = "v24.0";

/// What is asked of the person.
const FIELDS: &str = "id,name,first_name,middle_name,last_name,email,picture";

/// What the Graph calls a claim of OpenID Connect Core section 5.1.
const CLAIMS: [(&str, &str); 6] = [
    ("id", "sub"),
    ("name", "name"),
    ("first_name", "given_name"),
    ("middle_name", "middle_name"),
    ("last_name", "family_name"),
    ("email", "email"),
];

/// Facebook.
pub(in crate::domain::federation) struct Facebook;

/// One of its addresses, in the version that the operator has set.
fn at(up: &Upstream<'_>, typed: Option<&String>, own: &str) -> Result<Url> {
    let version = up.provider.details.api_version.as_deref().unwrap_or(VERSION);
    address(typed, &own.replace("{version}", version))
}

fn token_endpoint(up: &Upstream<'_>) -> Result<Url> {
    let own = "https://graph.facebook.com/{version}/oauth/access_token";
    at(up, up.provider.details.token_url.as_ref(), own)
}

/// The person, by the Graph; `appsecret_proof` shows that whoever asks is the application, and not
/// somebody who came by its token.
async fn me(up: &Upstream<'_>, tokens: &Tokens) -> Result<Claims> {
    let (token, secret) = (&tokens.access_token, up.secret()?.expose_secret());
    let proof = hex(&keyed_sha256(secret.as_bytes(), token.expose_secret().as_bytes()));
    let typed = up.provider.details.attributes_url.as_ref();
    let mut url = at(up, typed, "https://graph.facebook.com/{version}/me")?;
    url.query_pairs_mut().append_pair("fields", FIELDS).append_pair("appsecret_proof", &proof);
    let told = oauth2::profile(up, Method::GET, &url, token).await?;
    if !told.get("id").is_some_and(Value::is_string) {
        return Err(untrue("the Graph does not say of whom it speaks"));
    }
    let named = CLAIMS.iter().filter_map(|(theirs, claim)| {
        Some(((*claim).to_owned(), told.get(*theirs).filter(|value| value.is_string())?.clone()))
    });
    let picture = told.get("picture").and_then(|picture| picture.pointer("/data/url"));
    let picture = picture.map(|url| ("picture".to_owned(), url.clone()));
    Ok(named.chain(picture).collect())
}

#[async_trait]
impl Adapter for Facebook {
    async fn begin(&self, up: &Upstream<'_>, asked: &Asked) -> Result<Url> {
        let own = "https://www.facebook.com/{version}/dialog/oauth";
        let url = at(up, up.provider.details.authorize_url.as_ref(), own)?;
        let again: &[(&str, &str)] =
            if asked.again { &[("auth_type", "reauthenticate")] } else { &[] };
        oauth2::authorization(up, &url, asked, again)
    }

    async fn finish(&self, up: &Upstream<'_>, asked: &Asked, answer: &Answer) -> Result<Identity> {
        let proof = Proof::Post(up.secret()?.clone());
        let at = token_endpoint(up)?;
        let tokens = exchange::code(up, &at, &proof, asked, &answer.code).await?;
        let mut claims = me(up, &tokens).await?;
        oauth2::vouch(up, &mut claims);
        Identity::of(claims, tokens)
    }

    async fn check(&self, up: &Upstream<'_>) -> Vec<Finding> {
        exchange::check_secret(up, token_endpoint(up)).await
    }
}
