//! Sessions and applications of an account, the copy of its data, and its end.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::domain::{account, housekeeping};
use gatehouse::model::consent::Consent;
use gatehouse::store;

use super::PASSWORD;
use super::account_gate::{LATER, with_token};
use crate::process::html::forms;
use crate::support::{Answer, Pkce, TestApp, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The ids of sessions that can be ended on this page.
fn ends(page: &Answer) -> Vec<String> {
    let ids = forms(&page.body).into_iter().map(|form| form.id);
    ids.filter_map(|id| id.strip_prefix("end-").map(str::to_owned))
        .filter(|id| id != "others")
        .collect()
}

async fn exists(app: &TestApp, name: &str) -> bool {
    users::show(&app.cx(), &app.demo.pool.id, name).await.is_ok()
}

on_both! {
    async fn a_session_is_ended_from_another_browser(app) {
        app.member("jane", "jane@example.test").await;
        let (mut here, mut there, mut third) = (app.browser(), app.browser(), app.browser());
        app.jane_at(&mut there, "profile").await;
        app.jane_at(&mut third, "profile").await;
        let page = app.jane_at(&mut here, "sessions").await;
        let others = ends(&page);
        assert_eq!(others.len(), 2, "not the own one: {page:?}");
        let done = here.submit(&page, &page.form(&format!("end-{}", others[0]))).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        let page = here.get(&done.location()).await;
        assert_eq!(ends(&page).len(), 1);
        here.submit(&page, &page.form("end-others")).await;
        for browser in [&mut there, &mut third] {
            assert!(browser.get(&app.section("profile")).await.status.is_redirection());
        }
        assert_eq!(here.get(&app.section("profile")).await.status, StatusCode::OK);
    }

    async fn tokens_of_the_others_end_with_them_where_the_pool_wants_that(app) {
        for (ends, status) in [(false, StatusCode::OK), (true, StatusCode::BAD_REQUEST)] {
            app.change_pool(|pool| pool.sign_out_ends_tokens = ends).await;
            let others = app.tokens().await;
            let mut browser = app.browser();
            let page = app.at_home(&mut browser, "sessions", app.demo.user()).await;
            let pkce = Pkce::new();
            let code = browser.get(&app.authorize(&pkce, &[("prompt", "none")])).await.parameter("code").expect("a code");
            let own = app.redeem(&code, &pkce).await.json();
            let done = browser.submit(&page, &page.form("end-others")).await;
            assert!(done.location().contains("notice=saved"), "{done:?}");
            let refresh = others["refresh_token"].as_str().expect("a token");
            assert_eq!(app.refresh(refresh).await.status, status, "{ends}");
            let refresh = own["refresh_token"].as_str().expect("a token");
            assert_eq!(app.refresh(refresh).await.status, StatusCode::OK, "this session goes on");
        }
    }

    async fn sessions_of_others_are_out_of_reach(app) {
        app.member("jane", "jane@example.test").await;
        app.member("john", "john@example.test").await;
        let (mut jane, mut second, mut john) = (app.browser(), app.browser(), app.browser());
        app.jane_at(&mut second, "profile").await;
        let page = app.jane_at(&mut jane, "sessions").await;
        let id = ends(&page)[0].clone();
        let page = app.at_home(&mut john, "email", ("john", PASSWORD)).await;
        for id in [id.as_str(), "", "x", "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60"] {
            let body = with_token(&page, "email-form", &[("answer", "end"), ("id", id)]);
            let sent = john.post(&app.section("sessions"), &body).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{id}: {sent:?}");
        }
        assert_eq!(second.get(&app.section("profile")).await.status, StatusCode::OK);
    }

    async fn an_application_loses_its_access(app) {
        let tokens = app.tokens().await;
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "applications", app.demo.user()).await;
        let (client, _) = app.web();
        assert!(page.body.contains("See your e-mail address"), "{page:?}");
        app.member("jane", "jane@example.test").await;
        let mut jane = app.browser();
        let hers = app.jane_at(&mut jane, "email").await;
        for id in [client, "x", ""] {
            let body = with_token(&hers, "email-form", &[("client", id)]);
            let sent = jane.post(&app.section("applications"), &body).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{id}: {sent:?}");
        }
        let done = browser.submit(&page, &page.form(&format!("take-back-{client}"))).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        assert_eq!(app.refresh(refresh).await.status, StatusCode::BAD_REQUEST);
        assert!(browser.get(&done.location()).await.has("no-applications"));
    }

    async fn where_an_application_uses_its_access_is_told(app) {
        let user = users::show(&app.cx(), &app.demo.pool.id, "demo").await.expect("a user");
        let consent = Consent {
            pool_id: app.demo.pool.id.clone(),
            user_id: user.id.clone(),
            client_id: app.web().0.parse().expect("a client id"),
            scopes: "openid".parse().expect("scopes"),
            claims: Vec::new(),
            resources: vec!["https://tools.example.com/mcp".to_owned()],
            granted_at: app.cx().now(),
        };
        let cx = app.cx();
        let written = cx.write(consent, |tx, consent| {
            Box::pin(async move { store::consents::put(tx, consent).await })
        });
        let _: () = written.await.expect("a consent");
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "applications", app.demo.user()).await;
        assert!(page.body.contains("tools.example.com/mcp"), "{page:?}");
        let copy = account::data::export(&app.cx(), &user).await.expect("a copy");
        assert_eq!(copy["applications"][0]["resources"][0], "https://tools.example.com/mcp");
    }

    async fn a_copy_has_all_but_secrets(app) {
        app.tokens().await;
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "data", app.demo.user()).await;
        let copy = browser.submit(&page, &page.form("download-form")).await;
        assert_eq!(copy.status, StatusCode::OK);
        let disposition = copy.headers["content-disposition"].to_str().expect("text");
        assert!(disposition.starts_with("attachment"), "{disposition}");
        let data = copy.json();
        assert_eq!(data["profile"]["username"], "demo");
        assert!(data["sessions"].as_array().expect("sessions").len() >= 2);
        assert_eq!(data["applications"][0]["client_id"], app.web().0);
        let events: Vec<_> = data["events"].as_array().expect("events").iter().map(|event| &event["event"]).collect();
        assert!(events.iter().any(|event| **event == "user.signed_in"), "{events:?}");
        for secret in ["argon2", "password_hash", "sealed", "digest"] {
            assert!(!copy.body.contains(secret), "{secret}");
        }
        let opened = browser.get(&app.section("data")).await;
        assert!(!opened.body.contains("user.signed_in"), "only a form gets it");
    }

    async fn an_account_is_deleted_after_its_time(app) {
        app.member("jane", "jane@example.test").await;
        let (mut browser, mut other) = (app.browser(), app.browser());
        app.jane_at(&mut other, "profile").await;
        let page = app.jane_at(&mut browser, "data").await;
        let asked = browser.submit(&page, &page.form("delete-form")).await;
        let page = browser.get(&asked.location()).await;
        assert!(page.has("due") && page.has("keep-form"), "{page:?}");
        assert!(other.get(&app.section("profile")).await.status.is_redirection(), "others are ended");
        let told = app.mail("jane@example.test").await;
        assert!(told[0].subject.contains("will be deleted"), "{told:?}");
        assert!(told[0].text.contains("2026-01-08"), "{}", told[0].text);
        app.advance(6 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(exists(&app, "jane").await);
        app.advance(2 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(!exists(&app, "jane").await);
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("error-summary"));
        let events = gatehouse::domain::audit::list(&mut app.cx().read().await.expect("a connection"), &app.demo.pool.id, 100).await.expect("events");
        assert!(events.iter().any(|event| event.event == "user.deleted" && event.actor == "system"));
        app.member("jane", "jane@example.test").await;
    }

    async fn whoever_comes_back_keeps_the_account(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "data").await;
        browser.submit(&page, &page.form("delete-form")).await;
        app.advance(3 * DAY);
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "data").await;
        assert!(page.has("due") && !page.has("delete-form"), "{page:?}");
        let kept = browser.submit(&page, &page.form("keep-form")).await;
        assert!(!browser.get(&kept.location()).await.has("due"));
        app.advance(30 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(exists(&app, "jane").await);
    }

    async fn whoever_recovers_the_account_keeps_it(app) {
        app.member("jane", "jane@example.test").await;
        let mut thief = app.browser();
        let page = app.jane_at(&mut thief, "data").await;
        thief.submit(&page, &page.form("delete-form")).await;
        app.mail("jane@example.test").await;
        app.advance(DAY);
        let mut owner = app.browser();
        let page = app.forget(&mut owner, "jane").await;
        let code = app.mailed_code("jane@example.test").await;
        let done = app.reset(&mut owner, &page, &code, "seven quiet lanterns drift").await;
        assert!(done.location().contains("/login"), "{done:?}");
        app.advance(30 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(exists(&app, "jane").await);
        let events = gatehouse::domain::audit::list(&mut app.cx().read().await.expect("a connection"), &app.demo.pool.id, 100).await.expect("events");
        assert!(events.iter().any(|event| event.event == "user.deletion_cancelled"), "{events:?}");
    }

    async fn asking_twice_makes_it_no_later(app) {
        app.change_pool(|pool| pool.deletion_days = 2).await;
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "data").await;
        browser.submit(&page, &page.form("delete-form")).await;
        app.advance(DAY);
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "data").await;
        let body = with_token(&page, "keep-form", &[("answer", "delete")]);
        browser.post(&app.section("data"), &body).await;
        app.advance(DAY + LATER);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert!(!exists(&app, "jane").await);
    }

    async fn a_disabled_account_is_closed(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "data").await;
        users::disable(&app.cx(), &app.demo.pool.id, "jane").await.expect("disabled");
        let sent = browser.submit(&page, &page.form("delete-form")).await;
        assert!(sent.location().contains("/login?"), "{sent:?}");
        let silent = browser.get(&app.authorize(&Pkce::new(), &[("prompt", "none")])).await;
        assert!(silent.parameter("code").is_none());
    }
}
