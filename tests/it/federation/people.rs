//! People who come from a provider, by the pages or at once.

use std::sync::Arc;

use gatehouse::domain::Refusal;
use gatehouse::domain::configuration::{self, PoolView};
use gatehouse::domain::federation::adapter::{Identity, Tokens};
use gatehouse::domain::federation::arrive::arrive;
use gatehouse::domain::sign_in::{Step, Way};
use gatehouse::model::User;
use gatehouse::model::provider::{Provider, ProviderRules};
use serde_json::{Value, json};
use url::Url;

use crate::support::upstream::Fake;
use crate::support::{Answer, Browser, Pkce, TestApp, claims, form};

/// Rules by which the provider's word counts for addresses at example.com.
pub(super) fn trusting() -> ProviderRules {
    let domains = vec!["example.com".to_owned(), "example.test".to_owned()];
    ProviderRules { trusted_domains: Some(domains), ..ProviderRules::default() }
}

/// The pool takes people from this provider from now on.
pub(super) async fn admit(app: &TestApp, fake: &Fake, rules: ProviderRules) -> Provider {
    fake.join(app, |provider| provider.rules = rules).await
}

pub(super) async fn view(app: &TestApp) -> Arc<PoolView> {
    let view = configuration::pool(&app.cx(), &app.demo.pool.id).await.expect("an answer");
    view.expect("the demo pool")
}

/// Somebody of whom a provider says this, and an address of their own where it says none.
pub(super) fn identity(subject: &str, told: Value) -> Identity {
    let Value::Object(mut claims) = told else { unreachable!("an object") };
    claims.entry("email").or_insert_with(|| json!("somebody@example.org"));
    let tokens = Tokens {
        access_token: "a token".to_owned().into(),
        refresh_token: None,
        id_token: None,
        expires_at: None,
    };
    let words = claims.get("amr").and_then(Value::as_array).into_iter().flatten();
    Identity {
        subject: subject.to_owned(),
        email: claims.get("email").and_then(Value::as_str).map(str::to_owned),
        email_verified: claims.get("email_verified") == Some(&json!(true)),
        amr: words.filter_map(Value::as_str).map(str::to_owned).collect(),
        authenticated_at: None,
        claims,
        tokens,
    }
}

/// What becomes of them.
pub(super) async fn come(
    app: &TestApp,
    provider: &Provider,
    who: Identity,
) -> Result<Step, Refusal> {
    let view = view(app).await;
    let arrival = arrive(&app.cx(), &Way::to_nowhere(&view), provider, who).await;
    arrival.map_err(|error| error.refusal().clone())
}

/// Somebody who gets in at once.
pub(super) async fn enter(app: &TestApp, provider: &Provider, who: Identity) -> User {
    match come(app, provider, who).await {
        Ok(Step::Done(signed_in)) => signed_in.user,
        other => panic!("{other:?}"),
    }
}

/// A browser that goes to a provider on the way to the web client, and comes back.
pub(super) async fn travel(
    app: &TestApp,
    browser: &mut Browser,
    fake: &Fake,
    provider: &Provider,
    pkce: &Pkce,
) -> Answer {
    let asked = browser.get(&app.authorize(pkce, &[])).await.location();
    let (_, query) = asked.split_once('?').expect("a query");
    let path = format!("{}/login/with/{}?{query}", app.base, provider.name);
    let away = browser.get(&path).await;
    return_from(app, browser, fake, &away.location()).await
}

/// The way back from there.
pub(super) async fn return_from(
    app: &TestApp,
    browser: &mut Browser,
    fake: &Fake,
    there: &str,
) -> Answer {
    let arrival = fake.visit(&Url::parse(there).expect("the provider's address"));
    let fields: Vec<(&str, &str)> =
        arrival.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.get(&format!("{}/oauth2/idpresponse?{}", app.base, form(&fields))).await
}

/// The tokens of the web client for an answer with a code, and the claims of the ID token.
pub(super) async fn tokens(app: &TestApp, answer: &Answer, pkce: &Pkce) -> (Value, Value) {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = app.redeem(&code, pkce).await.json();
    let told = claims(tokens["id_token"].as_str().expect("an ID token"));
    (tokens, told)
}
