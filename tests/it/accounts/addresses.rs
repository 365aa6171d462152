//! From where people come: how much one address may do, and what is noted of it.

use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use futures_util::future::join_all;
use gatehouse::config::Limits;
use gatehouse::domain::admin::sessions;
use gatehouse::domain::audit;
use gatehouse::model::session::{Seen, Sighting};

use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, TestApp, on_both};

const SOMEBODY: &str = "203.0.113.7";
const ELSEWHERE: &str = "203.0.113.8";
const TOO_MANY: StatusCode = StatusCode::TOO_MANY_REQUESTS;
const QUARTER: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A node over the same database with limits, whose requests come from [`SOMEBODY`].
async fn limited(app: &TestApp, change: impl FnOnce(&mut Limits)) -> TestApp {
    let mut node = app.second_node(|config| change(&mut config.limits)).await;
    node.come_from(SOMEBODY);
    node
}

async fn guess(app: &TestApp, name: &str) -> StatusCode {
    app.type_in(&mut app.browser(), name, "a wrong guess").await.status
}

async fn demo_signs_in(app: &TestApp) -> Answer {
    let (name, password) = app.demo.user();
    app.type_in(&mut app.browser(), name, password).await
}

/// Asks for a new password, whatever comes of it.
async fn forget(app: &TestApp, name: &str) -> Answer {
    app.fill_in(&mut app.browser(), "/forgotPassword", "forgot-form", &[("username", name)]).await
}

fn wait(answer: &Answer) -> u64 {
    assert_eq!(answer.status, TOO_MANY, "{answer:?}");
    let wait = answer.headers[header::RETRY_AFTER].to_str().expect("ASCII");
    wait.parse().expect("seconds")
}

async fn demo_sessions(app: &TestApp) -> Vec<Seen> {
    sessions::list(&app.cx(), &app.demo.pool.id, "demo", 100).await.expect("sessions")
}

fn told(sighting: &Sighting) -> Option<(String, &str)> {
    sighting.sender.as_ref().map(|sender| (sender.address().to_string(), sender.agent()))
}

async fn visit_as(app: &TestApp, browser: &mut Browser, agent: &str) {
    let path = format!("{}/login", app.base);
    let request = Request::get(&path).header(header::USER_AGENT, agent);
    let page = browser.send(&path, request, axum::body::Body::empty()).await;
    assert!(page.has("logout-form"), "{page:?}");
}

on_both! {
    async fn failed_sign_ins_are_limited_at_each_address(app) {
        let mut node = limited(&app, |limits| limits.sign_in_failures = 3).await;
        for name in ["one", "two", "three"] {
            assert_eq!(guess(&node, name).await, StatusCode::BAD_REQUEST);
            node.advance(Duration::from_secs(60));
        }
        let refused = demo_signs_in(&node).await;
        assert_eq!(wait(&refused), 15 * 60 - 3 * 60, "the right password does not help");
        assert!(complaint(&refused).contains("12"), "{refused:?}");
        node.come_from(ELSEWHERE);
        assert!(demo_signs_in(&node).await.has("logout-form"), "another address");
        assert!(demo_signs_in(&app).await.has("logout-form"), "an unknown one");
        node.come_from(SOMEBODY);
        assert_eq!(demo_signs_in(&node).await.status, TOO_MANY);
        node.advance(QUARTER - Duration::from_secs(3 * 60));
        assert!(demo_signs_in(&node).await.has("logout-form"), "nobody is locked out for good");
    }

    async fn right_passwords_are_not_counted(app) {
        let node = limited(&app, |limits| limits.sign_in_failures = 2).await;
        guess(&node, "somebody").await;
        for _ in 0..5 {
            assert!(demo_signs_in(&node).await.has("logout-form"));
        }
        guess(&node, "somebody else").await;
        assert_eq!(demo_signs_in(&node).await.status, TOO_MANY, "a success forgets no failures of others");
    }

    async fn nodes_share_the_count_and_no_race_outruns_it(app) {
        let nodes = [
            limited(&app, |limits| limits.sign_in_failures = 5).await,
            limited(&app, |limits| limits.sign_in_failures = 5).await,
        ];
        let names: Vec<String> = (0..24).map(|number| format!("name{number}")).collect();
        let guesses = names.iter().enumerate().map(|(number, name)| guess(&nodes[number % 2], name));
        let answers = join_all(guesses).await;
        let looked_at = answers.iter().filter(|status| **status != TOO_MANY).count();
        assert_eq!(looked_at, 5, "{answers:?}");
    }

    async fn a_household_cannot_change_its_network(app) {
        let mut node = limited(&app, |limits| limits.sign_in_failures = 2).await;
        for (address, status) in [
            ("2001:db8:1:2::1", StatusCode::BAD_REQUEST),
            ("2001:db8:1:2:ffff::2", StatusCode::BAD_REQUEST),
            ("2001:db8:1:2:3:4:5:6", TOO_MANY),
            ("2001:db8:1:3::1", StatusCode::BAD_REQUEST),
        ] {
            node.come_from(address);
            assert_eq!(guess(&node, "nobody").await, status, "{address}");
        }
    }

    async fn wrong_codes_are_limited_whosever_they_are(app) {
        let mut node = limited(&app, |limits| limits.code_failures = 4).await;
        let mut browser = node.browser();
        for name in ["one", "two", "one", "two"] {
            let answer = node.confirm(&mut browser, name, "000000").await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
        let refused = node.confirm(&mut browser, "three", "000000").await;
        assert_eq!(wait(&refused), 60 * 60);
        let page = node.forget(&mut browser, "demo").await;
        assert_eq!(node.reset(&mut browser, &page, "000000", PASSWORD).await.status, TOO_MANY);
        node.come_from(ELSEWHERE);
        let answer = node.confirm(&mut node.browser(), "three", "000000").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }

    async fn sign_ups_are_limited_and_taken_names_count(app) {
        let mut node = limited(&app, |limits| limits.sign_ups = 2).await;
        let mut browser = node.browser();
        assert!(node.sign_up(&mut browser, "jane", "jane@example.test").await.status.is_redirection());
        assert_eq!(node.sign_up(&mut browser, "demo", "d@example.test").await.status, StatusCode::BAD_REQUEST);
        for name in ["john", "demo"] {
            let refused = node.sign_up(&mut browser, name, "john@example.test").await;
            assert_eq!(wait(&refused), 60 * 60, "{name}");
        }
        assert!(node.mail("john@example.test").await.is_empty());
        node.come_from(ELSEWHERE);
        assert!(node.sign_up(&mut node.browser(), "john", "john@example.test").await.status.is_redirection());
        node.come_from(SOMEBODY);
        node.advance(HOUR);
        assert!(node.sign_up(&mut browser, "jack", "jack@example.test").await.status.is_redirection());
    }

    async fn a_password_that_is_measured_counts_as_a_sign_up(app) {
        let node = limited(&app, |limits| limits.sign_ups = 2).await;
        let mut browser = node.browser();
        let (short, plain) = ("short", "aaaaaaaaaaaaaaaa");
        let bad = StatusCode::BAD_REQUEST;
        for (password, status) in [(short, bad), (short, bad), (short, bad), (plain, bad), (plain, bad), (plain, TOO_MANY)] {
            let values = [("username", "jane"), ("email", "jane@example.test"), ("password", password)];
            let refused = node.fill_in(&mut browser, "/signup", "signup-form", &values).await;
            assert_eq!(refused.status, status, "{password}: {refused:?}");
        }
    }

    async fn codes_that_are_asked_for_are_limited_and_tell_nothing(app) {
        let node = limited(&app, |limits| limits.messages = 2).await;
        for name in ["demo", "nobody"] {
            assert!(forget(&node, name).await.status.is_redirection());
        }
        let (known, unknown) = (forget(&node, "demo").await, forget(&node, "nobody").await);
        assert_eq!((wait(&known), wait(&unknown)), (60 * 60, 60 * 60));
        assert_eq!(complaint(&known), complaint(&unknown));
        let resent = node.fill_in(&mut node.browser(), "/resendcode", "resend-form", &[("username", "demo")]).await;
        assert_eq!(wait(&resent), 60 * 60);
        assert!(forget(&app, "demo").await.status.is_redirection(), "an unknown address");
    }

    async fn a_limit_of_zero_is_none(app) {
        let node = limited(&app, |_| ()).await;
        for number in 0..20 {
            assert_eq!(guess(&node, &format!("name{number}")).await, StatusCode::BAD_REQUEST);
        }
    }

    async fn events_tell_from_where(app) {
        let node = limited(&app, |_| ()).await;
        guess(&node, "demo").await;
        demo_signs_in(&app).await;
        let mut tx = app.cx().read().await.expect("a connection");
        let events = audit::list(&mut tx, &app.demo.pool.id, 1000).await.expect("events");
        let address = |name: &str| events.iter().find(|event| event.event == name).map(|event| event.address.as_deref());
        assert_eq!(address("user.sign_in_failed"), Some(Some(SOMEBODY)));
        assert_eq!(address("user.signed_in"), Some(None));
    }

    async fn a_session_tells_where_it_began_and_was_last_used(app) {
        let mut node = limited(&app, |_| ()).await;
        let mut browser = node.browser();
        let (name, password) = node.demo.user();
        node.type_in(&mut browser, name, password).await;
        let begun = node.cx().now();
        let [seen] = demo_sessions(&node).await.try_into().expect("one session");
        assert_eq!((told(&seen.begun), seen.begun.at), (Some((SOMEBODY.into(), "")), begun));
        assert_eq!(seen.used, seen.begun);

        node.advance(Duration::from_secs(60));
        visit_as(&node, &mut browser, "Browser/1").await;
        assert_eq!(demo_sessions(&node).await[0].used.at, begun, "not each use is a write");
        node.advance(Duration::from_secs(4 * 60));
        visit_as(&node, &mut browser, &"long".repeat(1000)).await;
        let seen = demo_sessions(&node).await.remove(0);
        assert_eq!(seen.used.at, node.cx().now());
        assert_eq!(told(&seen.used), Some((SOMEBODY.into(), "long".repeat(64).as_str())));
        assert_eq!(told(&seen.begun), Some((SOMEBODY.into(), "")));

        node.come_from(ELSEWHERE);
        visit_as(&node, &mut browser.at(ELSEWHERE), "Browser/2").await;
        assert_eq!(told(&demo_sessions(&node).await[0].used), Some((ELSEWHERE.into(), "Browser/2")), "at once");
    }

    async fn the_list_has_live_sessions_the_last_used_first(app) {
        let mut node = limited(&app, |_| ()).await;
        demo_signs_in(&node).await;
        node.advance(Duration::from_secs(1));
        node.come_from(ELSEWHERE);
        let mut browser = node.browser();
        let (name, password) = node.demo.user();
        let page = browser.get(&format!("{}/login", node.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", name);
        form.fill("password", password);
        browser.submit(&page, &form).await;
        let addresses = |seen: Vec<Seen>| -> Vec<String> {
            seen.iter().filter_map(|seen| told(&seen.used)).map(|(address, _)| address).collect()
        };
        assert_eq!(addresses(demo_sessions(&node).await), [ELSEWHERE, SOMEBODY]);
        let again = browser.submit(&page, &form).await;
        assert!(again.has("logout-form"), "{again:?}");
        assert_eq!(demo_sessions(&node).await.len(), 2, "the same person again goes on with the session");
        let page = browser.get(&format!("{}/logout", node.base)).await;
        browser.submit(&page, &page.form("logout-form")).await;
        assert_eq!(addresses(demo_sessions(&node).await), [SOMEBODY]);
    }
}
