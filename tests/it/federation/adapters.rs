//! Each identity provider as its adapter sees it: who comes, and what an operator is told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::crypto::jose::Jwk;
use gatehouse::crypto::keys::PrivateKey;
use gatehouse::domain::Result;
use gatehouse::domain::federation::adapter::{
    Asked, Finding, Identity, Upstream, Verdict, adapter,
};
use gatehouse::model::Algorithm;
use gatehouse::model::provider::{ProviderRules, RequestMethod, TokenAuth};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::support::TestApp;
use crate::support::jose::{Key, header_of};
use crate::support::upstream::{Fake, Lie, has_signed};

/// Somebody's way to a provider and back.
pub(super) struct Trip<'a> {
    pub(super) app: &'a TestApp,
    pub(super) fake: &'a Fake,
    pub(super) secret: Option<SecretString>,
    pub(super) rules: ProviderRules,
    pub(super) again: bool,
}

impl<'a> Trip<'a> {
    pub(super) fn to(app: &'a TestApp, fake: &'a Fake) -> Self {
        let secret = Some(fake.secret());
        Self { app, fake, secret, rules: ProviderRules::default(), again: false }
    }

    /// The way there, with the person's consent, and back.
    pub(super) async fn go(self) -> Result<Identity> {
        let cx = self.app.cx();
        let mut provider = self.fake.provider(&self.app.demo.pool.id);
        provider.rules = self.rules;
        provider.details.check(provider.kind).expect("details that fit");
        let up = Upstream { cx: &cx, provider: &provider, secret: self.secret };
        let asked = Asked { again: self.again, ..Asked::fresh(&cx, self.fake.redirect_uri())? };
        let adapter = adapter(provider.kind);
        let url = adapter.begin(&up, &asked).await?;
        let arrival = self.fake.visit(&url);
        assert_eq!(arrival.field("state").as_ref(), Some(&asked.state));
        adapter.finish(&up, &asked, &arrival.answer()).await
    }
}

/// Somebody who gets in.
async fn arrives(app: &TestApp, fake: &Fake) -> Identity {
    match Trip::to(app, fake).go().await {
        Ok(identity) => identity,
        Err(error) => panic!("{error}"),
    }
}

/// What a look at the provider finds.
async fn findings(app: &TestApp, fake: &Fake, secret: Option<SecretString>) -> Vec<Finding> {
    let cx = app.cx();
    let provider = fake.provider(&app.demo.pool.id);
    let up = Upstream { cx: &cx, provider: &provider, secret };
    adapter(provider.kind).check(&up).await
}

fn are_wrong(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.verdict == Verdict::Wrong)
}

async fn every_fake(app: &TestApp) -> [Fake; 7] {
    [
        Fake::google(app).await,
        Fake::facebook(app).await,
        Fake::amazon(app).await,
        Fake::apple(app).await,
        Fake::oidc(app).await,
        Fake::microsoft(app).await,
        Fake::github(app).await,
    ]
}

#[tokio::test]
async fn any_openid_provider_tells_who_comes() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    let who = arrives(&app, &fake).await;
    assert_eq!((who.subject.as_str(), who.email_verified), ("1234567890", true));
    assert_eq!(who.email.as_deref(), Some("erika@example.com"), "by userinfo");
    assert_eq!(who.claims["name"], "As signed", "the ID token counts before userinfo");
    assert_eq!(who.amr, ["pwd", "otp"]);
    assert_eq!(who.authenticated_at, Some(app.cx().now()));
    assert!(who.tokens.expires_at > Some(app.cx().now()));
    let kept: serde_json::Value = serde_json::from_slice(&who.tokens.plain(None)).expect("JSON");
    assert_eq!(kept["refresh_token"], "refresh");
    assert!(fake.heard("/token").iter().all(|heard| heard.has_secret_in_header()));
    let sent = &fake.heard("/authorize")[0].query;
    assert_eq!(
        (sent["scope"].as_str(), sent["response_type"].as_str()),
        ("openid email profile", "code")
    );
}

#[tokio::test]
async fn every_algorithm_of_public_keys_is_understood() {
    let app = TestApp::on_sqlite().await;
    for (key, algorithm) in
        [(Key::rsa(), "RS256"), (Key::rsa(), "PS256"), (Key::ec(), "ES256"), (Key::ed(), "EdDSA")]
    {
        let fake = Fake::oidc_with(&app, key, algorithm).await;
        assert_eq!(arrives(&app, &fake).await.subject, "1234567890", "{algorithm}");
    }
}

#[tokio::test]
async fn endpoints_may_be_typed() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    let at = |path: &str| Some(format!("{}{path}", fake.origin));
    fake.describe(|details| {
        details.authorize_url = at("/authorize");
        details.token_url = at("/token");
        details.jwks_uri = at("/keys");
        details.attributes_url = at("/userinfo");
        details.attributes_request_method = Some(RequestMethod::Post);
        details.token_auth = Some(TokenAuth::ClientSecretPost);
    });
    assert_eq!(arrives(&app, &fake).await.email.as_deref(), Some("erika@example.com"));
    assert!(fake.heard("/openid-configuration").is_empty());
    assert_eq!(fake.heard("/userinfo")[0].method, "POST");
    assert_eq!(fake.heard("/token")[0].authorization, None);
}

#[tokio::test]
async fn we_prove_ourselves_by_a_key() {
    let app = TestApp::on_sqlite().await;
    for algorithm in [Algorithm::RS256, Algorithm::ES384, Algorithm::EdDSA] {
        let fake = Fake::oidc(&app).await;
        let key = PrivateKey::generate(algorithm).expect("a key");
        let public =
            Jwk { key: key.public(), key_id: None, algorithm: None, usage: None, operations: None };
        let bare = STANDARD.encode(key.to_pkcs8().expect("der"));
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{bare}\n-----END PRIVATE KEY-----\n");
        fake.describe(|details| {
            details.token_auth = Some(TokenAuth::PrivateKeyJwt);
            details.key_id = Some("ours".into());
        });
        let trip = Trip { secret: Some(pem.into()), ..Trip::to(&app, &fake) };
        assert!(trip.go().await.is_ok(), "{algorithm}");
        let heard = &fake.heard("/token")[0];
        assert!(has_signed(heard, &public, algorithm.into()));
        assert_eq!(header_of(&heard.form["client_assertion"])["kid"], "ours");
        assert!(!heard.form.contains_key("client_secret") && heard.authorization.is_none());
    }
}

#[tokio::test]
async fn a_new_key_is_learnt_once_it_is_used() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    arrives(&app, &fake).await;
    fake.change_key(Key::ec());
    let early = Trip::to(&app, &fake).go().await;
    assert!(early.is_err(), "the keys were fetched within ten seconds");
    app.advance(std::time::Duration::from_secs(11));
    arrives(&app, &fake).await;
    arrives(&app, &fake).await;
    assert_eq!(fake.heard("/keys").len(), 2);
}

#[tokio::test]
async fn google_knows_the_organisation() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::google(&app).await;
    let who = arrives(&app, &fake).await;
    assert!(who.email_verified && who.claims["given_name"] == "Erika");
    assert!(fake.heard("/userinfo").is_empty(), "the ID token says it all");
    fake.describe(|details| details.hosted_domain = Some("example.com".into()));
    assert!(Trip::to(&app, &fake).go().await.is_err(), "of no organisation");
    fake.person(json!({ "hd": "example.org" }));
    assert!(Trip::to(&app, &fake).go().await.is_err(), "of another organisation");
    fake.person(json!({ "hd": "example.com", "email_verified": false }));
    assert!(!arrives(&app, &fake).await.email_verified);
    assert_eq!(fake.heard("/authorize").last().expect("a request").query["hd"], "example.com");
}

#[tokio::test]
async fn microsoft_vouches_for_an_address_in_one_way_only() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::microsoft(&app).await;
    let who = arrives(&app, &fake).await;
    assert_eq!(who.email.as_deref(), Some("erika@example.com"));
    assert!(!who.email_verified);
    for (said, verified) in [(json!(true), true), (json!("1"), true), (json!(false), false)] {
        fake.person(json!({ "xms_edov": said, "email_verified": true }));
        assert_eq!(arrives(&app, &fake).await.email_verified, verified, "{said}");
    }
    fake.person(json!({ "tid": "not-a-tenant" }));
    assert!(Trip::to(&app, &fake).go().await.is_err());
}

#[tokio::test]
async fn microsoft_keeps_its_tenants_apart() {
    let app = TestApp::on_sqlite().await;
    for lie in [Lie::OtherTenant, Lie::KeyOfOtherTenant] {
        let fake = Fake::microsoft(&app).await;
        fake.lie(lie);
        assert!(Trip::to(&app, &fake).go().await.is_err(), "{lie:?}");
    }
}

#[tokio::test]
async fn apple_tells_a_name_once_and_the_address_is_the_signed_one() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::apple(&app).await;
    let first = arrives(&app, &fake).await;
    assert_eq!(first.claims["name"], "Erika Mustermann");
    assert_eq!(first.claims["given_name"], "Erika");
    assert_eq!(first.email.as_deref(), Some("dpdcnf87nu@privaterelay.appleid.com"));
    assert!(first.email_verified && first.claims["is_private_email"] == true);
    let again = arrives(&app, &fake).await;
    assert!(!again.claims.contains_key("name"));
    assert_eq!(again.subject, first.subject);
    let sent = &fake.heard("/authorize")[0].query;
    assert_eq!(
        (sent["scope"].as_str(), sent["response_mode"].as_str()),
        ("email name", "form_post")
    );
    let secrets = fake.heard("/token");
    assert_ne!(secrets[0].form["client_secret"], secrets[1].form["client_secret"]);
    assert!(secrets[0].form["client_secret"].starts_with("ey"));
}

#[tokio::test]
async fn what_apple_s_form_says_is_a_name_and_nothing_else() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::apple(&app).await;
    let cx = app.cx();
    let provider = fake.provider(&app.demo.pool.id);
    let long = "x".repeat(129);
    for (user, name) in [
        (json!({"email": "admin@example.com", "email_verified": true, "sub": "other"}), None),
        (json!({"name": {"firstName": " Erika ", "email": "a@b.example"}}), Some("Erika")),
        (json!({"name": {"firstName": "a\u{0}b", "lastName": long}}), None),
        (json!({"name": {"firstName": ["a"]}}), None),
        (json!("name"), None),
    ] {
        let up = Upstream { cx: &cx, provider: &provider, secret: Some(fake.secret()) };
        let asked = Asked::fresh(&cx, fake.redirect_uri()).expect("random");
        let apple = adapter(provider.kind);
        let url = apple.begin(&up, &asked).await.expect("a way");
        let mut answer = fake.visit(&url).answer();
        answer.user = Some(user.to_string());
        let who = apple.finish(&up, &asked, &answer).await.expect("somebody");
        assert_eq!(who.claims.get("name").and_then(|name| name.as_str()), name, "{user}");
        assert_eq!(who.email.as_deref(), Some("dpdcnf87nu@privaterelay.appleid.com"));
        assert!(who.subject.starts_with("001999"));
    }
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_is_verified_where_the_operator_trusts() {
    let app = TestApp::on_sqlite().await;
    for fake in [Fake::facebook(&app).await, Fake::amazon(&app).await] {
        let who = arrives(&app, &fake).await;
        assert_eq!(who.email.as_deref(), Some("erika@example.com"));
        assert!(!who.email_verified);
        for (domain, verified) in [("example.com", true), ("example.org", false)] {
            let trusted_domains = Some(vec![domain.to_owned()]);
            let rules = ProviderRules { trusted_domains, ..ProviderRules::default() };
            let trip = Trip { rules, ..Trip::to(&app, &fake) };
            let Ok(who) = trip.go().await else { panic!("nobody came") };
            assert_eq!(who.email_verified, verified, "{domain}");
        }
    }
}

#[tokio::test]
async fn facebook_is_asked_with_a_proof() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::facebook(&app).await;
    let who = arrives(&app, &fake).await;
    assert_eq!(who.claims["picture"], "https://graph.example/p.jpg");
    let asked = &fake.heard("/me")[0];
    assert_eq!(asked.query["appsecret_proof"].len(), 64);
    assert!(!asked.query.contains_key("access_token"), "no token stands in an address");
    fake.person(json!({ "email": null }));
    let who = arrives(&app, &fake).await;
    assert!(who.email.is_none() && !who.email_verified, "many have no address there");
}

#[tokio::test]
async fn github_tells_the_primary_address_and_a_number() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::github(&app).await;
    let who = arrives(&app, &fake).await;
    assert_eq!(who.subject, "583231");
    assert_eq!((who.email.as_deref(), who.email_verified), (Some("erika@example.com"), true));
    assert_eq!(who.claims["preferred_username"], "erika");
    assert!(!who.claims.contains_key("website"));
    fake.person(json!({ "email_verified": false }));
    assert!(!arrives(&app, &fake).await.email_verified);
    fake.describe(|details| details.authorize_scopes = Some("read:user".into()));
    assert_eq!(arrives(&app, &fake).await.email, None, "what is shown to others is passed over");
}

#[tokio::test]
async fn every_browser_goes_with_a_challenge_of_its_own() {
    let app = TestApp::on_sqlite().await;
    for fake in every_fake(&app).await {
        let (first, second) = (arrives(&app, &fake).await, arrives(&app, &fake).await);
        assert_eq!(first.subject, second.subject);
        let sent: Vec<_> = [fake.heard("authorize"), fake.heard("oauth"), fake.heard("oa")]
            .concat()
            .into_iter()
            .filter(|heard| heard.method == "GET")
            .collect();
        let (one, other) = (&sent[0].query, &sent[1].query);
        for name in ["state", "code_challenge"] {
            assert!(one[name].len() >= 43 && one[name] != other[name], "{name}");
        }
        assert_eq!(one["code_challenge_method"], "S256");
    }
}

#[tokio::test]
async fn a_good_provider_is_found_good() {
    let app = TestApp::on_sqlite().await;
    for fake in every_fake(&app).await {
        let found = findings(&app, &fake, Some(fake.secret())).await;
        assert!(!are_wrong(&found), "{found:?}");
        let takes_us = |one: &Finding| one.verdict == Verdict::Good && one.words.contains("proof");
        assert!(found.iter().any(takes_us), "{found:?}");
        assert!(found.iter().any(|one| one.words.ends_with(&fake.redirect_uri())), "{found:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let app = TestApp::on_sqlite().await;
    for fake in every_fake(&app).await {
        for secret in [None, Some("another secret".into())] {
            let found = findings(&app, &fake, secret).await;
            assert!(are_wrong(&found), "{found:?}");
            let all = format!("{found:?}");
            assert!(
                !all.contains("another secret") && !all.contains(fake.secret().expose_secret())
            );
        }
    }
    for lie in [Lie::OtherIssuerInMetadata, Lie::OnlySharedSecrets, Lie::Down, Lie::NotJson] {
        let fake = Fake::oidc(&app).await;
        fake.lie(lie);
        let found = findings(&app, &fake, Some(fake.secret())).await;
        assert!(are_wrong(&found), "{lie:?}: {found:?}");
    }
}
