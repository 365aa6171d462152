//! Telling people: a sign-in from a new place, another factor, a new password.

use std::time::Duration;

use gatehouse::domain::housekeeping;
use gatehouse::model::sign_in::Remember;

use super::PASSWORD;
use crate::support::{Pkce, TestApp, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const JANE: &str = "jane@example.test";

impl TestApp {
    /// How often an address was told something with these words in its subject.
    async fn heard_of(&self, to: &str, words: &str) -> usize {
        let mail = self.mail(to).await;
        mail.iter().filter(|mail| mail.subject.contains(words)).count()
    }

    /// Jane signs in from an address; how often she was told of that so far.
    async fn from(&mut self, address: &str) -> usize {
        self.come_from(address);
        let mut browser = self.browser();
        let answer = self.type_in(&mut browser, "jane", PASSWORD).await;
        assert!(answer.status.is_success(), "{answer:?}");
        self.advance(Duration::from_secs(1));
        self.heard_of(JANE, "New sign-in").await
    }
}

on_both! {
    async fn a_sign_in_from_a_new_network_is_told_once(app) {
        let mut app = app;
        app.member("jane", JANE).await;
        assert_eq!(app.from("203.0.113.7").await, 0, "the first one is no news");
        assert_eq!(app.from("203.0.113.7").await, 0);
        assert_eq!(app.from("198.51.100.9").await, 1);
        let mail = app.mail(JANE).await;
        for said in ["198.51.100.9", "2026-01-01 00:00 UTC", "/forgotPassword?username=jane"] {
            assert!(mail[0].text.contains(said), "{said}: {}", mail[0].text);
        }
        assert_eq!(app.from("198.51.100.9").await, 1, "it is known by now");
        assert_eq!(app.from("203.0.113.7").await, 1);
        assert_eq!(app.from("2001:db8:1:2::7").await, 2);
        assert_eq!(app.from("2001:db8:1:2:ffff::1").await, 2, "the same household");
        assert_eq!(app.from("2001:db8:1:3::7").await, 3);
    }

    async fn a_sign_in_that_fails_tells_nobody(app) {
        let mut app = app;
        app.member("jane", JANE).await;
        app.from("203.0.113.7").await;
        app.come_from("198.51.100.9");
        app.type_in(&mut app.browser(), "jane", "a wrong guess").await;
        assert_eq!(app.heard_of(JANE, "New sign-in").await, 0);
    }

    async fn a_sign_in_after_a_long_time_is_told(app) {
        let mut app = app;
        app.member("jane", JANE).await;
        app.from("203.0.113.7").await;
        app.advance(10 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert_eq!(app.from("203.0.113.7").await, 0, "still known");
        app.advance(40 * DAY);
        housekeeping::clean(&app.cx()).await.expect("a clean house");
        assert_eq!(app.from("198.51.100.9").await, 1, "nothing is known any more");
    }

    async fn a_remembered_browser_may_travel(app) {
        let mut app = app;
        app.come_from("203.0.113.7");
        let secret = app.set_up_totp().await;
        app.change_pool(|pool| pool.sign_in.remember_devices = Remember::Always).await;
        app.advance(Duration::from_secs(30));
        let mut browser = app.browser();
        let page = app.half_way(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
        app.show_code(&mut browser, &page, "code-form", &secret).await;
        app.come_from("198.51.100.9");
        let cookies = browser.cookies.clone();
        let mut abroad = app.browser();
        abroad.cookies = cookies;
        abroad.cookies.remove("gatehouse");
        let done = app.sign_in(&mut abroad, &app.authorize(&Pkce::new(), &[])).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
        assert_eq!(app.heard_of("demo@example.test", "New sign-in").await, 0);
        app.come_from("192.0.2.4");
        let mut stranger = app.browser();
        let page = app.half_way(&mut stranger, &app.authorize(&Pkce::new(), &[])).await;
        app.advance(Duration::from_secs(30));
        app.show_code(&mut stranger, &page, "code-form", &secret).await;
        assert_eq!(app.heard_of("demo@example.test", "New sign-in").await, 1);
    }

    async fn a_factor_that_is_added_is_told(app) {
        app.set_up_totp().await;
        assert_eq!(app.heard_of("demo@example.test", "New way to sign in").await, 1);
        let mail = app.mail("demo@example.test").await;
        assert!(mail.iter().any(|mail| mail.text.contains("Authenticator app")), "{mail:?}");
    }

    async fn a_new_password_is_told(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.forget(&mut browser, "jane").await;
        let code = app.mailed_code(JANE).await;
        app.advance(Duration::from_secs(1));
        let wrong = app.reset(&mut browser, &page, "000000", "another battery horse").await;
        assert!(wrong.status.is_client_error(), "{wrong:?}");
        assert_eq!(app.heard_of(JANE, "was changed").await, 0);
        let done = app.reset(&mut browser, &page, &code, "another battery horse").await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert_eq!(app.heard_of(JANE, "was changed").await, 1);
    }
}
