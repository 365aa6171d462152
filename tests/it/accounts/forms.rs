//! Forms are taken from our own pages only.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::{Browser, TestApp, on_both};

/// Every form of the pages, with fields enough to be acted on.
const FORMS: [(&str, &str); 8] = [
    ("login", "username=demo&password=x"),
    ("signup", "username=jane&email=jane@example.test&password=correct+horse+battery"),
    ("confirm", "username=demo&code=123456"),
    ("confirmUser", "username=demo&code=123456"),
    ("resendcode", "username=demo"),
    ("forgotPassword", "username=demo"),
    ("confirmforgotPassword", "username=demo&code=123456&new_password=correct+horse+battery"),
    ("logout", "x=1"),
];

async fn token(app: &TestApp, browser: &mut Browser) -> String {
    let page = browser.get(&format!("{}/login", app.base)).await;
    let fields = page.form("login-form").fields;
    fields.into_iter().find(|(name, _)| name == "_csrf").expect("a token").1
}

on_both! {
    async fn without_the_browsers_own_token_nothing_happens(app) {
        let mut other = app.browser();
        let foreign = token(&app, &mut other).await;
        for (path, fields) in FORMS {
            let path = format!("{}/{path}", app.base);
            let mut browser = app.browser();
            assert_eq!(browser.post(&path, fields).await.status, StatusCode::FORBIDDEN, "{path}: no token, no cookie");
            token(&app, &mut browser).await;
            for wrong in ["", "x", &foreign] {
                let body = format!("{fields}&_csrf={wrong}");
                assert_eq!(browser.post(&path, &body).await.status, StatusCode::FORBIDDEN, "{path}: {wrong}");
            }
        }
        assert!(app.mail("demo@example.test").await.is_empty());
        assert!(app.mail("jane@example.test").await.is_empty());
    }

    async fn a_right_token_from_another_site_is_refused(app) {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://evil.localhost:9080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let mut browser = app.browser();
            let own = token(&app, &mut browser).await;
            let path = format!("{}/forgotPassword", app.base);
            let request = Request::post(&path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value);
            let answer = browser.send(&path, request, Body::from(format!("username=demo&_csrf={own}"))).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        assert!(app.mail("demo@example.test").await.is_empty());
    }

    async fn an_expired_form_says_so_and_the_next_try_works(app) {
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/login", app.base)).await;
        browser.cookies.clear();
        let (name, password) = app.demo.user();
        let mut form = page.form("login-form");
        form.fill("username", name);
        form.fill("password", password);
        let expired = browser.submit(&page, &form).await;
        assert_eq!(expired.status, StatusCode::FORBIDDEN);
        let mut form = expired.form("login-form");
        form.fill("password", password);
        assert!(browser.submit(&expired, &form).await.has("logout-form"));
    }
}
