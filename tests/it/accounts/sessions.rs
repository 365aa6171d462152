//! Signing out.

use axum::http::StatusCode;

use crate::support::{Browser, Pkce, TestApp, form, on_both};

const BACK: &str = "http://localhost:9080/samples/web";

async fn signed_in(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    app.sign_in(&mut browser, &app.authorize(&Pkce::new(), &[])).await;
    browser
}

async fn is_signed_in(app: &TestApp, browser: &mut Browser) -> bool {
    browser
        .get(&app.authorize(&Pkce::new(), &[("prompt", "none")]))
        .await
        .parameter("code")
        .is_some()
}

on_both! {
    async fn an_applications_link_ends_the_session_and_leads_back(app) {
        let mut browser = signed_in(&app).await;
        let stolen = browser.cookies.clone();
        let query = form(&[("client_id", app.web().0), ("logout_uri", BACK)]);
        let out = browser.get(&format!("{}/logout?{query}", app.base)).await;
        assert_eq!(out.location(), BACK);
        assert!(!is_signed_in(&app, &mut browser).await);
        let mut thief = app.browser();
        thief.cookies = stolen;
        assert!(!is_signed_in(&app, &mut thief).await, "the cookie is worth nothing any more");
    }

    async fn an_address_that_is_not_registered_is_a_page_and_keeps_the_session(app) {
        let mut browser = signed_in(&app).await;
        for uri in ["https://evil.example/", "//evil.example/", "/\\evil.example", "http://localhost:9080/samples/web/", "javascript:alert(1)"] {
            for client in [app.web().0, app.machine().0, "x", ""] {
                let query = form(&[("client_id", client), ("logout_uri", uri)]);
                let answer = browser.get(&format!("{}/logout?{query}", app.base)).await;
                assert!(!answer.status.is_redirection(), "{uri} {client}: {answer:?}");
            }
        }
        assert!(is_signed_in(&app, &mut browser).await);
    }

    async fn the_other_form_signs_in_anew(app) {
        let mut browser = signed_in(&app).await;
        let authorize = app.authorize(&Pkce::new(), &[]);
        let (_, query) = authorize.split_once('?').expect("a query");
        let out = browser.get(&format!("{}/logout?{query}", app.base)).await;
        assert!(out.location().starts_with(&format!("{}/login?", app.base)), "{out:?}");
        assert!(!is_signed_in(&app, &mut browser).await);
    }

    async fn without_an_application_a_button_is_asked_for(app) {
        let mut browser = signed_in(&app).await;
        let page = browser.get(&format!("{}/logout", app.base)).await;
        assert!(is_signed_in(&app, &mut browser).await, "opening the page ends nothing");
        let out = browser.submit(&page, &page.form("logout-form")).await;
        assert_eq!(out.status, StatusCode::OK, "{out:?}");
        assert!(!is_signed_in(&app, &mut browser).await);
    }
}
