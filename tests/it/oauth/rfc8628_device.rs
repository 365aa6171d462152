//! The device authorization grant (RFC 8628), and the attacks on it.

use std::time::Duration;

use axum::http::{StatusCode, header};
use futures_util::future::join_all;
use gatehouse::domain::admin::clients::{self, Confidentiality, NewClient};
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::domain::oauth::device::decision::{self, Decision};
use gatehouse::domain::{Refusal, account, configuration};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::password::Password;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::user::UserStatus;
use gatehouse::store;
use serde_json::Value;

use crate::process::html::{link_to, text_of};
use crate::support::upstream::Fake;
use crate::support::{Answer, Browser, TestApp, claims, form, on_both};

pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How often a device may ask at first.
const INTERVAL: Duration = Duration::from_secs(5);

const PASSWORD: &str = "correct horse battery";

/// A device with its client, and what it was told.
pub(super) struct Device {
    pub(super) client: String,
    pub(super) told: Value,
}

impl Device {
    pub(super) fn text(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.told))
    }

    /// The path to which the device's QR code leads.
    fn path(&self) -> &str {
        let url = self.text("verification_uri_complete");
        url.strip_prefix("http://localhost:9080").expect("our own address")
    }
}

impl TestApp {
    /// A public client for devices, with changed settings.
    pub(super) async fn device_client(&self, change: impl FnOnce(&mut ClientSettings)) -> String {
        let scopes = "openid email demo/read".parse().expect("scopes");
        let mut settings = ClientSettings { device: true, scopes, ..ClientSettings::default() };
        change(&mut settings);
        let new = NewClient {
            name: "Television".into(),
            confidentiality: Confidentiality::Public,
            settings,
        };
        let (client, _) =
            clients::create(&self.cx(), &self.demo.pool.id, new).await.expect("a client");
        client.id.to_string()
    }

    /// A device of that client that has just asked.
    async fn device_of(&self, client: &str) -> Device {
        let pairs = [("client_id", client), ("scope", "openid demo/read")];
        let answer = self.ask("/oauth2/device_authorization", None, &pairs).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        Device { client: client.to_owned(), told: answer.json() }
    }

    /// A device that has just asked.
    async fn device(&self) -> Device {
        let client = self.device_client(|_| ()).await;
        self.device_of(&client).await
    }

    async fn poll(&self, device: &Device) -> Answer {
        let pairs = [
            ("grant_type", GRANT_TYPE),
            ("device_code", device.text("device_code")),
            ("client_id", &device.client),
        ];
        self.ask("/oauth2/token", None, &pairs).await
    }

    /// A browser in which the demo user is signed in, at the page that asks about the device.
    pub(super) async fn at_the_question(&self, device: &Device) -> (Browser, Answer) {
        let mut browser = self.browser();
        let back = self.sign_in(&mut browser, device.path()).await;
        let page = browser.get(&back.location()).await;
        assert!(page.has("device-confirm-form"), "{page:?}");
        (browser, page)
    }

    /// The demo user decides; the browser in which it happened.
    pub(super) async fn decide(&self, device: &Device, decision: &str) -> Browser {
        let (mut browser, page) = self.at_the_question(device).await;
        let done = answer_with(&mut browser, &page, decision).await;
        assert!(done.has("device-done"), "{done:?}");
        browser
    }

    /// Types a code into the bare page.
    async fn type_code(&self, browser: &mut Browser, code: &str) -> Answer {
        let page = browser.get(&format!("{}/device", self.base)).await;
        let mut form = page.form("device-form");
        form.fill("user_code", code);
        browser.submit(&page, &form).await
    }

    /// A browser in which the demo user is signed in.
    async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        self.enter(&mut browser, self.demo.user().0, self.demo.user().1).await;
        browser
    }

    async fn enter(&self, browser: &mut Browser, username: &str, password: &str) {
        let page = browser.get(&format!("{}/login", self.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", username);
        form.fill("password", password);
        let done = browser.submit(&page, &form).await;
        assert!(done.has("logout-form"), "{done:?}");
    }
}

async fn answer_with(browser: &mut Browser, page: &Answer, decision: &str) -> Answer {
    let mut form = page.form("device-confirm-form");
    form.fields.push(("decision".into(), decision.into()));
    browser.submit(page, &form).await
}

fn refused(answer: &Answer, error: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
    assert_eq!(answer.json()["error"], error, "{answer:?}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

/// A code that the device does not show.
fn another(code: &str) -> String {
    let swapped = if code.starts_with('B') { "C" } else { "B" };
    format!("{swapped}{}", &code[1..])
}

/// Signs the demo user in at this page, which leads back to that of the device.
async fn sign_in_for(
    app: &TestApp,
    browser: &mut Browser,
    page: &Answer,
    device: &Device,
) -> Answer {
    let mut form = page.form("login-form");
    form.fill("username", app.demo.user().0);
    form.fill("password", app.demo.user().1);
    let back = browser.submit(page, &form).await;
    let of_device = format!("{}/device?user_code={}", app.base, device.text("user_code"));
    assert_eq!(back.location(), of_device);
    assert!(browser.get(&of_device).await.has("device-confirm-form"));
    back
}

on_both! {
    async fn a_device_is_told_both_codes_and_where_to_type_one(app) {
        let client = app.device_client(|_| ()).await;
        let answer = app.ask("/oauth2/device_authorization", None, &[("client_id", &client)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let told = answer.json();
        let user_code = told["user_code"].as_str().expect("a code");
        let letters = |part: &str| part.len() == 4 && part.bytes().all(|b| b"BCDFGHJKLMNPQRSTVWXZ".contains(&b));
        assert!(user_code.split('-').count() == 2 && user_code.split('-').all(letters), "{user_code}");
        let page = format!("http://localhost:9080{}/device", app.base);
        assert_eq!(told["verification_uri"], page);
        assert_eq!(told["verification_uri_complete"], format!("{page}?user_code={user_code}"));
        assert_eq!((told["expires_in"].clone(), told["interval"].clone()), (600.into(), 5.into()));
        assert!(told["device_code"].as_str().expect("a code").len() > 64);
    }

    async fn a_person_lets_a_device_in(app) {
        let device = app.device().await;
        refused(&app.poll(&device).await, "authorization_pending");
        let (mut browser, page) = app.at_the_question(&device).await;
        assert_eq!(text_of(&page.body, "user-code").as_deref(), Some(device.text("user_code")));
        assert!(page.body.contains("Television"), "{page:?}");
        assert!(answer_with(&mut browser, &page, "allow").await.has("device-done"));
        let answer = app.poll(&device).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let tokens = answer.json();
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let (access, id) = (claims(&text("access_token")), claims(&text("id_token")));
        assert_eq!(access["scope"], "demo/read openid");
        assert_eq!(access["client_id"], device.client);
        assert_eq!(access["username"], "demo");
        assert_eq!(id["aud"], device.client);
        assert!(id["auth_time"].is_i64() && id["nonce"].is_null());
        assert_eq!(app.userinfo(&text("access_token")).await.status, StatusCode::OK);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &text("refresh_token")), ("client_id", &device.client)];
        assert_eq!(app.ask("/oauth2/token", None, &refresh).await.status, StatusCode::OK);
    }

    async fn a_code_is_typed_in_any_case_and_with_any_dashes(app) {
        let device = app.device().await;
        let mut browser = app.signed_in().await;
        let code = device.text("user_code").to_lowercase().replace('-', " ");
        let question = app.type_code(&mut browser, &format!(" {code} ")).await;
        assert!(question.has("device-confirm-form"), "{question:?}");
        assert!(answer_with(&mut browser, &question, "allow").await.has("device-done"));
        assert_eq!(app.poll(&device).await.status, StatusCode::OK);
    }

    async fn whoever_has_not_signed_in_comes_back_with_the_code(app) {
        let device = app.device().await;
        let mut browser = app.browser();
        let asked = app.type_code(&mut browser, device.text("user_code")).await;
        assert_eq!(asked.location(), format!("{}/login?user_code={}", app.base, device.text("user_code")));
        let page = browser.get(&asked.location()).await;
        let back = sign_in_for(&app, &mut browser, &page, &device).await;
        let again = browser.get(&asked.location()).await;
        assert_eq!(again.location(), back.location(), "who is signed in is not asked to sign in");
    }

    async fn somebody_else_may_sign_in_for_the_device(app) {
        let device = app.device().await;
        let (mut browser, question) = app.at_the_question(&device).await;
        let page = browser.get(&link_to(&question.body, "/login").expect("a link")).await;
        assert!(page.body.contains("/signup?user_code="), "or make an account: {page:?}");
        sign_in_for(&app, &mut browser, &page, &device).await;
    }

    async fn the_way_back_leads_to_our_own_page_alone(app) {
        let mut browser = app.signed_in().await;
        for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "x&redirect_uri=https://evil.example"] {
            let query = form(&[("user_code", evil)]);
            let answer = browser.get(&format!("{}/login?{query}", app.base)).await;
            assert!(answer.location().starts_with(&format!("{}/device?user_code=", app.base)), "{answer:?}");
            let page = browser.get(&answer.location()).await;
            assert!(page.status == StatusCode::BAD_REQUEST && page.has("device-form"), "{page:?}");
            assert!(!page.body.contains("evil.example\""), "{page:?}");
        }
    }

    async fn a_device_that_is_denied_gets_nothing_ever(app) {
        let device = app.device().await;
        app.decide(&device, "deny").await;
        for _ in 0..2 {
            refused(&app.poll(&device).await, "access_denied");
        }
        let mut browser = app.signed_in().await;
        let late = app.type_code(&mut browser, device.text("user_code")).await;
        assert!(late.has("error-summary"), "a decision is final: {late:?}");
        refused(&app.poll(&device).await, "access_denied");
    }

    async fn a_device_that_asks_too_often_is_slowed_down(app) {
        let device = app.device().await;
        refused(&app.poll(&device).await, "authorization_pending");
        refused(&app.poll(&device).await, "slow_down");
        app.advance(INTERVAL);
        refused(&app.poll(&device).await, "slow_down");
        app.advance(3 * INTERVAL);
        refused(&app.poll(&device).await, "authorization_pending");
        app.decide(&device, "allow").await;
        assert_eq!(app.poll(&device).await.status, StatusCode::OK, "nobody waits for what is decided");
    }

    async fn the_network_may_hurry_a_little(app) {
        let device = app.device().await;
        for _ in 0..4 {
            refused(&app.poll(&device).await, "authorization_pending");
            app.advance(INTERVAL.saturating_sub(Duration::from_millis(900)));
        }
    }

    async fn a_device_code_is_spent_once(app) {
        let device = app.device().await;
        app.decide(&device, "allow").await;
        let tokens = app.poll(&device).await.json();
        refused(&app.poll(&device).await, "invalid_grant");
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(app.userinfo(access).await.status, StatusCode::OK);
    }

    async fn sixteen_at_once_get_one_answer(app) {
        for _ in 0..3 {
            let device = app.device().await;
            app.decide(&device, "allow").await;
            let answers = join_all((0..16).map(|_| app.poll(&device))).await;
            let won = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
            assert_eq!(won, 1);
            for lost in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
                refused(lost, "invalid_grant");
            }
        }
    }

    async fn of_two_who_decide_at_once_one_does(app) {
        let device = app.device().await;
        let (mut here, question) = app.at_the_question(&device).await;
        let (mut there, other) = app.at_the_question(&device).await;
        let (yes, no) = tokio::join!(answer_with(&mut here, &question, "allow"), answer_with(&mut there, &other, "deny"));
        assert!(yes.has("device-done") != no.has("device-done"), "{yes:?} {no:?}");
        let expected = if yes.has("device-done") { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        assert_eq!(app.poll(&device).await.status, expected);
    }

    async fn both_codes_expire(app) {
        let (undecided, allowed) = (app.device().await, app.device().await);
        let (mut browser, question) = app.at_the_question(&undecided).await;
        app.decide(&allowed, "allow").await;
        app.advance(Duration::from_secs(600));
        for device in [&undecided, &allowed] {
            refused(&app.poll(device).await, "expired_token");
        }
        let late = answer_with(&mut browser, &question, "allow").await;
        assert!(late.status == StatusCode::BAD_REQUEST && late.has("device-form"), "{late:?}");
        refused(&app.poll(&undecided).await, "expired_token");
    }

    async fn housekeeping_forgets_what_has_expired(app) {
        let device = app.device().await;
        let mut tx = app.cx().read().await.expect("a connection");
        let id = device.text("device_code").split('.').next().expect("an id").to_owned();
        assert!(store::device_grants::by_id(&mut tx, &app.demo.pool.id, &id).await.expect("a look").is_some());
        drop(tx);
        app.advance(Duration::from_secs(2 * 60 * 60));
        gatehouse::domain::housekeeping::clean(&app.cx()).await.expect("clean");
        refused(&app.poll(&device).await, "invalid_grant");
    }

    async fn a_device_code_is_its_clients_alone(app) {
        let device = app.device().await;
        let other = app.device_client(|_| ()).await;
        app.decide(&device, "allow").await;
        let thief = Device { client: other, told: device.told.clone() };
        refused(&app.poll(&thief).await, "invalid_grant");
        assert_eq!(app.poll(&device).await.status, StatusCode::OK, "and it is not spent by the try");
    }

    async fn a_made_up_device_code_is_no_grant(app) {
        let device = app.device().await;
        app.decide(&device, "allow").await;
        let code = device.text("device_code");
        let (id, _) = code.split_once('.').expect("two parts");
        let user_code = device.text("user_code");
        for made_up in [user_code.to_owned(), id.to_owned(), format!("{id}."), format!("{id}.{}", "A".repeat(43)), code[..code.len() - 1].to_owned(), format!("{code}A")] {
            let pairs = [("grant_type", GRANT_TYPE), ("device_code", &made_up), ("client_id", &device.client)];
            refused(&app.ask("/oauth2/token", None, &pairs).await, "invalid_grant");
        }
        let pairs = [("grant_type", GRANT_TYPE), ("client_id", &device.client)];
        refused(&app.ask("/oauth2/token", None, &pairs).await, "invalid_request");
    }

    async fn a_client_must_be_one_for_devices(app) {
        let (id, secret) = app.web();
        let asked = app.ask("/oauth2/device_authorization", Some((id, secret)), &[]).await;
        refused(&asked, "unauthorized_client");
        let polled = app.ask("/oauth2/token", Some((id, secret)), &[("grant_type", GRANT_TYPE), ("device_code", "x")]).await;
        refused(&polled, "unauthorized_client");
        let device = app.device().await;
        app.decide(&device, "allow").await;
        app.change_client(&device.client, |settings| settings.device = false).await;
        refused(&app.poll(&device).await, "unauthorized_client");
    }

    async fn a_client_proves_itself_and_asks_for_what_it_may(app) {
        let asked = |client: Option<(&'static str, &'static str)>, pairs: Vec<(&'static str, String)>| {
            let app = &app;
            async move {
                let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
                app.ask("/oauth2/device_authorization", client, &pairs).await
            }
        };
        for (client, id) in [(None, "unknown"), (Some(("x", "y")), "x")] {
            let answer = asked(client, vec![("client_id", id.into())]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
        }
        app.change_client(app.web().0, |settings| settings.device = true).await;
        let unproved = asked(None, vec![("client_id", app.web().0.into())]).await;
        assert_eq!(unproved.json()["error"], "invalid_client", "{unproved:?}");
        let client = app.device_client(|_| ()).await;
        for scope in ["openid demo/write", "phone", "email", "\"", "nonsense"] {
            let answer = asked(None, vec![("client_id", client.clone()), ("scope", scope.into())]).await;
            refused(&answer, "invalid_scope");
        }
        let path = format!("{}/oauth2/device_authorization", app.base);
        let got = app.browser().get(&path).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "{got:?}");
    }

    async fn nothing_of_one_pool_is_known_in_another(app) {
        let second = app.second_pool(PoolSettings::default()).await.id;
        let user = NewUser { username: "eve".into(), password: Some(Password::new(PASSWORD)), attributes: [("email".to_owned(), "eve@example.test".to_owned())].into(), status: UserStatus::Confirmed };
        users::create(&app.cx(), &second, user).await.expect("a user");
        let settings = ClientSettings { device: true, scopes: "openid".parse().expect("scopes"), ..ClientSettings::default() };
        let new = NewClient { name: "Radio".into(), confidentiality: Confidentiality::Public, settings };
        let foreign = clients::create(&app.cx(), &second, new).await.expect("a client").0.id.to_string();

        let device = app.device().await;
        let mut eve = app.browser();
        let there = device.path().replace(&app.base, &format!("/{second}"));
        let page = eve.get(&there).await;
        let page = eve.get(&page.location()).await;
        let mut login = page.form("login-form");
        login.fill("username", "eve");
        login.fill("password", PASSWORD);
        let back = eve.submit(&page, &login).await;
        let page = eve.get(&back.location()).await;
        assert!(page.has("error-summary") && !page.has("device-confirm-form"), "{page:?}");

        app.decide(&device, "allow").await;
        let token = format!("/{second}/oauth2/token");
        for client in [&device.client, &foreign] {
            let pairs = [("grant_type", GRANT_TYPE), ("device_code", device.text("device_code")), ("client_id", client)];
            let answer = app.browser().post(&token, &form(&pairs)).await;
            assert!(answer.status.is_client_error(), "{answer:?}");
        }
        assert_eq!(app.poll(&device).await.status, StatusCode::OK, "nothing has changed");
    }

    async fn a_decision_comes_from_our_page_in_the_same_browser(app) {
        let device = app.device().await;
        let (mut browser, page) = app.at_the_question(&device).await;
        let (mut elsewhere, other) = app.at_the_question(&device).await;
        let code = device.text("user_code");
        let path = format!("{}/device", app.base);
        let bare = browser.post(&path, &form(&[("user_code", code), ("decision", "allow")])).await;
        assert_eq!(bare.status, StatusCode::FORBIDDEN, "{bare:?}");
        let mut foreign = page.form("device-confirm-form");
        foreign.fields.push(("decision".into(), "allow".into()));
        let smuggled = elsewhere.submit(&other, &foreign).await;
        assert_eq!(smuggled.status, StatusCode::FORBIDDEN, "{smuggled:?}");
        refused(&app.poll(&device).await, "authorization_pending");
        assert!(answer_with(&mut browser, &page, "allow").await.has("device-done"));
    }

    async fn a_decision_needs_somebody_who_is_signed_in(app) {
        let device = app.device().await;
        let (mut browser, page) = app.at_the_question(&device).await;
        let out = browser.get(&format!("{}/logout", app.base)).await;
        browser.submit(&out, &out.form("logout-form")).await;
        let answer = answer_with(&mut browser, &page, "allow").await;
        assert!(answer.location().contains("/login?user_code="), "{answer:?}");
        refused(&app.poll(&device).await, "authorization_pending");
    }

    async fn a_session_that_ends_takes_its_yes_along(app) {
        let device = app.device().await;
        let mut browser = app.decide(&device, "allow").await;
        let page = browser.get(&format!("{}/logout", app.base)).await;
        browser.submit(&page, &page.form("logout-form")).await;
        refused(&app.poll(&device).await, "invalid_grant");
    }

    async fn a_disabled_user_gets_no_tokens_for_a_device(app) {
        let device = app.device().await;
        app.decide(&device, "allow").await;
        app.set_user_enabled(false).await;
        refused(&app.poll(&device).await, "invalid_grant");
        app.set_user_enabled(true).await;
        refused(&app.poll(&device).await, "invalid_grant");
    }

    async fn a_user_code_cannot_be_guessed(app) {
        let device = app.device().await;
        let mut browser = app.signed_in().await;
        let wrong = another(device.text("user_code"));
        for _ in 0..5 {
            let page = app.type_code(&mut browser, &wrong).await;
            assert!(page.status == StatusCode::BAD_REQUEST && page.has("error-summary"), "{page:?}");
        }
        let blocked = app.type_code(&mut browser, device.text("user_code")).await;
        assert_eq!(blocked.status, StatusCode::TOO_MANY_REQUESTS, "the right code does not help");
        assert_eq!(blocked.headers[header::RETRY_AFTER], "1");
        let linked = browser.get(device.path()).await;
        assert_eq!(linked.status, StatusCode::TOO_MANY_REQUESTS, "nor does the link");
        let mut second = app.signed_in().await;
        let elsewhere = app.type_code(&mut second, device.text("user_code")).await;
        assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "nor another browser");
        app.advance(Duration::from_secs(1));
        assert!(app.type_code(&mut browser, device.text("user_code")).await.has("device-confirm-form"));
        assert_eq!(app.type_code(&mut browser, &wrong).await.status, StatusCode::BAD_REQUEST);
        let forgotten = app.type_code(&mut browser, &wrong).await;
        assert_eq!(forgotten.status, StatusCode::TOO_MANY_REQUESTS, "a right code forgets no wrong one");
    }

    async fn thirty_guesses_at_once_are_five(app) {
        let device = app.device().await;
        let browser = app.signed_in().await;
        let wrong = another(device.text("user_code"));
        let guess = || async {
            let mut own = app.browser();
            own.cookies = browser.cookies.clone();
            own.get(&format!("{}/device?user_code={wrong}", app.base)).await.status
        };
        let answers = join_all((0..30).map(|_| guess())).await;
        let looked_at = answers.iter().filter(|status| **status != StatusCode::TOO_MANY_REQUESTS).count();
        assert!((1..=5).contains(&looked_at), "{looked_at}");
    }

    async fn all_people_of_a_pool_share_their_wrong_guesses(app) {
        let pool = &app.demo.pool.id;
        let (cx, window) = (app.cx(), Duration::from_secs(600));
        let count = |most: i64| {
            let (cx, pool) = (cx.clone(), pool.clone());
            async move {
                let given = (pool, cx.now(), most);
                cx.write(given, move |tx, (pool, now, most)| {
                    Box::pin(store::attempts::count_within(tx, pool, "user_code:*", *now, window, *most))
                }).await.expect("counted")
            }
        };
        for _ in 0..200 {
            assert!(count(200).await);
        }
        assert!(!count(200).await, "the window is full");
        let device = app.device().await;
        let mut browser = app.signed_in().await;
        let blocked = app.type_code(&mut browser, device.text("user_code")).await;
        assert_eq!(blocked.status, StatusCode::TOO_MANY_REQUESTS, "{blocked:?}");
        app.advance(window);
        let fresh = app.device_of(&device.client).await;
        for _ in 0..6 {
            let asked = app.type_code(&mut browser, fresh.text("user_code")).await;
            assert!(asked.has("device-confirm-form"), "right codes are not counted: {asked:?}");
        }
    }

    async fn a_person_comes_by_a_way_that_the_client_takes(app) {
        let fake = Fake::oidc(&app).await;
        fake.join(&app, |provider| provider.rules.sign_up = Some(true)).await;
        let device = app.device().await;
        let (mut browser, page) = app.at_the_question(&device).await;
        let names = Some(vec!["OIDC".to_owned()]);
        app.change_client(&device.client, |client| client.identity_providers = names).await;
        let elsewhere = answer_with(&mut browser, &page, "allow").await;
        assert!(elsewhere.location().contains("/login?"), "{elsewhere:?}");
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let view = configuration::pool(&cx, pool).await.expect("an answer").expect("the demo pool");
        let user = users::show(&cx, pool, "demo").await.expect("the demo user");
        let session = account::sessions::list(&cx, &user).await.expect("sessions").remove(0).session;
        let code = device.text("user_code").parse().expect("a code");
        let waiting = decision::look_up(&cx, &view, &user, &code).await.expect("a device");
        let decided = decision::decide(&cx, &view, waiting, (session, user), Decision::Allow).await;
        assert_eq!(decided.expect_err("another way").refusal(), &Refusal::LoginRequired);
        refused(&app.poll(&device).await, "authorization_pending");
        let there = browser.leave(&elsewhere.location()).await;
        let back = browser.arrive(&fake.visit(&there)).await;
        let page = browser.get(&back.location()).await;
        let done = answer_with(&mut browser, &page, "allow").await;
        assert!(done.has("device-done"), "{done:?}");
    }

    async fn a_stranger_cannot_even_guess(app) {
        let device = app.device().await;
        let mut browser = app.browser();
        let code = device.text("user_code");
        for typed in [code.to_owned(), another(code)] {
            let answer = app.type_code(&mut browser, &typed).await;
            assert_eq!(answer.location(), format!("{}/login?user_code={typed}", app.base));
        }
    }

    async fn what_is_no_code_is_not_looked_up(app) {
        let mut browser = app.signed_in().await;
        for typed in ["x", "WDJB", "WDJB-MJHTT", "AAAA-AAAA", "1234-5678", "<script>alert(1)</script>"] {
            let page = app.type_code(&mut browser, typed).await;
            assert!(page.status == StatusCode::BAD_REQUEST && page.has("device-form"), "{page:?}");
            assert!(!page.body.contains("<script>alert"), "{page:?}");
        }
        let empty = app.type_code(&mut browser, "").await;
        assert!(empty.status == StatusCode::BAD_REQUEST && empty.has("error-summary"), "{empty:?}");
    }

    async fn a_yes_is_remembered_where_clients_must_ask(app) {
        let pool = app.demo.pool.id.clone();
        let user = users::show(&app.cx(), &pool, "demo").await.expect("the demo user");
        let consented = async |client: &str| {
            let client = client.parse().expect("an id");
            let mut tx = app.cx().read().await.expect("a connection");
            let found = store::consents::find(&mut tx, &pool, &user.id, &client).await;
            found.expect("a look").map(|consent| consent.scopes.to_string())
        };
        let ours = app.device().await;
        app.decide(&ours, "allow").await;
        assert_eq!(consented(&ours.client).await, None);
        let theirs = app.device_client(|settings| settings.consent = true).await;
        app.decide(&app.device_of(&theirs).await, "deny").await;
        assert_eq!(consented(&theirs).await, None);
        app.decide(&app.device_of(&theirs).await, "allow").await;
        assert_eq!(consented(&theirs).await.as_deref(), Some("demo/read openid"));
    }

    async fn a_pool_without_sessions_has_no_devices(app) {
        let client = app.device_client(|_| ()).await;
        app.change_pool(|settings| settings.session_minutes = 0).await;
        let answer = app.ask("/oauth2/device_authorization", None, &[("client_id", &client)]).await;
        refused(&answer, "unauthorized_client");
    }
}
