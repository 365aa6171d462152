//! GitHub: OAuth 2.0, and an API that lists a person's addresses and which of them are verified.

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;

use crate::crypto::jose::jws::Claims;
use crate::domain::Result;
use crate::domain::federation::adapter::{
    Adapter, Answer, Asked, Finding, Identity, Tokens, Upstream,
};
use crate::domain::federation::exchange::{self, Proof};
use crate::domain::federation::oauth2::{self, address, untrue};
use crate::outbound::Method;

/// What the API calls a claim of OpenID Connect Core section 5.1; the number is the subject.
const CLAIMS: [(&str, &str); 5] = [
    ("login", "preferred_username"),
    ("name", "name"),
    ("avatar_url", "picture"),
    ("html_url", "profile"),
    ("blog", "website"),
];

/// GitHub.
pub(in crate::domain::federation) struct GitHub;

fn token_endpoint(up: &Upstream<'_>) -> Result<Url> {
    let own = "https://github.com/login/oauth/access_token";
    address(up.provider.details.token_url.as_ref(), own)
}

/// The person: a login is given to others when it is free again, the number never is. The address in
/// the profile is what the person shows to others, and verified by nobody: it is passed over.
async fn user(up: &Upstream<'_>, tokens: &Tokens) -> Result<Claims> {
    let typed = up.provider.details.attributes_url.as_ref();
    let url = address(typed, "https://api.github.com/user")?;
    let told = oauth2::profile(up, Method::GET, &url, &tokens.access_token).await?;
    let number = told.get("id").and_then(Value::as_u64);
    let number = number.ok_or_else(|| untrue("the API does not say of whom it speaks"))?;
    let named = CLAIMS.iter().filter_map(|(theirs, claim)| {
        let value = told.get(*theirs)?.as_str().filter(|text| !text.is_empty())?;
        Some(((*claim).to_owned(), json!(value)))
    });
    let mut claims: Claims = named.collect();
    claims.insert("sub".into(), json!(number.to_string()));
    let scopes = up.provider.details.scopes(up.provider.kind);
    if scopes.split([' ', ',']).any(|scope| matches!(scope, "user" | "user:email")) {
        let emails = format!("{}/emails", url.as_str().trim_end_matches('/'));
        let emails = address(Some(&emails), "")?;
        claims.extend(primary(up, &emails, tokens).await?);
    }
    Ok(claims)
}

/// The primary address, and whether it is verified.
async fn primary(up: &Upstream<'_>, emails: &Url, tokens: &Tokens) -> Result<Claims> {
    let told = oauth2::resource(up, Method::GET, emails, &tokens.access_token).await?;
    let is_primary = |one: &&Value| one.get("primary") == Some(&json!(true));
    let found = told.as_array().and_then(|list| list.iter().find(is_primary));
    let claims = ["email", "verified"].map(|name| found.and_then(|one| one.get(name)).cloned());
    let named = ["email", "email_verified"].into_iter().zip(claims);
    Ok(named.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

#[async_trait]
impl Adapter for GitHub {
    async fn begin(&self, up: &Upstream<'_>, asked: &Asked) -> Result<Url> {
        let own = "https://github.com/login/oauth/authorize";
        let url = address(up.provider.details.authorize_url.as_ref(), own)?;
        let hint = asked.login_hint.as_deref().map(|hint| ("login", hint));
        let again = asked.again.then_some(("prompt", "select_account"));
        let more: Vec<(&str, &str)> = hint.into_iter().chain(again).collect();
        oauth2::authorization(up, &url, asked, &more)
    }

    async fn finish(&self, up: &Upstream<'_>, asked: &Asked, answer: &Answer) -> Result<Identity> {
        let proof = Proof::Post(up.secret()?.clone());
        let at = token_endpoint(up)?;
        let tokens = exchange::code(up, &at, &proof, asked, &answer.code).await?;
        Identity::of(user(up, &tokens).await?, tokens)
    }

    async fn check(&self, up: &Upstream<'_>) -> Vec<Finding> {
        exchange::check_secret(up, token_endpoint(up)).await
    }
}
