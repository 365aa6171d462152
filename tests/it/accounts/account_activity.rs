//! What happened to an account, as its owner reads it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gatehouse::domain::admin::users;
use gatehouse::model::password::Password;

use super::PASSWORD;
use crate::process::html::{attribute_of, text_of};
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn told(app: &TestApp, browser: &mut Browser) -> (Answer, String) {
    let page = browser.get(&app.section("activity")).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let list = text_of(&page.body, "activity").expect("a list");
    (page, list)
}

on_both! {
    async fn what_happened_is_told_in_words_the_newest_first(app) {
        let mut app = app;
        app.come_from("203.0.113.7");
        app.member("jane", "jane@example.test").await;
        app.type_in(&mut app.browser(), "jane", "a wrong guess at it").await;
        app.advance(Duration::from_secs(60));
        let mut browser = app.browser();
        app.jane_at(&mut browser, "activity").await;
        app.advance(Duration::from_secs(1));
        let page = browser.get(&app.section("password")).await;
        let mut form = page.form("password-form");
        form.fill("password", PASSWORD);
        form.fill("new_password", "seven quiet lanterns drift");
        assert!(browser.submit(&page, &form).await.status.is_redirection());
        let (_, list) = told(&app, &mut browser).await;
        let words = [
            "The password was changed",
            "Signed in",
            "A sign-in failed",
            "The account was made",
        ];
        let places: Vec<_> = words.iter().map(|words| list.find(words)).collect();
        assert!(places.iter().all(Option::is_some), "{places:?} {list}");
        assert!(places.is_sorted(), "{places:?} {list}");
        assert!(list.contains("203.0.113.7") && list.contains("2026-01-01 00:01 UTC"), "{list}");
    }

    async fn it_says_by_which_program_and_for_which_application(app) {
        let mut browser = app.browser();
        let asked = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("login-form");
        form.fill("username", app.demo.user().0);
        form.fill("password", app.demo.user().1);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let request = Request::post(&page.at)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, crate::support::ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, FIREFOX);
        let mut browser = browser.at("203.0.113.9");
        let done = browser.send(&page.at, request, Body::from(body)).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        let (_, list) = told(&app, &mut browser).await;
        assert!(list.contains("Firefox, Linux") && list.contains("203.0.113.9"), "{list}");
        let web = gatehouse::domain::admin::clients::show(&app.cx(), &app.demo.pool.id, &app.web().0.parse().expect("an id")).await.expect("a client");
        assert!(list.contains(&web.name), "{list}");
    }

    async fn an_operator_is_named_as_one(app) {
        app.member("jane", "jane@example.test").await;
        let new = "seven quiet lanterns drift";
        users::set_password(&app.cx(), &app.demo.pool.id, "jane", Password::new(new)).await.expect("set");
        let mut browser = app.browser();
        app.at_home(&mut browser, "activity", ("jane", new)).await;
        let (_, list) = told(&app, &mut browser).await;
        assert!(list.contains("by the operator of this service"), "{list}");
    }

    async fn a_long_history_has_pages(app) {
        app.member("jane", "jane@example.test").await;
        let mut browser = app.browser();
        for _ in 0..30 {
            app.jane_at(&mut app.browser(), "profile").await;
            app.advance(Duration::from_secs(1));
        }
        app.jane_at(&mut browser, "activity").await;
        let (first, list) = told(&app, &mut browser).await;
        assert!(!list.contains("The account was made"), "{list}");
        assert_eq!(list.matches("Signed in").count(), 25, "{list}");
        let older = attribute_of(&first.body, "older", "href").expect("a link").replace("&#38;", "&");
        let second = browser.get(&older).await;
        let list = text_of(&second.body, "activity").expect("a list");
        assert_eq!(list.matches("Signed in").count(), 6, "{list}");
        assert!(list.contains("The account was made") && !second.has("older"), "{second:?}");
        for strange in ["zzz", "'%20OR%201=1", "0"] {
            let page = browser.get(&format!("{}?_before={strange}", app.section("activity"))).await;
            assert_eq!(page.status, StatusCode::OK, "{strange}: {page:?}");
        }
    }

    async fn nobody_reads_what_happened_to_somebody_else(app) {
        app.member("jane", "jane@example.test").await;
        app.member("john", "john@example.test").await;
        for _ in 0..3 {
            app.type_in(&mut app.browser(), "john", "a wrong guess at it").await;
        }
        let mut browser = app.browser();
        app.jane_at(&mut browser, "activity").await;
        let (_, list) = told(&app, &mut browser).await;
        assert!(!list.contains("failed"), "{list}");
        let away = app.browser().get(&app.section("activity")).await;
        assert!(away.location().contains("/login?"), "{away:?}");
    }
}
