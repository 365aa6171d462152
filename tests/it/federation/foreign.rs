//! A provider that others have written, unmodified: panva's oidc-provider, whose own pages are walked.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use gatehouse::domain::account::identities;
use gatehouse::domain::admin::providers::{self, NewProvider, ProviderChange};
use gatehouse::domain::admin::users;
use gatehouse::domain::federation::adapter::{Finding, Verdict};
use gatehouse::model::User;
use gatehouse::model::provider::{
    Details, Provider, ProviderKind, ProviderRules, RequestMethod, TokenAuth,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::people::{tokens, trusting};
use super::requests::{button, let_in, stopped, told};
use crate::process::html::link_to;
use crate::process::visitor::Page;
use crate::support::jose::{Key, header_of};
use crate::support::upstream::{Foreign, Traveller, home};
use crate::support::{Answer, Pkce, TestApp};

/// Our name there, which is its name here.
const NAME: &str = "Acme";
const SECRET: &str = "a secret+with/signs: of 36 characters";

/// Sets our clock by the one that everybody else goes by.
#[expect(clippy::disallowed_methods, reason = "a process of its own has no clock of ours")]
fn keep_time(app: &TestApp) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let own = u64::try_from(app.cx().now().millis()).expect("after 1970");
    app.advance(now.saturating_sub(Duration::from_millis(own)));
}

/// What a provider knows: these clients, which send people back to us, and one person.
fn knowing(app: &TestApp, clients: &[Value]) -> Value {
    let mut clients = clients.to_vec();
    for client in &mut clients {
        client["redirect_uris"] = json!([app.url("/oauth2/idpresponse")]);
    }
    json!({ "clients": clients, "accounts": { "erika": erika("Erika Mustermann") } })
}

fn erika(name: &str) -> Value {
    json!({
        "name": name, "given_name": "Erika", "preferred_username": "Riki",
        "email": "erika@example.com", "email_verified": true,
    })
}

fn acme(secret: &str) -> Value {
    json!({ "client_id": NAME, "client_secret": secret })
}

/// The provider of that name, as an operator makes it known: we have its name there.
fn provider(foreign: &Foreign, name: &str) -> NewProvider {
    NewProvider {
        kind: ProviderKind::Oidc,
        name: Some(name.parse().expect("a name")),
        details: Details {
            client_id: name.into(),
            oidc_issuer: Some(foreign.issuer.clone()),
            ..Details::default()
        },
        secret: Some(SECRET.to_owned().into()),
        rules: ProviderRules::default(),
    }
}

async fn admit(app: &TestApp, new: NewProvider) -> Provider {
    providers::create(&app.cx(), &app.demo.pool.id, new).await.expect("a provider")
}

/// A provider that knows us by a secret, and is one of the demo pool's.
async fn with_acme(app: &TestApp) -> Foreign {
    let foreign = Foreign::start(&knowing(app, &[acme(SECRET)]));
    admit(app, provider(&foreign, NAME)).await;
    foreign
}

/// Signs in there and allows it, as far as the provider asks.
async fn consent(traveller: &mut Traveller, mut page: Page) -> Page {
    for _ in 0..2 {
        if page.location().is_some() {
            break;
        }
        let who: &[_] = match page.body.contains("name=\"login\"") {
            true => &[("login", "erika"), ("password", "any")],
            false => &[],
        };
        page = traveller.submit(&page, "", who).await;
    }
    page
}

/// Comes back by now.
async fn back(app: &TestApp, traveller: &mut Traveller, page: &Page) -> Answer {
    keep_time(app);
    traveller.come_back(page).await
}

/// Goes there by the button, and comes back.
async fn travel(app: &TestApp, traveller: &mut Traveller, name: &str) -> Answer {
    keep_time(app);
    let page = traveller.leave(&button(app, name, &[])).await;
    let page = consent(traveller, page).await;
    back(app, traveller, &page).await
}

async fn user(app: &TestApp, name: &str) -> User {
    users::show(&app.cx(), &app.demo.pool.id, name).await.expect("a user")
}

async fn findings(app: &TestApp, name: &str) -> Vec<Finding> {
    let name = name.parse().expect("a name");
    providers::check(&app.cx(), &app.demo.pool.id, &name).await.expect("a look")
}

fn wrong(findings: &[Finding]) -> Vec<&str> {
    let wrong = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong);
    wrong.map(|finding| finding.words.as_str()).collect()
}

/// Runs each story on both databases, where the test command has installed the provider.
macro_rules! on_both {
    ($(async fn $name:ident($app:ident) $story:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($app: TestApp) {
                keep_time(&$app);
                $story
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[cfg_attr(not(feature = "client-tests"), ignore = "needs oidc-provider: tests/run")]
            async fn sqlite() {
                Box::pin(story(TestApp::on_sqlite().await)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[cfg_attr(
                not(all(feature = "client-tests", feature = "postgres-tests")),
                ignore = "needs PostgreSQL and oidc-provider: tests/run"
            )]
            async fn postgres() {
                Box::pin(story(TestApp::on_postgres().await)).await;
            }
        }
    )*};
}

on_both! {
    async fn somebody_arrives_and_is_known_the_next_time(app) {
        let mut foreign = Foreign::start(&knowing(&app, &[acme(SECRET)]));
        let mapping = [("name", "name"), ("email", "email"), ("nickname", "preferred_username")];
        let mapping: BTreeMap<_, _> = mapping.map(|(name, claim)| (name.into(), claim.into())).into();
        let rules = ProviderRules { attribute_mapping: Some(mapping), ..trusting() };
        admit(&app, NewProvider { rules, ..provider(&foreign, NAME) }).await;
        let mut subjects = Vec::new();
        for name in ["Erika Mustermann", "Erika Musterfrau"] {
            foreign.tell(&json!({ "accounts": { "erika": erika(name) } }));
            let (mut traveller, pkce) = (Traveller::new(&app), Pkce::new());
            let page = traveller.leave(&app.authorize(&pkce, &[("identity_provider", NAME)])).await;
            let page = consent(&mut traveller, page).await;
            let (_, told) = tokens(&app, &back(&app, &mut traveller, &page).await, &pkce).await;
            assert_eq!((&told["cognito:username"], &told["amr"]), (&json!("acme_erika"), &json!(["fed"])));
            assert_eq!((&told["email"], &told["email_verified"]), (&json!("erika@example.com"), &json!(true)));
            assert_eq!(told["identities"].as_array().map(Vec::len), Some(1));
            for (member, value) in [("userId", "erika"), ("providerName", NAME), ("primary", "true")] {
                assert_eq!(told["identities"][0][member], value);
            }
            let attributes = user(&app, "acme_erika").await.attributes;
            assert_eq!((attributes["name"].as_str(), attributes["nickname"].as_str()), (name, "Riki"), "by userinfo");
            subjects.push(told["sub"].clone());
        }
        assert_eq!(subjects[0], subjects[1]);
    }

    async fn whoever_cancels_there_is_told_so(app) {
        let _foreign = with_acme(&app).await;
        let mut traveller = Traveller::new(&app);
        let direct = app.authorize(&Pkce::new(), &[("identity_provider", NAME)]);
        for path in [button(&app, NAME, &[]), direct.clone()] {
            let page = traveller.leave(&path).await;
            let cancel = link_to(&page.body, "/abort").expect("a way out");
            let page = traveller.there.follow(&cancel, None).await.expect("an answer");
            let answer = back(&app, &mut traveller, &page).await;
            match path == direct {
                true => told(&answer, "access_denied"),
                false => stopped(&answer, StatusCode::FORBIDDEN),
            }
        }
        let users = users::list(&app.cx(), &app.demo.pool.id, None, 100).await.expect("users");
        assert!(users.iter().all(|user| user.username.as_str() == "demo"), "{users:?}");
    }

    async fn each_proof_of_ours_is_taken(app) {
        let keys = [Key::ec(), Key::ed(), Key::rsa()];
        let secret = |method: &str| json!({ "client_id": method, "client_secret": SECRET, "token_endpoint_auth_method": method });
        let mut clients = vec![secret("client_secret_basic"), secret("client_secret_post")];
        clients.push(json!({ "client_id": "none", "token_endpoint_auth_method": "none" }));
        clients.extend(keys.iter().map(|key| json!({
            "client_id": key.algorithm(), "token_endpoint_auth_method": "private_key_jwt",
            "jwks": { "keys": [key.public()] },
        })));
        let foreign = Foreign::start(&knowing(&app, &clients));
        let mut news = Vec::new();
        for (name, method) in [
            ("client_secret_basic", TokenAuth::ClientSecretBasic),
            ("client_secret_post", TokenAuth::ClientSecretPost),
            ("none", TokenAuth::None),
        ] {
            let mut new = provider(&foreign, name);
            new.details.token_auth = Some(method);
            new.details.attributes_request_method = Some(RequestMethod::Post);
            new.secret = new.secret.filter(|_| method != TokenAuth::None);
            news.push(new);
        }
        for key in &keys {
            let mut new = provider(&foreign, key.algorithm());
            new.details.key_id = Some(key.id.clone());
            new.secret = Some(SecretString::from(key.pem()));
            news.push(new);
        }
        let mut there = Traveller::new(&app);
        for new in news {
            let name = admit(&app, new).await.name;
            there.here = app.browser();
            let_in(&travel(&app, &mut there, name.as_str()).await);
            let findings = findings(&app, name.as_str()).await;
            assert!(wrong(&findings).is_empty(), "{name}: {findings:?}");
            assert!(findings.iter().any(|one| one.words.contains("takes our proof")), "{name}: {findings:?}");
        }
    }

    async fn each_signature_is_understood(app) {
        const ALGORITHMS: [&str; 7] = ["RS256", "PS256", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"];
        let clients = ALGORITHMS.map(|algorithm| {
            json!({ "client_id": algorithm, "client_secret": SECRET, "id_token_signed_response_alg": algorithm })
        });
        let foreign = Foreign::start(&knowing(&app, &clients));
        let mut there = Traveller::new(&app);
        for algorithm in ALGORITHMS {
            let rules = ProviderRules { keep_tokens: true, ..ProviderRules::default() };
            let provider = admit(&app, NewProvider { rules, ..provider(&foreign, algorithm) }).await;
            there.here = app.browser();
            let_in(&travel(&app, &mut there, algorithm).await);
            let user = user(&app, &format!("{algorithm}_erika")).await;
            let linked = identities::list(&app.cx(), &user).await.expect("identities").remove(0).identity;
            let (context, sealed) = (format!("identity:{}:erika", provider.id), linked.tokens.expect("tokens"));
            let plain = app.app.vault.open(&context, &sealed).expect("our own");
            let kept: Value = serde_json::from_slice(&plain).expect("JSON");
            assert_eq!(header_of(kept["id_token"].as_str().expect("an ID token"))["alg"], algorithm);
        }
    }

    async fn a_secret_that_is_no_more_is_told_in_words(app) {
        let mut foreign = with_acme(&app).await;
        assert!(wrong(&findings(&app, NAME).await).is_empty());
        foreign.tell(&knowing(&app, &[acme("another secret")]));
        let mut there = Traveller::new(&app);
        stopped(&travel(&app, &mut there, NAME).await, StatusCode::BAD_GATEWAY);
        let findings = findings(&app, NAME).await;
        assert!(matches!(wrong(&findings)[..], [why] if why.contains("invalid_client")), "{findings:?}");
        let change = ProviderChange { secret: Some("another secret".to_owned().into()), ..Default::default() };
        let name = NAME.parse().expect("a name");
        providers::update(&app.cx(), &app.demo.pool.id, &name, change).await.expect("a change");
        let_in(&travel(&app, &mut there, NAME).await);
    }

    async fn an_answer_in_the_name_of_another_is_refused(app) {
        let foreign = with_acme(&app).await;
        let mut there = Traveller::new(&app);
        for issuer in ["https://evil.example", "", &foreign.issuer] {
            there.here = app.browser();
            let page = there.leave(&button(&app, NAME, &[])).await;
            let answer = home(&consent(&mut there, page).await);
            let (path, query) = answer.split_once('?').expect("a query");
            let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
            let mut pairs: Vec<(String, String)> = pairs.filter(|(name, _)| name != "iss").collect();
            assert_eq!(pairs.len(), 2, "code and state: {pairs:?}");
            if !issuer.is_empty() {
                pairs.push(("iss".to_owned(), issuer.to_owned()));
            }
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            keep_time(&app);
            let answer = there.here.get(&format!("{path}?{query}")).await;
            match issuer == foreign.issuer {
                true => let_in(&answer),
                false => stopped(&answer, StatusCode::BAD_GATEWAY),
            }
        }
    }

    async fn without_a_challenge_nobody_gets_a_code_there(app) {
        let _foreign = with_acme(&app).await;
        let mut there = Traveller::new(&app);
        let url = there.here.leave(&button(&app, NAME, &[])).await;
        let mut bare = url.clone();
        let kept = url.query_pairs().filter(|(name, _)| !name.starts_with("code_challenge"));
        bare.query_pairs_mut().clear().extend_pairs(kept);
        let page = there.there.follow(bare.as_str(), None).await.expect("an answer");
        assert!(home(&page).contains("error=invalid_request"), "{page:?}");
        stopped(&back(&app, &mut there, &page).await, StatusCode::BAD_GATEWAY);
        let_in(&travel(&app, &mut there, NAME).await);
    }

    async fn its_new_keys_are_learnt(app) {
        let mut foreign = with_acme(&app).await;
        let mut there = Traveller::new(&app);
        let_in(&travel(&app, &mut there, NAME).await);
        foreign.tell(&json!({ "keys": "new" }));
        // So long it takes until keys are fetched again.
        app.advance(Duration::from_secs(11));
        there.here = app.browser();
        let_in(&travel(&app, &mut there, NAME).await);
    }

    async fn it_asks_again_whoever_has_to_prove_themselves_anew(app) {
        let _foreign = with_acme(&app).await;
        let mut there = Traveller::new(&app);
        let_in(&travel(&app, &mut there, NAME).await);
        there.here = app.browser();
        let at_once = there.leave(&button(&app, NAME, &[])).await;
        let_in(&back(&app, &mut there, &at_once).await);
        for again in [("prompt", "login"), ("max_age", "60")] {
            let page = there.leave(&button(&app, NAME, &[again, ("login_hint", "erika")])).await;
            let hint = ("login".to_owned(), "erika".to_owned());
            assert!(page.form("").fields.contains(&hint), "{again:?}: {page:?}");
            let page = consent(&mut there, page).await;
            let_in(&back(&app, &mut there, &page).await);
        }
    }
}
