//! The name on a page of its own, and what follows it: the same for every name.

use axum::http::StatusCode;
use gatehouse::model::Factor;

use super::enumeration::shown;
use super::mail_codes::type_code;
use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, Pkce, TestApp, on_both};

const JANE: &str = "jane@example.test";

impl TestApp {
    async fn ask_for_the_name_first(&self, factors: &[Factor]) {
        self.change_pool(|pool| {
            pool.sign_in.identifier_first = true;
            pool.sign_in.first_factors = factors.to_vec();
        })
        .await;
    }

    /// Types a name into the sign-in page; the page that follows.
    async fn say_name(&self, browser: &mut Browser, path: &str, name: &str) -> Answer {
        let page = browser.get(path).await;
        let mut form = page.form("login-form");
        assert!(!form.fields.iter().any(|(own, _)| own == "password"), "{page:?}");
        form.fill("username", name);
        browser.submit(&page, &form).await
    }
}

/// Types the password on the page that [`TestApp::say_name`] has opened.
async fn type_password(browser: &mut Browser, page: &Answer, password: &str) -> Answer {
    let mut form = page.form("password-form");
    form.fill("password", password);
    browser.submit(page, &form).await
}

on_both! {
    async fn name_then_password(app) {
        app.ask_for_the_name_first(&[Factor::Password]).await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let asked = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        let page = app.say_name(&mut browser, &asked.location(), "jane").await;
        assert_eq!(page.status, StatusCode::OK);
        for part in ["autocomplete=\"username\"", "autocomplete=\"current-password\"", "Not you?"] {
            assert!(page.body.contains(part), "{part}: {page:?}");
        }
        assert!(!page.body.contains("send-form"), "{page:?}");
        let wrong = type_password(&mut browser, &page, "not the password").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        complaint(&wrong);
        let done = type_password(&mut browser, &wrong, PASSWORD).await;
        assert!(done.parameter("code").is_some(), "{done:?}");
    }

    async fn what_follows_a_name_is_the_same_for_every_name(app) {
        app.ask_for_the_name_first(&[Factor::Password, Factor::Email]).await;
        app.member("jane", JANE).await;
        app.sign_up(&mut app.browser(), "joe", "joe@example.test").await;
        let mut seen = Vec::new();
        for name in ["jane", "joe", "nobody"] {
            let mut browser = app.browser();
            let page = app.say_name(&mut browser, &format!("{}/login", app.base), name).await;
            let cookies: Vec<String> = browser.cookies.keys().cloned().collect();
            let wrong = type_password(&mut browser, &page, "not the password").await;
            seen.push((shown(&page, name), shown(&wrong, name), cookies));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    }

    async fn a_code_in_place_of_the_password(app) {
        app.ask_for_the_name_first(&[Factor::Password, Factor::Email]).await;
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.say_name(&mut browser, &format!("{}/login", app.base), "jane").await;
        let mut form = page.form("send-form");
        form.fields.push(("answer".to_owned(), "email".to_owned()));
        let asked = browser.submit(&page, &form).await;
        let page = browser.get(&asked.location()).await;
        let done = type_code(&mut browser, &page, &app.mailed_code(JANE).await).await;
        assert!(done.has("logout-form"), "{done:?}");
    }

    async fn no_name_is_no_answer(app) {
        app.ask_for_the_name_first(&[Factor::Password]).await;
        let empty = app.say_name(&mut app.browser(), &format!("{}/login", app.base), " ").await;
        assert_eq!(empty.status, StatusCode::BAD_REQUEST);
        complaint(&empty);
    }

    async fn a_pool_without_passwords_takes_none(app) {
        app.member("jane", JANE).await;
        app.change_pool(|pool| pool.sign_in.first_factors = vec![Factor::Email]).await;
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/login", app.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", "jane");
        form.fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let right = browser.submit(&page, &form).await;
        assert_eq!(right.status, StatusCode::BAD_REQUEST, "{right:?}");
        form.fill("password", "not the password");
        let wrong = browser.submit(&page, &form).await;
        assert_eq!(shown(&right, "jane"), shown(&wrong, "jane"), "nobody learns which is right");
    }
}
