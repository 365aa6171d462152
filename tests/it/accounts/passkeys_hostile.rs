//! Passkeys in wrong hands: whatever is wrong with an answer, it is refused in the same words.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::pools::{self, NewPool};
use gatehouse::model::Algorithm;

use super::{PASSWORD, complaint};
use crate::support::{Answer, Authenticator, Browser, Pkce, TestApp, on_both};

/// What is wrong with a device, or with the browser before it.
type Wrong = fn(&mut Authenticator);

const WRONGS: [(&str, Wrong); 9] = [
    ("another origin", |device| device.origin = "http://localhost:9081".into()),
    ("an origin that ends alike", |device| device.origin = "http://evil-localhost:9080".into()),
    ("an origin below", |device| device.origin = "http://evil.localhost:9080".into()),
    ("another relying party", |device| device.relying_party = Some("evil.example".into())),
    ("a new passkey", |device| device.kind = Some("webauthn.create")),
    ("no look at the holder", |device| device.verifies = false),
    ("a counter that stands still", |device| device.counter -= 1),
    ("a counter that goes back", |device| device.counter = 0),
    ("somebody else's name", |device| device.handle = Some(vec![7; 16])),
];

/// The words of the refusal; nobody is signed in.
async fn refused(app: &TestApp, browser: &mut Browser, answer: &Answer, case: &str) -> String {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{case}: {answer:?}");
    let back = browser.get(&app.authorize(&Pkce::new(), &[])).await;
    assert!(back.location().contains("/login"), "{case}: {back:?}");
    complaint(answer)
}

/// One byte of a part of an answer is another.
fn bent(credential: &str, part: &str) -> String {
    let mut answer: serde_json::Value = serde_json::from_str(credential).expect("JSON");
    let place = if part == "rawId" { &mut answer["rawId"] } else { &mut answer["response"][part] };
    let text = place.as_str().expect("text").to_owned();
    let (middle, letter) =
        (text.len() / 2, if text.as_bytes()[text.len() / 2] == b'A' { "B" } else { "A" });
    *place = format!("{}{letter}{}", &text[..middle], &text[middle + 1..]).into();
    answer.to_string()
}

on_both! {
    async fn whatever_is_wrong_it_is_refused_in_the_same_words(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        device.counter = 5;
        let mut browser = app.browser();
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let right = device.show(&Authenticator::question(&page));
        let done = app.answer_by_passkey(&mut browser, &page, &right).await;
        assert!(done.parameter("code").is_some(), "the counter stands at 5: {done:?}");
        let mut words = Vec::new();
        for (case, spoil) in WRONGS {
            let mut browser = app.browser();
            let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
            let kept = (device.origin.clone(), device.counter);
            spoil(&mut device);
            let credential = device.show(&Authenticator::question(&page));
            (device.origin, device.counter) = kept;
            (device.relying_party, device.kind, device.verifies, device.handle) = (None, None, true, None);
            let answer = app.answer_by_passkey(&mut browser, &page, &credential).await;
            words.push(refused(&app, &mut browser, &answer, case).await);
        }
        for part in ["clientDataJSON", "authenticatorData", "signature", "userHandle", "rawId"] {
            let mut browser = app.browser();
            let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
            let credential = bent(&device.show(&Authenticator::question(&page)), part);
            let answer = app.answer_by_passkey(&mut browser, &page, &credential).await;
            words.push(refused(&app, &mut browser, &answer, part).await);
        }
        for nonsense in ["x", "{}", "[]", "null"] {
            let mut browser = app.browser();
            let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
            let answer = app.answer_by_passkey(&mut browser, &page, nonsense).await;
            words.push(refused(&app, &mut browser, &answer, nonsense).await);
        }
        assert!(words.windows(2).all(|pair| pair[0] == pair[1]), "{words:#?}");
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let done = app.answer_by_passkey(&mut browser, &page, &device.show(&Authenticator::question(&page))).await;
        assert!(done.parameter("code").is_some(), "nobody was locked out by all that: {done:?}");
    }

    async fn an_answer_is_good_once_for_one_browser_and_for_five_minutes(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        device.counter = 0; // as those have it that copy their passkeys from device to device
        app.make_passkey(&mut device, &Pkce::new()).await;
        let (mut browser, mut thief) = (app.browser(), app.browser());
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        device.counter = 0;
        let right = device.show(&Authenticator::question(&page));

        let own = app.sign_in_page(&mut thief, &Pkce::new()).await;
        let stolen = app.answer_by_passkey(&mut thief, &own, &right).await;
        let words = refused(&app, &mut thief, &stolen, "for another question").await;
        let mut form = page.form("passkey-form");
        form.fill("credential", &right);
        form.fill("_csrf", &own.form("passkey-form").fields[0].1);
        let stolen = thief.submit(&own, &form).await;
        assert_eq!(refused(&app, &mut thief, &stolen, "in another browser").await, words);

        let done = app.answer_by_passkey(&mut browser, &page, &right).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        browser.cookies.remove("gatehouse");
        let replayed = app.answer_by_passkey(&mut browser, &page, &right).await;
        assert_eq!(refused(&app, &mut browser, &replayed, "again").await, words);

        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        device.counter = 0;
        let slow = device.show(&Authenticator::question(&page));
        app.advance(Duration::from_secs(5 * 60));
        let late = app.answer_by_passkey(&mut browser, &page, &slow).await;
        assert_eq!(refused(&app, &mut browser, &late, "late").await, words);
    }

    async fn one_answer_at_once_from_two_nodes_opens_one_session(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        let node = app.second_node(|_| {}).await;
        let mut browser = app.browser();
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let right = device.show(&Authenticator::question(&page));
        let mut other = node.browser();
        other.cookies.clone_from(&browser.cookies);
        let (here, there) = futures_util::future::join(
            app.answer_by_passkey(&mut browser, &page, &right),
            node.answer_by_passkey(&mut other, &page, &right),
        ).await;
        let opened = [&here, &there].iter().filter(|answer| answer.status.is_redirection()).count();
        assert_eq!(opened, 1, "{here:?} {there:?}");
    }

    async fn a_passkey_of_another_pool_opens_nothing(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        let settings = pools::show(&app.cx(), &app.demo.pool.id).await.expect("a pool").settings;
        let other = pools::create(&app.cx(), NewPool {
            name: "Other".into(),
            domain: None,
            issuer: None,
            algorithm: Algorithm::ES256,
            settings,
        }).await.expect("a pool");
        let (mut browser, login) = (app.browser(), format!("/{}/login", other.id));
        let page = browser.get(&login).await;
        let credential = device.show(&Authenticator::question(&page));
        let answer = app.answer_by_passkey(&mut browser, &page, &credential).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
        // Nor does an answer to the one pool's question at the other.
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let mut form = page.form("passkey-form");
        form.fill("credential", &device.show(&Authenticator::question(&page)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let answer = browser.post(&login, &body).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
    }

    async fn after_the_password_only_the_persons_own_passkey_counts(app) {
        app.take_passkeys().await;
        let (mut device, mut others) = (Authenticator::new(), Authenticator::new());
        app.make_passkey(&mut device, &Pkce::new()).await;
        app.member("mallory", "mallory@example.test").await;
        let mut browser = app.browser();
        let asked = app.type_in(&mut browser, "mallory", PASSWORD).await;
        let page = browser.get(&asked.location()).await;
        let made = app.answer_by_passkey(&mut browser, &page, &others.make(&Authenticator::question(&page))).await;
        assert!(made.status.is_redirection() || made.status.is_success(), "{made:?}");

        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        let mut question = Authenticator::question(&page);
        question["allowCredentials"] = serde_json::json!([]);
        let answer = app.answer_by_passkey(&mut browser, &page, &others.show(&question)).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
        device.handle = Some(vec![7; 16]);
        let answer = app.answer_by_passkey(&mut browser, &page, &device.show(&question)).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
        device.handle = None;
        let done = app.answer_by_passkey(&mut browser, &page, &device.show(&question)).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }

    async fn nobody_takes_a_credential_that_the_pool_knows(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        app.member("mallory", "mallory@example.test").await;
        let mut browser = app.browser();
        let asked = app.type_in(&mut browser, "mallory", PASSWORD).await;
        let page = browser.get(&asked.location()).await;
        device.repeat_id();
        let answer = app.answer_by_passkey(&mut browser, &page, &device.make(&Authenticator::question(&page))).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
    }

    async fn a_disabled_account_is_not_opened(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        app.set_user_enabled(false).await;
        let mut browser = app.browser();
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let answer = app.answer_by_passkey(&mut browser, &page, &device.show(&Authenticator::question(&page))).await;
        assert!(complaint(&answer).contains("not accepted"), "{answer:?}");
    }

    async fn one_address_fails_only_so_often_and_right_ones_count_for_nothing(app) {
        app.take_passkeys().await;
        let mut device = Authenticator::new();
        app.make_passkey(&mut device, &Pkce::new()).await;
        let mut app = app.second_node(|config| config.limits.sign_in_failures = 5).await;
        app.come_from("192.0.2.7");
        let most = 5;
        let mut browser = app.browser();
        for right in [true, false] {
            for _ in 0..if right { 3 } else { most } {
                let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
                let question = Authenticator::question(&page);
                let credential = if right { device.show(&question) } else { "{}".to_owned() };
                let answer = app.answer_by_passkey(&mut browser, &page, &credential).await;
                assert_eq!(answer.status.is_redirection(), right, "{answer:?}");
                assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            }
        }
        let page = app.sign_in_page(&mut browser, &Pkce::new()).await;
        let answer = app.answer_by_passkey(&mut browser, &page, &device.show(&Authenticator::question(&page))).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
        app.come_from("198.51.100.7");
        let mut elsewhere = app.browser();
        let page = app.sign_in_page(&mut elsewhere, &Pkce::new()).await;
        let done = app.answer_by_passkey(&mut elsewhere, &page, &device.show(&Authenticator::question(&page))).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }
}
