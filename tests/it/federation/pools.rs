//! One pool as the provider of another: a house of its own, reached over a socket as any other.

use std::future::pending;
use std::net::TcpListener;
use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::clients::{self, Confidentiality, NewClient};
use gatehouse::domain::admin::providers::{self, NewProvider, ProviderChange};
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::domain::federation::adapter::Verdict;
use gatehouse::http::{Listeners, Surface, serve};
use gatehouse::model::client::{AuthMethod, ClientSettings};
use gatehouse::model::password::Password;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::provider::{Details, ProviderKind, ProviderRules, SecondFactor};
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::user::UserStatus;
use gatehouse::model::{ClientId, PoolId};
use secrecy::SecretString;
use serde_json::json;

use super::people::{tokens, trusting};
use super::requests::{button, let_in, stopped, told};
use crate::process::visitor::{Page, Visitor};
use crate::support::jose::Key;
use crate::support::totp::code_at;
use crate::support::upstream::Traveller;
use crate::support::{PASSWORD, Pkce, TestApp, claims, form, on_both};

/// What the pool is called by the other.
const NAME: &str = "Above";
/// So long after, a session is still good, and no proof is fresh.
const A_WHILE: Duration = Duration::from_secs(20 * 60);

/// A house whose demo pool is a provider of the pool under test; its web client is us.
struct Above {
    /// Keeps the database.
    _first: TestApp,
    /// The node that listens.
    node: TestApp,
    issuer: String,
    /// The secret of the demo user's authenticator application, where there is one.
    totp: Option<String>,
}

impl Above {
    async fn of(app: &TestApp) -> Self {
        Self::over(app, app.neighbour().await, None).await
    }

    /// One that asks everybody for a second factor.
    async fn with_totp(app: &TestApp) -> Self {
        let first = app.neighbour().await;
        let totp = first.set_up_totp().await;
        app.advance(Duration::from_secs(30));
        Self::over(app, first, Some(totp)).await
    }

    async fn over(app: &TestApp, first: TestApp, totp: Option<String>) -> Self {
        let node = listening(&first).await;
        let home = app.url("/oauth2/idpresponse").parse().expect("a URI");
        node.change_client(node.web().0, |client| client.redirect_uris.push(home)).await;
        let issuer = format!("{}{}", node.app.base_url(), node.base);
        Self { _first: first, node, issuer, totp }
    }

    /// The pool as the other's provider, where we are its web client.
    async fn admit(&self, app: &TestApp, rules: ProviderRules) {
        let (id, secret) = self.node.web();
        admit(app, &self.issuer, (id, secret.to_owned().into()), rules).await;
    }

    /// Signs the demo user of this pool in, by all that it asks for.
    async fn sign_in(&self, traveller: &mut Traveller, page: Page) -> Page {
        let (name, password) = self.node.demo.user();
        let values = [("username", name), ("password", password)];
        let page = traveller.submit(&page, "login-form", &values).await;
        let Some(secret) = &self.totp else { return page };
        let code = code_at(secret, self.node.cx().now());
        traveller.submit(&page, "code-form", &[("code", &code)]).await
    }
}

/// A node over the same database that listens on a port of its own.
async fn listening(first: &TestApp) -> TestApp {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let base_url = base_url.parse().expect("a URL");
    let node = first.second_node(|config| config.server.base_url = base_url).await;
    let listeners = Listeners { public: vec![listener], management: None };
    tokio::spawn(serve(node.app.clone(), Surface::Production, listeners, pending()));
    node
}

/// That issuer as a provider of the demo pool, where we have that id and secret.
async fn admit(app: &TestApp, issuer: &str, us: (&str, SecretString), rules: ProviderRules) {
    let details = Details {
        client_id: us.0.into(),
        oidc_issuer: Some(issuer.to_owned()),
        ..Details::default()
    };
    let new = NewProvider {
        kind: ProviderKind::Oidc,
        name: Some(NAME.parse().expect("a name")),
        details,
        secret: Some(us.1),
        rules,
    };
    providers::create(&app.cx(), &app.demo.pool.id, new).await.expect("a provider");
}

/// A pool for staff beside the demo pool, with one user; its client that sends people back there.
async fn staff(node: &TestApp) -> (PoolId, ClientId, SecretString) {
    let pool = node.second_pool(PoolSettings::default()).await.id;
    let jane = NewUser {
        username: "jane".to_owned(),
        password: Some(Password::new(PASSWORD)),
        attributes: [("email".to_owned(), "jane@example.org".to_owned())].into(),
        status: UserStatus::Confirmed,
    };
    users::create(&node.cx(), &pool, jane).await.expect("a user");
    let home = format!("{}{}/oauth2/idpresponse", node.app.base_url(), node.base);
    let settings = ClientSettings {
        code: true,
        redirect_uris: vec![home.parse().expect("a URI")],
        scopes: "openid email profile".parse().expect("scopes"),
        ..ClientSettings::default()
    };
    let confidentiality = Confidentiality::Confidential;
    let new = NewClient { name: "Demo".into(), confidentiality, settings };
    let (client, secret) = clients::create(&node.cx(), &pool, new).await.expect("a client");
    (pool, client.id, secret.expect("a secret"))
}

/// What is to change of the provider.
async fn change(app: &TestApp, change: ProviderChange) {
    let name = NAME.parse().expect("a name");
    providers::update(&app.cx(), &app.demo.pool.id, &name, change).await.expect("a change");
}

/// The code with which a browser is sent back to the application.
fn code_in(page: &Page) -> String {
    let location = page.location().unwrap_or_else(|| panic!("{page:?}"));
    let code = location.query_pairs().find(|(name, _)| name == "code");
    code.unwrap_or_else(|| panic!("{page:?}")).1.into_owned()
}

/// What a look at the provider finds wrong.
async fn wrong(app: &TestApp) -> Vec<String> {
    let name = NAME.parse().expect("a name");
    let found = providers::check(&app.cx(), &app.demo.pool.id, &name).await.expect("a look");
    let wrong = found.into_iter().filter(|one| one.verdict == Verdict::Wrong);
    wrong.map(|one| one.words).collect()
}

on_both! {
    async fn whoever_has_an_account_above_gets_one_here(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        let mut traveller = Traveller::new(&app);
        let mut subjects = Vec::new();
        for is_known in [false, true] {
            traveller.here = app.browser();
            let pkce = Pkce::new();
            let mut page = traveller.leave(&app.authorize(&pkce, &[("identity_provider", NAME)])).await;
            if !is_known {
                page = above.sign_in(&mut traveller, page).await;
            }
            let back = traveller.come_back(&page).await;
            let (given, told) = tokens(&app, &back, &pkce).await;
            let there = told["identities"][0]["userId"].as_str().expect("a subject");
            assert_eq!(told["identities"][0]["providerName"], NAME);
            assert_eq!(told["cognito:username"], json!(format!("above_{there}")));
            assert_eq!((&told["iss"], &told["amr"]), (&json!(app.issuer()), &json!(["fed"])));
            assert_eq!((&told["email"], told.get("email_verified")), (&json!("demo@example.test"), None));
            assert_ne!(told["sub"], there);
            let token = given["access_token"].as_str().expect("an access token");
            assert_eq!(app.userinfo(token).await.json()["sub"], told["sub"]);
            subjects.push((told["sub"].clone(), told["auth_time"].clone()));
            app.advance(A_WHILE);
        }
        assert_eq!(subjects[0], subjects[1], "the same person, proved when they were above");
        assert!(wrong(&app).await.is_empty(), "{:?}", wrong(&app).await);
    }

    async fn pools_of_one_house_are_no_nearer(app) {
        let node = listening(&app).await;
        let (staff, client, secret) = staff(&node).await;
        let base_url = node.app.base_url();
        admit(&node, &format!("{base_url}/{staff}"), (client.as_str(), secret), ProviderRules::default()).await;
        let (mut browser, pkce) = (Visitor::new(0), Pkce::new());
        let direct = node.authorize(&pkce, &[("identity_provider", NAME)]);
        let page = browser.follow(&format!("{base_url}{direct}"), None).await.expect("an answer");
        assert!(page.url.path().starts_with(&format!("/{staff}/login")), "{page:?}");
        let values = [("username", "jane"), ("password", PASSWORD)];
        let answer = browser.submit(&page, "login-form", &values).await.expect("an answer");
        let back = browser.follow_on(answer, None).await.expect("an answer");
        let code = code_in(&back);
        let tokens = app.redeem(&code, &pkce).await.json();
        let told = claims(tokens["id_token"].as_str().expect("an ID token"));
        let there = told["identities"][0]["userId"].as_str().expect("a subject");
        assert_eq!((&told["cognito:username"], &told["email"]), (&json!(format!("above_{there}")), &json!("jane@example.org")));
        let silent = format!("{base_url}{}", app.authorize(&Pkce::new(), &[("prompt", "none")]));
        code_in(&browser.follow(&silent, None).await.expect("an answer"));
        let page = browser.follow(&format!("{base_url}/{staff}/logout"), None).await.expect("an answer");
        browser.submit(&page, "logout-form", &[]).await.expect("an answer");
        code_in(&browser.follow(&silent, None).await.expect("an answer"));
        let asked = browser.follow(&format!("{base_url}/{staff}/account"), None).await.expect("an answer");
        assert!(asked.body.contains("login-form"), "{asked:?}");
    }

    async fn we_prove_ourselves_to_it_by_a_key(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        let (key, web) = (Key::ec(), above.node.web().0);
        above.node.change_client(web, |client| {
            client.proving.method = Some(AuthMethod::PrivateKeyJwt);
            client.proving.jwks = Some(json!({ "keys": [key.public()] }));
        }).await;
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        stopped(&traveller.come_back(&page).await, StatusCode::BAD_GATEWAY);
        for (pem, is_known) in [(Key::ec().pem(), false), (key.pem(), true)] {
            change(&app, ProviderChange { secret: Some(SecretString::from(pem)), ..Default::default() }).await;
            let page = traveller.leave(&button(&app, NAME, &[])).await;
            let answer = traveller.come_back(&page).await;
            match is_known {
                true => let_in(&answer),
                false => stopped(&answer, StatusCode::BAD_GATEWAY),
            }
            assert_eq!(wrong(&app).await.is_empty(), is_known);
        }
    }

    async fn a_second_factor_above_counts_where_the_pool_says_so(app) {
        let above = Above::with_totp(&app).await;
        let rules = |second_factor| ProviderRules { second_factor, ..ProviderRules::default() };
        above.admit(&app, rules(SecondFactor::Theirs)).await;
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        let (mut traveller, pkce) = (Traveller::new(&app), Pkce::new());
        let page = traveller.leave(&app.authorize(&pkce, &[("identity_provider", NAME)])).await;
        let page = above.sign_in(&mut traveller, page).await;
        let (_, told) = tokens(&app, &traveller.come_back(&page).await, &pkce).await;
        assert_eq!(told["amr"], json!(["fed", "mfa"]));
        change(&app, ProviderChange { rules: Some(rules(SecondFactor::Ours).into()), ..Default::default() }).await;
        traveller.here = app.browser();
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let asked = traveller.come_back(&page).await;
        assert!(asked.location().contains("/login/step"), "{asked:?}");
    }

    async fn one_factor_above_is_one_here(app) {
        let above = Above::of(&app).await;
        let rules = ProviderRules { second_factor: SecondFactor::Theirs, ..ProviderRules::default() };
        above.admit(&app, rules).await;
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        let asked = traveller.come_back(&page).await;
        assert!(asked.location().contains("/login/step"), "{asked:?}");
    }

    async fn whoever_has_to_prove_themselves_anew_does_so_above(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        let_in(&traveller.come_back(&page).await);
        app.advance(A_WHILE);
        let mut afresh = Traveller { here: app.browser(), ..traveller.clone() };
        let at_once = afresh.leave(&button(&app, NAME, &[])).await;
        let_in(&afresh.come_back(&at_once).await);
        let none = traveller.here.follow(&app.authorize(&Pkce::new(), &[("prompt", "none"), ("max_age", "60")])).await;
        told(&none, "login_required");
        for again in [("prompt", "login"), ("max_age", "60")] {
            let pkce = Pkce::new();
            let page = traveller.leave(&app.authorize(&pkce, &[("identity_provider", NAME), again])).await;
            let page = above.sign_in(&mut traveller, page).await;
            let (_, told) = tokens(&app, &traveller.come_back(&page).await, &pkce).await;
            assert_eq!(told["auth_time"], app.cx().now().seconds(), "{again:?}");
            app.advance(A_WHILE);
        }
    }

    async fn the_same_address_on_both_opens_one_account_once_it_is_proved(app) {
        let above = Above::of(&app).await;
        above.admit(&app, trusting()).await;
        let (mut traveller, pkce) = (Traveller::new(&app), Pkce::new());
        let direct = |pkce: &Pkce| app.authorize(pkce, &[("identity_provider", NAME)]);
        let page = traveller.leave(&direct(&pkce)).await;
        let page = above.sign_in(&mut traveller, page).await;
        let asked = traveller.come_back(&page).await;
        let mut page = traveller.here.get(&asked.location()).await;
        assert!(page.has("connects") && page.body.contains(NAME), "{page:?}");
        for password in [above.node.demo.user().1, app.demo.user().1] {
            let mut form = page.form("password-form");
            form.fill("password", password);
            page = traveller.here.submit(&page, &form).await;
            let is_ours = password == app.demo.user().1;
            assert_eq!(page.status.is_redirection(), is_ours, "{page:?}");
        }
        let (_, first) = tokens(&app, &page, &pkce).await;
        let (mut another, pkce) = (Traveller::new(&app), Pkce::new());
        let page = another.leave(&direct(&pkce)).await;
        let page = above.sign_in(&mut another, page).await;
        let (_, second) = tokens(&app, &another.come_back(&page).await, &pkce).await;
        assert_eq!((&second["cognito:username"], &second["sub"]), (&json!("demo"), &first["sub"]));
        assert_eq!((&first["amr"], &second["amr"]), (&json!(["pwd"]), &json!(["fed"])));
    }

    async fn each_signs_out_for_itself(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        app.change_client(app.web().0, |client| {
            client.logout_uris = vec!["https://app.example/bye".parse().expect("a URI")];
        }).await;
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        let_in(&traveller.come_back(&page).await);
        let query = form(&[("client_id", app.web().0), ("logout_uri", "https://app.example/bye")]);
        let out = traveller.here.get(&format!("{}/logout?{query}", app.base)).await;
        assert!(out.location().starts_with("https://app.example/bye"), "{out:?}");
        let silent = app.authorize(&Pkce::new(), &[("prompt", "none")]);
        told(&traveller.here.follow(&silent).await, "login_required");
        let at_once = traveller.leave(&button(&app, NAME, &[])).await;
        let_in(&traveller.come_back(&at_once).await);
        let out = traveller.there.get(&format!("{}/logout", above.issuer)).await.expect("an answer");
        let out = traveller.submit(&out, "logout-form", &[]).await;
        assert_eq!(out.status, StatusCode::OK, "{out:?}");
        let mut afresh = Traveller { here: app.browser(), ..traveller.clone() };
        let asked = afresh.leave(&button(&app, NAME, &[])).await;
        assert!(asked.body.contains("login-form"), "{asked:?}");
        let_in(&traveller.here.follow(&silent).await);
    }

    async fn where_we_are_no_client_any_more_it_is_told_in_words(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        above.node.disable_client(above.node.web().0).await;
        stopped(&traveller.come_back(&page).await, StatusCode::BAD_GATEWAY);
        assert!(matches!(&wrong(&app).await[..], [why] if why.contains("invalid_client")));
        let there = traveller.leave(&button(&app, NAME, &[])).await;
        assert!(there.location().is_none() && there.body.contains("error-message"), "{there:?}");
    }

    async fn a_secret_that_was_replaced_above_is_replaced_here(app) {
        let above = Above::of(&app).await;
        above.admit(&app, ProviderRules::default()).await;
        let (cx, pool) = (above.node.cx(), &above.node.demo.pool.id);
        let web = above.node.web().0.parse().expect("an id");
        clients::rotate_secret(&cx, pool, &web).await.expect("a second secret");
        let mut traveller = Traveller::new(&app);
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let page = above.sign_in(&mut traveller, page).await;
        let_in(&traveller.come_back(&page).await);
        let (_, secret) = clients::rotate_secret(&cx, pool, &web).await.expect("a third secret");
        traveller.here = app.browser();
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        stopped(&traveller.come_back(&page).await, StatusCode::BAD_GATEWAY);
        let direct = app.authorize(&Pkce::new(), &[("identity_provider", NAME)]);
        let page = traveller.leave(&direct).await;
        told(&traveller.come_back(&page).await, "server_error");
        change(&app, ProviderChange { secret: Some(secret), ..Default::default() }).await;
        let page = traveller.leave(&button(&app, NAME, &[])).await;
        let_in(&traveller.come_back(&page).await);
    }
}
