//! Every page: its headers, its languages, and nothing that a script or a frame could use.

use axum::http::header;

use crate::support::{Pkce, on_both};

const PAGES: [&str; 8] = [
    "login",
    "signup",
    "confirm",
    "resendcode",
    "forgotPassword",
    "confirmforgotPassword",
    "logout",
    "error",
];

on_both! {
    async fn each_page_has_the_headers_that_protect_it(app) {
        for page in PAGES {
            let answer = app.browser().get(&format!("{}/{page}", app.base)).await;
            let value = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let policy = value("content-security-policy");
            for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "style-src 'self'"] {
                assert!(policy.contains(rule), "{page}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{page}: {policy}");
            assert_eq!(value("referrer-policy"), "same-origin", "{page}");
            assert_eq!(value("x-content-type-options"), "nosniff", "{page}");
            assert_eq!(value("x-frame-options"), "DENY", "{page}");
            assert_eq!(value("cross-origin-opener-policy"), "same-origin", "{page}");
            assert!(value("cache-control").contains("no-store"), "{page}");
            assert!(!answer.body.contains(" style=") && !answer.body.contains("<style") && !answer.body.contains(" onclick="), "{page}");
        }
    }

    async fn a_form_may_lead_to_the_client_that_is_waiting_and_nowhere_else(app) {
        let mut browser = app.browser();
        let asked = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        let page = browser.get(&asked.location()).await;
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
        assert!(policy.contains("form-action 'self' http://localhost:9080"), "{policy}");
    }

    async fn a_page_speaks_the_readers_language(app) {
        let mut browser = app.browser();
        let path = format!("{}/login", app.base);
        for (query, accept, language) in [
            ("", "", "en"),
            ("", "de-CH,de;q=0.9,en;q=0.5", "de"),
            ("", "xx, *;q=0.1", "en"),
            ("?lang=de", "en", "de"),
            ("?ui_locales=it%20de", "en", "de"),
            ("?lang=..%2f..%2fetc", "de", "de"),
        ] {
            let path = format!("{path}{query}");
            let request = axum::http::Request::get(&path).header(header::ACCEPT_LANGUAGE, accept);
            let page = browser.send(&path, request, axum::body::Body::empty()).await;
            assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{query} {accept}");
        }
    }

    async fn links_between_pages_keep_the_request(app) {
        let mut browser = app.browser();
        let asked = browser.get(&app.authorize(&Pkce::new(), &[])).await;
        let login = browser.get(&asked.location()).await;
        for page in ["/signup?", "/forgotPassword?"] {
            let start = login.body.find(page).unwrap_or_else(|| panic!("no link to {page}"));
            let link: String = login.body[start..].chars().take_while(|c| *c != '"').collect();
            assert!(link.contains("client_id=") && link.contains("code_challenge="), "{link}");
        }
    }

    async fn cookies_are_out_of_scripts_reach(app) {
        let mut browser = app.browser();
        let page = browser.get(&format!("{}/login", app.base)).await;
        let mut form = page.form("login-form");
        form.fill("username", app.demo.user().0);
        form.fill("password", app.demo.user().1);
        let signed_in = browser.submit(&page, &form).await;
        for answer in [&page, &signed_in] {
            for cookie in answer.headers.get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().expect("ASCII");
                // The state that applications watch is for a script to read, and opens nothing.
                let is_for_scripts = cookie.starts_with("gatehouse-state-");
                assert!(is_for_scripts != cookie.contains("HttpOnly"), "{cookie}");
                assert!(cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
                assert!(!cookie.contains("Domain"), "{cookie}");
            }
        }
    }
}
